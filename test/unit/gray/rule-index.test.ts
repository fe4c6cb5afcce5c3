import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Test } from '../../../src/gray/conditions.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import { prepare } from '../../../src/gray/prepare.ts';
import type { PreparedRule } from '../../../src/gray/prepare.ts';
import { indexRules } from '../../../src/gray/rule-index.ts';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';
import { matchesPlainly } from './brute-force.ts';
import { context, setOf, toCanary } from './make.ts';

const optional = <T>(given: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(given, { nil: undefined });

const present = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const oneOrMore = (words: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });

const bounds = fc
  .tuple(fc.nat(9), fc.nat(2), fc.constantFrom('both', 'both', 'both', 'both', 'min', 'max'))
  .map(([min, width, ends]) =>
    present({ min: ends === 'max' ? undefined : min, max: ends === 'min' ? undefined : min + width }),
  );

const tenths = bounds.map((given) =>
  Object.fromEntries(Object.entries(given).map(([key, end]) => [key, Math.min(1, Number(end) / 10)])),
);

const dimensions: Readonly<
  Record<'language' | 'region' | 'userLevel' | 'difficulty' | 'tags', fc.Arbitrary<unknown>>
> = {
  language: oneOrMore(['python', 'go', 'cpp', 'cpp17', 'cpp20', 'p*', 'c*', '*']),
  region: oneOrMore(['eu-1', 'eu-2', 'us-1', 'eu-*', 'e*', '*']),
  userLevel: bounds,
  difficulty: tenths,
  tags: oneOrMore(['beta', 'staff']),
};

/** Enough rules that ask for enough of these dimensions for the tree to split by them. */
const rulesAsking = (...names: readonly (keyof typeof dimensions)[]): fc.Arbitrary<GrayRule[]> => {
  const match = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.option(dimensions[name], { nil: undefined, freq: 9 })])),
  );
  return fc
    .array(match.map(present), { minLength: 20, maxLength: 80, size: 'max' })
    .map((given) => given.map((each, at) => toCanary(`r${at}`, { match: each })));
};

const asked: fc.Arbitrary<GrayContext> = fc
  .record({
    language: fc.constantFrom('python', 'go', 'cpp', 'cpp17', 'cpp20', 'perl'),
    region: optional(fc.constantFrom('eu-1', 'eu-3', 'us-1', 'e', '')),
    userLevel: optional(fc.nat(9)),
    difficulty: optional(
      fc.oneof(
        fc.nat(10).map((at) => at / 10),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
    ),
    tags: fc.subarray(['beta', 'staff', 'other']),
  })
  .map((given) => ({
    ...context(present(given)),
    family: given.language.startsWith('cpp') ? 'cpp' : given.language,
  }));

const tryingEach = (given: readonly GrayRule[], of: GrayContext): string | undefined =>
  given.find((rule) => matchesPlainly(rule, of))?.metadata.name;

/** In the order given, whatever their names. */
const prepared = (given: readonly GrayRule[]): PreparedRule[] => {
  const byName = new Map(prepare(setOf(given), {}).rules.map((each) => [each.rule.metadata.name, each]));
  return given.flatMap(({ metadata }) => byName.get(metadata.name) ?? []);
};

const firstNameIn = (given: readonly PreparedRule[]): ((of: GrayContext) => string | undefined) => {
  const firstMatch = indexRules(given);
  return (of) => firstMatch({ context: of })?.rule.metadata.name;
};

describe('the index', () => {
  test.each([
    [['language', 'region', 'userLevel', 'difficulty', 'tags']],
    [['language']],
    [['region']],
    [['userLevel']],
    [['difficulty']],
    [['userLevel', 'difficulty']],
    [['language', 'userLevel']],
  ] as const)(
    'never decides otherwise than trying every rule in order, for rules that ask for %s',
    (names) => {
      fc.assert(
        fc.property(
          rulesAsking(...names),
          fc.array(asked, { minLength: 10, maxLength: 20 }),
          (given, contexts) => {
            const firstName = firstNameIn(prepared(given));
            for (const each of contexts) expect(firstName(each)).toBe(tryingEach(given, each));
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  /** Counts how often a rule is held against a context: every check goes through its tests. */
  const countingChecks = (
    given: readonly PreparedRule[],
  ): { rules: PreparedRule[]; checks: () => number } => {
    let count = 0;
    const counting: Test = {
      path: '',
      wanted: '',
      found: () => '',
      holds: () => {
        count += 1;
        return true;
      },
    };
    const rules = given.map((each) => ({ ...each, tests: [counting, ...each.tests] }));
    return { rules, checks: () => count };
  };

  test.each([
    ['languages', (at: number) => ({ language: [`l${at}`] }), { language: 'l7' }],
    ['prefixes of regions', (at: number) => ({ region: [`r${at}-*`] }), { region: 'r7-1' }],
    ['levels', (at: number) => ({ userLevel: { min: at * 10, max: at * 10 + 9 } }), { userLevel: 75 }],
    [
      'difficulties',
      (at: number) => ({ difficulty: { min: at / 1000, max: (at + 0.5) / 1000 } }),
      { difficulty: 0.0072 },
    ],
  ])('holds a submission against a few of a thousand rules for other %s', (_, matchOf, told) => {
    const all = Array.from({ length: 1_000 }, (_each, at) => toCanary(`r${at}`, { match: matchOf(at) }));
    const { rules: counted, checks } = countingChecks(prepared(all));
    expect(firstNameIn(counted)(context(told))).toBe('r7');
    expect(checks()).toBeLessThan(40);
  });

  test('is built in no time for rules that cannot be told apart', () => {
    const alike = Array.from({ length: 2_000 }, (_, at) =>
      toCanary(`r${at}`, { match: { userLevel: { min: at % 7, max: 1_000 - (at % 11) }, tags: ['x'] } }),
    );
    expect(firstNameIn(prepared(alike))(context({ userLevel: 500 }))).toBeUndefined();
  });
});
