import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketCount } from '../../../src/gray/bucket.ts';
import { sharesOf, trackAt } from '../../../src/gray/shares.ts';
import { compiled, context, rule, split } from './make.ts';

const trackOf = (canary: number, userId: string, spec = {}): string =>
  compiled([split(canary, spec)], 1).decide(context({ userId })).track;

/** Weights in hundredths of a percent, canary and another track first. */
const threeWeights = fc
  .tuple(fc.nat(bucketCount), fc.nat(bucketCount))
  .map(([a, b]) => [Math.min(a, b), Math.abs(a - b), bucketCount - Math.max(a, b)] as const);

const shares = (canary: number, nightly: number) =>
  sharesOf({
    nightly: nightly / 100,
    canary: canary / 100,
    stable: (bucketCount - canary - nightly) / 100,
  });

describe('shares', () => {
  test('give each track as many buckets as its weight says', () => {
    fc.assert(
      fc.property(threeWeights, ([canary, nightly, stable]) => {
        const seen = new Map<string, number>();
        const given = shares(canary, nightly);
        for (let bucket = 0; bucket < bucketCount; bucket += 1) {
          const track = trackAt(given, bucket);
          seen.set(track, (seen.get(track) ?? 0) + 1);
        }
        expect([seen.get('canary') ?? 0, seen.get('nightly') ?? 0, seen.get('stable') ?? 0]).toEqual([
          canary,
          nightly,
          stable,
        ]);
      }),
      { numRuns: 25 },
    );
  });

  test('that are raised take from stable alone: nobody leaves canary or the other track', () => {
    fc.assert(
      fc.property(threeWeights, fc.nat(), fc.boolean(), ([canary, nightly, stable], by, raiseCanary) => {
        const raise = stable === 0 ? 0 : by % (stable + 1);
        const before = shares(canary, nightly);
        const after = shares(canary + (raiseCanary ? raise : 0), nightly + (raiseCanary ? 0 : raise));
        for (let bucket = 0; bucket < bucketCount; bucket += 7) {
          const track = trackAt(before, bucket);
          if (track !== 'stable') expect(trackAt(after, bucket)).toBe(track);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('for canary, once raised, keep every user who was in it', () => {
    const percent = fc.integer({ min: 0, max: bucketCount }).map((points) => points / 100);
    const users = fc.array(fc.string({ unit: 'binary' }), { minLength: 20, maxLength: 50 });
    fc.assert(
      fc.property(percent, percent, users, (a, b, ids) => {
        for (const id of ids) {
          if (trackOf(Math.min(a, b), id) === 'canary') expect(trackOf(Math.max(a, b), id)).toBe('canary');
        }
      }),
    );
  });

  test('of a renamed rule that keeps its seed keep its users', () => {
    const weights = { stable: 50, canary: 50 };
    for (let user = 0; user < 200; user += 1) {
      const [before, after] = [rule('old', { weights }), rule('new', { weights, seed: 'old' })].map(
        (each) => compiled([each], 1).decide(context({ userId: String(user) })).bucket,
      );
      expect(after).toBe(before);
    }
  });

  test('are met by real ids within four standard deviations', () => {
    const users = 50_000;
    const snapshot = compiled([split(12.5)], 1);
    let canaries = 0;
    for (let user = 0; user < users; user += 1) {
      if (snapshot.decide(context({ userId: `u-${user}` })).track === 'canary') canaries += 1;
    }
    expect(Math.abs(canaries - 0.125 * users)).toBeLessThan(4 * Math.sqrt(0.125 * 0.875 * users));
  });
});
