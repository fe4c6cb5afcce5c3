import type { Decision } from './decision.ts';
import type { SubmissionResult, Verdict } from './verdict.ts';

/** What is told while a submission goes its way. Kept in order per submission; the store gives each an id. */
export type SubmissionEvent =
  | { readonly type: 'queued'; readonly attempt: number; readonly decision: Decision }
  | { readonly type: 'compiling'; readonly attempt: number }
  | {
      readonly type: 'test';
      readonly attempt: number;
      /** From 1. */
      readonly index: number;
      readonly count: number;
      readonly name: string;
      readonly verdict: Verdict;
    }
  | { readonly type: 'finished'; readonly attempt: number; readonly result: SubmissionResult };

/** An event as it was stored: `id` orders the events of one submission and is what `Last-Event-ID` repeats. */
export interface StoredEvent {
  readonly id: string;
  readonly submission: string;
  readonly event: SubmissionEvent;
}
