/**
 * Where judging is asked for: one BullMQ queue per track.
 *
 * A job is named by what it does, `<submission>-<attempt>`, so asking twice changes nothing while BullMQ knows the name: as long as the
 * job waits or runs, and for a while after it ended. Ended jobs are kept a little longer than a sweep takes, for that and
 * for `stateOf`; after that, the store alone knows, and refuses what comes twice.
 */
import { Queue } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../domain/logger.ts';
import { jobId } from '../domain/submission.ts';
import type { JudgeJob } from '../domain/submission.ts';
import { decodeJob, queuePriority } from './job-codec.ts';

/** A connection that fails fast: `run` throws STORE_UNAVAILABLE instead of waiting for a Redis that is gone. */
export interface FailFastRedis {
  readonly client: Redis;
  run<T>(use: (client: Redis) => Promise<T>): Promise<T>;
}

export interface JobQueueDeps {
  readonly redis: FailFastRedis;
  /** What every key starts with; the workers' must be the same. See `queuePrefix`. */
  readonly prefix: string;
  readonly log: Logger;
}

export interface JobQueueOptions {
  /** Tries before a job is given up. */
  readonly tries: number;
  /** Pause before the second try; it doubles with each. */
  readonly backoffMs: number;
  readonly keepCompleted: { readonly ageSeconds: number; readonly count: number };
  readonly keepFailed: { readonly ageSeconds: number; readonly count: number };
}

export const defaultJobQueueOptions: JobQueueOptions = {
  tries: 3,
  backoffMs: 250,
  keepCompleted: { ageSeconds: 600, count: 500 },
  keepFailed: { ageSeconds: 24 * 3_600, count: 1_000 },
};

/** BullMQ's keys stand in the same hash slot as ours. @param prefix - of all keys: `{serin}:` */
export const queuePrefix = (prefix: string): string => `${prefix}queue`;

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
}

export class JobQueue {
  readonly #deps: JobQueueDeps;
  readonly #options: JobQueueOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(deps: JobQueueDeps, options: JobQueueOptions = defaultJobQueueOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Idempotent by job id. @throws SerinError STORE_UNAVAILABLE; whether the job is in the queue is then unknown. */
  async enqueue(job: JudgeJob): Promise<void> {
    const { tries, backoffMs, keepCompleted, keepFailed } = this.#options;
    await this.#with(job.track, (queue) =>
      queue.add('judge', job, {
        jobId: jobId(job.submission, job.attempt),
        priority: queuePriority[job.priority],
        timestamp: job.enqueuedAtMs,
        attempts: tries,
        backoff: { type: 'exponential', delay: backoffMs },
        removeOnComplete: { age: keepCompleted.ageSeconds, count: keepCompleted.count },
        removeOnFail: { age: keepFailed.ageSeconds, count: keepFailed.count },
        stackTraceLimit: 1,
      }),
    );
  }

  /** Takes a waiting job out. False: a worker has it. @throws SerinError STORE_UNAVAILABLE */
  async remove(job: Pick<JudgeJob, 'submission' | 'attempt' | 'track'>): Promise<boolean> {
    const removed = await this.#with(job.track, (queue) => queue.remove(jobId(job.submission, job.attempt)));
    return removed === 1;
  }

  /** What the queue knows of a job. `missing` also stands for one that ended longer ago than it is kept. */
  async stateOf(
    job: Pick<JudgeJob, 'submission' | 'attempt' | 'track'>,
  ): Promise<'waiting' | 'active' | 'failed' | 'finished' | 'missing'> {
    const state = await this.#with(job.track, (queue) =>
      queue.getJobState(jobId(job.submission, job.attempt)),
    );
    switch (state) {
      case 'completed':
        return 'finished';
      case 'failed':
      case 'active':
        return state;
      case 'waiting':
      case 'prioritized':
      case 'delayed':
      case 'waiting-children':
        return 'waiting';
      case 'unknown':
        return 'missing';
    }
  }

  /**
   * The first jobs that wait, in the order in which workers are going to take them. One that this release cannot read is left out.
   *
   * @throws SerinError STORE_UNAVAILABLE
   */
  async waiting(track: string, most: number): Promise<JudgeJob[]> {
    // Every job of ours has a priority.
    const jobs = await this.#with(track, (queue) => queue.getPrioritized(0, most - 1));
    return jobs.flatMap((job: Job<unknown> | undefined) => {
      try {
        return job?.id === undefined ? [] : [decodeJob(job.id, job.data)];
      } catch {
        return [];
      }
    });
  }

  /** @throws SerinError STORE_UNAVAILABLE */
  async counts(track: string): Promise<QueueCounts> {
    const counts = await this.#with(track, (queue) =>
      queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'),
    );
    const of = (state: string): number => counts[state] ?? 0;
    return {
      waiting: of('waiting') + of('prioritized') + of('delayed'),
      active: of('active'),
      failed: of('failed'),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close().catch(() => undefined)));
    this.#queues.clear();
  }

  #with<T>(track: string, use: (queue: Queue) => Promise<T>): Promise<T> {
    return this.#deps.redis.run(async () => {
      const queue = this.#queueOf(track);
      try {
        await queue.waitUntilReady();
      } catch (error) {
        // BullMQ never tries again what failed while a queue was being opened.
        if (this.#queues.get(track) === queue) this.#queues.delete(track);
        throw error;
      }
      return await use(queue);
    });
  }

  #queueOf(track: string): Queue {
    const open = this.#queues.get(track);
    if (open !== undefined) return open;
    const queue = new Queue(track, {
      connection: this.#deps.redis.client,
      prefix: this.#deps.prefix,
      streams: { events: { maxLen: 1_000 } },
    });
    // The connection tells of its outages itself.
    queue.on('error', (error) => this.#deps.log.debug({ track, cause: error.message }, 'queue'));
    this.#queues.set(track, queue);
    return queue;
  }
}
