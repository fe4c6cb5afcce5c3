import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { compiled, context, segment, toCanary } from './make.ts';

const staff = segment('staff', { users: ['u1'] });

const snapshotOf = (when: string) => compiled([toCanary('r', { when }), staff]);

const holds = (when: string, changes: Partial<GrayContext> = {}): boolean =>
  snapshotOf(when).decide(context(changes)).track === 'canary';

const faultOf = (when: string, others: readonly GrayDocument[] = [staff]): string => {
  try {
    compiled([toCanary('r', { when }), ...others]);
    return 'none';
  } catch (error) {
    if (error instanceof SerinError)
      return error.faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw error;
  }
};

const told: Partial<GrayContext> = {
  userLevel: 3,
  difficulty: 0.5,
  region: 'cn-east-1',
  geohash: 'wx4g0bm6c',
  tags: ['beta', 'gold'],
  clientId: 'c1',
  device: 'web',
  problemId: 'aplusb',
  topics: ['dp'],
  contest: 'weekly-12',
  headers: { 'x-beta': 'yes' },
  // A Sunday.
  atMs: Date.parse('2026-11-29T21:30:00Z'),
};

describe('an expression', () => {
  test.each([
    'user.id == "u1" && user.level >= 3 && user.level < 4 && user.level > 2.5',
    'user.level in [1, 2, 3]',
    '"beta" in user.tags && user.tags.exists(t, t.startsWith("go"))',
    'user.tags.all(t, t.size() == 4) && user.tags.filter(t, t == "gold").size() == 1',
    'user.geohash.startsWith("wx4g") && user.region == region && submission.region == region',
    'problem.id == "aplusb" && problem.difficulty < 0.7 && "dp" in problem.topics',
    'client.device == "web" && client.id != "c2"',
    'contest == "weekly-12" && has(submission.contest) && priority == "practice"',
    'language == "python" && family == "python"',
    '"x-beta" in headers && headers["x-beta"] == "yes" && !("x-other" in headers)',
    'time.hour == 21 && time.minute == 30 && time.weekday == 0 && time.month == 11 && time.day == 29',
    'time.at < timestamp("2026-12-01T00:00:00Z") && time.at.getHours("Asia/Shanghai") == 5',
    'user.inSegment("staff") && "staff" in user.segments',
    'user.tags.exists(t, t.matches("^be.a$")) && "héllo".matches("h.llo")',
    'true // and a word about it',
  ])('sees what a submission tells: %s', (when) => {
    const snapshot = snapshotOf(when);
    expect(snapshot.decide(context(told)).track).toBe('canary');
    expect(snapshot.failures()).toEqual([]);
  });

  test('that reads what is not told fails, and its rule does not match; has() asks first', () => {
    expect(holds('user.level >= 0')).toBe(false);
    expect(holds('!has(user.level) && !has(submission.contest) && !has(client.device)')).toBe(true);
    expect(holds('has(user.level) && user.level >= 3', { userLevel: 3 })).toBe(true);
    expect(holds('contest == "x" || true')).toBe(true);
  });

  test('that fails is counted, with its rule and its last reason', () => {
    const snapshot = compiled([
      toCanary('level', { when: 'user.level > 1' }),
      toCanary('zero', { when: '1 / (size(user.tags)) == 1' }),
    ]);
    for (let at = 0; at < 3; at += 1) expect(snapshot.decide(context()).reason).toBe('DEFAULT');
    snapshot.decide(context({ userLevel: 1, tags: ['a'] }));
    expect(snapshot.failures()).toEqual([
      { name: 'level', count: 3, last: 'No such key: level' },
      { name: 'zero', count: 3, last: 'division by zero' },
    ]);
  });

  test('takes a level in part for the whole one below it', () => {
    expect(holds('user.level == 3', { userLevel: 3.9 })).toBe(true);
  });

  test.each([
    ['a field that is not there', 'user.levle > 3', 'there is no user.levle: did you mean user.level?'],
    ['such a field in has()', 'has(user.levle)', 'did you mean user.level?'],
    ['an object that is not there', 'usr.level > 3', 'there is no usr: did you mean user?'],
    ['a type that does not fit', 'user.level == "3"', 'no such overload: int == string'],
    ['a word that is no truth', 'user.id', 'is string, and has to be true or false'],
    ['what cannot be read', 'user.level === 3', 'Unexpected character: =, at character 14'],
    ['what ends too early', 'user.level >', 'Unexpected token: EOF, at its end'],
    ['has() of a whole variable', 'has(contest)', 'has(submission.contest)'],
    [
      'a segment that is not there',
      'user.inSegment("stff")',
      'there is no segment "stff": did you mean "staff"?',
    ],
    ['such a segment in a list', '"stff" in user.segments', 'did you mean "staff"?'],
    ['a segment without a name of its own', 'user.inSegment(user.id)', 'named by a literal'],
    ['a pattern that is no literal', 'user.id.matches(user.id)', 'has to be a literal'],
    ['a pattern that RE2 does not take', 'user.id.matches("(?=a)b")', 'is none of RE2'],
    ['a pattern that is too large', 'user.id.matches("((a{30}){30})")', 'too large'],
    ['a comprehension in another', 'user.tags.all(a, user.tags.all(b, a == b))', 'may not be nested'],
    ['a comprehension over what was made', 'user.tags.map(a, a).all(b, b == "")', 'goes over a field'],
    ['what hides a type', 'dyn(user).levle == 3', 'there is no function dyn'],
    ['what doubles a text', 'cel.bind(a, user.id + user.id, a == "")', 'there is no function bind'],
    ['what makes a list of a text', 'user.id.split("").all(a, a == "")', 'there is no function split'],
    ['too many steps', `user.tags.all(t, ${'t == "abcde" || '.repeat(30)}true)`, 'steps'],
    ['too deep a nest', `${'('.repeat(200)}true${')'.repeat(200)}`, 'maxDepth'],
  ])('is refused for %s, at its place and with the remedy', (_, when, message) => {
    const fault = faultOf(when);
    expect(fault).toContain('/r/spec/when: ');
    expect(fault).toContain(message);
  });

  test('of a segment may not ask for segments, and its failure is told under the segment’s name', () => {
    expect(faultOf('true', [segment('a', { when: 'user.inSegment("a")' })])).toBe(
      '/a/spec/when: a segment may not ask for segments',
    );
    const snapshot = compiled([
      segment('high', { when: 'user.level > 4' }),
      toCanary('r', { match: { segments: ['high'] } }),
    ]);
    expect(snapshot.decide(context({ userLevel: 5 })).track).toBe('canary');
    expect(snapshot.decide(context()).track).toBe('stable');
    expect(snapshot.failures()).toMatchObject([{ name: 'high', count: 1 }]);
  });

  test('does not see more than 64 tags, nor a text of more than a kibibyte: it fails', () => {
    const many = Array.from({ length: 65 }, (_, at) => `t${at}`);
    expect(holds('"t1" in user.tags', { tags: many.slice(1) })).toBe(true);
    expect(holds('"t1" in user.tags', { tags: many })).toBe(false);
    expect(holds('user.id != ""', { userId: 'é'.repeat(512) })).toBe(true);
    expect(holds('user.id != ""', { userId: 'é'.repeat(513) })).toBe(false);
  });

  test('cannot reach the objects that it is written in', () => {
    expect(faultOf('user.constructor == ""')).toContain('there is no user.constructor');
    expect(holds('"constructor" in headers || "__proto__" in headers')).toBe(false);
  });
});

