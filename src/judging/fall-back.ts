/**
 * Stable in the place of another track, before there is a verdict.
 *
 *   judged, not accepted, its rule wants stable's word ─┐
 *   judged, system_error ───────────────────────────────┼─▶ raised to stable ─▶ enqueued ─▶ judged there ─▶ committed
 *   tries exhausted, nobody takes work there ───────────┘      (one script)
 *
 * The attempt before keeps what it came to, for operators; nothing of it is published, neither its verdict nor the verdicts of its
 * tests. The script raises only the current attempt, so of a raise, a commit and a cancel that meet one happens. A crash before it leaves
 * the job, which is judged again; a crash after it leaves an outbox entry, which a sweeper enqueues.
 *
 * Where the language has nothing on stable there is nobody to ask. Our own failure then stays one. A result that was to be confirmed is
 * kept back all the same: the job is put back for as long as stable may come back, and ends as `system_error`.
 */
import { SerinError } from '../domain/errors.ts';
import { fallbackDecision, mayFallBack, wantsConfirming } from '../domain/fallback.ts';
import type { Aside } from '../domain/fallback.ts';
import { jobOf } from '../domain/submission.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { ResultSummary, SubmissionResult } from '../domain/verdict.ts';
import type { FallbackPorts } from './ports.ts';

export interface FallBackRequest {
  readonly record: SubmissionRecord;
  readonly outcome: Aside;
  readonly result?: ResultSummary;
  /** Only while the record is in the state that it was read in. */
  readonly asSeen?: true;
}

/** `stale`: the attempt is not the current one any more, so there is nothing left to do. */
export type FellBack = 'raised' | 'stale' | 'unbound';

/** Why a result is not to be published, if so. A rejudge is: it was asked what happens on that track. */
export const asideOf = (record: SubmissionRecord, result: SubmissionResult): Aside | undefined => {
  if (record.rejudging !== undefined || !mayFallBack(record.decision)) return undefined;
  if (result.verdict === 'system_error') return 'failed';
  return wantsConfirming(record.decision, result) ? 'unconfirmed' : undefined;
};

/** @throws SerinError STORE_UNAVAILABLE; whether it was raised is then unknown, and asking again is safe. */
export const fallBack = async (ports: FallbackPorts, request: FallBackRequest): Promise<FellBack> => {
  const { record, outcome } = request;
  const { language } = record.spec;
  const stable = ports.stable(language);
  if (stable === undefined) return 'unbound';
  const decision = fallbackDecision(record.decision, stable, outcome);
  const raised = await ports.attempts.raise({ ...request, decision });
  const about = {
    submission: record.id,
    attempt: record.attempt,
    track: record.decision.track,
    fingerprint: record.decision.fingerprint,
    outcome,
  };
  if (raised === undefined) {
    ports.log.info(about, 'not raised to stable: the attempt is stale or finished');
    return 'stale';
  }
  ports.metrics.fellBack({ language, track: record.decision.track, outcome });
  ports.log.info({ ...about, to: stable.fingerprint }, 'raised to stable');
  try {
    await ports.queue.enqueue(jobOf(raised));
    await ports.attempts.enqueued(raised.id, raised.attempt);
  } catch (cause) {
    ports.log.warn({ ...about, cause: String(cause) }, 'raised, but not enqueued yet: the sweeper will');
  }
  return 'raised';
};

/** A job that has to wait for a runtime on stable. */
export const nothingOnStable = (language: string, track: string): SerinError =>
  new SerinError(
    'LANGUAGE_NOT_BOUND',
    `${language} has no runtime on stable that could confirm what ${track} came to; bind one: serin tracks set ${language} stable RUNTIME`,
  );
