import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketCount } from '../../../src/gray/bucket.ts';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import { agrees, nextRanges } from '../../../src/gray/ranges.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
import { sharesOf, trackAt } from '../../../src/gray/shares.ts';
import type { Shares } from '../../../src/gray/shares.ts';
import { context, rule, setOf } from './make.ts';

type Weights = Readonly<Record<string, number>>;

const publish = (before: RuleSet, weights: Weights): RuleSet => {
  const { layers } = setOf([rule('r', { weights })]);
  return { layers, ranges: nextRanges(before, layers) };
};

const sharesIn = (set: RuleSet, weights: Weights): Shares => set.ranges['r'] ?? sharesOf(weights);

/** Five tracks in hundredths of a percent. */
const weights: fc.Arbitrary<Weights> = fc
  .array(fc.nat(bucketCount), { minLength: 4, maxLength: 4 })
  .map((cuts) => {
    const ends = [0, ...cuts.sort((a, b) => a - b), bucketCount];
    const sizes = ends.slice(1).map((end, at) => end - (ends[at] ?? 0));
    const tracks = ['canary', 'a', 'b', 'c', 'stable'];
    return Object.fromEntries(tracks.map((track, at) => [track, (sizes[at] ?? 0) / 100]));
  });

describe('ranges', () => {
  test('always give what the weights say, and move as few as can be: no more than the tracks that grow', () => {
    fc.assert(
      fc.property(fc.array(weights, { minLength: 2, maxLength: 6 }), (plans) => {
        let set: RuleSet = emptyRuleSet;
        let before: Shares | undefined;
        let was: Weights = {};
        for (const plan of plans) {
          set = publish(set, plan);
          const after = sharesIn(set, plan);
          expect(agrees(after, plan)).toBe(true);
          if (before !== undefined) {
            let moved = 0;
            for (let bucket = 0; bucket < bucketCount; bucket += 1) {
              if (trackAt(before, bucket) !== trackAt(after, bucket)) moved += 1;
            }
            // Whoever leaves a track for another passes through stable: at the most all cuts and all raises.
            const others = Object.keys(plan).filter((track) => track !== 'stable');
            const most = others.reduce(
              (sum, track) => sum + Math.abs(Math.round(((plan[track] ?? 0) - (was[track] ?? 0)) * 100)),
              0,
            );
            expect(moved).toBeLessThanOrEqual(most);
          }
          [before, was] = [after, plan];
        }
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  test('of a raise take from stable only, and of a cut give to stable only', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom('canary', 'a', 'b', 'c'), fc.nat(), (plan, track, by) => {
        const first = publish(publish(emptyRuleSet, plan), plan);
        const stable = Math.round((plan['stable'] ?? 0) * 100);
        const own = Math.round((plan[track] ?? 0) * 100);
        for (const change of [by % (stable + 1), -(by % (own + 1))]) {
          const next = { ...plan, [track]: (own + change) / 100, stable: (stable - change) / 100 };
          const [before, after] = [sharesIn(first, plan), sharesIn(publish(first, next), next)];
          for (let bucket = 0; bucket < bucketCount; bucket += 3) {
            const [from, to] = [trackAt(before, bucket), trackAt(after, bucket)];
            if (from === to) continue;
            expect([from, to]).toEqual(change > 0 ? ['stable', track] : [track, 'stable']);
          }
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  test('are stored for rules of more than three tracks that moved, and for nobody else', () => {
    const three = publish(publish(emptyRuleSet, { canary: 10, a: 10, stable: 80 }), {
      canary: 20,
      a: 30,
      stable: 50,
    });
    expect(three.ranges).toEqual({});
    const four = publish(three, { canary: 20, a: 30, b: 10, stable: 40 });
    const five = publish(four, { canary: 20, a: 35, b: 10, stable: 35 });
    expect(Object.keys(five.ranges)).toEqual(['r']);
    expect(publish(five, { canary: 100 }).ranges).toEqual({});
  });

  test('that were stored decide; a set whose weights do not agree with them is refused', () => {
    const { layers } = setOf([rule('r', { weights: { a: 50, b: 25, c: 25 } })]);
    const ranges = {
      r: [
        { track: 'c', end: 2_500 },
        { track: 'b', end: 5_000 },
        { track: 'a', end: 10_000 },
      ],
    };
    const snapshot = compileRules({ layers, ranges }, { revision: 1 });
    for (let at = 0; at < 200; at += 1) {
      const { bucket = -1, track } = snapshot.decide(context({ userId: `u${at}` }));
      expect(track).toBe(bucket < 2_500 ? 'c' : bucket < 5_000 ? 'b' : 'a');
    }
    const wrong = {
      r: [
        { track: 'c', end: 5_000 },
        { track: 'b', end: 10_000 },
      ],
    };
    expect(() => compileRules({ layers, ranges: wrong }, { revision: 1 })).toThrow(/ranges that are stored/);
  });
});
