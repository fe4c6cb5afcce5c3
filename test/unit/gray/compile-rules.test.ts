import { describe, expect, test } from 'vitest';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';
import { compiled, rule, toCanary } from './make.ts';

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
