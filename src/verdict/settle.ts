/**
 * From the verdicts of the tests to the verdict of the submission.
 *
 *   cancelled anywhere  >  system_error anywhere  >  the first test that is not accepted  >  accepted
 *
 * Skipped tests were not run because of an earlier failure and say nothing of their own. Where there is no such failure, or no
 * test at all, nothing was judged: that is system_error, never accepted.
 */
import type { SubmissionResult, TestResult } from '../domain/verdict.ts';

export type Settled = Pick<
  SubmissionResult,
  'verdict' | 'detail' | 'message' | 'score' | 'cpuMs' | 'wallMs' | 'memoryBytes'
>;

/**
 * Figures are the largest of all tests. The score, 0…100 with two decimals, is the share of tests accepted.
 *
 * `count`: how many tests there are, where results may be missing; one that is counts like one that was skipped.
 */
export const settle = (tests: readonly TestResult[], count = tests.length): Settled => ({
  ...verdictOf(tests, count),
  score: scoreOf(tests, count),
  cpuMs: largest(tests, (test) => test.cpuMs),
  wallMs: largest(tests, (test) => test.wallMs),
  memoryBytes: largest(tests, (test) => test.memoryBytes),
});

const verdictOf = (
  tests: readonly TestResult[],
  count: number,
): Pick<Settled, 'verdict' | 'detail' | 'message'> => {
  if (tests.length === 0) return { verdict: 'system_error', detail: 'no-tests' };
  const decisive =
    tests.find((test) => test.verdict === 'cancelled') ??
    tests.find((test) => test.verdict === 'system_error') ??
    tests.find((test) => test.verdict !== 'accepted' && test.verdict !== 'skipped');
  if (decisive !== undefined) {
    return {
      verdict: decisive.verdict,
      ...(decisive.detail === undefined ? {} : { detail: decisive.detail }),
      ...(decisive.message === undefined ? {} : { message: decisive.message }),
    };
  }
  return tests.length === count && tests.every((test) => test.verdict === 'accepted')
    ? { verdict: 'accepted' }
    : { verdict: 'system_error', detail: 'not-judged' };
};

const scoreOf = (tests: readonly TestResult[], count: number): number => {
  const accepted = tests.filter((test) => test.verdict === 'accepted').length;
  if (accepted === count) return count === 0 ? 0 : 100;
  // Rounded down near the top: 99 999 of 100 000 is not full marks.
  return Math.min(99.99, Math.round((accepted / count) * 10_000) / 100);
};

const largest = (tests: readonly TestResult[], figure: (test: TestResult) => number): number =>
  tests.reduce((most, test) => Math.max(most, figure(test)), 0);
