/**
 * From the results of a problem's tests to its groups, its points and its verdict.
 *
 * Points go up the tree (tally.ts). A test has what it states, else 1. A sample group gives nothing, and is no member of anything, unless
 * points are stated: by it, by a group around it that is of samples too, or by a test for itself.
 *
 * Verdict of the submission; the first that holds decides:
 *
 *   1. no test at all                      system_error, `no-tests`
 *   2. a test that was cancelled           cancelled
 *   3. a test with a system_error          system_error
 *   4. scored, and all points              accepted, though a test may have failed (of a group that `max` passes over, a sample)
 *   5. scored, and some points             partial, with the verdict of the first test that failed as detail, and its message
 *   6. a test that failed                  the verdict of the first one, as it is
 *   7. a test that was skipped for no reason, or is missing    system_error, `not-judged`
 *   8.                                     accepted
 */
import type { Decimal, ProblemDefinition } from '../domain/problem.ts';
import type { GroupResult, Points, SubmissionResult, TestResult, Verdict } from '../domain/verdict.ts';
import { decimalOf, exactOf, hundred, larger, one, smaller, zero } from './exact.ts';
import type { Exact } from './exact.ts';
import { indexGroups } from './group-index.ts';
import type { GroupIndex } from './group-index.ts';
import { GroupVerdicts } from './group-verdicts.ts';
import { failure } from './judged-output.ts';
import type { JudgedOutput } from './judged-output.ts';
import { settle } from './settle.ts';
import type { Settled } from './settle.ts';
import { Tally } from './tally.ts';
import type { Score } from './tally.ts';

export { skipRule } from './skip-rule.ts';

export type SettledProblem = Settled & Pick<SubmissionResult, 'points' | 'groups'>;

/**
 * What a test gives; `most` undefined: it states no points. Then it has 1, and a checker that gives points as such gives them as they are,
 * and there were as many. More than is stated counts as all, but see `heldToPoints`.
 */
export const pointsOf = (most: Decimal | undefined, judged: JudgedOutput): Points => {
  const whole = most === undefined ? one : exactOf(most);
  switch (judged.kind) {
    case 'accepted':
      return pointsFrom({ got: whole, most: whole });
    case 'partial': {
      if (judged.points === undefined) {
        return pointsFrom({ got: whole.times(exactOf(judged.share ?? '0')), most: whole });
      }
      const points = exactOf(judged.points);
      return pointsFrom(
        most === undefined
          ? { got: points, most: larger(points, one) }
          : { got: smaller(points, whole), most: whole },
      );
    }
    case 'wrong':
    case 'failed':
      return pointsFrom({ got: zero, most: whole });
  }
};

/**
 * A checker that gives more points than its test states has failed: so Kattis and DMOJ have it, since nobody can say whether the
 * points of the test or those of the checker are wrong.
 */
export const heldToPoints = (most: Decimal | undefined, judged: JudgedOutput): JudgedOutput =>
  judged.kind === 'partial' &&
  judged.points !== undefined &&
  most !== undefined &&
  exactOf(judged.points).gt(exactOf(most))
    ? failure(
        'points',
        `The judging program gave ${judged.points} points, and the test has ${most}.`,
        { stderr: Buffer.alloc(0) },
        [judged.judgeMessage],
      )
    : judged;

/** Verdict, score, points, groups and the largest figures of a problem's submission. `tests` are in the order of the definition. */
export const settleProblem = (
  definition: Pick<ProblemDefinition, 'groups' | 'tests' | 'scoring'>,
  tests: readonly TestResult[],
): SettledProblem => {
  const index = indexGroups(definition);
  const verdicts = new GroupVerdicts(index, tests);
  const settled = settle(tests, definition.tests.length);
  if (definition.scoring === 'pass-fail') {
    return { ...settled, groups: groupResults(definition, verdicts, []) };
  }
  const scores = groupScores(definition, index, verdicts, tests);
  const groups = groupResults(definition, verdicts, scores);
  const total = scores[0];
  if (total === undefined || total.most.eq(zero)) {
    const points = pointsFrom(total ?? { got: zero, most: zero });
    return { ...settled, score: settled.verdict === 'accepted' ? 100 : 0, points, groups };
  }
  return { ...scoredVerdict(settled, total), score: scoreOf(total), points: pointsFrom(total), groups };
};

