/** Who is drawn: evenly, apart from rule to rule, and never the wrong way. All ids are fixed, so that a result is the same every time. */
import { describe, expect, test } from 'vitest';
import { bucketCount, bucketOf } from '../../../src/gray/bucket.ts';
import type { GraySnapshot } from '../../../src/gray/context.ts';
import { nextRanges } from '../../../src/gray/ranges.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import { compiled, context, rule, setOf, split } from './make.ts';
import { chiSquaredChance, randomOf } from './statistics.ts';

const count = 40_000;

const uuids = (): string[] => {
  const random = randomOf(7);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return Array.from({ length: count }, () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`);
};

/** Two surnames by given names of two characters, in order. */
const chinese = (): string[] =>
  Array.from({ length: count }, (_, at) => {
    const character = (offset: number): string => String.fromCodePoint(0x4e00 + (offset % 20_000));
    return `${at % 2 === 0 ? '王' : '李'}${character(Math.floor(at / 200))}${character(at % 200)}`;
  });

const ids: Readonly<Record<string, readonly string[]>> = {
  'one after another': Array.from({ length: count }, (_, at) => String(at)),
  UUIDs: uuids(),
  Chinese: chinese(),
};

const least = 1e-4;

describe.each(Object.entries(ids))('ids that are %s', (_, users) => {
  test('are all different', () => expect(new Set(users).size).toBe(count));

  test.each(['r', 'python-canary-east', '灰度'])('fall evenly into the buckets of the seed %s', (seed) => {
    const cells = 100;
    const seen = new Array<number>(cells).fill(0);
    for (const user of users) {
      const cell = Math.floor((bucketOf(seed, 'default', user) * cells) / bucketCount);
      seen[cell] = (seen[cell] ?? 0) + 1;
    }
    const even = new Array<number>(cells).fill(count / cells);
    expect(chiSquaredChance(seen, even, cells - 1)).toBeGreaterThan(least);
  });

  test.each([
    ['a', 'b'],
    ['r1', 'r2'],
    ['canary', 'canary/shadow'],
    ['rule', 'group/rule'],
  ])('are drawn by %s apart from how they are drawn by %s', (one, other) => {
    const side = 10;
    const seen = new Array<number>(side * side).fill(0);
    const cellOf = (seed: string, user: string): number =>
      Math.floor((bucketOf(seed, 'default', user) * side) / bucketCount);
    for (const user of users) {
      const cell = cellOf(one, user) * side + cellOf(other, user);
      seen[cell] = (seen[cell] ?? 0) + 1;
    }
    const sums = (pick: (cell: number) => number): number[] =>
      Array.from({ length: side }, (_each, at) =>
        seen.reduce((sum, each, cell) => sum + (pick(cell) === at ? each : 0), 0),
      );
    const rows = sums((cell) => Math.floor(cell / side));
    const columns = sums((cell) => cell % side);
    const expected = seen.map(
      (_each, cell) => ((rows[Math.floor(cell / side)] ?? 0) * (columns[cell % side] ?? 0)) / count,
    );
    expect(chiSquaredChance(seen, expected, (side - 1) ** 2)).toBeGreaterThan(least);
  });
});

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
