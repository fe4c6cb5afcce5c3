/** What a verification says of each submission, and of the time limit. */
import Big from 'big.js';
import type { ResultAnswer, VerificationAnswer } from './answers.ts';
import { milliseconds } from './figures.ts';

export type Verified = VerificationAnswer['submissions'][number] & {
  readonly result: ResultAnswer;
  /** The verdict within the problem's own time limit, which may be shorter than the one it was judged with. */
  readonly got: string;
};

/**
 * The verdict that the problem's own time limit gives. Where programs were let run for longer, the tests are looked at again: whoever took
 * more than the limit has passed it. A submission that is scored keeps the verdict that it was given.
 */
export const gotWithin = (result: ResultAnswer, cpuLimitMs: number, timeFactor: number): string => {
  if (timeFactor === 1 || result.points !== undefined) return result.verdict;
  for (const { verdict, cpuMs } of result.tests) {
    if (cpuMs > cpuLimitMs) return 'time_limit_exceeded';
    if (verdict !== 'accepted') return result.verdict;
  }
  return result.verdict;
};

export const isExpected = ({ expected, score, got, result }: Verified): boolean => {
  if (expected.length > 0 && !expected.includes(got)) return false;
  if (score === undefined) return true;
  const points = result.points?.got;
  return points !== undefined && new Big(points).gte(score[0]) && new Big(points).lte(score[1]);
};

/** Whether some time limit separates what has to be fast enough from what has to be too slow, and how far both are from the present one. */
export const separation = (verified: readonly Verified[], cpuLimitMs: number): string | undefined => {
  const timesOf = (timing: 'accepted' | 'too-slow') =>
    verified.filter((each) => each.timing === timing).map((each) => each.result.cpuMs);
  const [fast, slow] = [timesOf('accepted'), timesOf('too-slow')];
  const slowest = Math.max(0, ...fast);
  // Nothing was run where outputs themselves are submitted.
  if (slowest === 0) return undefined;
  const limit = `time limit ${milliseconds(cpuLimitMs)}, ${times(cpuLimitMs / slowest)} what the slowest accepted one takes (${milliseconds(slowest)})`;
  if (slow.length === 0) return limit;
  const fastest = Math.min(...slow);
  const told = `${limit}; the fastest that is too slow takes ${milliseconds(fastest)} at least`;
  return fastest > slowest
    ? `${told}: any limit between the two separates them`
    : `${told}: no limit separates them`;
};

const times = (factor: number): string => `${factor.toFixed(1)} times`;
