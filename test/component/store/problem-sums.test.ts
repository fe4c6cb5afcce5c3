/** What verdicts add to the sums of their problem, on a real Redis. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JudgedProblem } from '../../../src/domain/problem-sums.ts';
import type { SubmissionSpec } from '../../../src/domain/submission.ts';
import { ProblemSumsReader } from '../../../src/store/problem-sums.ts';
import { specOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aDecision, aResult } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;
let reader: ProblemSumsReader;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  bench = await openStoreBench(redis);
  reader = new ProblemSumsReader({ redis: bench.link, keys: bench.keys });
  return () => bench.close();
});

const limits = { ...specOf().limits, cpuMs: 1_000 };

const accept = async (user: string | undefined, changes: Partial<SubmissionSpec> = {}): Promise<string> => {
  const spec = specOf({
    problem: 'aplusb',
    topics: ['graphs', 'trees'],
    limits,
    user: user === undefined ? {} : { id: user },
    ...changes,
  });
  const acceptance = anAcceptance({ spec });
  await bench.store.accept(acceptance);
  return acceptance.id;
};

const commit = (id: string, verdict: Parameters<typeof aResult>[0], attempt = 1) =>
  bench.store.commit(id, attempt, aResult(verdict));

const submit = async (
  user: string | undefined,
  result: Parameters<typeof aResult>[0] = {},
  changes: Partial<SubmissionSpec> = {},
): Promise<string> => {
  const id = await accept(user, changes);
  expect(await commit(id, result)).toBe(true);
  return id;
};

const wrong = { verdict: 'wrong_answer' } as const;

const sums = async (id = 'aplusb', tenant = 'default'): Promise<JudgedProblem['sums'] | undefined> =>
  (await reader.judged(tenant, 100)).find((problem) => problem.id === id)?.sums;

const rejudge = async (id: string, number: number, result: Parameters<typeof aResult>[0]): Promise<void> => {
  const record = await bench.store.read(id);
  if (record === undefined) throw new Error('it is not on record');
  const attempt = { number, decision: aDecision(), startedAtMs: 5_000 };
  expect(await bench.store.rejudge(record, attempt, 1_000)).toBe('started');
  expect(await commit(id, result, number)).toBe(true);
};

test('verdicts add up, with users who tried and solved and the share of time of what was accepted', async () => {
  await submit('ann', wrong);
  await submit('ann', { cpuMs: 250 });
  await submit('ann', { cpuMs: 750 });
  await submit('bob', { verdict: 'time_limit_exceeded', cpuMs: 1_000 });
  await submit(undefined, wrong);
  expect(await reader.judged('default', 100)).toEqual([
    {
      id: 'aplusb',
      topics: ['graphs', 'trees'],
      sums: { submissions: 5, accepted: 2, ofUsers: 4, tried: 2, solved: 1, timeShare: 1 },
    },
  ]);
});

test('a share of time is of the limit that held, and never more than all of it', async () => {
  await submit('ann', { cpuMs: 1_500, timeScale: 1.5, multipliers: { time: 2, memory: 1 } });
  expect((await sums())?.timeShare).toBe(0.5);
  await submit('ann', { cpuMs: 9_000 });
  expect((await sums())?.timeShare).toBe(1.5);
});

test.each(['compile_error', 'system_error'] as const)('%s tells nothing of a problem', async (verdict) => {
  await submit('ann', { verdict });
  expect(await sums()).toBeUndefined();
});

test('runs, verifications, submissions of no problem and cancelled ones are not counted', async () => {
  await submit('ann', {}, { kind: 'run' });
  await submit('ann', {}, { priority: 'rejudge' });
  const { problem: _, ...none } = specOf();
  const acceptance = anAcceptance({ spec: none });
  await bench.store.accept(acceptance);
  await commit(acceptance.id, {});
  await bench.store.cancel(await accept('ann'), 5_000);
  expect(await reader.judged('default', 100)).toEqual([]);
});

test('a verdict is counted once, however often and by whomever it is offered', async () => {
  const id = await accept('ann');
  const offers = await Promise.all([commit(id, {}), commit(id, wrong), commit(id, {})]);
  expect(offers.filter(Boolean)).toHaveLength(1);
  await commit(id, {}, 2);
  expect((await sums())?.submissions).toBe(1);
});

test('a rejudge is not counted twice: the verdict that stands counts', async () => {
  const id = await submit('ann', { cpuMs: 100 });
  await rejudge(id, 2, { cpuMs: 300 });
  const once = { submissions: 1, ofUsers: 1, tried: 1, solved: 1 };
  expect(await sums()).toEqual({ ...once, accepted: 1, timeShare: 0.3 });
  await rejudge(id, 3, wrong);
  expect(await sums()).toEqual({ ...once, accepted: 0, timeShare: 0 });
  await rejudge(id, 4, { cpuMs: 200 });
  expect(await sums()).toEqual({ ...once, accepted: 1, timeShare: 0.2 });
});

test('a rejudge that fails on our side leaves the sums as they are; one that no longer compiles is taken out', async () => {
  const id = await submit('ann', { cpuMs: 100 });
  await rejudge(id, 2, { verdict: 'system_error' });
  expect(await sums()).toMatchObject({ submissions: 1, accepted: 1, timeShare: 0.1 });
  await rejudge(id, 3, { verdict: 'compile_error' });
  expect(await sums()).toMatchObject({ submissions: 0, accepted: 0, ofUsers: 0, timeShare: 0 });
  await rejudge(id, 4, wrong);
  expect(await sums()).toMatchObject({ submissions: 1, accepted: 0, ofUsers: 1 });
});

test('tenants are apart, and problems come by their last verdict, so many as are asked for', async () => {
  await submit('ann', wrong, { problem: 'first' });
  await submit('ann', {}, { problem: 'first', tenant: 'other' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await submit('ann', wrong, { problem: 'second', topics: [] });
  expect((await reader.judged('default', 100)).map(({ id }) => id)).toEqual(['second', 'first']);
  expect((await reader.judged('default', 1)).map(({ id, topics }) => [id, topics])).toEqual([['second', []]]);
  expect((await sums('first', 'other'))?.accepted).toBe(1);
});

test('a thousand users are counted within a few percent', async () => {
  await Promise.all(Array.from({ length: 1_000 }, (_, user) => submit(`user-${user}`, wrong)));
  const { tried = 0, solved } = (await sums()) ?? {};
  expect(Math.abs(tried - 1_000)).toBeLessThan(40);
  expect(solved).toBe(0);
});

test('a problem that is forgotten leaves no past', async () => {
  await submit('ann');
  await submit('ann', {}, { problem: 'other' });
  await reader.forget('default', 'aplusb');
  expect((await reader.judged('default', 100)).map(({ id }) => id)).toEqual(['other']);
  await submit('bob', wrong);
  expect(await sums()).toMatchObject({ submissions: 1, accepted: 0, tried: 1, solved: 0 });
});

test('sums that cannot be kept cost no verdict', async () => {
  await bench.link.run((client) => client.set(bench.keys.sums('default', 'aplusb'), 'not a hash'));
  const id = await submit('ann', wrong);
  expect((await bench.store.read(id))?.result?.verdict).toBe('wrong_answer');
});
