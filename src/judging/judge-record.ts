import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import { assign } from './assignment.ts';
import { judgeProgram } from './judge-program.ts';
import { judgeSubmittedOutputs } from './output-only.ts';
import type { JudgingPorts } from './ports.ts';

/**
 * read → lease → compile → runTests → settle: what one job comes to. Nothing is committed.
 *
 * @throws SerinError when the sandbox, the store or the engine fails, and the signal's reason.
 */
export const judgeRecord = async (
  ports: JudgingPorts,
  job: JudgeJob,
  record: SubmissionRecord,
  signal: AbortSignal,
): Promise<SubmissionResult> => {
  const startedMs = ports.monotonic();
  const queuedMs = Math.max(0, ports.now() - job.enqueuedAtMs);
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
  const timings = { queuedMs, ...judged.timings, totalMs: ports.monotonic() - startedMs + queuedMs };
  return { ...judged.result, timings, harness: ports.harness, worker: ports.worker };
};

const served = (ports: JudgingPorts, job: JudgeJob): RuntimeFacts => {
  const runtime = ports.runtime(job.fingerprint);
  if (runtime !== undefined) return runtime;
  throw new SerinError('RUNTIME_NOT_FOUND', `this worker has no image for ${job.fingerprint}`);
};
