import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { simulate } from '../../../src/gray/simulate.ts';
import type { Simulation } from '../../../src/gray/simulate.ts';
import { syntheticContexts } from '../../../src/gray/synthetic-contexts.ts';
import { documentOf } from './arbitrary-documents.ts';
import { compiled, context, setOf, split, toCanary } from './make.ts';

const users = (count: number, changes: Partial<GrayContext> = {}): GrayContext[] =>
  Array.from({ length: count }, (_, at) => context({ userId: `u${at}`, ...changes }));

const compare = (
  live: readonly GrayDocument[],
  draft: readonly GrayDocument[],
  contexts: Iterable<GrayContext>,
  sets?: 'known',
): Simulation =>
  simulate({
    live: compiled(live, 1),
    draft: compiled(draft, 2),
    contexts,
    ...(sets && { sets: { live: setOf(live), draft: setOf(draft) } }),
  });

describe('a simulation', () => {
  test('tells how many go where now, and where by the draft, and who would move', () => {
    const result = compare(
      [],
      [toCanary('r', { match: { region: ['eu-*'] } })],
      [...users(3, { region: 'eu-1' }), ...users(2, { region: 'us-1', language: 'go', family: 'go' })],
    );
    expect(result).toMatchObject({
      contexts: 5,
      live: { stable: 5 },
      draft: { canary: 3, stable: 2 },
      moved: 3,
      reasons: { live: { DEFAULT: 5 }, draft: { RULE: 3, DEFAULT: 2 } },
      rules: { live: { '': 5 }, draft: { r: 3, '': 2 } },
      moves: [{ from: 'stable', to: 'canary', count: 3 }],
      wrongWay: [],
    });
    expect(result.movers).toEqual(
      ['u0', 'u1', 'u2'].map((user) => ({
        user,
        language: 'python',
        from: 'stable',
        to: 'canary',
        draftRule: 'r',
      })),
    );
    expect(result.dimensions.region).toEqual([
      { value: 'eu-1', contexts: 3, live: { stable: 3 }, draft: { canary: 3 }, moved: 3 },
      { value: 'us-1', contexts: 2, live: { stable: 2 }, draft: { stable: 2 }, moved: 0 },
    ]);
    expect(result.dimensions.language.map(({ value }) => value)).toEqual(['python', 'go']);
    expect(result.dimensions.device).toMatchObject([{ value: '(untold)', contexts: 5 }]);
    expect(result.notes.join()).toContain('SPILLOVER is not simulated');
  });

  test('asks overrides before rules', () => {
    const keep = documentOf('keep', { kind: 'GrayOverride', spec: { track: 'stable', users: ['u1'] } });
    const result = compare([toCanary('r')], [toCanary('r'), keep], users(3));
    expect(result.movers).toEqual([
      { user: 'u1', language: 'python', from: 'canary', to: 'stable', liveRule: 'r', draftRule: 'keep' },
    ]);
    expect(result.wrongWay).toEqual([]);
  });

  test('puts levels and difficulties in bands, by their names where they have some', () => {
    const dimensions = documentOf('dimensions', { kind: 'Dimensions', spec: { userLevels: ['new', 'old'] } });
    const levels = [0, 1, 2, 4.5, 5, 10, 19, 20, 1_000_000].map((userLevel) => context({ userLevel }));
    const values = (documents: readonly GrayDocument[]): string[] =>
      compare([], documents, levels).dimensions.userLevel.map(
        ({ value, contexts }) => `${value}: ${contexts}`,
      );
    expect(values([]).sort()).toEqual(
      ['0: 1', '1: 1', '2–4: 2', '5–9: 1', '10–19: 2', '20–49: 1', '1000000–1999999: 1'].sort(),
    );
    expect(values([dimensions])).toContain('old: 1');
    const difficulties = [0, 0.09, 0.3, 0.7, 1].map((difficulty) => context({ difficulty }));
    expect(compare([], [], difficulties).dimensions.difficulty.map(({ value }) => value)).toEqual([
      '0.0–0.1',
      '0.3–0.4',
      '0.7–0.8',
      '0.9–1.0',
    ]);
  });

  test('finds nobody who goes the wrong way when a weight is raised, and everybody when the seed is new', () => {
    const raised = compare([split(5)], [split(25)], users(2_000), 'known');
    expect(raised.moves.map(({ from, to }) => `${from} ${to}`)).toEqual(['stable canary']);
    expect(raised.wrongWay).toEqual([]);
    for (const known of ['known', undefined] as const) {
      const [wrong] = compare([split(20)], [split(40, { seed: 'other' })], users(2_000), known).wrongWay;
      expect(wrong).toMatchObject({ rule: 'r', track: 'canary' });
      // Of a fifth, three fifths draw stable by the new seed.
      expect(wrong?.count).toBeGreaterThan(150);
      expect(wrong?.count).toBeLessThan(330);
      expect(wrong?.weights).toEqual(known && { live: 20, draft: 40 });
      expect(wrong?.first).toHaveLength(10);
    }
  });

  test('does not call it the wrong way when a weight is cut', () => {
    const cut = compare([split(50)], [split(10)], users(500), 'known');
    expect(cut.moved).toBeGreaterThan(100);
    expect(cut.wrongWay).toEqual([]);
  });

  test('keeps no more than a table, however many contexts and values there are', () => {
    function* many(): Generator<GrayContext> {
      for (let at = 0; at < 20_000; at += 1) {
        yield context({ userId: `u${at % 10_000}`, region: `r${at}`, device: `d${at % 3}` });
      }
    }
    const result = compare([], [toCanary('r')], many());
    expect(result.contexts).toBe(20_000);
    expect(result.dimensions.region).toHaveLength(257);
    expect(result.dimensions.region[0]).toMatchObject({ value: '(others)', contexts: 20_000 - 256 });
    expect(result.movers).toHaveLength(100);
    expect(new Set(result.movers.map(({ user }) => user)).size).toBe(100);
  });
});

