/** Which submissions are meant: by what they are and by what they came to. Everything that is given has to hold. */
import type { SubmissionRecord, SubmissionState } from './submission.ts';
import type { Verdict } from './verdict.ts';

export interface SubmissionFilter {
  readonly problem?: string;
  readonly language?: string;
  /** Of the attempt whose verdict stands. */
  readonly fingerprint?: string;
  readonly track?: string;
  readonly verdict?: Verdict;
  /** `user.id` */
  readonly user?: string;
  readonly contest?: string;
  readonly state?: SubmissionState;
  /** Accepted at this time or later; milliseconds since the epoch. */
  readonly fromMs?: number;
  /** Accepted before this time. */
  readonly toMs?: number;
}

/** @param record - with the summary of its verdict in the attempt that gave it */
export const matchesFilter = (filter: SubmissionFilter, record: SubmissionRecord): boolean => {
  const { spec, decision } = record;
  const same = <T>(wanted: T | undefined, is: T | undefined): boolean =>
    wanted === undefined || wanted === is;
  return (
    same(filter.problem, spec.problem) &&
    same(filter.language, spec.language) &&
    same(filter.fingerprint, decision.fingerprint) &&
    same(filter.track, decision.track) &&
    same(filter.user, spec.user.id) &&
    same(filter.contest, spec.contest) &&
    same(filter.state, record.state) &&
    same(filter.verdict, standing(record)?.verdict) &&
    record.createdAtMs >= (filter.fromMs ?? 0) &&
    record.createdAtMs < (filter.toMs ?? Infinity)
  );
};

/** The verdict that stands; undefined while there is none. */
export const standing = (record: Pick<SubmissionRecord, 'attempt' | 'attempts'>) =>
  record.attempts.find(({ number }) => number === record.attempt)?.result;
