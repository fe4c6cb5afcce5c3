import type { Decision } from '../domain/decision.ts';
import type { JudgeJob, SubmissionMaterial, SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import type { GrayChoice, GrayContext } from '../gray/context.ts';
import type { Binding } from '../domain/runtime.ts';
import type { Logger } from '../domain/logger.ts';

/** What one accept writes at once: the record, its outbox entry, its place in the bounded queue, its idempotency key. */
export interface Acceptance {
  readonly id: string;
  readonly spec: SubmissionSpec;
  readonly testCount: number;
  readonly material: string;
  readonly decision: Decision;
  readonly createdAtMs: number;
  /** Refuse with `queueFull` when this many submissions of the track are unfinished. */
  readonly queueLimit: number;
  readonly idempotency?: { readonly key: string; readonly digest: string };
}

export type AcceptOutcome =
  | { readonly kind: 'accepted' }
  /** The same key and digest came before: its submission. */
  | { readonly kind: 'repeated'; readonly id: string }
  /** The same key came before with another request. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'queueFull'; readonly waiting: number };

export interface IntakeStore {
  /** Stores the heavy part and returns its blob key. */
  writeMaterial(material: SubmissionMaterial): Promise<string>;
  /** One script: all or nothing. Throws `STORE_UNAVAILABLE`. */
  accept(acceptance: Acceptance): Promise<AcceptOutcome>;
  /** The job is in the queue: take it out of the outbox. */
  enqueued(submission: string, attempt: number): Promise<void>;
  read(submission: string): Promise<SubmissionRecord | undefined>;
  /**
   * Finish the current attempt as `cancelled`, unless it is finished. True if this call did it. A worker that is judging
   * it finds its attempt stale, and is told at once through the control channel.
   */
  cancel(submission: string, nowMs: number): Promise<boolean>;
}

export interface JobQueue {
  /** Idempotent by job id. Throws `STORE_UNAVAILABLE`. */
  enqueue(job: JudgeJob): Promise<void>;
}

/** The snapshot that intake decides by. Held in memory; the reference is swapped when something changes. */
export interface BindingsSnapshot {
  readonly revision: number;
  readonly bindings: readonly Binding[];
}

/** A compiled rule set. Immutable. */
export interface RulesSnapshot {
  readonly revision: number;
  decide(context: GrayContext): GrayChoice;
}

export interface IntakePorts {
  readonly store: IntakeStore;
  readonly queue: JobQueue;
  readonly bindings: () => BindingsSnapshot;
  readonly rules: () => RulesSnapshot;
  readonly newId: () => string;
  readonly now: () => number;
  readonly queueLimit: number;
  readonly log: Logger;
}
