import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../src/gray/compile-rules.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import { explain } from '../../../src/gray/explain.ts';
import { emptyRuleSet } from '../../../src/gray/rule-set.ts';
import { contexts, documentOf, ruleSets } from './arbitrary-documents.ts';
import { context, rule, setOf, split, toCanary } from './make.ts';

const told = (documents: readonly GrayDocument[], changes: Partial<GrayContext> = {}) =>
  explain(setOf(documents), { revision: 3 }, context(changes));

const sentenceOf = (documents: readonly GrayDocument[], changes: Partial<GrayContext> = {}) =>
  told(documents, changes).tried[0]?.sentence;

const nobody = (): GrayContext => {
  const { userId: _, ...rest } = context();
  return rest;
};

describe('an explanation', () => {
  test('ends where deciding does, and tells every document tried before that', () => {
    fc.assert(
      fc.property(ruleSets, contexts, ({ layers }, given) => {
        const set = { ...emptyRuleSet, layers };
        const snapshot = compileRules(set, { revision: 3 });
        const explanation = explain(set, { revision: 3 }, given);
        expect(explanation.choice).toEqual(snapshot.override(given) ?? snapshot.decide(given));
        const decided = explanation.tried.filter(({ outcome }) => outcome === 'decided');
        expect(decided.map(({ name }) => name)).toEqual(
          [explanation.choice.rule].filter((name) => name !== undefined),
        );
        if (decided.length > 0) expect(explanation.tried.at(-1)?.outcome).toBe('decided');
        for (const { sentence, name } of explanation.tried)
          expect(sentence.startsWith(`${name} `)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('says what a rule wants and what the submission has instead', () => {
    const east = toCanary('python-canary-east', { match: { region: ['cn-east-*'] } });
    expect(sentenceOf([east], { region: 'eu-west' })).toBe(
      'python-canary-east does not match: region is eu-west, and it wants cn-east-*',
    );
    expect(sentenceOf([east])).toBe(
      'python-canary-east does not match: region is not told, and it wants cn-east-*',
    );
  });

  test('says everything that fails, not the first of it only', () => {
    const picky = toCanary('picky', {
      match: {
        language: ['go', 'rust'],
        userLevel: { min: 3, max: 5 },
        difficulty: { max: 0.7 },
        tags: ['beta', 'staff', 'x', 'y', 'z', 'a', 'b'],
      },
    });
    const changes = { language: 'cpp17', family: 'cpp', userLevel: 2, difficulty: 0.71, tags: ['other'] };
    expect(sentenceOf([picky], changes)).toBe(
      'picky does not match: language is cpp17 and cpp, and it wants go or rust; ' +
        'and user level is 2, and it wants 3 to 5; and difficulty is 0.71, and it wants at most 0.7; ' +
        'and tags are other, and it wants beta, staff, x, y, z or 2 others',
    );
  });

  test('calls levels by their names', () => {
    const dimensions = documentOf('dimensions', {
      kind: 'Dimensions',
      spec: { userLevels: ['newcomer', 'regular', 'expert'] },
    });
    const experts = toCanary('experts', { match: { userLevel: { min: 'expert' } } });
    expect(sentenceOf([dimensions, experts], { userLevel: 1 })).toBe(
      'experts does not match: user level is regular, and it wants at least expert',
    );
  });

  test('tells who drew which bucket, and whose it is', () => {
    const explanation = told([split(100 / 4)], { userId: 'u7' });
    const { bucket = -1, track } = explanation.choice;
    const range = track === 'canary' ? '0–2499' : '2500–9999';
    expect(explanation.tried[0]?.sentence).toBe(
      `r matches: user.id u7 draws bucket ${bucket}, and ${range} are ${track}'s`,
    );
    expect(explanation.tried[0]?.ranges).toEqual([
      { track: 'canary', from: 0, to: 2_500 },
      { track: 'stable', from: 2_500, to: 10_000 },
    ]);
    expect(explanation.sentence).toContain(`goes to ${track} by r (SPLIT)`);
  });

  test('tells why a rule that matches leaves a submission on stable', () => {
    expect(sentenceOf([split(50)], { priority: 'contest' })).toContain(
      'r matches, and leaves it on stable: a contest',
    );
    const explanation = explain(setOf([split(50)]), { revision: 3 }, nobody());
    expect(explanation.tried[0]?.sentence).toContain('tells none of user.id, client.id');
  });

  test('does not call a contest a reason why a rule does not match', () => {
    const go = split(50, { match: { language: ['go'] } });
    expect(sentenceOf([go], { priority: 'contest' })).toBe(
      'r does not match: language is python, and it wants go',
    );
  });

  test('tells of a schedule, of a group, of what is switched off', () => {
    const at = { atMs: Date.UTC(2026, 0, 1) };
    const schedule = { from: '2026-03-01T00:00:00Z', windows: [{ cron: '0 20 * * *', minutes: 60 }] };
    expect(sentenceOf([toCanary('s', { schedule })], at)).toBe(
      's does not match: it is 2026-01-01T00:00:00.000Z, outside its schedule from 2026-03-01T00:00:00Z, 60 minutes from each "0 20 * * *"',
    );
    const group = { name: 'g', from: 0, to: 0.01 };
    expect(sentenceOf([toCanary('grouped', { group, stickyBy: ['user.id'] })])).toMatch(
      /^grouped does not match: the place in the group is [\d.]+, and its slice of the group g is 0 to 0.01$/,
    );
    expect(sentenceOf([toCanary('off', { enabled: false })])).toBe('off is switched off');
  });

  test('tells which part of an expression does not hold, or fails', () => {
    const when = '"beta" in user.tags && client.device == "web"';
    const beta = { tags: ['beta'] };
    expect(sentenceOf([toCanary('r', { when })], { ...beta, device: 'cli' })).toBe(
      `r does not match: when ${when} does not hold (client.device == "web" is false)`,
    );
    expect(sentenceOf([toCanary('r', { when })], beta)).toMatch(/\(client\.device == "web" fails: .+\)$/);
    const either = 'user.id == "u2" || user.id == "u3"';
    expect(sentenceOf([toCanary('r', { when: either })])).toContain(
      '(user.id == "u2" is false, user.id == "u3" is false)',
    );
    expect(sentenceOf([toCanary('r', { when: 'user.level > 3' })])).toContain('(it fails: ');
    expect(sentenceOf([toCanary('r', { when: 'user.level > 3' })], { userLevel: 3 })).toBe(
      'r does not match: when user.level > 3 does not hold',
    );
  });

  test('tells a segment that an expression asks for', () => {
    const segment = documentOf('few', { kind: 'Segment', spec: { users: ['u9'] } });
    const asking = toCanary('r', { when: '"few" in user.segments && language == "python"' });
    expect(sentenceOf([segment, asking])).toContain('("few" in user.segments is false)');
    expect(sentenceOf([segment, asking], { userId: 'u9' })).toContain('gives everything to canary');
  });

  test('tells of overrides', () => {
    const override = documentOf('staff-first', {
      kind: 'GrayOverride',
      spec: { track: 'canary', users: ['u1', 'u2'], problems: ['aplusb'], until: '2030-01-01T00:00:00Z' },
    });
    expect(sentenceOf([override])).toBe('staff-first names this submission, so it goes to canary');
    expect(sentenceOf([override], { userId: 'u3' })).toBe(
      'staff-first does not match: user u3 is none of its 2, problem (untold) is none of its 1',
    );
    expect(sentenceOf([override], { atMs: Date.UTC(2031, 0, 1) })).toContain('and it ended at 2030-01-01');
  });

  test('tells what goes with a decision', () => {
    const sampled = rule('r', { weights: { canary: 100 }, sample: { perMinute: 5 } });
    expect(told([sampled]).sentence).toBe(
      'It goes to canary by r (RULE); what is not accepted there is judged again on stable; ' +
        'at most 5 a minute are sent there by this rule, the rest stay on stable.',
    );
    expect(told([toCanary('r', { confirm: false })]).sentence).toContain('is final');
    expect(told([rule('r', { weights: { stable: 100 }, shadow: 100 })]).sentence).toContain(
      'canary judges it too',
    );
    expect(told([]).sentence).toBe('It goes to stable by default: there are no rules.');
    expect(told([toCanary('r', { enabled: false })]).sentence).toContain('no rule matches');
  });
});
