/** Judging again what was judged before: what was asked for, how far it is, and what it changed. */
import type { Priority } from './submission.ts';
import type { SubmissionFilter } from './submission-filter.ts';
import type { ResultSummary, Verdict } from './verdict.ts';

/** What somebody asked for. */
export interface RejudgePlan {
  /** Whose submissions; nobody rejudges another tenant's by a filter. */
  readonly tenant: string;
  /** One submission, or all that a filter means. */
  readonly of: { readonly submission: string } | { readonly filter: SubmissionFilter };
  /** By which revision of their problems: the one that gave the verdict, or the one that is current when they are judged again. */
  readonly revision: 'same' | 'current';
  /** The track that judges. */
  readonly track: string;
  readonly priority: Priority;
  readonly reason: string;
  readonly by: string;
}

/**
 *   selecting ──▶ running ──▶ finished
 *       │            │
 *       └────────────┴─ cancelling ──▶ cancelled
 *
 * Selecting and running may be paused.
 */
export const rejudgePhases = ['selecting', 'running', 'cancelling', 'cancelled', 'finished'] as const;
export type RejudgePhase = (typeof rejudgePhases)[number];

export const itemStates = ['waiting', 'judging', 'done', 'skipped', 'failed', 'cancelled'] as const;
export type ItemState = (typeof itemStates)[number];

/** One side of a comparison. */
export interface RejudgeSide extends ResultSummary {
  readonly track: string;
  readonly fingerprint: string;
}

/** One submission of a rejudge. */
export interface RejudgeItem {
  /** Its place, from 0. */
  readonly number: number;
  readonly submission: string;
  readonly state: ItemState;
  readonly attempt?: number;
  readonly old?: RejudgeSide;
  readonly new?: RejudgeSide;
  /** Why it was skipped or failed. */
  readonly reason?: string;
}

/** Every submission is counted in one of them, but `waiting` and `judging`, which are what is left. */
export interface RejudgeCounts {
  readonly same: number;
  readonly changed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface VerdictChange {
  readonly from: Verdict;
  readonly to: Verdict;
  readonly count: number;
}

export interface Rejudge {
  readonly id: string;
  readonly plan: RejudgePlan;
  readonly phase: RejudgePhase;
  readonly paused: boolean;
  readonly createdAtMs: number;
  readonly finishedAtMs?: number;
  /** Submissions selected so far. */
  readonly total: number;
  /** More were meant than one rejudge takes. */
  readonly truncated: boolean;
  /** Place of the first that has not begun. */
  readonly next: number;
  readonly judging: number;
  readonly counts: RejudgeCounts;
  /** Old to new verdict, the most frequent first; those that stayed the same included. */
  readonly changes: readonly VerdictChange[];
  /** How far the selection has read; opaque. */
  readonly scanned: string;
}

/** Whether users would see a difference: in the verdict, the score or the points. */
export const differs = (old: ResultSummary, now: ResultSummary): boolean =>
  old.verdict !== now.verdict || old.score !== now.score || old.points?.got !== now.points?.got;
