/** Groups, schedules, overrides, rollouts, shadows and caps: what a rule says beside its conditions and weights. */
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import { compiled, context, dimensions, override, rule, segment, split, toCanary } from './make.ts';

const users = Array.from({ length: 3_000 }, (_, at) => `u${at}`);

const nobody = (): GrayContext => {
  const { userId: _, ...rest } = context();
  return rest;
};

describe('a group', () => {
  const grouped = (name: string, from: number, to: number) =>
    toCanary(name, { group: { name: 'g', from, to }, stickyBy: ['user.id'] });

  test('gives each rule its slice of the users, and nobody to two of them', () => {
    const rules = [grouped('a', 0, 30), grouped('b', 30, 50), grouped('c', 90, 100)];
    const together = compiled(rules);
    const apart = rules.map((each) => compiled([each]));
    const seen: Record<string, number> = {};
    for (const userId of users) {
      const matching = apart.filter((each) => each.decide(context({ userId })).rule !== undefined);
      expect(matching.length).toBeLessThan(2);
      const { rule: name = 'none' } = together.decide(context({ userId }));
      seen[name] = (seen[name] ?? 0) + 1;
    }
    // Within four standard deviations of 30, 20, 10 and 40 percent of 3 000.
    for (const [name, percent] of Object.entries({ a: 30, b: 20, c: 10, none: 40 })) {
      const share = percent / 100;
      const deviation = Math.sqrt(users.length * share * (1 - share));
      expect(Math.abs((seen[name] ?? 0) - users.length * share)).toBeLessThan(4 * deviation);
    }
  });

  test('does not take who tells nothing to be drawn by', () => {
    expect(compiled([grouped('a', 0, 100)]).decide(nobody()).rule).toBeUndefined();
  });
});

describe('a schedule', () => {
  const trackAt = (schedule: unknown, time: string): string =>
    compiled([toCanary('r', { schedule })]).decide(context({ atMs: Date.parse(time) })).track;

  test('has a beginning, which is included, and an end, which is not', () => {
    const schedule = { from: '2026-03-01T00:00:00+08:00', until: '2026-03-02T00:00:00+08:00' };
    expect(trackAt(schedule, '2026-02-28T15:59:59.999Z')).toBe('stable');
    expect(trackAt(schedule, '2026-02-28T16:00:00Z')).toBe('canary');
    expect(trackAt(schedule, '2026-03-01T15:59:59.999Z')).toBe('canary');
    expect(trackAt(schedule, '2026-03-01T16:00:00Z')).toBe('stable');
  });

  test('opens windows by cron in a time zone, through the change to summer time', () => {
    const schedule = { windows: [{ cron: '0 9 * * *', minutes: 60 }], timeZone: 'Europe/Berlin' };
    // Nine o’clock is 08:00Z in winter and 07:00Z from 29 March 2026 on.
    expect(trackAt(schedule, '2026-03-28T08:00:00Z')).toBe('canary');
    expect(trackAt(schedule, '2026-03-28T07:30:00Z')).toBe('stable');
    expect(trackAt(schedule, '2026-03-30T07:30:00Z')).toBe('canary');
    expect(trackAt(schedule, '2026-03-30T08:00:00Z')).toBe('stable');
  });

  test('gives the same answer whatever was asked before, forwards and backwards', () => {
    const schedule = {
      windows: [
        { cron: '*/30 8-10 * * 1-5', minutes: 10 },
        { cron: '0 0 * * 0', minutes: 600 },
      ],
    };
    const snapshot = compiled([toCanary('r', { schedule })]);
    const begin = Date.UTC(2026, 0, 1);
    for (let at = 0; at < 1_500; at += 1) {
      // Seven is a generator of this ring, so that times jump to and fro.
      const atMs = begin + ((at * 7_919) % 20_160) * 60_000;
      const time = new Date(atMs);
      const [day, hour, minute] = [time.getUTCDay(), time.getUTCHours(), time.getUTCMinutes()];
      const open =
        (day >= 1 && day <= 5 && hour >= 8 && hour <= 10 && minute % 30 < 10) || (day === 0 && hour < 10);
      expect(snapshot.decide(context({ atMs })).track).toBe(open ? 'canary' : 'stable');
    }
  });

  test('outside of which a rule is as if disabled: the next one is asked', () => {
    const rules = [
      toCanary('a', { priority: 1, schedule: { until: '2020-01-01T00:00:00Z' } }),
      rule('b', { weights: { nightly: 100 } }),
    ];
    expect(compiled(rules).decide(context()).rule).toBe('b');
  });
});