describe('the worst that an expression may do is over in milliseconds', () => {
  const tags = Array.from({ length: 64 }, (_, at) => `${'a'.repeat(1020)}${at}`);
  const worst = [
    // Backtracking takes 2²⁸ steps for either.
    [
      'a pattern that makes others backtrack',
      'user.id.matches("^(a+)+$")',
      { userId: `${'a'.repeat(1000)}b` },
    ],
    ['such a pattern on every tag', 'user.tags.exists(t, t.matches("^(a|a|aa)+$"))', { tags }],
    ['a pattern of many repeats', 'user.tags.exists(t, t.matches("^([a-z]{1,9}[0-9]?){1,9}é"))', { tags }],
    [
      'a comprehension of every step allowed',
      `user.tags.all(t, ${'t.size() > 0 && '.repeat(12)}true)`,
      { tags },
    ],
    [
      'lists that are joined for every tag',
      `user.tags.all(t, (${Array(15).fill('user.tags').join(' + ')}).size() > 0)`,
      { tags },
    ],
    ['a long sum', `size(${Array(100).fill('user.id').join('+')}) < 0`, { userId: 'a'.repeat(1024) }],
  ] as const;

  test.each(worst)('%s', (_, when, changes) => {
    const snapshot = snapshotOf(when);
    const of = context(changes);
    snapshot.decide(of);
    const startedAt = performance.now();
    snapshot.decide(of);
    // Milliseconds when nothing else runs; unbounded, the same takes seconds or for ever.
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(snapshot.failures()).toEqual([]);
  });
});
