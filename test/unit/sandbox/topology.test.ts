import { expect, test } from 'vitest';
import { coresOf, coresOfCount, parseCpuList, planSlots } from '../../../src/sandbox/topology.ts';

const smt = new Map([0, 1, 2, 3, 4, 5, 6, 7].map((cpu) => [cpu, `${cpu % 4},${(cpu % 4) + 4}\n`]));

test.each([
  ['0\n', [0]],
  ['0-3', [0, 1, 2, 3]],
  ['0-1,4,6-7\n', [0, 1, 4, 6, 7]],
  ['', []],
])('the CPU list %j is read', (list, cpus) => {
  expect(parseCpuList(list)).toEqual(cpus);
});

test.each(['a', '1-', '3-1', '1,,2', '-1'])('the CPU list %j is refused', (list) => {
  expect(() => parseCpuList(list)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
});

test('SMT siblings make one core', () => {
  expect(coresOf('0-7', smt)).toEqual([
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ]);
});

test('a sibling that is offline does not count, and a CPU without topology is a core', () => {
  expect(coresOf('0-3,5', smt)).toEqual([[0], [1, 5], [2], [3]]);
  expect(coresOf('0-1', new Map())).toEqual([[0], [1]]);
});

test('by default every core but the first gets a slot with a uid of its own', () => {
  expect(planSlots(coresOf('0-7', smt), { base: 0 })).toEqual({
    coresShared: false,
    slots: [
      { index: 0, cpu: 1, uid: 200_000 },
      { index: 1, cpu: 2, uid: 200_001 },
      { index: 2, cpu: 3, uid: 200_002 },
    ],
  });
});

test('one core is enough for one slot', () => {
  expect(planSlots(coresOfCount(1), { base: 0 }).slots).toEqual([{ index: 0, cpu: 0, uid: 200_000 }]);
});

test('workers with other bases get other cores and uids, the first core last', () => {
  const cores = coresOfCount(2);
  expect(planSlots(cores, { base: 0, count: 1 }).slots).toEqual([{ index: 0, cpu: 1, uid: 200_000 }]);
  expect(planSlots(cores, { base: 1, count: 1 }).slots).toEqual([{ index: 1, cpu: 0, uid: 200_001 }]);
});

test('more slots than cores share them, and the plan says so', () => {
  const plan = planSlots(coresOfCount(2), { base: 0, count: 3 });
  expect(plan.coresShared).toBe(true);
  expect(plan.slots.map(({ cpu }) => cpu)).toEqual([1, 0, 1]);
  expect(new Set(plan.slots.map(({ uid }) => uid)).size).toBe(3);
});