describe('an override', () => {
  const snapshot = compiled([
    override('allow', { track: 'canary', users: ['u1', 'u2'], segments: ['staff'] }),
    override('deny', { track: 'stable', users: ['u2'], problems: ['hard'] }),
    override('old', { track: 'canary', users: ['u9'], until: '2020-01-01T00:00:00Z' }),
    override('off', { track: 'canary', users: ['u8'], enabled: false }),
    override('go', { track: 'canary', users: ['u7'], language: ['go'] }),
    segment('staff', { users: ['u5'] }),
  ]);

  test('names users, segments or problems; one that sends to stable wins', () => {
    const found = (changes: Partial<GrayContext>) => snapshot.override(context(changes))?.rule;
    expect(found({ userId: 'u1' })).toBe('allow');
    expect(found({ userId: 'u5' })).toBe('allow');
    expect(found({ userId: 'u2' })).toBe('deny');
    expect(found({ userId: 'u1', problemId: 'hard' })).toBe('deny');
    for (const userId of ['u9', 'u8', 'u7', 'u0']) expect(found({ userId })).toBeUndefined();
    expect(found({ userId: 'u7', language: 'go', family: 'go' })).toBe('go');
  });

  test('is confirmed on stable where it sends elsewhere, and says that it is one', () => {
    expect(snapshot.override(context())).toEqual({
      track: 'canary',
      reason: 'OVERRIDE',
      rule: 'allow',
      revision: 1,
      confirm: true,
    });
    expect(snapshot.override(context({ userId: 'u2' }))).not.toHaveProperty('confirm');
  });
});

describe('a decision', () => {
  test('of a rollout comes after those of people, and says that it is one', () => {
    const layers = {
      ...emptyRuleSet.layers,
      api: [rule('people', { match: { language: ['go'] }, weights: { stable: 100 } })],
      rollout: [split(100, { priority: 1_000_000 })],
    };
    const snapshot = compileRules({ ...emptyRuleSet, layers }, { revision: 1 });
    expect(snapshot.decide(context({ language: 'go' }))).toMatchObject({ rule: 'people', reason: 'RULE' });
    expect(snapshot.decide(context())).toMatchObject({ rule: 'r', reason: 'ROLLOUT', track: 'canary' });
  });

  test('carries the cap and the confirmation of a track that is not stable, and no shadow', () => {
    const given = toCanary('r', { sample: { perMinute: 5 }, confirm: false, shadow: 100 });
    expect(compiled([given]).decide(context())).toEqual({
      track: 'canary',
      reason: 'RULE',
      rule: 'r',
      revision: 1,
      confirm: false,
      sample: { perMinute: 5 },
    });
  });

  test('draws who is judged on canary too from those it leaves on stable, apart from the draw of the track', () => {
    const snapshot = compiled([split(50, { shadow: 50 })]);
    const choices = users.map((userId) => snapshot.decide(context({ userId })));
    const stable = choices.filter(({ track }) => track === 'stable');
    const shadowed = stable.filter(({ shadow }) => shadow === 'canary').length;
    expect(choices.filter(({ track, shadow }) => track !== 'stable' && shadow !== undefined)).toEqual([]);
    expect(Math.abs(shadowed / stable.length - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / stable.length));
  });
});

describe('the words of dimensions', () => {
  test('are levels in their order, by name in rules', () => {
    const words = dimensions({ userLevels: ['newcomer', 'regular', 'expert'] });
    const snapshot = compiled([words, toCanary('r', { match: { userLevel: { min: 'regular' } } })]);
    expect(snapshot.userLevels).toEqual(['newcomer', 'regular', 'expert']);
    expect([0, 1, 2].map((userLevel) => snapshot.decide(context({ userLevel })).track)).toEqual([
      'stable',
      'canary',
      'canary',
    ]);
  });

  test('are regions for places, the first of which every given key holds', () => {
    const snapshot = compiled([
      dimensions({
        regions: [
          { region: 'cn-east', country: ['CN'], city: ['Shanghai'] },
          { region: 'campus', isp: ['CERNET'] },
          { region: 'cn', country: ['CN'] },
        ],
      }),
    ]);
    expect(snapshot.regionOf({ country: 'CN', city: 'SHANGHAI' })).toBe('cn-east');
    expect(snapshot.regionOf({ country: 'CN', city: 'Beijing', isp: 'cernet' })).toBe('campus');
    expect(snapshot.regionOf({ country: 'CN' })).toBe('cn');
    expect(snapshot.regionOf({ city: 'Shanghai' })).toBeUndefined();
  });

  test('match places by geohash as well as by name', () => {
    const snapshot = compiled([toCanary('r', { match: { region: ['cn-*', 'geohash:wx4g*'] } })]);
    expect(snapshot.decide(context({ geohash: 'wx4g0bm6c', region: 'elsewhere' })).track).toBe('canary');
    expect(snapshot.decide(context({ geohash: 'wx4f0bm6c' })).track).toBe('stable');
    expect(snapshot.decide(context({ region: 'cn-east-1' })).track).toBe('canary');
    expect(snapshot.decide(context({ region: 'geohash:wx4g0' })).track).toBe('stable');
  });
});
