import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf } from '../../../src/gray/bucket.ts';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
import { traceRules } from '../../../src/gray/trace.ts';
import { choicePlainly, overridePlainly } from './brute-force.ts';
import { context, dimensions, override, rule, segment, toCanary } from './make.ts';

const present = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const words = (...given: readonly string[]) =>
  fc.array(fc.constantFrom(...given), { minLength: 1, maxLength: 2 });

const levels = ['low', 'middle', 'high'];

const spec = fc
  .record({
    priority: fc.nat(2),
    enabled: fc.constantFrom(true, true, true, false),
    match: fc
      .record({
        language: some(words('python', 'cpp', 'c*')),
        region: some(words('eu-*', 'us-1', 'geohash:wx*')),
        userLevel: some(fc.constantFrom({ min: 'middle' }, { max: 1 }, { min: 1, max: 'high' })),
        difficulty: some(fc.constantFrom({ max: 0.5 }, { min: 0.3 })),
        tags: some(words('beta', 'staff')),
        segments: some(words('listed', 'spoken')),
        device: some(words('web', 'm*')),
      })
      .map(present),
    when: some(fc.constantFrom('user.level >= 1', '"beta" in user.tags', 'time.hour < 12', 'true')),
    schedule: some(
      fc.constantFrom(
        { from: '2026-01-01T06:00:00Z' },
        { until: '2026-01-01T12:00:00Z' },
        { windows: [{ cron: '0 8 * * *', minutes: 180 }] },
      ),
    ),
    contests: fc.constantFrom('exclude', 'exclude', 'include'),
    shadow: some(fc.constantFrom(10, 100)),
    confirm: fc.boolean(),
    sample: some(fc.constant({ perMinute: 3 })),
    weights: fc.constantFrom({ canary: 100 }, { stable: 100 }, { stable: 50, canary: 30, nightly: 20 }),
  })
  .map(({ contests, ...given }) =>
    present({ ...given, contests, ...(contests === 'include' ? { stickyBy: ['contest'] } : {}) }),
  );

/** Slices of one group for the first rules, so that they do not overlap. */
const rules = fc
  .array(spec, { minLength: 1, maxLength: 12 })
  .map((specs) =>
    specs.map((each, at) =>
      rule(
        `r${at}`,
        at < 2 && each['contests'] === 'exclude'
          ? { ...each, stickyBy: ['user.id'], group: { name: 'g', from: at * 40, to: at * 40 + 30 } }
          : each,
      ),
    ),
  );

const overrides = fc.array(
  fc
    .record({
      track: fc.constantFrom('stable', 'canary'),
      enabled: fc.constantFrom(true, true, false),
      users: some(words('u1', 'u2')),
      problems: some(words('p1')),
      segments: fc.constant(['listed']),
      language: some(words('python', 'c*')),
      until: some(fc.constant('2026-01-01T10:00:00Z')),
    })
    .map(present),
  { maxLength: 3 },
);

const helpers: readonly GrayDocument[] = [
  segment('listed', { users: ['u3'] }),
  segment('spoken', { when: 'user.level > 1' }),
  dimensions({ userLevels: levels }),
];

const sets: fc.Arbitrary<RuleSet> = fc.tuple(rules, overrides, fc.nat(12)).map(([given, over, split]) => ({
  ...emptyRuleSet,
  layers: {
    override: over.map((each, at) => override(`o${at}`, each)),
    api: [...helpers, ...given.slice(0, split)],
    directory: [],
    rollout: given.slice(split),
  },
}));

