import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { JudgeJob } from '../domain/submission.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import type { Logger } from '../domain/logger.ts';

/** Runtimes, bindings and workers on record. */
export interface Registry {
  publishRuntime(facts: RuntimeFacts): Promise<void>;
  runtimes(): Promise<RuntimeFacts[]>;
  bindings(): Promise<{ revision: number; bindings: Binding[] }>;
  /**
   * Sets a binding, raises the revision, writes the audit entry and tells every subscriber, in one script.
   * With `onlyIfUnbound` an existing binding is left alone and the answer is undefined. Answers the new revision.
   */
  bind(binding: Binding, options: { onlyIfUnbound: boolean }): Promise<number | undefined>;
  workers(nowMs: number): Promise<WorkerStatus[]>;
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

export interface ControlPorts {
  readonly registry: Registry;
  readonly now: () => number;
  readonly log: Logger;
}
