import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { Fault } from '../../../src/domain/errors.ts';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import { loadRules } from '../../../src/gray/load-rules.ts';
import { matches } from '../../../src/gray/match.ts';
import { grayRuleSchema } from '../../../src/gray/rule-schema.ts';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';

const context = (changes: Partial<GrayContext> = {}): GrayContext => ({
  tenant: 'default',
  language: 'python',
  family: 'python',
  priority: 'practice',
  tags: [],
  userId: 'u1',
  ...changes,
});

const rule = (name: string, spec: Record<string, unknown>): GrayRule =>
  grayRuleSchema.parse({ apiVersion: 'serin/v1', kind: 'GrayRule', metadata: { name }, spec });

const toCanary = (name: string, spec: Record<string, unknown> = {}): GrayRule =>
  rule(name, { weights: { canary: 100 }, ...spec });

const decide = (rules: GrayRule[], changes: Partial<GrayContext> = {}) =>
  compileRules(rules, 3).decide(context(changes));

describe('decide', () => {
  test('without a matching rule it is stable, by default', () => {
    expect(decide([])).toEqual({ track: 'stable', reason: 'DEFAULT', revision: 3 });
    expect(decide([toCanary('go', { match: { language: ['go'] } })]).reason).toBe('DEFAULT');
  });

  test('the highest priority that matches decides; equal ones by name', () => {
    const rules = [toCanary('b'), rule('a', { weights: { stable: 100 } }), toCanary('z', { priority: 1 })];
    expect(decide(rules).rule).toBe('z');
    expect(decide(rules.slice(0, 2)).rule).toBe('a');
  });

  test('every dimension that is given must match, and what is not told does not', () => {
    const rules = [
      toCanary('r', {
        match: {
          region: ['cn-east-*'],
          userLevel: { min: 3 },
          difficulty: { max: 0.7 },
          tags: ['beta', 'staff'],
        },
      }),
    ];
    const right = { region: 'cn-east-1', userLevel: 3, difficulty: 0.7, tags: ['beta'] };
    expect(decide(rules, right).track).toBe('canary');
    expect(decide(rules, { ...right, region: 'cn-west-1' }).track).toBe('stable');
    expect(decide(rules, { ...right, userLevel: 2 }).track).toBe('stable');
    expect(decide(rules, { ...right, difficulty: 0.71 }).track).toBe('stable');
    expect(decide(rules, { ...right, tags: ['other'] }).track).toBe('stable');
    expect(decide(rules, {}).track).toBe('stable');
  });

  test('a family names all its variants', () => {
    const rules = [toCanary('cpp', { match: { language: ['cpp'] } })];
    expect(decide(rules, { language: 'cpp20', family: 'cpp' }).track).toBe('canary');
  });

  test('contest submissions stay on stable unless the rule includes them', () => {
    expect(decide([toCanary('r')], { priority: 'contest' }).reason).toBe('DEFAULT');
    expect(decide([toCanary('r', { contests: 'include' })], { priority: 'contest' }).track).toBe('canary');
  });

  test('a percentage without anything to stick to is stable', () => {
    const rules = [rule('half', { weights: { stable: 50, canary: 50 } })];
    const { userId: _, ...nobody } = context();
    expect(compileRules(rules, 1).decide(nobody)).toEqual({
      track: 'stable',
      reason: 'RULE',
      rule: 'half',
      revision: 1,
    });
  });

  test('the first sticky key that is present is drawn by', () => {
    const rules = [rule('half', { weights: { stable: 50, canary: 50 }, stickyBy: ['user.id', 'client.id'] })];
    const alone = decide(rules, { clientId: 'c9' });
    expect(decide(rules).bucket).toBe(alone.bucket);
    expect(alone.reason).toBe('SPLIT');
  });

  test('a disabled rule decides nothing', () => {
    expect(decide([toCanary('r', { enabled: false })]).reason).toBe('DEFAULT');
  });
});

describe('percentages', () => {
  const percent = fc.integer({ min: 0, max: 10_000 }).map((basisPoints) => basisPoints / 100);
  const split = (canary: number): GrayRule =>
    rule('r', { weights: { stable: Math.round((100 - canary) * 100) / 100, canary } });

  test('raising a weight never moves anyone out of canary', () => {
    fc.assert(
      fc.property(
        percent,
        percent,
        fc.array(fc.string(), { minLength: 20, maxLength: 50 }),
        (a, b, users) => {
          const [low, high] = [split(Math.min(a, b)), split(Math.max(a, b))];
          for (const userId of users) {
            const before = decide([low], { userId }).track;
            if (before === 'canary') expect(decide([high], { userId }).track).toBe('canary');
          }
        },
      ),
    );
  });

  test('a renamed rule that keeps its seed keeps its users', () => {
    const weights = { stable: 50, canary: 50 };
    for (let user = 0; user < 200; user += 1) {
      const userId = String(user);
      const before = decide([rule('old', { weights })], { userId });
      const after = decide([rule('new', { weights, seed: 'old' })], { userId });
      expect(after.bucket).toBe(before.bucket);
    }
  });

  test('the share is what was asked for, within four standard deviations', () => {
    const users = 50_000;
    const canaries = Array.from({ length: users }, (_, user) =>
      decide([split(12.5)], { userId: `u-${user}` }),
    ).filter((choice) => choice.track === 'canary');
    const sigma = Math.sqrt(0.125 * 0.875 * users);
    expect(Math.abs(canaries.length - 0.125 * users)).toBeLessThan(4 * sigma);
  });
});

