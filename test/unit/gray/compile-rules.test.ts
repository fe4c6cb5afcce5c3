import { describe, expect, test } from 'vitest';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';
import { compileRules, digestOf, layerDigestOf } from '../../../src/gray/compile-rules.ts';
import { SerinError } from '../../../src/domain/errors.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { compiled, context, dimensions, override, rule, segment, setOf, toCanary } from './make.ts';

const base = context();

const digest = (...rules: readonly GrayRule[]): string => compiled(rules, 1).digest;

describe('the digest of a rule set', () => {
  const spec = {
    match: { language: ['go', 'c'], difficulty: { min: 0.1, max: 0.7 } },
    weights: { stable: 90, canary: 10 },
  };
  const base = rule('a', spec);

  test('does not depend on the order of rules, keys or alternatives, on what is repeated or stated by default', () => {
    const sameMeaning = [
      rule('a', { weights: { canary: 10, stable: 90 }, match: { ...spec.match, language: ['c', 'go'] } }),
      rule('a', { ...spec, match: { ...spec.match, language: ['go', 'c', 'go'] } }),
      rule('a', { ...spec, match: { ...spec.match, difficulty: { max: 0.7, min: 0.1 } } }),
      rule('a', { ...spec, weights: { ...spec.weights, nightly: 0 } }),
      rule('a', { ...spec, enabled: true, priority: 0, seed: 'a', contests: 'exclude' }),
    ];
    for (const same of sameMeaning) expect(digest(same)).toBe(digest(base));
    expect(digest(base, toCanary('b'))).toBe(digest(toCanary('b'), base));
  });

  test('changes with everything that means something', () => {
    const others = [
      rule('b', { ...spec, seed: 'a' }),
      rule('a', { ...spec, seed: 's' }),
      rule('a', { ...spec, priority: 1 }),
      rule('a', { ...spec, enabled: false }),
      rule('a', { ...spec, stickyBy: ['user.id'] }),
      rule('a', { ...spec, stickyBy: ['client.id', 'user.id'] }),
      rule('a', { ...spec, weights: { stable: 89.99, canary: 10.01 } }),
      rule('a', { ...spec, weights: { stable: 90, nightly: 10 } }),
      rule('a', { ...spec, match: { language: ['go', 'c'] } }),
      rule('a', { ...spec, match: { ...spec.match, difficulty: { min: 0.1 } } }),
      rule('a', { ...spec, match: { ...spec.match, userLevel: { min: 0.1, max: 0.7 } } }),
      rule('a', { ...spec, contests: 'include', stickyBy: ['contest'] }),
    ];
    const digests = new Set([digest(), digest(base), ...others.map((other) => digest(other))]);
    expect(digests.size).toBe(others.length + 2);
  });
});

test('a snapshot cannot be changed, and counts disabled rules too', () => {
  const snapshot = compiled([toCanary('a'), toCanary('b', { enabled: false })], 7);
  expect(snapshot).toMatchObject({ revision: 7, size: 2 });
  expect(() => Object.assign(snapshot, { revision: 8 })).toThrow(TypeError);
});

