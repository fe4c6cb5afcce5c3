/** The tests of one submission over two slots: the same results in the same order, sooner. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { judged } from '../support/client.ts';
import type { Answer } from '../support/client.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-judging',
    flags: ['--slot-base', '208', '--slots', '2', '--parallel-tests', 'on'],
  });
  return () => service.close();
});

/** Sleeps for a tenth of a second, so that two of them take no longer than one even on a busy machine, and echoes its input. */
const sleeping = `
#include <stdio.h>
#include <time.h>
int main(void) {
  int number;
  struct timespec nap = {0, 100 * 1000 * 1000};
  nanosleep(&nap, NULL);
  if (scanf("%d", &number) == 1) printf("%d\\n", number);
}`;

const names = Array.from({ length: 20 }, (_, index) => `t${index + 1}`);

/** Test t8 has an answer that the program does not give. */
const tests = names.map((name, index) => ({
  name,
  input: `${index + 1}\n`,
  answer: name === 't8' ? 'something else' : `${index + 1}`,
}));

const submission = { language: 'c', source: sleeping, tests, limits: { cpuMs: 1_000, wallMs: 10_000 } };

/** The names and verdicts of the `test` events, in the order in which they were told. */
const toldOf = async (id: string): Promise<string[]> => {
  const stream = await (await fetch(`${service.url}/v1/submissions/${id}/events`)).text();
  return [...stream.matchAll(/^data: (\{"type":"test".*\})$/gm)].map(([, json = '']) => {
    const { name, verdict } = JSON.parse(json) as { name: string; verdict: string };
    return `${name} ${verdict}`;
  });
};

const line = ({ name, verdict }: { readonly name: string; readonly verdict: string }): string =>
  `${name} ${verdict}`;

const allRun = names.map((name) => `${name} ${name === 't8' ? 'wrong_answer' : 'accepted'}`);

/** How long the tests took, as a share of what they would have taken one after the other. */
const shareOf = ({ result }: Answer): number => {
  const sleptMs = (result?.tests ?? []).reduce((sum, { wallMs }) => sum + wallMs, 0);
  expect(sleptMs).toBeGreaterThan(2_000);
  return (result?.timings.runMs ?? Number.NaN) / sleptMs;
};

/**
 * Judged on both slots. Right after its start a worker still warms containers, and a slot where it does so is not to spare; so it
 * is asked again until there is one.
 */
const spread = async (): Promise<Answer> => {
  const untilMs = Date.now() + 180_000;
  for (;;) {
    const answer = await judged(service.url, submission);
    // One slot alone or in doubt: what came of it has to be right all the same.
    expect(answer.result?.tests.map(line)).toEqual(allRun);
    expect(await toldOf(answer.id)).toEqual(allRun);
    const share = shareOf(answer);
    if (share < 0.8) return answer;
    if (Date.now() > untilMs) throw new Error(`the tests were never spread: share ${share}`);
  }
};

describe('twenty tests of a tenth of a second on two slots', () => {
  test('take less time than one after the other would, and are told in their order', async () => {
    // Two at once, so that both slots have a container of the language.
    await Promise.all([judged(service.url, submission), judged(service.url, submission)]);
    await spread();
  });

  test('stop at the first failure exactly there', async () => {
    const answer = await judged(service.url, { ...submission, stopAtFirstFailure: true });
    const expected = names.map((name, index) => {
      if (index < 7) return `${name} accepted`;
      return `${name} ${index === 7 ? 'wrong_answer' : 'skipped'}`;
    });
    expect(answer.result?.verdict).toBe('wrong_answer');
    expect(answer.result?.tests.map(line)).toEqual(expected);
    expect(await toldOf(answer.id)).toEqual(expected);
  });

  test('leave no slot behind: three submissions at once are judged, and then the slots are to spare again', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => judged(service.url, submission)));
    for (const { result } of answers) expect(result?.tests.map(line)).toEqual(allRun);
    await spread();
  });
});
