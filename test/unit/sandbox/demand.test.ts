import { expect, test } from 'vitest';
import { Demand } from '../../../src/sandbox/demand.ts';

test('a lease counts one, ten minutes later a half, and what nobody asks for counts nothing', () => {
  let nowMs = 0;
  const demand = new Demand(() => nowMs);
  expect(demand.of('a')).toBe(0);
  demand.asked('a');
  demand.asked('a');
  expect(demand.of('a')).toBe(2);
  nowMs = 600_000;
  expect(demand.of('a')).toBe(1);
  demand.asked('a');
  expect(demand.of('a')).toBe(2);
  expect(demand.of('b')).toBe(0);
});
