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
 * after a few tries `abandon` commits `system_error`. A job whose attempt is no longer the current one is dropped without a word
 * to the user: cancel, fallback and rejudge have made another. The store's commit has the last say on that.
 */
import { releaseTag } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import { logFieldsOf } from '../domain/submission.ts';
import type { JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { SubmissionResult, Timings } from '../domain/verdict.ts';
import { assign } from './assignment.ts';
import { judgeProgram } from './judge-program.ts';
import { judgeSubmittedOutputs } from './output-only.ts';
import type { JudgingPorts } from './ports.ts';

/**
 * Judge one attempt and commit its verdict.
 *
 * @param signal - aborted when the submission is cancelled or the worker has to stop at once.
 * @throws SerinError when the sandbox, the store or the engine fails, and the signal's reason when it is aborted; nothing is
 *   committed then.
 */
export const judge = async (ports: JudgingPorts, job: JudgeJob, signal: AbortSignal): Promise<void> => {
  const startedMs = ports.monotonic();
  const queuedMs = Math.max(0, ports.now() - job.enqueuedAtMs);
  const record = await current(ports, job);
  if (record === undefined) return;
  const runtime = served(ports, job);
  const material = await ports.store.readMaterial(record.material);
  const assignment = await assign(ports, record, material, runtime);
  const timeScale = await ports.timeScale();
  const work = { job, record, runtime, material, assignment, timeScale, signal };
  const judged =
    assignment.mode.kind === 'output-only'
      ? await judgeSubmittedOutputs(ports, work)
      : await judgeProgram(ports, work);
  // Cancelled: the store has the verdict already. Stopping: another worker gives one. Either way this is none.
  signal.throwIfAborted();
  const timings: Timings = {
    queuedMs,
    ...judged.timings,
    totalMs: ports.monotonic() - startedMs + queuedMs,
  };
  await commit(ports, job, { ...judged.result, timings, harness: ports.harness, worker: ports.worker });
};

/** Commit `system_error` for a job that could not be judged in all its tries. */
export const abandon = async (
  ports: Pick<JudgingPorts, 'store' | 'harness' | 'worker' | 'metrics' | 'log' | 'now'>,
  job: JudgeJob,
  reason: string,
): Promise<void> => {
  const queuedMs = Math.max(0, ports.now() - job.enqueuedAtMs);
  ports.log.error({ ...logFieldsOf(job), reason }, 'given up: system_error');
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

const served = (ports: JudgingPorts, job: JudgeJob): RuntimeFacts => {
  const runtime = ports.runtime(job.fingerprint);
  if (runtime !== undefined) return runtime;
  throw new SerinError('RUNTIME_NOT_FOUND', `this worker has no image for ${job.fingerprint}`);
};

const commit = async (
  ports: Pick<JudgingPorts, 'store' | 'metrics' | 'log'>,
  job: JudgeJob,
  result: SubmissionResult,
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
};