const contexts: fc.Arbitrary<GrayContext> = fc
  .record({
    language: fc.constantFrom('python', 'cpp', 'c'),
    region: some(fc.constantFrom('eu-1', 'us-1')),
    geohash: some(fc.constantFrom('wx4g0bm6c', 'u33db')),
    userLevel: some(fc.nat(2)),
    difficulty: some(fc.constantFrom(0.2, 0.4, 0.9)),
    userId: some(fc.constantFrom('u1', 'u3', 'u4', 'u5')),
    clientId: some(fc.constantFrom('c1', 'c2')),
    problemId: some(fc.constantFrom('p1', 'p2')),
    contest: some(fc.constantFrom('w1', 'w2')),
    device: some(fc.constantFrom('web', 'mobile')),
    priority: fc.constantFrom('practice' as const, 'contest' as const),
    tags: fc.subarray(['beta', 'staff']),
    atMs: fc.nat(23).map((hour) => Date.UTC(2026, 0, 1, hour, 30)),
  })
  .map((given) => {
    const { userId: _, ...base } = context();
    const asked = { ...base, ...present(given) } as GrayContext;
    return { ...asked, family: asked.language };
  });

describe('a decision', () => {
  test('is what trying every document in order gives, and what its trace tells', () => {
    fc.assert(
      fc.property(sets, fc.array(contexts, { minLength: 5, maxLength: 15 }), (set, given) => {
        const snapshot = compileRules(set, { revision: 4 });
        const trace = traceRules(set, { revision: 4 });
        for (const each of given) {
          const overridden = snapshot.override(each);
          const decided = snapshot.decide(each);
          expect(overridden?.rule).toBe(overridePlainly(set, each)?.metadata.name);
          const plain = choicePlainly(set, each, levels);
          expect({ track: decided.track, rule: decided.rule }).toEqual(plain);
          const told = trace(each);
          expect(told.choice).toEqual(overridden ?? decided);
          expect(told.override).toBe(overridden !== undefined);
        }
      }),
      { numRuns: 80, seed: 6 },
    );
    // Seconds on a machine that does nothing else.
  }, 120_000);
});

describe('a trace', () => {
  const set: RuleSet = {
    ...emptyRuleSet,
    layers: {
      override: [override('staff-first', { track: 'canary', users: ['boss'] })],
      api: [
        toCanary('no', { priority: 9, match: { region: ['eu-*'] }, when: 'user.level > 3' }),
        rule('half', { weights: { stable: 50, canary: 50 } }),
        toCanary('later', { priority: -1, enabled: false }),
      ],
      directory: [],
      rollout: [],
    },
  };
  const trace = traceRules(set, { revision: 2 });

  test('tells each document that was tried, with every condition, up to the one that decided', () => {
    const { tried } = trace(context({ region: 'us-1' }));
    expect(tried.map(({ name, layer, kind, matched }) => [name, layer, kind, matched])).toEqual([
      ['staff-first', 'override', 'GrayOverride', false],
      ['no', 'api', 'GrayRule', false],
      ['half', 'api', 'GrayRule', true],
    ]);
    expect(tried[1]?.conditions).toEqual([
      { path: 'match.region', wanted: ['eu-*'], found: 'us-1', holds: false },
      {
        path: 'when',
        wanted: 'user.level > 3',
        found: undefined,
        holds: false,
        note: 'it fails: No such key: level',
      },
    ]);
    expect(tried[2]).toMatchObject({
      bucket: bucketOf('half', 'default', 'u1'),
      sticky: { key: 'user.id', value: 'u1' },
      weights: { stable: 50, canary: 50 },
    });
  });

  test('tells the rest too, where all of it is asked for', () => {
    const { tried, choice, override: overridden } = trace(context({ userId: 'boss' }), true);
    expect(tried.map(({ name }) => name)).toEqual(['staff-first', 'no', 'half', 'later']);
    expect([choice.rule, overridden]).toEqual(['staff-first', true]);
  });

  test('tells that a rule which leaves contests alone decided for stable', () => {
    const { tried, choice } = trace(context({ priority: 'contest' }));
    expect(tried.at(-1)).toMatchObject({ name: 'half', matched: true });
    expect(tried.at(-1)?.conditions.at(-1)).toMatchObject({ path: 'contests', holds: false });
    expect(choice.track).toBe('stable');
  });
});
