import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { noSums } from '../../../src/domain/problem-sums.ts';
import type { JudgedProblem } from '../../../src/domain/problem-sums.ts';
import { Difficulties } from '../../../src/main/difficulties.ts';

const judged = (id: string, accepted: number, topics: readonly string[] = []): JudgedProblem => ({
  id,
  topics,
  sums: { ...noSums, submissions: 100, accepted },
});

const opened = (problems: readonly JudgedProblem[]) => {
  const state = { nowMs: 0, problems, readings: 0, fails: false };
  const difficulties = new Difficulties({
    judged: () => {
      state.readings += 1;
      return state.fails ? Promise.reject(new Error('Redis is gone')) : Promise.resolve(state.problems);
    },
    monotonic: () => state.nowMs,
    log: silentLogger,
  });
  return { state, difficulties };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the first time nothing is known, and a moment later it is; many who ask at once cost one reading', async () => {
  const { state, difficulties } = opened([judged('p', 10)]);
  for (let time = 0; time < 5; time += 1) expect(difficulties.estimate('t', 'p', [])).toBeUndefined();
  await settled();
  expect(difficulties.estimate('t', 'p', [])?.difficulty).toBeGreaterThan(0.5);
  expect(state.readings).toBe(1);
});

test('what is held is used while it is read anew', async () => {
  const { state, difficulties } = opened([judged('p', 10)]);
  await difficulties.latest('t', 'p', []);
  const before = difficulties.estimate('t', 'p', []);
  state.problems = [judged('p', 100)];
  state.nowMs = 29_000;
  difficulties.estimate('t', 'p', []);
  expect(state.readings).toBe(1);
  state.nowMs = 31_000;
  expect(difficulties.estimate('t', 'p', [])).toEqual(before);
  await settled();
  expect(difficulties.estimate('t', 'p', [])?.difficulty).toBeLessThan(before?.difficulty ?? 0);
});

test('while Redis is away, what was known stays', async () => {
  const { state, difficulties } = opened([judged('p', 10)]);
  await difficulties.latest('t', 'p', []);
  state.fails = true;
  state.nowMs = 100_000;
  expect(difficulties.estimate('t', 'p', [])).toBeDefined();
  await settled();
  expect(difficulties.estimate('t', 'p', [])).toBeDefined();
  await expect(difficulties.latest('t', 'p', [])).rejects.toThrow('Redis is gone');
});

test('the topics that a problem has now choose its neighbours, and tenants have none in common', async () => {
  const { difficulties } = opened([judged('hard', 1, ['graphs']), judged('easy', 99, ['strings'])]);
  const hard = await difficulties.latest('t', 'new', ['graphs']);
  const easy = await difficulties.latest('t', 'new', ['strings']);
  expect(hard?.difficulty).toBeGreaterThan(easy?.difficulty ?? 1);
  expect(await difficulties.latest('t', 'new', ['games'])).toBeUndefined();
  expect(difficulties.estimate('another', 'hard', [])).toBeUndefined();
});

test('who may wait gets what is new within a second', async () => {
  const { state, difficulties } = opened([judged('p', 10)]);
  await Promise.all(Array.from({ length: 20 }, () => difficulties.latest('t', 'p', [])));
  expect(state.readings).toBe(1);
  await difficulties.latest('t', 'p', []);
  expect(state.readings).toBe(1);
  state.nowMs = 1_001;
  await difficulties.latest('t', 'p', []);
  expect(state.readings).toBe(2);
});

test('of very many neighbours those that were judged last are heard, as many of each topic', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    judged(`p${index}`, 50, [index % 10 === 0 ? 'rare' : 'common']),
  );
  const { difficulties } = opened(many);
  expect((await difficulties.latest('t', 'new', ['common']))?.neighbours).toBe(200);
  expect((await difficulties.latest('t', 'new', ['common', 'rare']))?.neighbours).toBe(200);
  expect((await difficulties.latest('t', 'new', ['rare', 'unheard-of']))?.neighbours).toBe(100);
});