test('the index never decides otherwise than trying every rule in order', () => {
  const word = fc.constantFrom('python', 'go', 'cpp', 'cpp17', 'p*', '*');
  const arbitraryRule = fc.record({
    language: fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    region: fc.option(fc.constantFrom(['eu-*'], ['eu-1'], ['*']), { nil: undefined }),
    priority: fc.integer({ min: 0, max: 3 }),
    enabled: fc.boolean(),
  });
  const arbitraryContext = fc.record({
    language: fc.constantFrom('python', 'go', 'cpp17', 'perl'),
    region: fc.option(fc.constantFrom('eu-1', 'us-1'), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(arbitraryRule, { maxLength: 20 }),
      fc.array(arbitraryContext, { maxLength: 10 }),
      (specs, given) => {
        const rules = specs.map(({ language, region, priority, enabled }, index) =>
          toCanary(`r${index}`, {
            priority,
            enabled,
            match: {
              ...(language === undefined ? {} : { language }),
              ...(region === undefined ? {} : { region }),
            },
          }),
        );
        const snapshot = compileRules(rules, 1);
        for (const { language, region } of given) {
          const asked = context({
            language,
            family: language === 'cpp17' ? 'cpp' : language,
            ...(region === undefined ? {} : { region }),
          });
          const first = [...rules]
            .sort((a, b) => b.spec.priority - a.spec.priority || (a.metadata.name < b.metadata.name ? -1 : 1))
            .find((each) => each.spec.enabled && matches(each, asked));
          expect(snapshot.decide(asked).rule).toBe(first?.metadata.name);
        }
      },
    ),
  );
});

describe('the digest', () => {
  const text =
    'apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: a }\nspec: { weights: { canary: 100 } }\n';
  const digest = (yaml: string): string => loadRules([{ path: 'r.yaml', text: yaml }], 1).digest;

  test('is of what the rules mean, not of how they are written', () => {
    const other =
      '# a comment\nkind: GrayRule\nspec:\n  enabled: true\n  weights:\n    canary: 100.0\nmetadata:\n  name: a\napiVersion: serin/v1\n';
    expect(digest(other)).toBe(digest(text));
  });

  test('changes with the meaning', () => {
    expect(digest(text.replace('canary', 'nightly'))).not.toBe(digest(text));
  });
});

const faultsOf = (...texts: string[]): readonly Fault[] => {
  try {
    loadRules(
      texts.map((text, index) => ({ path: `rules/${index}.yaml`, text })),
      1,
    );
  } catch (error) {
    if (error instanceof SerinError) return error.faults;
    throw error;
  }
  return [];
};

const head = (name: string): string => `apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: ${name} }\n`;

describe('loadRules', () => {
  test('tells every fault of every file, each at its line', () => {
    const faults = faultsOf(
      `${head('a')}spec:\n  weights: { canary: 60, stable: 30 }\n---\n${head('a')}spec:\n  weights: { canary: 100 }\n  priorty: 3\n`,
      `${head('b')}spec:\n  match:\n    difficulty: { min: 0.8, max: 0.2 }\n  weights: { canary: 100 }\n`,
    );
    expect(faults).toEqual([
      { path: 'rules/0.yaml:5', message: 'spec.weights: must sum to 100' },
      { path: 'rules/0.yaml:12', message: 'spec.priorty: there is no such key' },
      { path: 'rules/1.yaml:6', message: 'spec.match.difficulty: min is above max' },
    ]);
  });

  test('two rules of one name are refused, wherever they stand', () => {
    const text = `${head('a')}spec: { weights: { canary: 100 } }\n`;
    expect(faultsOf(text, text)).toMatchObject([
      { path: 'rules/1.yaml:3', message: expect.stringContaining('rules/0.yaml:3') as string },
    ]);
  });

  test('what a later version will know is refused by name, not passed over', () => {
    const faults = faultsOf(`${head('a')}spec:\n  weights: { canary: 100 }\n  when: 'true'\n`);
    expect(faults[0]?.message).toContain('expressions are not supported');
  });

  test('weights of more than two decimals, and a YAML that is none, are refused', () => {
    expect(
      faultsOf(`${head('a')}spec: { weights: { canary: 0.001, stable: 99.999 } }`).length,
    ).toBeGreaterThan(0);
    expect(faultsOf('a: [1\n')[0]?.path).toMatch(/^rules\/0\.yaml:\d+$/);
  });

  test('a document that multiplies itself by aliases is refused', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [last, next] of ['ab', 'bc', 'cd', 'de', 'ef'].map(
      (pair) => [pair.charAt(0), pair.charAt(1)] as const,
    )) {
      bomb.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${last}`).join(', ')}]`);
    }
    expect(faultsOf(bomb.join('\n')).length).toBeGreaterThan(0);
  });

  test('empty files and empty documents are no rules and no faults', () => {
    expect(
      loadRules(
        [
          { path: 'a', text: '' },
          { path: 'b', text: '# nothing\n---\n' },
        ],
        1,
      ).size,
    ).toBe(0);
  });
});
