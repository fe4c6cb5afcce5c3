/**
 * What takes an attempt's place when the first one may not, or cannot, give the verdict.
 *
 *   unconfirmed   another track did not accept, and its rule asks that stable says so too
 *   failed        another track's judge failed: tries exhausted, or `system_error`
 *   pool_lost     nobody takes work there any more
 *
 * The place is taken by stable. Whoever was sent to a track by name (a pin, a header) is never moved, and a rejudge stays what it is: an
 * operator wants to know what happens there.
 */
import type { Decision } from './decision.ts';
import { differs } from './rejudge.ts';
import type { Binding } from './runtime.ts';
import type { Attempt, SubmissionRecord } from './submission.ts';
import type { ResultSummary, SubmissionResult } from './verdict.ts';

export const asides = ['unconfirmed', 'failed', 'pool_lost'] as const;
export type Aside = (typeof asides)[number];

export const isAside = (outcome: string | undefined): outcome is Aside =>
  asides.some((each) => each === outcome);

/** Everybody may read this, so it does not tell what the other track came to, nor whether it came to anything. */
const becauseOf: Readonly<Record<Aside, (track: string) => string>> = {
  unconfirmed: (track) => `judged on stable, because ${track} did not settle it`,
  failed: (track) => `judged on stable, because ${track} did not settle it`,
  pool_lost: (track) => `judged on stable, because no worker of ${track} took it in time`,
};

/** Whether a decision may be replaced by stable's. */
export const mayFallBack = ({ track, reason }: Pick<Decision, 'track' | 'reason'>): boolean =>
  track !== 'stable' && reason !== 'PINNED' && reason !== 'HEADER';

/** A result that stable has to confirm. An accepted one is published as it is. */
export const wantsConfirming = (
  decision: Pick<Decision, 'track' | 'reason' | 'confirm'>,
  { verdict }: Pick<SubmissionResult, 'verdict'>,
): boolean => decision.confirm === true && mayFallBack(decision) && verdict !== 'accepted';

/** Stable's decision in place of another: who decided it, and by which rule, stays on record. */
export const fallbackDecision = (
  before: Decision,
  stable: Pick<Binding, 'runtime' | 'fingerprint'>,
  aside: Aside,
): Decision => ({
  track: 'stable',
  runtime: stable.runtime,
  fingerprint: stable.fingerprint,
  ...(before.rule === undefined ? {} : { rule: before.rule }),
  ...(before.bucket === undefined ? {} : { bucket: before.bucket }),
  reason: 'FALLBACK',
  revision: before.revision,
  why: becauseOf[aside](before.track),
  instead: { track: before.track, fingerprint: before.fingerprint, reason: before.reason },
});

/** Whether stable came to something else than what it was asked to confirm; undefined where it was asked nothing, or has not said. */
export const flipOf = (record: Pick<SubmissionRecord, 'attempts'>): boolean | undefined => {
  const at = record.attempts.findIndex(({ outcome }) => outcome === 'unconfirmed');
  const next = at < 0 ? undefined : record.attempts[at + 1];
  if (next?.result === undefined) return undefined;
  return confirmationOf(record, next.number, next.result)?.flip;
};

export interface Confirmation {
  /** The attempt that was not confirmed by itself. */
  readonly before: Attempt & { readonly result: ResultSummary };
  /** Whether stable came to something else: another verdict, score or points. */
  readonly flip: boolean;
}

/**
 * How a verdict on stable stands to what it was asked to confirm. Undefined where it was asked nothing, and where our own failure leaves
 * it without a word.
 */
export const confirmationOf = (
  { attempts }: Pick<SubmissionRecord, 'attempts'>,
  number: number,
  now: ResultSummary,
): Confirmation | undefined => {
  const at = attempts.findIndex((each) => each.number === number);
  const before = attempts[at - 1];
  if (before?.result === undefined || before.outcome !== 'unconfirmed') return undefined;
  if (now.verdict === 'system_error' || now.verdict === 'cancelled') return undefined;
  return { before: { ...before, result: before.result }, flip: differs(before.result, now) };
};
