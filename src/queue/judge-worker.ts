/**
 * Where judging is done: takes jobs of one track and hands each to `judge`.
 *
 *   waiting ──▶ active ──(judge ends)──────────────────────▶ completed
 *      ▲           │──(judge throws, tries left)──▶ waiting, after a pause
 *      │           │──(judge throws, no tries left)────────▶ failed ──▶ onPoison
 *      │           │──(surroundings failed, closing, paused)─▶ waiting, not counted
 *      └───────────┴──(worker dies: lock expires, any worker's stalled check finds it; too often ▶ failed ──▶ onPoison)
 *
 * A job may be judged twice, by a worker that lost its lock and by another: the store commits one verdict. So a lost
 * lock does not stop a judging that is under way. The stalled check runs in every worker that is not paused.
 */
import { DelayedError, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { jobId, logFieldsOf } from '../domain/submission.ts';
import type { JudgeJob } from '../domain/submission.ts';
import { afterFailure } from './after-failure.ts';
import { decodeJob } from './job-codec.ts';

export interface JudgeWorkerDeps {
  /** A patient connection, of this worker alone; the caller closes it after the worker. */
  readonly redis: Redis;
  /** As the queue's. */
  readonly prefix: string;
  /** Aborted when the submission is cancelled, and when the worker cannot wait any longer for it to end. */
  readonly judge: (job: JudgeJob, signal: AbortSignal) => Promise<void>;
  /** The job's tries are exhausted. Called once; should it fail, the job stays `failed` for the sweeper to find. */
  readonly onPoison: (job: JudgeJob, reason: string) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

export interface JudgeWorkerOptions {
  readonly track: string;
  readonly name: string;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly timing?: JudgeWorkerTiming;
}

export interface JudgeWorkerTiming {
  /** A worker that was not heard of for this long has lost its job. */
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  /** A job that was lost this often comes back; once more, and it is given up. */
  readonly mostLosses: number;
  /** Times that a job may begin before failures of the worker's surroundings count as tries. */
  readonly mostStarts: number;
}

/** A job whose worker was killed runs again about lock + two checks after a worker is there: below 8 s. */
export const defaultJudgeWorkerTiming: JudgeWorkerTiming = {
  lockMs: 4_000,
  stalledCheckMs: 1_500,
  mostLosses: 2,
  mostStarts: 30,
};

/** How long aborted judgings have to end when a worker closes. */
const abortGraceMs = 3_000;

/** One judging that is under way. After a lost lock there may be two of one job. */
interface Judging {
  readonly id: string;
  readonly controller: AbortController;
  stoppedFor?: 'cancel' | 'close';
}

export class JudgeWorker {
  readonly #deps: JudgeWorkerDeps;
  readonly #timing: JudgeWorkerTiming;
  readonly #worker: Worker<unknown>;
  readonly #running = new Set<Judging>();
  readonly #buried = new Set<Promise<void>>();
  #pausedFor: string | undefined;
  #closing = false;

  constructor(deps: JudgeWorkerDeps, options: JudgeWorkerOptions) {
    const timing = options.timing ?? defaultJudgeWorkerTiming;
    this.#deps = { ...deps, log: deps.log.child({ track: options.track }) };
    this.#timing = timing;
    this.#worker = new Worker<unknown>(options.track, (job, token) => this.#process(job, token), {
      connection: deps.redis,
      prefix: deps.prefix,
      name: options.name,
      concurrency: options.concurrency,
      autorun: false,
      lockDuration: timing.lockMs,
      stalledInterval: timing.stalledCheckMs,
      maxStalledCount: timing.mostLosses,
      // After an outage: the default of 15 s would hold back verdicts that are in hand.
      runRetryDelay: 500,
    });
    this.#listen();
  }

  /** Submissions being judged. */
  get busy(): number {
    return this.#running.size;
  }

  /** Why no work is taken, if so. */
  get pausedFor(): string | undefined {
    return this.#pausedFor;
  }

  /** Starts taking work, unless it was paused before. */
  start(): void {
    if (this.#pausedFor !== undefined || this.#worker.isRunning()) return;
    this.#worker.run().catch((error: unknown) => {
      this.#deps.log.error({ cause: String(error) }, 'the queue worker stopped');
    });
  }

  /** Takes no more work; what is being judged goes on. */
  async pause(reason: string): Promise<void> {
    const first = this.#pausedFor === undefined;
    this.#pausedFor = reason;
    if (!first || this.#closing) return;
    this.#deps.log.debug({ reason }, 'takes no work');
    // True: do not wait for the running judgings.
    await this.#worker.pause(true);
  }

  async resume(): Promise<void> {
    if (this.#pausedFor === undefined || this.#closing) return;
    this.#pausedFor = undefined;
    this.#deps.log.debug({}, 'takes work again');
    await this.#worker.resume();
  }

  /** Stops judging a cancelled attempt. False: this worker is not judging it. */
  cancel(submission: string, attempt: number): boolean {
    const id = jobId(submission, attempt);
    const found = [...this.#running].filter((judging) => judging.id === id);
    for (const judging of found) stop(judging, 'cancel', new Error('the submission was cancelled'));
    return found.length > 0;
  }

  /**
   * Takes no more work and waits for what is being judged. At the deadline judgings are aborted and their jobs go back to
   * the queue; one that does not let go is left behind, and comes back when its lock expires.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    const closed = this.#worker.close().then(() => Promise.all(this.#buried));
    if (await endsWithin(closed, deadlineMs)) return;
    this.#deps.log.warn({ jobs: this.#jobs() }, 'the deadline is over: jobs go back to the queue');
    for (const judging of this.#running) {
      stop(judging, 'close', new SerinError('SHUTTING_DOWN', 'the worker is stopping'));
    }
    if (await endsWithin(closed, abortGraceMs)) return;
    this.#deps.log.error({ jobs: this.#jobs() }, 'left behind: they come back when their locks expire');
    await endsWithin(this.#worker.disconnect(), abortGraceMs);
  }

  async #process(job: Job<unknown>, token: string | undefined): Promise<void> {
    // BullMQ may hand out one more job after it was paused.
    if (this.#pausedFor !== undefined) return await putBack(job, token);
    const work = decodeOrGiveUp(job);
    const judging: Judging = {
      id: jobId(work.submission, work.attempt),
      controller: new AbortController(),
    };
    this.#running.add(judging);
    try {
      await this.#deps.judge(work, judging.controller.signal);
    } catch (error) {
      // Whatever a cancelled judging throws, there is nothing left to do.
      if (judging.stoppedFor === undefined) await this.#failed(job, token, work, error);
    } finally {
      this.#running.delete(judging);
    }
    // Told to stop, it may have ended without a verdict. If there is one, the next worker drops the job at once.
    if (judging.stoppedFor === 'close') await putBack(job, token);
  }

  /** Always throws: BullMQ hears by the error what becomes of the job. */
  async #failed(
    job: Job<unknown>,
    token: string | undefined,
    work: JudgeJob,
    error: unknown,
  ): Promise<never> {
    const { now, log } = this.#deps;
    const cause = error instanceof Error ? error.message : String(error);
    const step = afterFailure(error, job.attemptsStarted, this.#timing.mostStarts);
    log.warn(
      {
        ...logFieldsOf(work),
        tries: job.attemptsMade + 1,
        cause,
        next: step.kind,
      },
      'judging failed',
    );
    switch (step.kind) {
      case 'retry':
        throw error instanceof Error ? error : new Error(cause);
      case 'giveUp':
        throw new UnrecoverableError(cause);
      case 'putBack':
        if (step.delayMs === 0) return await putBack(job, token);
        await job.moveToDelayed(now() + step.delayMs, token);
        throw new DelayedError();
    }
  }

  #jobs(): string[] {
    return [...this.#running].map((judging) => judging.id);
  }

  #listen(): void {
    const { log } = this.#deps;
    this.#worker.on('error', (error) => log.debug({ cause: error.message }, 'queue worker'));
    this.#worker.on('stalled', (id) => log.warn({ job: id }, 'its worker fell silent: the job comes back'));
    this.#worker.on('lockRenewalFailed', (ids) =>
      log.warn({ jobs: ids }, 'lost the lock: another worker may judge too'),
    );
    this.#worker.on('failed', (job, error) => {
      // `finishedOn` is set when no try is left.
      if (job?.finishedOn === undefined) return;
      const burial = this.#bury(job, error.message).finally(() => this.#buried.delete(burial));
      this.#buried.add(burial);
    });
  }

  async #bury(job: Job<unknown>, reason: string): Promise<void> {
    try {
      await this.#deps.onPoison(decodeJob(job.id ?? '', job.data), reason);
    } catch (error) {
      this.#deps.log.error(
        { job: job.id, cause: String(error) },
        'given up, but not settled: the sweeper will',
      );
    }
  }
}

const decodeOrGiveUp = (job: Job<unknown>): JudgeJob => {
  try {
    return decodeJob(job.id ?? '', job.data);
  } catch (error) {
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
};

/** Back to its place in the queue, without counting a try. Always throws: that is how BullMQ is told. */
const putBack = async (job: Job<unknown>, token: string | undefined): Promise<never> => {
  await job.moveToWait(token);
  throw new WaitingError();
};

const stop = (judging: Judging, why: 'cancel' | 'close', reason: Error): void => {
  if (judging.stoppedFor !== undefined) return;
  judging.stoppedFor = why;
  judging.controller.abort(reason);
};

/** Whether a promise ends in time. One that fails has ended. */
const endsWithin = async (ending: Promise<unknown>, waitMs: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([
      ending.then(
        () => true,
        () => true,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
};