describe('the digest of a layer', () => {
  const digestOfOne = (document: GrayDocument): string => layerDigestOf([document]);

  test.each<readonly [string, GrayDocument, GrayDocument]>([
    [
      'a time in another zone',
      override('o', { track: 'canary', users: ['a', 'b'], until: '2026-01-01T08:00:00+08:00' }),
      override('o', { track: 'canary', users: ['b', 'a', 'a'], until: '2026-01-01T00:00:00Z' }),
    ],
    [
      'spaces in a pattern and the zone that is the default',
      toCanary('r', { schedule: { windows: [{ cron: '0 9  * * *', minutes: 5 }] } }),
      toCanary('r', { schedule: { windows: [{ minutes: 5, cron: ' 0 9 * * *' }], timeZone: 'UTC' } }),
    ],
    [
      'spaces, comments and quotes in an expression',
      toCanary('r', { when: 'user.level>3&&"a" in user.tags' }),
      toCanary('r', { when: "user.level > 3 // experts\n  && ('a' in user.tags)" }),
    ],
    [
      'the order of a country',
      dimensions({ regions: [{ region: 'eu', country: ['DE', 'FR'] }] }),
      dimensions({ regions: [{ country: ['FR', 'DE'], region: 'eu' }] }),
    ],
  ])('does not change with %s', (_, one, other) => expect(digestOfOne(one)).toBe(digestOfOne(other)));

  test.each<readonly [string, GrayDocument, GrayDocument]>([
    ['an owner', { ...toCanary('r'), metadata: { name: 'r', owner: 'ops' } }, toCanary('r')],
    ['an expression', toCanary('r', { when: 'user.level > 3' }), toCanary('r', { when: 'user.level > 4' })],
    [
      'a text in it',
      toCanary('r', { when: 'user.id == "a b"' }),
      toCanary('r', { when: 'user.id == "a  b"' }),
    ],
    [
      'parentheses that are needed',
      toCanary('r', { when: 'user.level - (1 - 2) == 3' }),
      toCanary('r', { when: '(user.level - 1) - 2 == 3' }),
    ],
    ['a shadow', toCanary('r', { shadow: 1 }), toCanary('r')],
    ['a cap', toCanary('r', { sample: { perMinute: 1 } }), toCanary('r')],
    ['a confirmation', toCanary('r', { confirm: false }), toCanary('r')],
    ['an approval', toCanary('r', { approval: true }), toCanary('r')],
    ['a group', toCanary('r', { group: { name: 'g', from: 0, to: 9 } }), toCanary('r')],
    ['a device', toCanary('r', { match: { device: ['web'] } }), toCanary('r')],
    ['a segment', segment('s', { users: ['a'] }), segment('s', { users: ['b'] })],
    [
      'the order of levels',
      dimensions({ userLevels: ['low', 'high'] }),
      dimensions({ userLevels: ['high', 'low'] }),
    ],
  ])('changes with %s', (_, one, other) => expect(digestOfOne(one)).not.toBe(digestOfOne(other)));

  test('and that of a set depend on which layer a document stands in, and on stored ranges', () => {
    const api = setOf([toCanary('r')], 'api');
    const ranges = { r: [{ track: 'canary', end: 10_000 }] };
    const digests = [api, setOf([toCanary('r')], 'rollout'), { ...api, ranges }].map(digestOf);
    expect(new Set(digests).size).toBe(3);
  });
});

