import { expect, test } from 'vitest';
import { defaultLimits, maximumLimits, multipliedLimits } from '../../../src/domain/limits.ts';

test('multiplied limits are whole, touch time and memory alone, and never pass what could have been asked for', () => {
  const limits = { ...defaultLimits, cpuMs: 1_001, wallMs: 3_003, memoryBytes: 1_000_001 };
  expect(multipliedLimits(limits, { time: 1.5, memory: 1.5 })).toEqual({
    ...limits,
    cpuMs: 1_502,
    wallMs: 4_505,
    memoryBytes: 1_500_002,
  });
  expect(multipliedLimits(maximumLimits, { time: 20, memory: 8 })).toEqual(maximumLimits);
});
