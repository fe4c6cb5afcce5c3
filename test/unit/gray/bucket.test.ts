import { describe, expect, test } from 'vitest';
import { bucketCount, bucketOf, murmur3 } from '../../../src/gray/bucket.ts';

/** Sum of (seen − expected)² ÷ expected over `cells` cells of equal size. */
const chiSquare = (seen: readonly number[], expected: number): number =>
  seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

/** The 0.9999 quantile of χ², by the approximation of Wilson and Hilferty (1931). */
const critical = (degrees: number): number =>
  degrees * (1 - 2 / (9 * degrees) + 3.719 * Math.sqrt(2 / (9 * degrees))) ** 3;

const families: Readonly<Record<string, (index: number) => string>> = {
  sequential: (index) => String(index),
  uuid: (index) => `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
  chinese: (index) => `用户${String.fromCodePoint(0x4e00 + (index % 20_000))}${index}`,
};

describe('murmur3', () => {
  test('agrees with the reference implementation’s vectors', () => {
    expect(murmur3(Buffer.from(''))).toBe(0);
    expect(murmur3(Buffer.from('test'))).toBe(0xba6bd213);
    expect(murmur3(Buffer.from('Hello, world!'))).toBe(0xc0363e43);
    expect(murmur3(Buffer.from('The quick brown fox jumps over the lazy dog'))).toBe(0x2e4ff723);
  });
});

describe('bucketOf', () => {
  test.each(Object.entries(families))('spreads %s ids evenly', (_, id) => {
    const cells = 100;
    const ids = 100_000;
    const seen = new Array<number>(cells).fill(0);
    for (let index = 0; index < ids; index += 1) {
      const cell = Math.floor((bucketOf('seed', 'default', id(index)) * cells) / bucketCount);
      seen[cell] = (seen[cell] ?? 0) + 1;
    }
    expect(chiSquare(seen, ids / cells)).toBeLessThan(critical(cells - 1));
  });

  test.each(Object.entries(families))('draws %s ids independently for two rules', (_, id) => {
    const side = 10;
    const ids = 100_000;
    const seen = new Array<number>(side * side).fill(0);
    for (let index = 0; index < ids; index += 1) {
      const row = Math.floor((bucketOf('rule-a', 'default', id(index)) * side) / bucketCount);
      const column = Math.floor((bucketOf('rule-b', 'default', id(index)) * side) / bucketCount);
      seen[row * side + column] = (seen[row * side + column] ?? 0) + 1;
    }
    expect(chiSquare(seen, ids / (side * side))).toBeLessThan(critical(side * side - 1));
  });

  test('never changes for an id: these were computed by an implementation of its own, and users stay where they are', () => {
    expect(bucketOf('python-canary-east', 'default', 'u1')).toBe(6402);
    expect(bucketOf('python-canary-east', 'default', '用户一')).toBe(7684);
    expect(bucketOf('s', '', '')).toBe(2078);
  });

  test('parts are kept apart: moving a letter from one to the next is another bucket', () => {
    const pairs = Array.from({ length: 50 }, (_, index) => `${index}`);
    const moved = pairs.filter((word) => bucketOf('a', 'b', word) !== bucketOf('ab', '', word));
    expect(moved.length).toBeGreaterThan(45);
  });

  test('is always one of the buckets', () => {
    for (let index = 0; index < 20_000; index += 1) {
      const bucket = bucketOf('s', 't', String(index));
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < bucketCount).toBe(true);
    }
  });
});
