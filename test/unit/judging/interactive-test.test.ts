import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProblemDefinition } from '../../../src/domain/problem.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import { judge } from '../../../src/judging/judge.ts';
import { blobsOf, definitionOf } from '../../support/problems.ts';
import { problemWorld, stableFingerprint } from './problem-world.ts';
import type { Behaviour, Running, Script } from './problem-world.ts';

const never = new AbortController().signal;

const { blobs, program, testOf } = blobsOf();

const interactive = (protocol: 'testlib' | 'kattis', changes: Partial<ProblemDefinition> = {}) =>
  definitionOf({
    mode: { kind: 'interactive', protocol, interactor: program('interactor.py') },
    tests: [testOf('1', '7', '7')],
    ...changes,
  });

const judged = async (script: Script) => {
  const world = problemWorld({ blobs, ...script });
  await judge(world.ports, world.job, never);
  expect(world.faults).toEqual([]);
  expect([...world.held]).toEqual([]);
  const [result] = world.committed;
  const only = result?.tests[0];
  if (result === undefined || only === undefined) throw new Error('nothing was committed');
  return { ...world, result, only };
};

/** Guesses from 1 upwards. */
const guesser: Behaviour = async ({ pipes }) => {
  for (let guess = 1; guess < 100; guess += 1) {
    pipes.write(String(guess));
    if ((await pipes.read()) === 'right') return {};
  }
  return { code: 1 };
};

const secretOf = ({ argv, read }: Running): string =>
  read(argv.find((word) => word.endsWith('/input')) ?? '');

/** Answers guesses; 42 or 43 by Kattis' rules. */
const host: Behaviour = async (running) => {
  const secret = secretOf(running);
  for (let guesses = 0; guesses < 10; guesses += 1) {
    const guess = await running.pipes.read();
    if (guess === undefined) break;
    if (guess === secret) {
      running.pipes.write('right');
      return { code: 42 };
    }
    running.pipes.write('wrong');
  }
  running.write('feedback/teammessage.txt', 'never guessed');
  return { code: 43 };
};

/** The same by testlib's rules; writes how often it was asked for the checker. */
const testlibHost: Behaviour = async (running) => {
  const { code } = await host(running);
  running.write('output', 'asked');
  return code === 42 ? { stderr: 'ok' } : { code: 1, stderr: 'wrong answer never guessed' };
};

describe('a conversation by Kattis’ rules', () => {
  test('is accepted when the interactor says so, which both ran for in joined containers', async () => {
    const { only, result, commands } = await judged({
      definition: interactive('kattis'),
      program: guesser,
      judge: host,
    });
    expect(only.verdict).toBe('accepted');
    expect(result.judgedBy).toBe(stableFingerprint);
    expect(commands.map(({ command }) => [command.joined, command.stdin.bytes])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  });

  test('is a wrong answer with the message for the team when the program gives up', async () => {
    const { only } = await judged({ definition: interactive('kattis'), program: () => ({}), judge: host });
    expect(only).toMatchObject({ verdict: 'wrong_answer', message: 'never guessed' });
  });

  test('is a runtime error where the program fails while the interactor is content to wait', async () => {
    const { only } = await judged({
      definition: interactive('kattis'),
      program: () => ({ code: 3 }),
      judge: host,
    });
    expect(only).toMatchObject({ verdict: 'runtime_error', exitCode: 3 });
  });

  test('is ours to answer for when the interactor dies', async () => {
    const { only } = await judged({
      definition: interactive('kattis'),
      program: guesser,
      judge: () => ({ fate: { kind: 'signaled', signal: 11 } }),
    });
    expect(only).toMatchObject({ verdict: 'system_error', detail: 'judge:signal:SIGSEGV' });
    expect(only.message).toContain("not the submitted program's fault");
  });

  test('follows one after the other in the same pair of containers, which is reset between them', async () => {
    const tests = [testOf('1', '3', '3'), testOf('2', '4', '4')];
    const { result, acts } = await judged({
      definition: interactive('kattis', { tests }),
      program: guesser,
      judge: host,
    });
    expect(result.tests.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
    expect(acts.filter((act) => act.startsWith('lease'))).toHaveLength(2);
  });

  test('of a program that passed its time limit by a little is held once more', async () => {
    let runs = 0;
    const { only } = await judged({
      definition: interactive('kattis', { limits: { cpuMs: 1_000 } }),
      program: async (running) => {
        runs += 1;
        return { ...(await guesser(running)), cpuMs: runs === 1 ? 1_050 : 900 };
      },
      judge: host,
    });
    expect(only).toMatchObject({ verdict: 'accepted', cpuMs: 900 });
    expect(only.runs?.map(({ verdict }) => verdict)).toEqual(['time_limit_exceeded', 'accepted']);
  });

  test('fails the attempt where a sandbox fails, and the other side is ended', async () => {
    let ended = false;
    const world = problemWorld({
      blobs,
      definition: interactive('kattis'),
      program: () => Promise.reject(new SerinError('SANDBOX_FAILED', 'the container is gone')),
      judge: ({ signal }) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => {
            ended = true;
            resolve({});
          });
        }),
    });
    await expect(judge(world.ports, world.job, never)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    expect(ended).toBe(true);
    expect([...world.held]).toEqual([]);
  });
});

