/** Who is drawn, and that nobody moves the wrong way. All ids are fixed, so that a result is the same every time. */
import { describe, expect, test } from 'vitest';
import type { GraySnapshot } from '../../../src/gray/context.ts';
import { nextRanges } from '../../../src/gray/ranges.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import { compiled, context, rule, setOf, split } from './make.ts';

test('in a million decisions the share of canary is within four standard deviations of its weight', () => {
  const million = 1_000_000;
  const percent = 30;
  const snapshot = compiled([split(percent)]);
  const base = context();
  let canary = 0;
  for (let at = 0; at < million; at += 1) {
    if (snapshot.decide({ ...base, userId: `user-${at}` }).track === 'canary') canary += 1;
  }
  const share = percent / 100;
  const deviation = Math.sqrt(million * share * (1 - share));
  expect(Math.abs(canary - million * share)).toBeLessThan(4 * deviation);
  // Two seconds on a machine that does nothing else.
}, 120_000);

describe('weights that rise from 1 over 5, 25 and 50 to 100 percent', () => {
  const users = Array.from({ length: 20_000 }, (_, at) => `u${at}`);
  const steps = [1, 5, 25, 50, 100];

  const tracksOf = (snapshot: GraySnapshot): string[] =>
    users.map((userId) => snapshot.decide(context({ userId })).track);

  test('move people from stable to canary only', () => {
    const moved = steps.map((percent) => tracksOf(compiled([split(percent)])));
    for (const [at, after] of moved.entries()) {
      const before = moved[at - 1];
      if (before === undefined) continue;
      for (const [user, track] of after.entries()) {
        expect([track, 'stable']).toContain(before[user]);
      }
      expect(after).not.toEqual(before);
    }
  });

  test('move nobody the wrong way with four tracks either, whatever the others do meanwhile', () => {
    let before: RuleSet = emptyRuleSet;
    let earlier: string[] | undefined;
    const plans = [
      { canary: 1, nightly: 10, edge: 10, stable: 79 },
      { canary: 5, nightly: 10, edge: 10, stable: 75 },
      { canary: 25, nightly: 15, edge: 10, stable: 50 },
      { canary: 50, nightly: 15, edge: 20, stable: 15 },
      { canary: 60, nightly: 15, edge: 25 },
    ];
    for (const weights of plans) {
      const { layers } = setOf([rule('r', { weights })]);
      const set: RuleSet = { layers, ranges: nextRanges(before, layers) };
      const tracks = tracksOf(compileRules(set, { revision: 1 }));
      for (const [user, track] of tracks.entries()) {
        const was = earlier?.[user] ?? track;
        expect(was === track || was === 'stable').toBe(true);
      }
      [before, earlier] = [set, tracks];
    }
    expect(new Set(earlier)).toEqual(new Set(['canary', 'nightly', 'edge']));
  });
});
