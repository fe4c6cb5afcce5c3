import type { ContestPin } from '../domain/contest-pin.ts';
import type { Decision } from '../domain/decision.ts';
import type { JudgeJob, SubmissionMaterial, SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { GraySnapshot } from '../gray/context.ts';
import type { Logger } from '../domain/logger.ts';
import type { ContestPins } from './contest-pins.ts';
import type { PoolState } from './pool-health.ts';

/** What one accept writes at once: the record, its outbox entry, its place in the bounded queue, its idempotency key. */
export interface Acceptance {
  readonly id: string;
  readonly spec: SubmissionSpec;
  readonly testCount: number;
  readonly material: string;
  readonly decision: Decision;
  /** What is recorded instead once `perMinute` submissions of this minute have left stable by the rule. */
  readonly overCap?: { readonly rule: string; readonly perMinute: number; readonly decision: Decision };
  /** What is recorded instead where the decision's own queue is full. */
  readonly whenFull?: Decision;
  /** Taken only if the contest has no other pin, or the one that is replaced; it is the pin then. With neither of the two above. */
  readonly contest?: ContestClaim;
  readonly createdAtMs: number;
  /** Refuse with `queueFull` when this many submissions of the track are unfinished. */
  readonly queueLimit: number;
  readonly idempotency?: { readonly key: string; readonly digest: string };
}

/** What the decision makes of the contest that the submission names. */
export interface ContestClaim {
  readonly name: string;
  readonly pin: ContestPin;
  /** Fingerprint of the pin that this one takes the place of, because it cannot be used any more. */
  readonly replaces?: string;
}

export type AcceptOutcome =
  | {
      readonly kind: 'accepted';
      /** The one that is on record. */
      readonly decision: Decision;
      /** Of a contest's submission: when the pin ends; 0: the contest is over, and there is none. */
      readonly pinnedUntilMs?: number;
    }
  /** Nothing was recorded: the contest is held to another fingerprint. */
  | { readonly kind: 'pinned'; readonly pin: ContestPin; readonly untilMs: number }
  /** The same key and digest came before: its submission. */
  | { readonly kind: 'repeated'; readonly id: string }
  /** The same key came before with another request. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'queueFull'; readonly track: string; readonly waiting: number };

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
export type BindingsSnapshot = Pick<TrackState, 'revision' | 'bindings' | 'draining' | 'quarantined'>;

/** A compiled rule set. Immutable. */
export type RulesSnapshot = Pick<GraySnapshot, 'revision' | 'override' | 'decide'>;

export interface IntakePorts {
  readonly store: IntakeStore;
  readonly queue: JobQueue;
  readonly bindings: () => BindingsSnapshot;
  readonly rules: () => RulesSnapshot;
  /** Whether a fingerprint on another track than stable can take more; in memory. */
  readonly pools: (track: string, fingerprint: string) => PoolState;
  readonly contests: Pick<ContestPins, 'find' | 'keep'>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly queueLimit: number;
  readonly log: Logger;
}
