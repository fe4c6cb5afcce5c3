import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { warningsOf } from '../../../src/gray/rule-warnings.ts';
import type { WarningOptions } from '../../../src/gray/rule-warnings.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import { contexts, documentOf, ruleSets } from './arbitrary-documents.ts';
import { rule, setOf, toCanary } from './make.ts';

const atMs = Date.UTC(2026, 6, 1);

const everything: WarningOptions = { revision: 1, atMs, languages: ['python', 'cpp', 'cpp17'] };

const warned = (documents: readonly GrayDocument[], options = everything) =>
  warningsOf(setOf(documents), options);

const codes = (documents: readonly GrayDocument[], options = everything): string[] =>
  warned(documents, options).map(({ code, path }) => `${code} ${path}`);

const half = { weights: { stable: 50, canary: 50 } };

describe('a rule', () => {
  test('that is called shadowed never decides', () => {
    let shadowed = 0;
    fc.assert(
      fc.property(ruleSets, fc.array(contexts, { minLength: 30, maxLength: 30 }), ({ layers }, given) => {
        const set = { ...emptyRuleSet, layers };
        const never = warningsOf(set, { revision: 1 })
          .filter(({ code }) => code === 'SHADOWED')
          .map(({ path }) => path.split('/')[1]);
        shadowed += never.length;
        const snapshot = compileRules(set, { revision: 1 });
        for (const each of given) expect(never).not.toContain(snapshot.decide(each).rule ?? '');
      }),
      { numRuns: 200 },
    );
    expect(shadowed).toBeGreaterThan(20);
  });

  test('that a higher one takes everything from is told so, with its name', () => {
    const rules = [
      toCanary('all-python', { priority: 9, match: { language: ['py*'] } }),
      toCanary('beginners', { match: { language: ['python'], userLevel: { max: 2 } } }),
    ];
    expect(warned(rules)).toEqual([
      {
        code: 'SHADOWED',
        path: '/beginners/spec/match',
        message:
          'is never reached: all-python is tried first (priority 9) and matches everything that this rule matches',
      },
    ]);
  });

  test('of a rollout is shadowed by human rules, whatever its priority', () => {
    const set = {
      ...emptyRuleSet,
      layers: {
        ...emptyRuleSet.layers,
        api: [toCanary('human')],
        rollout: [toCanary('rolling', { priority: 99 })],
      },
    };
    expect(warningsOf(set, { revision: 1 }).map(({ path }) => path)).toEqual(['/rolling/spec/match']);
  });

  test('that is switched off shadows nothing, and nothing is said of it', () => {
    const off = rule('a', {
      enabled: false,
      weights: { canary: 0, stable: 100 },
      match: { language: ['cobol'] },
    });
    expect(codes([off, toCanary('b')])).toEqual([]);
  });

  test('whose schedule is over, which reaches nobody, or which is final on canary, is warned of', () => {
    expect(codes([toCanary('r', { schedule: { until: '2026-07-01T00:00:00Z' } })])).toEqual([
      'SCHEDULE_OVER /r/spec/schedule/until',
    ]);
    expect(codes([toCanary('r', { schedule: { until: '2026-07-01T00:00:01Z' } })])).toEqual([]);
    expect(codes([toCanary('r', { schedule: { until: '2000-07-01T00:00:00Z' } })], { revision: 1 })).toEqual(
      [],
    );
    expect(codes([rule('r', { weights: { stable: 100, canary: 0 } })])).toEqual(['NOBODY /r/spec/weights']);
    expect(codes([rule('r', { weights: { stable: 100, canary: 0 }, shadow: 5 })])).toEqual([]);
    expect(codes([rule('r', { weights: { stable: 100 }, confirm: false })])).toEqual([]);
    expect(codes([toCanary('r', { sample: { perMinute: 0 } })])).toEqual(['NOBODY /r/spec/sample/perMinute']);
    expect(codes([toCanary('r', { confirm: false })])).toEqual(['UNCONFIRMED /r/spec/confirm']);
  });

  test('with a sticky key that never comes to its turn is warned of', () => {
    const stickyBy = ['user.id', 'problem.id', 'client.id'];
    expect(codes([rule('r', { stickyBy, ...half })])).toEqual([]);
    expect(codes([rule('r', { stickyBy, ...half, match: { problem: ['a*'] } })])).toEqual([
      'STICKY_UNUSED /r/spec/stickyBy/2',
    ]);
  });

  test('that splits the submissions of one problem by the problem is warned of', () => {
    const byProblem = (problem: string[]) =>
      rule('r', { stickyBy: ['problem.id'], ...half, match: { problem } });
    expect(codes([byProblem(['aplusb'])])).toEqual(['ONE_BUCKET /r/spec/stickyBy']);
    expect(codes([byProblem(['a*'])])).toEqual([]);
    expect(codes([byProblem(['aplusb', 'sum'])])).toEqual([]);
  });

  test('that names a language which nobody has is warned of, with the one that was meant', () => {
    const [warning] = warned([toCanary('r', { match: { language: ['cpp*', 'pyhton'] } })]);
    expect(warning).toEqual({
      code: 'UNKNOWN_LANGUAGE',
      path: '/r/spec/match/language/1',
      message: 'no language or family is pyhton: did you mean python?',
    });
    expect(codes([toCanary('r', { match: { language: ['cobol'] } })], { revision: 1 })).toEqual([]);
  });

  test('with a schedule is warned of a case that tells no time', () => {
    const cases = [
      { context: { language: 'go', at: '2026-01-01T00:00:00Z' }, expect: { track: 'canary' } },
      { context: { language: 'go' }, expect: { track: 'canary' } },
    ];
    expect(codes([toCanary('r', { cases, schedule: { from: '2026-01-01T00:00:00Z' } })])).toEqual([
      'CASE_WITHOUT_TIME /r/spec/cases/1/context',
    ]);
    expect(codes([toCanary('r', { cases })])).toEqual([]);
  });
});