const pointsFrom = ({ got, most }: Score): Points => ({ got: decimalOf(got), most: decimalOf(most) });

/** All but the root, which is the submission's own result. */
const groupResults = (
  { groups }: Pick<ProblemDefinition, 'groups'>,
  verdicts: GroupVerdicts,
  scores: readonly (Score | undefined)[],
): GroupResult[] =>
  groups.slice(1).map(({ name }, at) => {
    const score = scores[at + 1];
    return {
      name,
      verdict: verdicts.of(at + 1),
      ...(score === undefined ? {} : { points: pointsFrom(score) }),
    };
  });

/** Of every group; undefined for one of samples that gives nothing. */
const groupScores = (
  definition: Pick<ProblemDefinition, 'groups' | 'tests'>,
  index: GroupIndex,
  verdicts: GroupVerdicts,
  tests: readonly TestResult[],
): (Score | undefined)[] => {
  const samples = sampleRules(definition.groups, index);
  const amounts = memoised(exactOf);
  const tallies = definition.groups.map(
    ({ aggregate, points }) => new Tally(aggregate, points === undefined ? undefined : amounts(points)),
  );
  const counts = definition.groups.map(({ points }) => points !== undefined);
  definition.tests.forEach(({ points }, test) => {
    const group = index.ofTest[test] ?? 0;
    if (points === undefined && samples[group] === 'nothing') return;
    const result = tests[test];
    tallies[group]?.add(testScore(points, result, amounts), result?.verdict === 'accepted');
    counts[group] = true;
  });
  const scores: (Score | undefined)[] = [];
  for (let group = definition.groups.length - 1; group >= 0; group -= 1) {
    if (samples[group] === 'nothing' && counts[group] !== true) continue;
    const score = tallies[group]?.score ?? { got: zero, most: zero };
    scores[group] = score;
    const parent = index.parents[group] ?? -1;
    if (parent < 0) continue;
    tallies[parent]?.add(score, verdicts.of(group) === 'accepted');
    counts[parent] = true;
  }
  return scores;
};

/** `nothing`: of samples, and no group of samples around it states points, nor does it. */
const sampleRules = (
  groups: ProblemDefinition['groups'],
  { parents }: GroupIndex,
): ('no-sample' | 'points' | 'nothing')[] => {
  const rules: ('no-sample' | 'points' | 'nothing')[] = [];
  groups.forEach(({ sample, points }, group) => {
    const around = rules[parents[group] ?? -1] ?? 'no-sample';
    if (around === 'no-sample' && sample !== true) rules.push('no-sample');
    else rules.push(around === 'points' || points !== undefined ? 'points' : 'nothing');
  });
  return rules;
};

/** What a test's result says it got, never more than there is; a test that is neither accepted nor partial got nothing. */
const testScore = (
  points: Decimal | undefined,
  result: TestResult | undefined,
  amounts: (text: Decimal) => Exact,
): Score => {
  const most = amounts(points ?? result?.points?.most ?? '1');
  if (result?.verdict === 'accepted') {
    return { got: result.points === undefined ? most : smaller(amounts(result.points.got), most), most };
  }
  if (result?.verdict !== 'partial') return { got: zero, most };
  return { got: larger(zero, smaller(amounts(result.points?.got ?? '0'), most)), most };
};

const scoredVerdict = (settled: Settled, { got, most }: Score): Settled => {
  const { verdict, detail: _, ...rest } = settled;
  if (verdict === 'cancelled' || verdict === 'system_error' || verdict === 'accepted') return settled;
  if (got.eq(most)) {
    const { message: __, ...figures } = rest;
    return { ...figures, verdict: 'accepted' };
  }
  return got.gt(zero) ? { ...rest, verdict: 'partial', detail: verdict satisfies Verdict } : settled;
};

/** 0…100 with two decimals, and 100 only for all. */
const scoreOf = ({ got, most }: Score): number => {
  if (got.eq(most)) return 100;
  return Math.min(99.99, Number(got.times(hundred).div(most).round(2, 1).toFixed()));
};

/** Tests have few different points. */
const memoised = (read: (text: Decimal) => Exact): ((text: Decimal) => Exact) => {
  const known = new Map<Decimal, Exact>();
  return (text) => {
    const value = known.get(text) ?? read(text);
    known.set(text, value);
    return value;
  };
};
