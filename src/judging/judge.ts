/**
 * How a submission is judged, by the tests that it carries or by a problem's definition.
 *
 *   read → lease → compile → runTests → settle → commit
 *
 * What belongs to a problem lies in between: its files are placed beside the submitted ones, its checker and interactor are made ready in
 * companions of the lease, its rules say which tests are skipped and what all of it comes to (`assignment.ts`). Where outputs are submitted,
 * nothing of the submission is run, and a container is leased for a checker at most.
 *
 * A program's fate is a value and becomes a verdict. Our own failure is thrown: the queue gives the job to a worker again, and
 * after a few tries `abandon` commits `system_error`. On another track than stable neither that nor, where its rule wants it confirmed, a
 * result that is not accepted is committed: stable takes its place (`fall-back.ts`). A job whose attempt is no longer the current one is
 * dropped without a word to the user: cancel, fallback and rejudge have made another. The store's commit has the last say on that.
 */
import { releaseTag } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import { confirmationOf, mayFallBack } from '../domain/fallback.ts';
import { logFieldsOf, shadowAttempt } from '../domain/submission.ts';
import type { JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import { summaryOf } from '../domain/verdict.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import { asideOf, fallBack, nothingOnStable } from './fall-back.ts';
import { judgeRecord } from './judge-record.ts';
import { dropFailedShadow, judgeShadow } from './judge-shadow.ts';
import type { FallbackPorts, JudgingPorts, ShadowPorts } from './ports.ts';
import { withholding } from './withhold.ts';

/** What it takes to give a job up. */
export type AbandonPorts = Pick<JudgingPorts, 'harness' | 'worker' | 'metrics' | 'log' | 'now'> &
  FallbackPorts &
  ShadowPorts & { readonly store: Pick<JudgingPorts['store'], 'commit'> };

/**
 * Judge one attempt and commit its verdict.
 *
 * @param signal - aborted when the submission is cancelled or the worker has to stop at once.
 * @throws SerinError when the sandbox, the store or the engine fails, and the signal's reason when it is aborted; nothing is
 *   committed then. LANGUAGE_NOT_BOUND where stable has nothing to confirm the result with.
 */
export const judge = async (ports: JudgingPorts, job: JudgeJob, signal: AbortSignal): Promise<void> => {
  if (job.attempt === shadowAttempt) {
    await judgeShadow(ports, job, signal);
    return;
  }
  const record = await current(ports, job);
  if (record === undefined) return;
  const { decision, rejudging } = record;
  const unsure = rejudging === undefined && decision.confirm === true && mayFallBack(decision);
  const withheld = unsure ? withholding(ports, job) : undefined;
  const result = await judgeRecord(withheld?.ports ?? ports, job, record, signal);
  const outcome = asideOf(record, result);
  if (outcome !== undefined) {
    const fellBack = await fallBack(ports, { record, outcome, result: summaryOf(result) });
    if (fellBack !== 'unbound') return;
    if (outcome === 'unconfirmed') throw nothingOnStable(job.language, job.track);
  }
  withheld?.tellAll();
  await commit(ports, job, result, record);
};

/**
 * The end of a job that could not be judged in all its tries: stable's, where it failed on another track that nobody asked for by name;
 * `system_error` otherwise.
 */
export const abandon = async (ports: AbandonPorts, job: JudgeJob, reason: string): Promise<void> => {
  const about = { ...logFieldsOf(job), track: job.track, reason };
  if (job.attempt === shadowAttempt) {
    await dropFailedShadow(ports, job);
    return;
  }
  const record = await ports.attempts.peek(job.submission).catch(unlessUnreadable);
  if (record !== undefined && mayStillFallBack(record, job)) {
    ports.log.warn(about, 'the judge failed on another track than stable');
    if ((await fallBack(ports, { record, outcome: 'failed' })) !== 'unbound') return;
  }
  const queuedMs = Math.max(0, ports.now() - job.enqueuedAtMs);
  ports.log.error(about, 'given up: system_error');
  await commit(ports, job, {
    verdict: 'system_error',
    detail: 'judging-failed',
    message: "The judge failed on this submission; this is not the program's fault.",
    score: 0,
    cpuMs: 0,
    wallMs: 0,
    memoryBytes: 0,
    tests: [],
    timings: { queuedMs, leaseMs: 0, compileMs: 0, runMs: 0, totalMs: queuedMs },
    harness: ports.harness,
    worker: ports.worker,
  });
};

const mayStillFallBack = (record: SubmissionRecord, job: JudgeJob): boolean =>
  record.rejudging === undefined &&
  record.state !== 'finished' &&
  record.attempt === job.attempt &&
  mayFallBack(record.decision);

/** A record that cannot be read is given up like any other: its fields are not needed for that. */
const unlessUnreadable = (error: unknown): undefined => {
  if (error instanceof SerinError && error.code === 'INTERNAL') return undefined;
  throw error;
};

/** The record, if this attempt is still the one to judge. */
const current = async (ports: JudgingPorts, job: JudgeJob): Promise<SubmissionRecord | undefined> => {
  const [record, running] = await Promise.all([
    ports.store.read(job.submission),
    ports.store.markRunning(job.submission, job.attempt, ports.worker),
  ]);
  if (record !== undefined && running) return record;
  ports.log.info(logFieldsOf(job), 'dropped: not the current attempt');
  return undefined;
};

const commit = async (
  ports: Pick<JudgingPorts, 'metrics' | 'log'> & { readonly store: Pick<JudgingPorts['store'], 'commit'> },
  job: JudgeJob,
  result: SubmissionResult,
  record?: SubmissionRecord,
): Promise<void> => {
  const taken = await ports.store.commit(job.submission, job.attempt, result);
  const fields = {
    ...logFieldsOf(job),
    releaseTag: releaseTag(job),
    ...(job.rule === undefined ? {} : { rule: job.rule }),
    verdict: result.verdict,
  };
  if (!taken) {
    ports.log.info(fields, 'verdict not committed: the attempt is stale or finished');
    return;
  }
  ports.metrics.finished(
    {
      ...{ language: job.language, track: job.track, verdict: result.verdict },
      ...{ fingerprint: job.fingerprint, rule: job.rule },
    },
    { total: result.timings.totalMs / 1000, queued: result.timings.queuedMs / 1000 },
  );
  ports.log.info({ ...fields, timings: result.timings }, 'judged');
  if (record?.rejudging === undefined) tellOfConfirmation(ports, job, result, record);
};

const tellOfConfirmation = (
  { metrics, log }: Pick<JudgingPorts, 'metrics' | 'log'>,
  job: JudgeJob,
  result: SubmissionResult,
  record: SubmissionRecord | undefined,
): void => {
  const confirmation = record && confirmationOf(record, job.attempt, summaryOf(result));
  if (confirmation === undefined) return;
  const { before, flip } = confirmation;
  const verdicts = { verdict: before.result.verdict, confirmed: result.verdict };
  metrics.confirmed({ language: job.language, track: before.decision.track, ...verdicts, flip });
  const about = { submission: job.submission, track: before.decision.track, ...verdicts };
  if (flip)
    log.warn({ ...about, fingerprint: before.decision.fingerprint }, 'a flip: stable came to another result');
};
