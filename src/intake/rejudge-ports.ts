import type { Logger } from '../domain/logger.ts';
import type { Rejudge, RejudgeItem, RejudgePlan } from '../domain/rejudge.ts';
import type { Attempt, JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import type { SubmissionFilter } from '../domain/submission-filter.ts';
import type { BindingsSnapshot } from './ports.ts';

/** Rejudges on record. Every step is held against what its caller saw. Each throws `STORE_UNAVAILABLE`. */
export interface Rejudges {
  open(id: string, plan: RejudgePlan, nowMs: number): Promise<void>;
  read(id: string): Promise<Rejudge | undefined>;
  /** Those that are not over, the oldest first. */
  active(): Promise<Rejudge[]>;
  /** Takes in what one look at the list selected; without a cursor it was the last. False: somebody else took it in. */
  select(
    rejudge: Rejudge,
    submissions: readonly string[],
    cursor: string | undefined,
    mostItems: number,
  ): Promise<boolean>;
  items(id: string, numbers: readonly number[]): Promise<RejudgeItem[]>;
  judging(id: string): Promise<RejudgeItem[]>;
  step(
    id: string,
    was: RejudgeItem,
    is: RejudgeItem,
    step: 'begin' | 'end' | 'pass',
  ): Promise<'taken' | 'lost' | 'stopped'>;
  close(id: string, nowMs: number): Promise<boolean>;
  control(id: string, act: 'pause' | 'resume' | 'cancel'): Promise<boolean>;
}

export interface RejudgingStore {
  /** The record with summaries of its verdicts, without its result. */
  peek(submission: string): Promise<SubmissionRecord | undefined>;
  /** Begins another attempt; `busy`: the record is not as it was read. */
  rejudge(
    record: SubmissionRecord,
    attempt: Omit<Attempt, 'result' | 'outcome'>,
    queueLimit: number,
  ): Promise<'started' | 'busy' | 'queueFull' | 'gone'>;
  /** Ends a rejudge's attempt; the verdict that was published stands. */
  cancelRejudge(submission: string, attempt: number, nowMs: number): Promise<boolean>;
  enqueued(submission: string, attempt: number): Promise<void>;
}

export interface RejudgeQueue {
  /** Idempotent by job id. */
  enqueue(job: JudgeJob): Promise<void>;
  remove(job: Pick<JudgeJob, 'submission' | 'attempt' | 'track'>): Promise<boolean>;
}

export interface RejudgePorts {
  readonly rejudges: Rejudges;
  readonly store: RejudgingStore;
  readonly queue: RejudgeQueue;
  /** A page of a tenant's submissions, newest first. */
  readonly list: (request: {
    readonly tenant: string;
    readonly filter: SubmissionFilter;
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<{ readonly records: readonly SubmissionRecord[]; readonly cursor?: string }>;
  /** Keeps what judging the submission needs from being removed; answers what is missing. */
  readonly hold: (submission: string) => Promise<string | undefined>;
  /** The revision that a problem's submission is judged by again; a sentence where it is not kept. Undefined for submissions of no problem. */
  readonly problem: (
    record: SubmissionRecord,
    revision: 'same' | 'current',
  ) => Promise<Attempt['problem'] | string>;
  readonly bindings: () => Pick<BindingsSnapshot, 'bindings' | 'quarantined'>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly log: Logger;
}
