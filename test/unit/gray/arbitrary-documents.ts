/** Documents and contexts from few words, so that they meet each other often. */
import fc from 'fast-check';
import { documentSchema } from '../../../src/gray/document-schema.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
import { context } from './make.ts';

export const present = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const maybe = <T>(given: fc.Arbitrary<T>, freq = 1): fc.Arbitrary<T | undefined> =>
  fc.option(given, { nil: undefined, freq });

const some = (words: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });

const bounds = fc
  .tuple(fc.nat(4), fc.nat(2), fc.constantFrom('both', 'min', 'max'))
  .map(([min, width, ends]) =>
    present({ min: ends === 'max' ? undefined : min, max: ends === 'min' ? undefined : min + width }),
  );

const tenths = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, Number(value) / 10]));

export const matching: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    language: maybe(some(['python', 'cpp', 'cpp17', 'c*', 'cpp*', '*'])),
    region: maybe(some(['eu-1', 'eu-*', 'e*', '*', 'geohash:wx4', 'geohash:wx*', 'geohash:*'])),
    userLevel: maybe(bounds),
    difficulty: maybe(bounds.map(tenths)),
    contest: maybe(some(['weekly-1', 'weekly-*', '*'])),
    problem: maybe(some(['aplusb', 'a*'])),
    tags: maybe(some(['beta', 'staff'])),
    device: maybe(some(['web', 'cli', '*'])),
  })
  .chain((full) =>
    // Few dimensions at a time: rules that ask for eight hardly ever match.
    fc
      .subarray(Object.keys(full), { maxLength: 3 })
      .map((keys) => present(Object.fromEntries(keys.map((key) => [key, full[key as keyof typeof full]])))),
  );

export const spec: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    priority: maybe(fc.nat(2)),
    enabled: maybe(fc.boolean()),
    match: maybe(matching, 4),
    stickyBy: maybe(fc.subarray(['user.id', 'client.id', 'problem.id'], { minLength: 1 })),
    seed: maybe(fc.constantFrom('s1', 's2', 'a', 'b')),
    shadow: maybe(fc.constantFrom(0, 5)),
    confirm: maybe(fc.boolean()),
    approval: maybe(fc.boolean()),
    schedule: maybe(
      fc.constantFrom(
        { from: '2026-01-01T00:00:00Z' },
        { from: '2026-01-01T08:00:00+08:00' },
        { until: '2030-01-01T00:00:00Z', timeZone: 'UTC' },
        { until: '2030-01-01T00:00:00Z' },
      ),
    ),
    cases: maybe(fc.constantFrom([], [{ context: { language: 'python' }, expect: { track: 'stable' } }])),
    weights: fc.constantFrom<Record<string, number>[]>(
      { stable: 100 },
      { canary: 0, stable: 100 },
      { canary: 5, stable: 95 },
      { canary: 100 },
      { stable: 50, next: 20, canary: 30 },
    ),
  })
  .map(present);

const others: fc.Arbitrary<{ kind: string; spec: unknown }> = fc.oneof(
  fc
    .record({
      track: fc.constantFrom('stable', 'canary'),
      users: some(['u1', 'u2']),
      language: maybe(some(['python', 'c*'])),
      enabled: maybe(fc.boolean()),
      until: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T08:00:00+08:00')),
    })
    .map((given) => ({ kind: 'GrayOverride', spec: present(given) })),
  some(['u1', 'u2', 'u3']).map((users) => ({ kind: 'Segment', spec: { users } })),
);

const document: fc.Arbitrary<{ kind: string; spec: unknown; owner: string | undefined }> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: spec.map((each) => ({ kind: 'GrayRule', spec: each })) },
      { weight: 1, arbitrary: others },
    ),
    maybe(fc.constantFrom('ops', 'dev')),
  )
  .map(([given, owner]) => ({ ...given, owner }));

export const documentOf = (
  name: string,
  { kind, spec: given, owner }: { kind: string; spec: unknown; owner?: string | undefined },
): GrayDocument =>
  documentSchema.parse({ apiVersion: 'serin/v1', kind, metadata: present({ name, owner }), spec: given });

/** Up to four documents with names of their own, in any layers. */
export const ruleSets: fc.Arbitrary<RuleSet> = fc
  .record({
    documents: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        layer: fc.constantFrom('api', 'directory'),
        document,
      }),
      { selector: ({ name }) => name, maxLength: 4 },
    ),
    ranges: fc.constantFrom({}, { s1: [{ track: 'stable', end: 10_000 }] }),
  })
  .map(({ documents, ranges }) => {
    const inLayer = (layer: string): GrayDocument[] =>
      documents.filter((each) => each.layer === layer).map((each) => documentOf(each.name, each.document));
    return {
      layers: { ...emptyRuleSet.layers, api: inLayer('api'), directory: inLayer('directory') },
      ranges,
    };
  });

export const contexts: fc.Arbitrary<GrayContext> = fc
  .record({
    language: fc.constantFrom('python', 'cpp', 'cpp17', 'c', 'go'),
    region: maybe(fc.constantFrom('eu-1', 'eu-2', 'e', 'us')),
    geohash: maybe(fc.constantFrom('wx4', 'wx5', 'u1')),
    userLevel: maybe(fc.nat(6), 3),
    difficulty: maybe(
      fc.nat(6).map((each) => each / 10),
      3,
    ),
    contest: maybe(fc.constantFrom('weekly-1', 'weekly-2', 'other')),
    problemId: maybe(fc.constantFrom('aplusb', 'ab', 'other')),
    tags: fc.subarray(['beta', 'staff', 'other']),
    device: maybe(fc.constantFrom('web', 'cli', 'other')),
    userId: maybe(fc.constantFrom('u1', 'u2', 'u3'), 4),
    clientId: maybe(fc.constantFrom('c1', 'c2')),
    priority: fc.constantFrom('practice', 'practice', 'practice', 'contest'),
  })
  .map((given) => {
    const { userId: _, ...bare } = context();
    return { ...bare, ...present(given), family: given.language.startsWith('cpp') ? 'cpp' : given.language };
  });
