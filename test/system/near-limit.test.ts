/** Programs that come near their time limit: how often they are run, and what stands in the evidence. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';
import type { Answer } from '../support/client.ts';

const limitMs = 1_000;

/** Real time is no part of these tests, and the machine may be busy. */
const limits = { cpuMs: limitMs, wallMs: 60_000 };

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-judging',
    flags: ['--slot-base', '208', '--slots', '1'],
  });
  return () => service.close();
});

/** A C program that uses CPU time until its own clock says so, and then answers. */
const burning = (cpuMs: number): string => `
#include <stdio.h>
#include <time.h>
int main(void) {
  struct timespec used;
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  while (used.tv_sec * 1000.0 + used.tv_nsec / 1e6 < ${cpuMs});
  puts("42");
}`;

const submit = (cpuMs: number): Promise<Answer> =>
  judged(service.url, {
    language: 'c',
    source: burning(cpuMs),
    tests: [{ input: '', answer: '42' }],
    limits,
  });

const onlyTest = ({ result }: Answer) => {
  const [only] = result?.tests ?? [];
  if (only === undefined) throw new Error('there is no result of the test');
  return only;
};

describe('with the margin of ten percent', () => {
  test('a program 5 % over its limit is run twice before it is called, and both runs are told', async () => {
    const answer = await submit(1.05 * limitMs);
    expect(answer.result, JSON.stringify(answer.result)).toMatchObject({
      verdict: 'time_limit_exceeded',
      detail: 'cpu',
      message: `ran for more than ${limitMs} ms of CPU time`,
    });
    const { runs, cpuMs, exitCode } = onlyTest(answer);
    expect(runs?.map(({ verdict }) => verdict)).toEqual(['time_limit_exceeded', 'time_limit_exceeded']);
    for (const run of runs ?? []) {
      expect(run.cpuMs).toBeGreaterThan(limitMs);
      expect(run.cpuMs).toBeLessThanOrEqual(1.1 * limitMs);
    }
    // It was let run to its end, and the second run's figures are the test's.
    expect(exitCode).toBe(0);
    expect(cpuMs).toBe(runs?.[1]?.cpuMs);
  });

  test('a program far within its limit is run once', async () => {
    const answer = await submit(0.5 * limitMs);
    expect(answer.result?.verdict).toBe('accepted');
    expect(onlyTest(answer)).not.toHaveProperty('runs');
  });

  test('a program far over its limit is killed at the end of the margin and not run again', async () => {
    const answer = await submit(10 * limitMs);
    const only = onlyTest(answer);
    expect(only).toMatchObject({ verdict: 'time_limit_exceeded', detail: 'cpu' });
    expect(only).not.toHaveProperty('runs');
    expect(only).not.toHaveProperty('exitCode');
    expect(only.cpuMs).toBeGreaterThanOrEqual(1.1 * limitMs);
    expect(only.cpuMs).toBeLessThan(1.3 * limitMs);
  });
});
