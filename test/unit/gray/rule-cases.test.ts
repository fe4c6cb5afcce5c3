import { describe, expect, test } from 'vitest';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { runCases } from '../../../src/gray/rule-cases.ts';
import type { CaseOptions } from '../../../src/gray/rule-cases.ts';
import { documentOf } from './arbitrary-documents.ts';
import { setOf, toCanary } from './make.ts';

const run = (documents: readonly GrayDocument[], options: Partial<CaseOptions> = {}) =>
  runCases(setOf(documents), { revision: 1, ...options });

const east = (cases: readonly unknown[], spec: Readonly<Record<string, unknown>> = {}) =>
  toCanary('east', { match: { region: ['cn-east-*'] }, cases, ...spec });

describe('a case beside a rule', () => {
  test('passes when everything that it expects comes of the whole set', () => {
    const cases = [
      {
        context: { language: 'go', region: 'cn-east-1' },
        expect: { track: 'canary', rule: 'east', reason: 'RULE' },
      },
      { name: 'elsewhere', context: { language: 'go' }, expect: { track: 'stable', rule: null } },
    ];
    expect(run([east(cases)])).toEqual([
      {
        rule: 'east',
        name: '1',
        place: '/east/spec/cases/0',
        ok: true,
        expected: cases[0]?.expect,
        got: { track: 'canary', rule: 'east', reason: 'RULE' },
        faults: [],
        sentence: 'goes to canary by east',
      },
      expect.objectContaining({ name: 'elsewhere', ok: true, sentence: 'goes to stable by default' }),
    ]);
  });

  test('that fails says where it stands, what came instead, and why', () => {
    const cases = [
      { context: { language: 'go', region: 'eu-1' }, expect: { track: 'canary', rule: 'east' } },
    ];
    const placeOf = (name: string, path: readonly PropertyKey[]): string =>
      `rules/${name}.yaml ${path.join('.')}`;
    const [result] = run([east(cases)], { placeOf });
    expect(result).toMatchObject({ ok: false, place: 'rules/east.yaml spec.cases.0' });
    expect(result?.got).toEqual({ track: 'stable', rule: null, reason: 'DEFAULT' });
    expect(result?.sentence).toBe(
      'expects track canary and gets stable, expects rule east and gets (none): ' +
        'east does not match: region is eu-1, and it wants cn-east-*',
    );
    expect(result?.explanation?.choice.track).toBe('stable');
  });

  test('is held against the whole set: another rule and an override may come first', () => {
    const cases = [
      { context: { language: 'go', region: 'cn-east-1' }, expect: { rule: 'east' } },
      { context: { language: 'go', user: { id: 'u1' } }, expect: { rule: 'keep', reason: 'OVERRIDE' } },
    ];
    const keep = documentOf('keep', { kind: 'GrayOverride', spec: { track: 'stable', users: ['u1'] } });
    const results = run([keep, toCanary('first', { priority: 9 }), east(cases)]);
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
    expect(results[0]?.sentence).toContain('expects rule east and gets first: It goes to canary by first');
  });

  test('that is not well written is a failure with a place for each fault', () => {
    const cases = [
      { context: { lang: 'go' }, expect: { reason: 'SPLITS' } },
      { context: { language: 'go' }, expect: {} },
    ];
    const results = run([east(cases)]);
    expect(results.map(({ ok, got }) => ({ ok, got }))).toEqual([{ ok: false }, { ok: false }]);
    expect(results[0]?.faults).toEqual([
      { path: '/east/spec/cases/0/expect/reason', message: 'there is no reason SPLITS: did you mean SPLIT?' },
      { path: '/east/spec/cases/0/context/language', message: 'a language has to be told' },
      { path: '/east/spec/cases/0/context/lang', message: 'there is no such key: write /language' },
    ]);
    expect(results[1]?.sentence).toContain('/east/spec/cases/1/expect: expects nothing');
  });

  test('comes at the time that it says, or at the time that is given', () => {
    const schedule = { from: '2026-01-01T00:00:00Z' };
    const cases = [
      {
        context: { language: 'go', region: 'cn-east-1', at: '2026-01-02T00:00:00Z' },
        expect: { track: 'canary' },
      },
      { context: { language: 'go', region: 'cn-east-1' }, expect: { track: 'canary' } },
    ];
    expect(run([east(cases, { schedule })]).map(({ ok }) => ok)).toEqual([true, false]);
    expect(run([east(cases, { schedule })], { atMs: Date.UTC(2026, 5) }).map(({ ok }) => ok)).toEqual([
      true,
      true,
    ]);
  });

  test('may name a level', () => {
    const dimensions = documentOf('dimensions', { kind: 'Dimensions', spec: { userLevels: ['new', 'old'] } });
    const cases = [{ context: { language: 'go', userLevel: 'old' }, expect: { track: 'canary' } }];
    expect(run([dimensions, toCanary('r', { match: { userLevel: { min: 'old' } }, cases })])[0]?.ok).toBe(
      true,
    );
  });
});