describe('a transcript', () => {
  const wanted = { keepOutputBytes: 1000 };
  const definition = interactive('kattis');
  const piece = (atMs: number, text: string) => ({ atMs, data: Buffer.from(text) });

  test('tells who said what in order, where output was asked for', async () => {
    const { only, commands } = await judged({
      definition: interactive('kattis', { tests: [testOf('1', '2', '2')] }),
      program: guesser,
      judge: host,
      spec: wanted,
    });
    expect(only.transcript?.truncated).toBe(false);
    expect(only.transcript?.entries.map(({ from, text }) => [from, text])).toEqual([
      ['program', '1\n'],
      ['interactor', 'wrong\n'],
      ['program', '2\n'],
      ['interactor', 'right\n'],
    ]);
    const times = only.transcript?.entries.map(({ atMs }) => atMs) ?? [];
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(commands.map(({ command }) => command.transcriptBytes)).toEqual([1000, 1000]);
  });

  test('is neither taken nor told where no output was asked for', async () => {
    const { only, commands } = await judged({ definition, program: guesser, judge: host });
    expect(only).not.toHaveProperty('transcript');
    expect(commands.every(({ command }) => command.transcriptBytes === undefined)).toBe(true);
  });

  test('has a line that came in pieces as one entry, and what is no UTF-8 with replacements', async () => {
    const { only } = await judged({
      definition,
      spec: wanted,
      program: () => ({
        said: [piece(1, 'a'), piece(2, 'b\n'), piece(3, 'c'), piece(5, 'd')],
        stdoutBytes: 5,
        endedMs: 9,
      }),
      judge: () => ({
        code: 42,
        said: [{ atMs: 4, data: Buffer.from([0xff, 0x0a]) }],
        stdoutBytes: 2,
        endedMs: 10,
      }),
    });
    // Both took 2 ms, says the sandbox that is none; the first piece was before that.
    expect(only.transcript).toEqual({
      entries: [
        { from: 'program', text: 'ab\n', atMs: 0 },
        { from: 'program', text: 'c', atMs: 2 },
        { from: 'interactor', text: '\ufffd\n', atMs: 3 },
        { from: 'program', text: 'd', atMs: 4 },
      ],
      truncated: false,
    });
  });

  test('ends where one side said more than is told, and says so', async () => {
    const { only } = await judged({
      definition,
      spec: wanted,
      program: () => ({ said: [piece(1, 'a\n'), piece(3, 'b')], stdoutBytes: 100, endedMs: 9 }),
      judge: () => ({
        code: 42,
        said: [piece(2, 'x\n'), piece(8, 'answer to what is not told\n')],
        stdoutBytes: 29,
        endedMs: 9,
      }),
    });
    expect(only.transcript?.truncated).toBe(true);
    expect(only.transcript?.entries.map(({ text }) => text)).toEqual(['a\n', 'x\n', 'b']);
  });

  test('has so many entries and no more', async () => {
    const said = Array.from({ length: 2001 }, (_, index) => piece(index, '\n'));
    const { only } = await judged({
      definition,
      spec: { keepOutputBytes: 65_536 },
      program: () => ({ said, stdoutBytes: 2001, endedMs: 9000 }),
      judge: () => ({ code: 42 }),
    });
    expect(only.transcript?.entries).toHaveLength(2000);
    expect(only.transcript?.truncated).toBe(true);
  });
});

describe('whoever is left', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is not waited for when the interactor has called it wrong', async () => {
    const outcome = judged({
      definition: interactive('kattis'),
      program: () => new Promise(() => undefined),
      judge: () => ({ code: 43 }),
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await outcome).only.verdict).toBe('wrong_answer');
  });

  test('has all of its own time when the interactor is content', async () => {
    const finish: { now?: () => void } = {};
    const outcome = judged({
      definition: interactive('kattis'),
      program: () => new Promise((resolve) => (finish.now = () => resolve({}))),
      judge: () => ({ code: 42 }),
    });
    await vi.advanceTimersByTimeAsync(60_000);
    finish.now?.();
    expect((await outcome).only.verdict).toBe('accepted');
  });

  test('when the program has ended and is an interactor that never ends, has failed', async () => {
    const outcome = judged({
      definition: interactive('kattis'),
      program: () => ({}),
      judge: () => new Promise(() => undefined),
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).only).toMatchObject({ verdict: 'system_error', detail: 'judge:wall' });
  });
});

describe('a conversation by testlib’s rules', () => {
  const checker = { kind: 'program', protocol: 'testlib', program: program('check.py') } as const;

  test('goes to the checker with what the interactor wrote', async () => {
    const seen: string[] = [];
    const judgeOf: Behaviour = (running) => {
      if (running.command.joined === true) return testlibHost(running);
      seen.push(...running.argv.slice(-3).map(running.read));
      return { code: 1, stderr: 'wrong answer says the checker' };
    };
    const { only } = await judged({
      definition: interactive('testlib', { judge: checker }),
      program: guesser,
      judge: judgeOf,
    });
    expect(seen).toEqual(['7', 'asked', '7']);
    expect(only).toMatchObject({
      verdict: 'wrong_answer',
      judgeMessage: expect.stringContaining('wrong answer says the checker') as string,
    });
  });

  test('is not checked when the interactor has called it wrong', async () => {
    const { only, commands } = await judged({
      definition: interactive('testlib', { judge: checker }),
      program: () => ({}),
      judge: testlibHost,
    });
    expect(only).toMatchObject({
      verdict: 'wrong_answer',
      judgeMessage: expect.stringContaining('wrong answer never guessed') as string,
    });
    expect(commands).toHaveLength(2);
  });

  test('is decided by the interactor where outputs are only compared and it wrote nothing', async () => {
    const silent: Behaviour = async (running) => ({ code: (await host(running)).code === 42 ? 0 : 1 });
    const { only } = await judged({ definition: interactive('testlib'), program: guesser, judge: silent });
    expect(only.verdict).toBe('accepted');
    const compared = await judged({
      definition: interactive('testlib'),
      program: guesser,
      judge: testlibHost,
    });
    expect(compared.only.verdict).toBe('wrong_answer');
  });
});
