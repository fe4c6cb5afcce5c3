import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coveredRules, covers } from '../../../src/gray/containment.ts';
import type { AskingRule } from '../../../src/gray/containment.ts';
import { prepare } from '../../../src/gray/prepare.ts';
import { contexts, matching } from './arbitrary-documents.ts';
import { matchesPlainly } from './brute-force.ts';
import { setOf, toCanary } from './make.ts';

const asking = (
  match: Readonly<Record<string, unknown>>,
  spec: Readonly<Record<string, unknown>> = {},
): AskingRule => {
  const [prepared] = prepare(setOf([toCanary('r', { match, ...spec })]), {}).rules;
  if (prepared === undefined) throw new Error('no rule');
  return prepared;
};

describe('a rule that covers another', () => {
  test('matches whatever the other matches', () => {
    let covered = 0;
    fc.assert(
      fc.property(
        matching,
        matching,
        fc.array(contexts, { minLength: 20, maxLength: 20 }),
        (wide, narrow, given) => {
          const outer = asking(wide);
          const inner = asking(narrow);
          if (!covers(outer, inner)) return;
          for (const each of given) {
            if (!matchesPlainly(inner.rule, each)) continue;
            covered += 1;
            expect(matchesPlainly(outer.rule, each)).toBe(true);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(covered).toBeGreaterThan(300);
  });

  test.each([
    [{}, { language: ['python'] }],
    [{ language: ['*'] }, {}],
    [{ language: ['c*'] }, { language: ['cpp', 'cpp*'] }],
    [{ region: ['geohash:wx*'] }, { region: ['geohash:wx4g*', 'geohash:wxyz01234'] }],
    [{ userLevel: { min: 3 } }, { userLevel: { min: 3, max: 9 } }],
    [{ difficulty: { min: 0, max: 0.5 } }, { difficulty: { max: 0.5, min: 0.5 } }],
    [{ tags: ['beta', 'staff'] }, { tags: ['staff'] }],
  ])('%j covers %j', (wide, narrow) => {
    expect(covers(asking(wide), asking(narrow))).toBe(true);
  });

  test.each([
    [{ region: ['*'] }, {}, 'who tells no region'],
    [{ region: ['*'] }, { region: ['geohash:wx4*'] }, 'coordinates without a name'],
    [{ userLevel: { min: 0 } }, {}, 'who tells no level'],
    [
      { userLevel: { min: 0 } },
      { userLevel: { max: 4 } },
      'nothing: levels begin at 0, but that is not asked',
    ],
    [{ tags: ['beta'] }, { tags: ['beta', 'staff'] }, 'staff'],
    [{ language: ['cpp1*'] }, { language: ['cpp*'] }, 'cpp20'],
  ])('%j does not cover %j, because of %s', (wide, narrow, missed) => {
    expect(covers(asking(wide), asking(narrow)), missed).toBe(false);
  });

  test('is in force whenever the other is, and in no group', () => {
    const schedule = { from: '2026-01-01T00:00:00Z' };
    const group = { group: { name: 'g', from: 0, to: 50 }, stickyBy: ['user.id'] };
    expect(covers(asking({}, { schedule }), asking({}))).toBe(false);
    expect(covers(asking({}, { schedule }), asking({}, { schedule }))).toBe(true);
    expect(covers(asking({}), asking({}, { schedule }))).toBe(true);
    expect(covers(asking({}, group), asking({}, group))).toBe(false);
    expect(covers(asking({}), asking({}, group))).toBe(true);
  });
});

test('every rule that another covers is found, with the first of those that cover it', () => {
  fc.assert(
    fc.property(fc.array(matching, { maxLength: 12 }), (given) => {
      const rules = given.map((match) => asking(match));
      const found = new Map(coveredRules(rules).map(({ covered, by }) => [covered, by]));
      rules.forEach((rule, at) => {
        const by = rules.slice(0, at).find((earlier) => covers(earlier, rule));
        expect(found.get(rule)).toBe(by);
      });
    }),
    { numRuns: 200 },
  );
});
