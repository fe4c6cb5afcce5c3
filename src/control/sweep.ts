/**
 * What a crash can leave behind, and how it is put right.
 *
 *   recorded, not enqueued   the outbox still names it          → enqueue (idempotent by job id)
 *   enqueued, job is gone    Redis lost the job, not the record → enqueue again
 *   tries exhausted          the worker that should have said so died → stable takes over from another track;
 *                                                                        else commit system_error
 *
 * The sweeper may run on every controller at once: each of its acts is idempotent.
 */
import type { JudgeJob } from '../domain/submission.ts';
import type { Logger } from '../domain/logger.ts';
import type { RecoveryQueue, RecoveryStore } from './ports.ts';

export interface SweepPorts {
  readonly store: RecoveryStore;
  readonly queue: RecoveryQueue;
  /** Ends a job whose tries are exhausted: stable takes over from another track, or `system_error` is committed. */
  readonly abandon: (job: JudgeJob, reason: string) => Promise<void>;
  readonly now: () => number;
  readonly log: Logger;
}

export interface SweepBounds {
  /** An outbox entry younger than this is still being enqueued by the process that wrote it. */
  readonly outboxOlderThanMs: number;
  readonly unfinishedOlderThanMs: number;
  readonly batch: number;
}

export const defaultSweepBounds: SweepBounds = {
  outboxOlderThanMs: 1_000,
  unfinishedOlderThanMs: 10_000,
  batch: 200,
};

export interface Swept {
  readonly enqueued: number;
  readonly revived: number;
  readonly abandoned: number;
}

/** One pass. @throws SerinError STORE_UNAVAILABLE; what was done until then stays done. */
export const sweep = async (ports: SweepPorts, bounds: SweepBounds = defaultSweepBounds): Promise<Swept> => {
  const enqueued = await sweepOutbox(ports, bounds);
  const { revived, abandoned } = await sweepUnfinished(ports, bounds);
  if (enqueued + revived + abandoned > 0) {
    ports.log.warn({ enqueued, revived, abandoned }, 'recovered what a crash left behind');
  }
  return { enqueued, revived, abandoned };
};

const sweepOutbox = async (ports: SweepPorts, bounds: SweepBounds): Promise<number> => {
  const jobs = await ports.store.outbox(ports.now(), bounds.outboxOlderThanMs, bounds.batch);
  for (const job of jobs) {
    await ports.queue.enqueue(job);
    await ports.store.enqueued(job.submission, job.attempt);
  }
  return jobs.length;
};

const sweepUnfinished = async (ports: SweepPorts, bounds: SweepBounds): Promise<Omit<Swept, 'enqueued'>> => {
  const jobs = await ports.store.unfinished(ports.now(), bounds.unfinishedOlderThanMs, bounds.batch);
  let revived = 0;
  let abandoned = 0;
  for (const job of jobs) {
    const state = await ports.queue.stateOf(job);
    switch (state) {
      case 'waiting':
      case 'active':
        break;
      case 'missing':
        await ports.queue.enqueue(job);
        revived += 1;
        break;
      // A job that ended well without a verdict is as wrong as one that failed.
      case 'failed':
      case 'finished':
        await ports.abandon(job, `the queue holds it as ${state}, but no verdict is on record`);
        abandoned += 1;
        break;
    }
  }
  return { revived, abandoned };
};