describe('synthetic contexts', () => {
  const rules = [
    toCanary('a', {
      match: {
        language: ['py*'],
        region: ['cn-east-*'],
        userLevel: { min: 7 },
        difficulty: { max: 0.33 },
        tags: ['rare'],
        device: ['tv'],
      },
    }),
    toCanary('b', {
      match: { region: ['geohash:wx4g*'], contest: ['weekly-*'], problem: ['secret-problem'] },
    }),
    toCanary('c', { match: { segments: ['few'] } }),
    documentOf('few', { kind: 'Segment', spec: { users: ['zoe'] } }),
    documentOf('never', { kind: 'GrayOverride', spec: { track: 'stable', users: ['adam'] } }),
  ];
  const request = { count: 2_000, seed: 1, set: setOf(rules), languages: ['python', 'go'], atMs: 5 };

  test('meet every rule, and miss it on either side of its bounds', () => {
    const made = [...syntheticContexts(request)];
    const snapshot = compileRules(setOf(rules), { revision: 1 });
    const deciding = new Set(made.map((each) => (snapshot.override(each) ?? snapshot.decide(each)).rule));
    expect([...deciding].map(String).sort()).toEqual(['a', 'b', 'c', 'never', 'undefined']);
    const levels = new Set(made.map(({ userLevel }) => userLevel));
    for (const level of [6, 7, 8, undefined]) expect(levels).toContain(level);
    const difficulties = new Set(made.map(({ difficulty }) => difficulty));
    for (const difficulty of [0.32, 0.33, 0.34]) expect(difficulties).toContain(difficulty);
    expect(new Set(made.map(({ language }) => language))).toContain('go');
  });

  test('are the same for the same seed, and others for another', () => {
    const made = (seed: number): string =>
      JSON.stringify([...syntheticContexts({ ...request, count: 50, seed })]);
    expect(made(1)).toBe(made(1));
    expect(made(1)).not.toBe(made(2));
  });

  test('have the family that the server knows', () => {
    const familyOf = (language: string): string | undefined => (language === 'cpp17' ? 'cpp' : undefined);
    const made = [...syntheticContexts({ ...request, languages: ['cpp17'], familyOf })];
    expect(made.filter(({ language }) => language === 'cpp17').every(({ family }) => family === 'cpp')).toBe(
      true,
    );
  });

  test('of no rules at all are made as well', () => {
    expect([...syntheticContexts({ ...request, set: setOf([]), languages: [], count: 3 })]).toHaveLength(3);
  });
});
