import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputOf } from '../../../src/domain/run.ts';
import { KeptInputs, keptBytesMax } from '../../../src/sandbox/kept-inputs.ts';

const mebibyte = 1024 * 1024;
const input = (key: string, bytes: number) => ({ key, bytes, read: () => [] });

test('an input without a key is sent and not kept', () => {
  const kept = new KeptInputs();
  expect(kept.plan(inputOf(Buffer.from('1 2')))).toEqual({ send: true, forget: [] });
  expect(kept.plan(inputOf(Buffer.from('1 2')))).toEqual({ send: true, forget: [] });
});

test('an input with a key is sent once and read from what is kept after that', () => {
  const kept = new KeptInputs();
  expect(kept.plan(input('a', 10))).toEqual({ send: true, keep: 1, forget: [] });
  expect(kept.plan(input('b', 10))).toEqual({ send: true, keep: 2, forget: [] });
  expect(kept.plan(input('a', 10))).toEqual({ send: false, kept: 1, forget: [] });
});

test('an input that would push out most others is not kept', () => {
  const kept = new KeptInputs();
  expect(kept.plan(input('large', 17 * mebibyte))).toEqual({ send: true, forget: [] });
});

test('the least recently used inputs are forgotten for a new one', () => {
  const kept = new KeptInputs();
  for (const key of ['a', 'b', 'c', 'd']) kept.plan(input(key, 16 * mebibyte));
  kept.plan(input('a', 16 * mebibyte));
  expect(kept.plan(input('e', 10))).toEqual({ send: true, keep: 2, forget: [2] });
  expect(kept.plan(input('b', 10))).toMatchObject({ send: true });
  expect(kept.plan(input('a', 16 * mebibyte))).toMatchObject({ send: false });
});

test('whatever is asked for, the runner is never told to keep more than it takes, nor to read what it does not have', () => {
  const asked = fc.record({
    key: fc.integer({ min: 0, max: 200 }),
    bytes: fc.integer({ min: 0, max: 20 * mebibyte }),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 400 }), (all) => {
      const kept = new KeptInputs();
      const runner = new Map<number, { key: string; bytes: number }>();
      for (const { key, bytes } of all) {
        const name = `${key}:${bytes}`;
        const plan = kept.plan(input(name, bytes));
        for (const number of plan.forget) runner.delete(number);
        if (plan.keep !== undefined) {
          expect(runner.has(plan.keep)).toBe(false);
          runner.set(plan.keep, { key: name, bytes: Math.ceil(bytes / 4096) * 4096 });
        }
        if (plan.kept !== undefined) expect(runner.get(plan.kept)?.key).toBe(name);
        expect(plan.send).toBe(plan.kept === undefined);
        const total = [...runner.values()].reduce((sum, each) => sum + each.bytes, 0);
        expect(total).toBeLessThanOrEqual(keptBytesMax);
        for (const number of runner.keys()) expect(number >= 1 && number <= 64).toBe(true);
      }
    }),
  );
});
