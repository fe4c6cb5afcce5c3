/**
 * Submissions that wait on a track whose pool has died.
 *
 *   somebody takes work for it ──▶ nobody does ──(longer than the bound)──▶ what waits there is raised to stable, both decisions on record
 *            ▲                          │
 *            └──────────────────────────┘
 *
 * Only to a stable that somebody serves: where stable's pool is away as well, as while a single process is started again, nothing is won
 * by moving, and whoever comes back first has the work. A submission is moved only while it is as it was read, so a worker that takes it in
 * between keeps it. One that runs is moved where its worker died: no worker of the track says that it is busy, or the queue has the job
 * back. Pinned submissions wait, as
 * they were told to, and a rejudge waits too.
 *
 * Any number of controllers may do this: the script raises an attempt once.
 */
import { mayFallBack } from '../domain/fallback.ts';
import type { Logger } from '../domain/logger.ts';
import { jobOf } from '../domain/submission.ts';
import type { JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { ControlPorts } from './ports.ts';
import { takesWork } from './takes-work.ts';

export interface RedispatchPorts {
  readonly registry: Pick<ControlPorts['registry'], 'workers'>;
  readonly tracks: Pick<ControlPorts['tracks'], 'state'>;
  /** Unfinished submissions whose current attempt goes there. */
  readonly unfinished: (pool: Pool) => Promise<readonly SubmissionRecord[]>;
  /** Raises a submission to stable while it is as it was read. True: it was raised. */
  readonly fallBack: (record: SubmissionRecord) => Promise<boolean>;
  readonly queue: {
    remove(job: {
      readonly submission: string;
      readonly attempt: number;
      readonly track: string;
    }): Promise<boolean>;
    stateOf(job: JudgeJob): Promise<'waiting' | 'active' | 'failed' | 'finished' | 'missing'>;
  };
  readonly now: () => number;
  readonly log: Logger;
}

interface Pool {
  readonly language: string;
  readonly track: string;
  readonly fingerprint: string;
}

/** Since when each pool has been without a worker, by `<track>:<fingerprint>`; kept from call to call. */
export type Deserted = Map<string, number>;

/** @returns how many submissions were raised. @throws SerinError STORE_UNAVAILABLE; what was done until then stays done. */
export const redispatch = async (
  ports: RedispatchPorts,
  deserted: Deserted,
  afterMs: number,
): Promise<number> => {
  const [state, workers] = await Promise.all([ports.tracks.state(), ports.registry.workers()]);
  const pools = otherPools(state);
  const gone = pools.filter((pool) => !takesWork(workers, pool));
  const names = new Set(gone.map(nameOf));
  for (const name of deserted.keys()) if (!names.has(name)) deserted.delete(name);
  let raised = 0;
  for (const pool of gone) {
    const sinceMs = deserted.get(nameOf(pool)) ?? ports.now();
    deserted.set(nameOf(pool), sinceMs);
    if (ports.now() - sinceMs < afterMs || !hasStable(state, workers, pool)) continue;
    raised += await raiseAll(ports, pool, workers);
  }
  return raised;
};

const raiseAll = async (
  ports: RedispatchPorts,
  pool: Pool,
  workers: readonly WorkerStatus[],
): Promise<number> => {
  const busy = workers.some((worker) => worker.track === pool.track && worker.busy > 0);
  let raised = 0;
  for (const record of await ports.unfinished(pool)) {
    if (record.rejudging !== undefined || !mayFallBack(record.decision)) continue;
    if (record.state === 'running' && busy && (await ports.queue.stateOf(jobOf(record))) === 'active')
      continue;
    if (!(await ports.fallBack(record))) continue;
    raised += 1;
    const job = { submission: record.id, attempt: record.attempt, track: pool.track };
    await ports.queue.remove(job).catch((cause: unknown) => {
      ports.log.debug({ ...job, cause: String(cause) }, 'its job is still queued: it will be dropped');
    });
  }
  if (raised > 0) {
    ports.log.warn({ ...pool, submissions: raised }, 'nobody takes work there: raised to stable');
  }
  return raised;
};

const otherPools = ({ bindings, draining }: TrackState): Pool[] => {
  const pools = [...bindings, ...draining]
    .filter(({ track }) => track !== 'stable')
    .map(({ language, track, fingerprint }): [string, Pool] => [
      nameOf({ track, fingerprint }),
      { language, track, fingerprint },
    ]);
  return [...new Map(pools).values()];
};

const hasStable = ({ bindings }: TrackState, workers: readonly WorkerStatus[], { language }: Pool): boolean =>
  bindings.some((each) => each.language === language && each.track === 'stable' && takesWork(workers, each));

const nameOf = ({ track, fingerprint }: Pick<Pool, 'track' | 'fingerprint'>): string =>
  `${track}:${fingerprint}`;
