/**
 * How a submission is judged.
 *
 *   read → lease → compile → runTests → settle → commit
 *
 * A program's fate is a value and becomes a verdict. Our own failure is thrown: the queue gives the job to a worker again, and
 * after a few tries `abandon` commits `system_error`. A job whose attempt is no longer the current one is dropped without a word
 * to the user: cancel, fallback and rejudge have made another. The store's commit has the last say on that.
 */
import { SerinError } from '../domain/errors.ts';
import { multipliedLimits } from '../domain/limits.ts';
import { namedSources } from '../domain/submission.ts';
import type { JudgeJob, SubmissionMaterial, SubmissionRecord } from '../domain/submission.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { CompileResult, SubmissionResult, TestResult, Timings } from '../domain/verdict.ts';
import { settle } from '../verdict/settle.ts';
import { compile } from './compile.ts';
import { sourceWords } from './expand-argv.ts';
import type { JudgingPorts, Lease } from './ports.ts';
import { runTests } from './run-tests.ts';

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
  const timeScale = await ports.timeScale();
  const lease = await ports.sandboxes.lease(job.fingerprint, signal);
  try {
    const judged = await judgeIn(ports, lease, { job, record, runtime, material, timeScale, signal });
    // Cancelled: the store has the verdict already. Stopping: another worker gives one. Either way this is none.
    signal.throwIfAborted();
    const timings: Timings = {
      queuedMs,
      leaseMs: lease.waitedMs,
      ...judged.timings,
      totalMs: ports.monotonic() - startedMs + queuedMs,
    };
    await commit(ports, job, { ...judged.result, timings, harness: ports.harness, worker: ports.worker });
  } finally {
    lease.release();
  }
};

/** Commit `system_error` for a job that could not be judged in all its tries. */
export const abandon = async (
  ports: Pick<JudgingPorts, 'store' | 'harness' | 'worker' | 'metrics' | 'log' | 'now'>,
  job: JudgeJob,
  reason: string,
): Promise<void> => {
  const queuedMs = Math.max(0, ports.now() - job.enqueuedAtMs);
  ports.log.error({ submission: job.submission, attempt: job.attempt, reason }, 'given up: system_error');
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

interface Work {
  readonly job: JudgeJob;
  readonly record: SubmissionRecord;
  readonly runtime: RuntimeFacts;
  readonly material: SubmissionMaterial;
  readonly timeScale: number | undefined;
  readonly signal: AbortSignal;
}

interface Judged {
  readonly result: Omit<SubmissionResult, 'timings' | 'harness' | 'worker'>;
  readonly timings: Pick<Timings, 'compileMs' | 'runMs'>;
}

const judgeIn = async (ports: JudgingPorts, lease: Lease, work: Work): Promise<Judged> => {
  const { job, record, runtime, material, timeScale, signal } = work;
  const startedMs = ports.monotonic();
  const { multipliers } = runtime.manifest;
  const limits = ports.limitMultipliers
    ? multipliedLimits(record.spec.limits, multipliers)
    : record.spec.limits;
  const sources = namedSources(material.files, runtime.manifest.source.file);
  if (runtime.manifest.compile !== undefined) tell(ports, job, { type: 'compiling', attempt: job.attempt });
  const compiled = await compile(ports, lease, runtime, sources, signal);
  const compileMs = ports.monotonic() - startedMs;
  if (compiled.kind === 'failed') {
    const names = material.tests.map((test) => test.name);
    return { result: notCompiled(compiled.compile, names), timings: { compileMs, runMs: 0 } };
  }
  await lease.put(compiled.files);
  const ranMs = ports.monotonic();
  const tests = await runTests(
    ports,
    {
      lease,
      data: ports.data,
      program: compiled.files,
      runtime,
      spec: { ...record.spec, limits },
      sourcePaths: sourceWords(runtime.manifest, sources),
      timeRule: { margin: ports.rerunMargin, scale: timeScale ?? 1 },
      signal,
      onResult: (index, result) =>
        tell(ports, job, {
          type: 'test',
          attempt: job.attempt,
          index: index + 1,
          count: material.tests.length,
          name: result.name,
          verdict: result.verdict,
        }),
    },
    material.tests,
  );
  return {
    result: {
      ...settle(tests),
      ...(compiled.compile === undefined ? {} : { compile: compiled.compile }),
      tests,
      ...(timeScale === undefined ? {} : { timeScale }),
      ...(ports.limitMultipliers ? { multipliers } : {}),
    },
    timings: { compileMs, runMs: ports.monotonic() - ranMs },
  };
};

/** The record, if this attempt is still the one to judge. */
const current = async (ports: JudgingPorts, job: JudgeJob): Promise<SubmissionRecord | undefined> => {
  const [record, running] = await Promise.all([
    ports.store.read(job.submission),
    ports.store.markRunning(job.submission, job.attempt, ports.worker),
  ]);
  if (record !== undefined && running) return record;
  ports.log.info({ submission: job.submission, attempt: job.attempt }, 'dropped: not the current attempt');
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
    submission: job.submission,
    attempt: job.attempt,
    releaseTag: `${job.fingerprint};track=${job.track}`,
    verdict: result.verdict,
  };
  if (!taken) {
    ports.log.info(fields, 'verdict not committed: the attempt is stale or finished');
    return;
  }
  ports.metrics.finished(
    { language: job.language, track: job.track, verdict: result.verdict },
    { total: result.timings.totalMs / 1000, queued: result.timings.queuedMs / 1000 },
  );
  ports.log.info({ ...fields, timings: result.timings }, 'judged');
};

/** Progress is told in passing: Redis keeps the order of one connection, and a lost event never stops a verdict. */
const tell = (
  ports: JudgingPorts,
  job: JudgeJob,
  event: Parameters<JudgingPorts['store']['appendEvent']>[1],
): void => {
  ports.store.appendEvent(job.submission, event).catch((cause: unknown) => {
    ports.log.warn({ submission: job.submission, cause: String(cause) }, 'a progress event was lost');
  });
};

const without = { score: 0, cpuMs: 0, wallMs: 0, memoryBytes: 0 };

const skippedTests = (names: readonly string[]): TestResult[] =>
  names.map((name) => ({ name, verdict: 'skipped', cpuMs: 0, wallMs: 0, memoryBytes: 0 }));

const notCompiled = (result: CompileResult, names: readonly string[]): Judged['result'] => ({
  verdict: 'compile_error',
  ...(result.detail === undefined ? {} : { detail: result.detail }),
  ...without,
  compile: result,
  tests: skippedTests(names),
});