describe('a set', () => {
  const faultsOf = (documents: readonly GrayDocument[]): readonly string[] => {
    try {
      compileRules(setOf(documents), { revision: 1 });
      return [];
    } catch (error) {
      if (error instanceof SerinError) return error.faults.map(({ path, message }) => `${path}: ${message}`);
      throw error;
    }
  };
  const slice = (name: string, from: number, to: number, spec = {}) =>
    toCanary(name, { group: { name: 'g', from, to }, stickyBy: ['user.id'], ...spec });

  test.each<readonly [string, readonly GrayDocument[], string]>([
    [
      'a name twice',
      [toCanary('a'), segment('a', { users: ['u'] })],
      '/a/metadata/name: a is the name of another',
    ],
    [
      'two documents of dimensions',
      [
        dimensions({ userLevels: ['a'] }),
        { ...dimensions({ userLevels: ['a'] }), metadata: { name: 'other' } },
      ],
      '/other/kind: is a second Dimensions document',
    ],
    [
      'slices that overlap',
      [slice('a', 0, 50), slice('b', 49.99, 60)],
      '/b/spec/group: the slice overlaps that of a',
    ],
    [
      'a group of two sticky keys',
      [slice('a', 0, 50), slice('b', 50, 60, { stickyBy: ['client.id'] })],
      '/b/spec/stickyBy: must be the same in a whole group',
    ],
    [
      'a rule of a group with several sticky keys',
      [slice('a', 0, 50, { stickyBy: ['user.id', 'client.id'] })],
      '/a/spec/stickyBy: must be one key',
    ],
    [
      'a segment that is not there',
      [toCanary('a', { match: { segments: ['stff'] } }), segment('staff', { users: ['u'] })],
      '/a/spec/match/segments/0: there is no segment "stff": did you mean "staff"?',
    ],
    [
      'a segment that an override asks for',
      [override('o', { track: 'canary', segments: ['x'] })],
      '/o/spec/segments/0: there is no segment "x"',
    ],
    [
      'a list of ids that is not here',
      [segment('s', { list: { digest: 'a'.repeat(64), count: 3 } })],
      '/s/spec/list/digest: no list of ids with this digest is here',
    ],
    [
      'a level that nobody declared',
      [
        toCanary('a', { match: { userLevel: { min: 'exprt' } } }),
        dimensions({ userLevels: ['new', 'expert'] }),
      ],
      '/a/spec/match/userLevel/min: there is no level "exprt": new, expert. Did you mean "expert"?',
    ],
    [
      'levels the wrong way round',
      [
        toCanary('a', { match: { userLevel: { min: 'b', max: 'a' } } }),
        dimensions({ userLevels: ['a', 'b'] }),
      ],
      '/a/spec/match/userLevel: min is above max',
    ],
    [
      'a time zone that is none',
      [toCanary('a', { schedule: { timeZone: 'Mars/Olympus' } })],
      '/a/spec/schedule/timeZone: "Mars/Olympus" is no IANA time zone',
    ],
    [
      'a cron pattern that is none',
      [toCanary('a', { schedule: { windows: [{ cron: '61 * * * *', minutes: 1 }] } })],
      '/a/spec/schedule/windows/0/cron: is no cron pattern of five fields',
    ],
    [
      'a time that never comes',
      [toCanary('a', { schedule: { windows: [{ cron: '0 0 30 2 *', minutes: 1 }] } })],
      '/a/spec/schedule/windows/0/cron: no such time ever comes',
    ],
    [
      'an end before the beginning',
      [toCanary('a', { schedule: { from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' } })],
      '/a/spec/schedule/until: is not after from',
    ],
  ])('is refused for %s, at its place', (_, documents, fault) => {
    expect(faultsOf(documents)).toEqual([expect.stringContaining(fault)]);
  });

  test('tells all of its faults at once', () => {
    const faults = faultsOf([toCanary('a', { when: 'x' }), toCanary('a', { when: 'y' })]);
    expect(faults.length).toBe(3);
  });

  test('may hold disabled rules whose slices overlap, and 10 000 documents but not one more', () => {
    expect(faultsOf([slice('a', 0, 50), slice('b', 0, 50, { enabled: false })])).toEqual([]);
    const one = toCanary('r');
    const many = Array.from({ length: 10_001 }, (_, at) => ({ ...one, metadata: { name: `r${at}` } }));
    expect(faultsOf(many)).toEqual([expect.stringContaining('10001 documents are too many: at most 10000')]);
    expect(faultsOf(many.slice(1))).toEqual([]);
  });

  test('takes the ids of a list by its digest, and counts them', () => {
    const listed = segment('s', { list: { digest: 'a'.repeat(64), count: 2 } });
    const set = setOf([listed, toCanary('r', { match: { segments: ['s'] } })]);
    const ids = new Set(['u1', 'u2']);
    const snapshot = compileRules(set, { revision: 1, segmentIds: () => ids });
    expect(snapshot.decide({ ...base, userId: 'u2' }).track).toBe('canary');
    expect(snapshot.decide({ ...base, userId: 'u3' }).track).toBe('stable');
    expect(() => compileRules(set, { revision: 1, segmentIds: () => new Set(['u1']) })).toThrow(/has 1 ids/);
  });

  test('refuses rules in the layer of overrides', () => {
    expect(() => compileRules(setOf([toCanary('r')], 'override'), { revision: 1 })).toThrow(
      /holds overrides/,
    );
  });
});
