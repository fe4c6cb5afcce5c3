import type { HistoryEvent } from '../domain/history.ts';
import type { Logger } from '../domain/logger.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { JudgeJob } from '../domain/submission.ts';
import type { Draining, Freeze, TrackChange, TrackState } from '../domain/tracks.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import type { WorkerStatus } from '../domain/worker.ts';

/** Runtimes and workers on record. */
export interface Registry {
  runtimes(): Promise<RuntimeFacts[]>;
  workers(): Promise<WorkerStatus[]>;
}

/** Bindings, what stands beside them, and the past. */
export interface Tracks {
  state(): Promise<TrackState>;
  /** All or nothing. Answers the new revision; undefined when another change came first. */
  change(change: TrackChange): Promise<number | undefined>;
  /** From the beginning, in the order in which it happened. */
  history(): Promise<HistoryEvent[]>;
  freezes(): Promise<Freeze[]>;
}

export interface ControlPorts {
  readonly registry: Registry;
  readonly tracks: Tracks;
  /** Submissions that were sent to this fingerprint on this track and are not finished. */
  readonly unfinished: (draining: Pick<Draining, 'track' | 'fingerprint'>) => Promise<number>;
  /** `dev`, `staging` or `prod`. */
  readonly environment: string;
  /** Revision of the gray rules in force; undefined in a process that has none. */
  readonly rulesRevision: () => number | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

/** What a crash can leave behind, for the sweeper. */
export interface RecoveryStore {
  /** Attempts that were recorded but whose job may not be in the queue, older than `olderThanMs` at `nowMs`. */
  outbox(nowMs: number, olderThanMs: number, limit: number): Promise<JudgeJob[]>;
  enqueued(submission: string, attempt: number): Promise<void>;
  /** Unfinished attempts older than `olderThanMs`, to be held against the queue. */
  unfinished(nowMs: number, olderThanMs: number, limit: number): Promise<JudgeJob[]>;
  commit(submission: string, attempt: number, result: SubmissionResult): Promise<boolean>;
}

export interface RecoveryQueue {
  enqueue(job: JudgeJob): Promise<void>;
  /** What the queue knows of a job. */
  stateOf(job: JudgeJob): Promise<'waiting' | 'active' | 'failed' | 'finished' | 'missing'>;
}
