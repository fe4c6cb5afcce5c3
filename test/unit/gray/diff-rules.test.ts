import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/gray/compile-rules.ts';
import { diffRules, sentenceOf } from '../../../src/gray/diff-rules.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import { documentOf, ruleSets } from './arbitrary-documents.ts';
import { rule, setOf, toCanary } from './make.ts';

const sentences = (before: readonly GrayDocument[], after: readonly GrayDocument[]): string[] =>
  diffRules(setOf(before), setOf(after)).map(sentenceOf);

const weights = (canary: number) => ({ weights: { stable: 100 - canary, canary } });

describe('a difference between two sets', () => {
  test('is there exactly when they do not have the same digest', () => {
    let equal = 0;
    fc.assert(
      fc.property(ruleSets, ruleSets, (before, after) => {
        const same = digestOf(before) === digestOf(after);
        equal += same ? 1 : 0;
        expect(diffRules(before, after).length === 0).toBe(same);
      }),
      { numRuns: 500 },
    );
    expect(equal).toBeGreaterThan(0);
  });

  test('is there exactly when they do not have the same digest, of sets that are alike', () => {
    /** One document of the first set stands in for one of its own, under the same name. */
    const alike = fc.tuple(ruleSets, ruleSets).map(([before, { layers }]) => {
      const [replacement] = layers.api;
      const [first, ...rest] = before.layers.api;
      const second = first && replacement && { ...replacement, metadata: first.metadata };
      const api = second === undefined ? rest : [...rest, second];
      return [before, { ...before, layers: { ...before.layers, api } }] as const;
    });
    fc.assert(
      fc.property(alike, ([before, after]) => {
        expect(diffRules(before, after).length === 0).toBe(digestOf(before) === digestOf(after));
      }),
      { numRuns: 500 },
    );
  });

  test('is told by rule and field, with the alternatives that came and went', () => {
    const before = rule('east', {
      match: { language: ['python'], region: ['cn-east-*', 'eu-*'] },
      ...weights(5),
    });
    const after = rule('east', {
      match: { region: ['cn-north-*', 'cn-east-*'], userLevel: { min: 3 } },
      ...weights(30),
      stickyBy: ['client.id', 'user.id'],
    });
    expect(diffRules(setOf([before]), setOf([after]))).toContainEqual({
      change: 'changed',
      kind: 'GrayRule',
      name: 'east',
      layer: 'directory',
      field: 'spec.match.region',
      before: ['cn-east-*', 'eu-*'],
      after: ['cn-east-*', 'cn-north-*'],
      added: ['cn-north-*'],
      removed: ['eu-*'],
    });
    expect(sentences([before], [after])).toEqual([
      'east: spec.match.language −python',
      'east: spec.match.region −eu-* +cn-north-*',
      'east: spec.match.userLevel.min (none) → 3',
      'east: spec.stickyBy ["user.id","client.id"] → ["client.id","user.id"]',
      'east: spec.weights.canary 5 → 30',
      'east: spec.weights.stable 95 → 70',
    ]);
  });

  test('is none where only the notation differs', () => {
    const plain = toCanary('r', { match: { tags: ['a', 'b'] }, schedule: { from: '2026-01-01T00:00:00Z' } });
    const odd = rule('r', {
      enabled: true,
      seed: 'r',
      weights: { next: 0, canary: 100, stable: 0 },
      schedule: { timeZone: 'UTC', from: '2026-01-01T08:00:00+08:00' },
      match: { tags: ['b', 'a', 'b'] },
      cases: [],
    });
    expect(sentences([plain], [odd])).toEqual([]);
    expect(sentences([plain, toCanary('s')], [toCanary('s'), odd])).toEqual([]);
  });

  test('tells what came, what went and what moved to another layer', () => {
    const moved = toCanary('moved');
    const before = {
      ...emptyRuleSet,
      layers: { ...emptyRuleSet.layers, directory: [toCanary('old'), moved] },
    };
    const after = { ...emptyRuleSet, layers: { ...emptyRuleSet.layers, api: [moved, toCanary('new')] } };
    expect(diffRules(before, after).map(sentenceOf)).toEqual([
      'moved: layer directory → api',
      'new: GrayRule added',
      'old: GrayRule removed',
    ]);
  });

  test('takes another kind of the same name for another document', () => {
    const segment = documentOf('x', { kind: 'Segment', spec: { users: ['u1'] } });
    expect(sentences([toCanary('x')], [segment])).toEqual(['x: GrayRule removed', 'x: Segment added']);
  });

  test('tells the ranges that a revision remembers', () => {
    const ranges = { s: [{ track: 'canary', end: 10_000 }] };
    const [difference] = diffRules(emptyRuleSet, { ...emptyRuleSet, ranges });
    expect(difference).toMatchObject({ kind: 'Ranges', name: 's', field: 'ranges', before: undefined });
  });
});

describe('an expression', () => {
  test('that changes is told as it was written', () => {
    const before = toCanary('a', { when: 'user.level>3' });
    expect(sentences([before], [toCanary('a', { when: '(user.level > 3)  // three' })])).toEqual([]);
    expect(sentences([before], [toCanary('a', { when: 'user.level > 4' })])).toEqual([
      'a: spec.when user.level>3 → user.level > 4',
    ]);
    expect(sentences([before], [toCanary('a', {})])).toEqual(['a: spec.when user.level>3 → (none)']);
  });
});

describe('a rule under another name', () => {
  test('is renamed when it kept its seed, with what else changed', () => {
    const after = rule('new', { seed: 'old', ...weights(30) });
    expect(sentences([rule('old', weights(5))], [after])).toEqual([
      'new: GrayRule renamed from old',
      'new: spec.weights.canary 5 → 30',
      'new: spec.weights.stable 95 → 70',
    ]);
  });

  test('is another rule when it draws anew', () => {
    expect(sentences([rule('old', weights(5))], [rule('new', weights(5))])).toEqual([
      'new: GrayRule added',
      'old: GrayRule removed',
    ]);
  });

  test('is another rule when a second one shares the seed: who was whom cannot be told', () => {
    const twin = toCanary('twin', { seed: 'old' });
    const changed = sentences([toCanary('old'), twin], [toCanary('new', { seed: 'old' }), twin]);
    expect(changed).toEqual(['new: GrayRule added', 'old: GrayRule removed']);
  });
});
