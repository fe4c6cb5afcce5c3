import { describe, expect, test } from 'vitest';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';
import { compiled, context, rule, split, toCanary } from './make.ts';

const decide = (rules: readonly GrayRule[], changes: Partial<GrayContext> = {}) =>
  compiled(rules, 3).decide(context(changes));

const nobody = (): GrayContext => {
  const { userId: _, ...rest } = context();
  return rest;
};

describe('a submission', () => {
  test('that no rule matches goes to stable, by default', () => {
    expect(decide([])).toEqual({ track: 'stable', reason: 'DEFAULT', revision: 3 });
    expect(decide([toCanary('go', { match: { language: ['go'] } })]).reason).toBe('DEFAULT');
  });

  test('goes where the rule of the highest priority says; equal ones by name', () => {
    const rules = [toCanary('b'), rule('a', { weights: { stable: 100 } }), toCanary('z', { priority: 1 })];
    expect(decide(rules)).toEqual({
      track: 'canary',
      reason: 'RULE',
      rule: 'z',
      revision: 3,
      confirm: true,
    });
    expect(decide(rules.slice(0, 2)).rule).toBe('a');
  });

  test('is not held against disabled rules', () => {
    expect(decide([toCanary('r', { enabled: false })]).reason).toBe('DEFAULT');
  });

  test('must match every dimension that is given, and what it does not tell matches none', () => {
    const match = {
      region: ['cn-east-*'],
      userLevel: { min: 3 },
      difficulty: { max: 0.7 },
      tags: ['beta', 'staff'],
      contest: ['weekly-*'],
      problem: ['aplusb'],
    };
    const right: Partial<GrayContext> = {
      region: 'cn-east-1',
      userLevel: 3,
      difficulty: 0.7,
      tags: ['beta'],
      contest: 'weekly-12',
      problemId: 'aplusb',
    };
    const wrong: Partial<GrayContext>[] = [
      { region: 'cn-west-1' },
      { userLevel: 2 },
      { difficulty: 0.71 },
      { tags: ['other'] },
      { contest: 'monthly-1' },
      { problemId: 'aplusb2' },
    ];
    const rules = [toCanary('r', { match })];
    expect(decide(rules, right).track).toBe('canary');
    for (const changes of wrong) expect(decide(rules, { ...right, ...changes }).track).toBe('stable');
    for (const [dimension, asked] of Object.entries(match)) {
      expect(decide([toCanary('r', { match: { [dimension]: asked } })]).track).toBe('stable');
    }
  });

  test('is matched by its language or by its family', () => {
    const rules = [toCanary('cpp', { match: { language: ['cpp'] } })];
    expect(decide(rules, { language: 'cpp20', family: 'cpp' }).track).toBe('canary');
    expect(decide(rules, { language: 'c', family: 'c' }).track).toBe('stable');
  });

  test('of a running contest stays on stable, and says why, unless the rule that matches includes contests', () => {
    const contest = { priority: 'contest', contest: 'weekly-12' } as const;
    expect(decide([toCanary('r')], contest)).toMatchObject({
      track: 'stable',
      reason: 'DEFAULT',
      rule: 'r',
      why: 'a contest submission stays on stable unless the rule includes contests',
    });
    expect(decide([toCanary('r', { contests: 'include' })], contest).track).toBe('canary');
  });

  test('of a running contest is not let past a rule that keeps everybody on stable', () => {
    const rules = [
      rule('guard', { priority: 9, weights: { stable: 100 } }),
      toCanary('r', { contests: 'include' }),
    ];
    expect(decide(rules, { priority: 'contest' }).track).toBe('stable');
  });

  test('of one contest meets the same track whoever sends it, where contests are included', () => {
    const rules = [split(50, { contests: 'include', stickyBy: ['contest'] })];
    for (let number = 0; number < 50; number += 1) {
      const tracks = ['ann', 'bob', 'cyd', 'dan', 'eve'].map(
        (userId) => decide(rules, { userId, contest: `c${number}`, priority: 'contest' }).track,
      );
      expect(new Set(tracks).size).toBe(1);
    }
  });

  test('that tells nothing to stick to is not drawn, but stays on stable and says why', () => {
    expect(compiled([split(50)], 1).decide(nobody())).toEqual({
      track: 'stable',
      reason: 'DEFAULT',
      rule: 'r',
      revision: 1,
      why: 'the submission tells none of user.id, client.id',
    });
  });

  test('needs nothing to stick to where a rule gives everything to one track', () => {
    expect(compiled([toCanary('r')], 1).decide(nobody()).track).toBe('canary');
    const withZero = rule('r', { weights: { canary: 100, stable: 0 } });
    expect(compiled([withZero], 1).decide(nobody())).toMatchObject({ track: 'canary', reason: 'RULE' });
  });

  test('is drawn by the first sticky key that it tells', () => {
    const rules = [split(50, { stickyBy: ['client.id', 'user.id'] })];
    const byUser = decide(rules);
    expect(byUser.reason).toBe('SPLIT');
    expect(decide(rules, { clientId: 'u1', userId: 'another' }).bucket).toBe(byUser.bucket);
    expect(decide(rules, { clientId: 'c9' }).bucket).not.toBe(byUser.bucket);
  });

  test('is drawn apart by tenant: the same id elsewhere is another user', () => {
    const buckets = Array.from({ length: 50 }, (_, at) =>
      ['default', 'other'].map((tenant) => decide([split(50)], { tenant, userId: String(at) }).bucket),
    );
    expect(buckets.filter(([here, there]) => here !== there).length).toBeGreaterThan(45);
  });
});
