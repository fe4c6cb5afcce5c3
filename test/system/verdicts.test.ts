/**
 * Every way a program can end, in every language, on both tracks: the verdict, its detail and the evidence for it.
 *
 * A language's programs are submitted together and each test waits for its own, so that slots never idle between two tests;
 * one language after the other, so that a machine with a single slot changes containers as rarely as it can.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, post } from '../support/client.ts';
import type { Answer } from '../support/client.ts';
import { readExpectedVerdicts } from '../support/expected-verdicts.ts';
import type { Program } from '../support/expected-verdicts.ts';

const programs = await readExpectedVerdicts(
  fileURLToPath(new URL('../programs/verdicts/expected.yaml', import.meta.url)),
);
const languages = [...new Set(programs.map(({ language }) => language))];
const tracks = ['stable', 'canary'] as const;

/** Longer than all of a language's submissions take on one slow slot. */
const finishedWithinMs = 240_000;

let service: Service;

beforeAll(async () => {
  service = await startService();
  return () => service.close();
});

describe.each(languages)('%s', (language) => {
  const submissions = tracks.flatMap((track) =>
    programs
      .filter((program) => program.language === language)
      .map((program) => ({ program, name: program.name, verdict: program.verdict, track })),
  );
  let ids: ReadonlyMap<string, string>;

  beforeAll(async () => {
    ids = new Map(
      await Promise.all(
        submissions.map(
          async ({ program, track }) => [keyOf(program, track), await submitted(program, track)] as const,
        ),
      ),
    );
  });

  test.for(submissions)('the program $name is judged $verdict on $track', async ({ program, track }) => {
    const id = ids.get(keyOf(program, track));
    if (id === undefined) throw new Error(`"${program.name}" was never submitted to ${track}`);
    const answer = await finished(service.url, id, finishedWithinMs);
    expect(answer.decision).toMatchObject({ track, reason: 'PINNED' });
    const { verdict, detail } = answer.result ?? {};
    const wanted: unknown =
      program.detail instanceof RegExp ? expect.stringMatching(program.detail) : program.detail;
    // One comparison, so that a failure shows the detail and the figures beside the verdict.
    expect({ verdict, detail }, JSON.stringify(answer.result)).toEqual({
      verdict: program.verdict,
      detail: wanted,
    });
    expectEvidence(program, answer);
  });
});

const keyOf = (program: Program, track: string): string => `${program.name} on ${track}`;

/** The submission's id. */
const submitted = async (program: Program, track: string): Promise<string> => {
  const { language, source, input, answer, limits } = program;
  const reply = await post(service.url, { language, source, tests: [{ input, answer }], limits, track });
  expect(reply.status, JSON.stringify(reply.body)).toBe(202);
  return reply.body.id;
};

const expectEvidence = ({ name, limits, verdict, detail }: Program, { result }: Answer): void => {
  expect(result?.tests).toHaveLength(1);
  const only = result?.tests[0];
  if (result === undefined || only === undefined) throw new Error('there is no result of the test');
  if (name === 'compile-error') {
    expect(result.compile).toMatchObject({ ok: false, log: expect.stringMatching(/\S/) as string });
    expect(only.verdict).toBe('skipped');
    return;
  }
  expect(result.compile).toMatchObject({ ok: true });
  expect(only.verdict).toBe(verdict);
  expect(result.score).toBe(name === 'accepted' ? 100 : 0);
  switch (name) {
    case 'accepted':
    case 'wrong-answer':
      expect(only.cpuMs).toBeGreaterThan(0);
      expect(only.cpuMs).toBeLessThanOrEqual(limits.cpuMs);
      expect(only.wallMs).toBeLessThanOrEqual(limits.wallMs);
      expect(only.memoryBytes).toBeLessThanOrEqual(limits.memoryBytes);
      return;
    case 'exit-code':
      expect(only.exitCode).toBe(3);
      return;
    case 'signal':
      expect(`signal:${String(only.signal)}`).toBe(detail);
      return;
    case 'cpu-time':
      expect(only.cpuMs).toBeGreaterThanOrEqual(limits.cpuMs);
      expect(only.wallMs).toBeLessThan(limits.wallMs);
      return;
    case 'wall-time':
      expect(only.wallMs).toBeGreaterThanOrEqual(limits.wallMs);
      // It slept: what it computed is no reason to end it.
      expect(only.cpuMs).toBeLessThan(limits.cpuMs);
      return;
    case 'memory':
      if (only.detail !== 'oom') expect(only.memoryBytes).toBeGreaterThan(limits.memoryBytes);
      return;
    case 'output':
      // The program is caught while it writes, long before any other limit.
      expect(only.message).toContain(String(limits.outputBytes));
      return;
  }
};