test('an override that is past, and one of an unknown language, are warned of', () => {
  const override = (name: string, spec: Readonly<Record<string, unknown>>) =>
    documentOf(name, { kind: 'GrayOverride', spec: { track: 'canary', users: ['u1'], ...spec } });
  expect(
    codes([override('a', { until: '2026-07-01T00:00:00Z' }), override('b', { language: ['cobol'] })]),
  ).toEqual(['OVERRIDE_OVER /a/spec/until', 'UNKNOWN_LANGUAGE /b/spec/language/0']);
});

describe('an expression', () => {
  const failing = { when: 'user.level > 3' };
  const asks = (context: Readonly<Record<string, unknown>>) => ({ context, expect: { track: 'stable' } });

  test('that fails for every case of its rule is warned of, with the reason', () => {
    const cases = [asks({ language: 'go' }), asks({ language: 'python', user: { id: 'u1' } })];
    const [warning, ...others] = warned([toCanary('r', { ...failing, cases })]);
    expect(warning).toMatchObject({ code: 'ALWAYS_FAILS', path: '/r/spec/when' });
    expect(warning?.message).toMatch(/^fails for each of the 2 cases tried: ./);
    expect(others).toEqual([]);
  });

  test('that one case can answer is fine, and so is one without any case', () => {
    const cases = [asks({ language: 'go' }), asks({ language: 'go', userLevel: 1 })];
    expect(codes([toCanary('r', { ...failing, cases })])).toEqual([]);
    expect(codes([toCanary('r', failing)])).toEqual([]);
  });

  test('of a rule without cases is held against those of other rules', () => {
    const other = toCanary('other', { match: { tags: ['x'] }, cases: [asks({ language: 'go' })] });
    expect(codes([other, toCanary('r', failing)])).toEqual(['ALWAYS_FAILS /r/spec/when']);
  });

  test('that is the same in both lets one rule shadow another; another one does not', () => {
    const rules = (a: string, b: string) => [toCanary('a', { when: a }), toCanary('b', { when: b })];
    expect(codes(rules('user.level > 3', ' user.level > 3'))).toEqual(['SHADOWED /b/spec/match']);
    expect(codes(rules('user.level > 3', 'user.level > 4'))).toEqual([]);
  });
});

test('a segment that an expression names is used', () => {
  const segment = documentOf('few', { kind: 'Segment', spec: { users: ['u1'] } });
  expect(codes([segment, toCanary('r', { when: '"few" in user.segments' })])).toEqual([]);
});

test('a segment that nothing uses is warned of', () => {
  const segment = (name: string) => documentOf(name, { kind: 'Segment', spec: { users: ['u1'] } });
  const documents = [segment('used'), segment('unused'), toCanary('r', { match: { segments: ['used'] } })];
  expect(codes(documents)).toEqual(['SEGMENT_UNUSED /unused/metadata/name']);
});

test('places are those that the reader of the files knows', () => {
  const placeOf = (name: string, path: readonly PropertyKey[]): string =>
    `rules/${name}.yaml:3 ${path.join('.')}`;
  expect(warned([toCanary('r', { confirm: false })], { revision: 1, placeOf })[0]?.path).toBe(
    'rules/r.yaml:3 spec.confirm',
  );
});
