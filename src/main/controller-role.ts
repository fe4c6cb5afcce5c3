/** The controller role: first bindings, and what a crash left behind. Any number of controllers may run. */
import { bootstrapBindings } from '../control/bootstrap.ts';
import { settleDraining } from '../control/drain.ts';
import type { Forsaken } from '../control/drain.ts';
import { defaultSweepBounds, sweep } from '../control/sweep.ts';
import { abandon } from '../judging/judge.ts';
import type { Draining } from '../domain/tracks.ts';
import { heldByContests } from '../store/contest-pins.ts';
import { unfinishedJobs } from '../store/unfinished.ts';
import { sweepProblems } from '../store/problem-sweep.ts';
import { sweepList } from '../store/submission-list.ts';
import { touchWaiting } from '../store/waiting-blobs.ts';
import { controlPorts } from './control.ts';
import { keepRejudging } from './rejudges.ts';
import { repeat } from './repeat.ts';
import { keepSecondLooks, secondLooks } from './second-looks.ts';
import type { Shared } from './shared.ts';

const bootstrapEveryMs = 1_000;
const sweepEveryMs = 1_000;
const drainEveryMs = 2_000;
const hourMs = 3_600_000;
/** Every definition is read for it. */
const sweepProblemsEveryMs = 6 * hourMs;
/** No import takes so long. */
const youngBlobMs = 24 * hourMs;

/** A blob outlives the last record that names it by this much: a record may be read while it expires. */
const blobMarginMs = 24 * hourMs;

/** No writer lives so long without writing: an upload has ten minutes. */
const leftoverMs = hourMs;

export const openController = (shared: Shared): void => {
  const control = controlPorts(shared);
  const { config, lifecycle, store, blobs, uploads, queue, metrics, now, log } = shared;
  const bootstrap = repeat('bootstrap', bootstrapEveryMs, log, async () => {
    await bootstrapBindings(control);
  });
  lifecycle.add('bootstrap', () => bootstrap.stop());
  const settling = {
    ...secondLooks(shared),
    ...{ store, harness: 'none', worker: 'controller', metrics: metrics.judging, log, now },
  };
  const draining = {
    ...control,
    giveUp: async (each: Draining, reason: string) => {
      const jobs = await unfinishedJobs(shared, each);
      for (const job of jobs) await abandon(settling, job, reason);
      return jobs.length;
    },
    heldByContests: async () => heldByContests(shared, await shared.tracks.freezes(), now()),
  };
  const forsaken: Forsaken = new Map();
  const drain = repeat('drain', drainEveryMs, log, async () => {
    await settleDraining(draining, forsaken);
  });
  lifecycle.add('drain', () => drain.stop());
  const sweeper = repeat('sweep', sweepEveryMs, log, async () => {
    await sweep(
      { store, queue, abandon: (job, reason) => abandon(settling, job, reason), now, log },
      defaultSweepBounds,
    );
  });
  lifecycle.add('sweeper', () => sweeper.stop());
  keepRejudging(shared);
  keepSecondLooks(shared);
  const retentionMs = config.recordRetentionDays * 24 * hourMs + blobMarginMs;
  const collector = repeat('blobs', hourMs, log, async () => {
    await touchWaiting(
      { redis: shared.redis, keys: shared.keys, blobs, uploads, log },
      now() - blobMarginMs / 2,
    );
    // Younger ones cannot have expired.
    await sweepList(shared, now() - config.recordRetentionDays * 24 * hourMs);
    for (const each of [blobs, uploads]) {
      await each.removeOlderThan(now() - retentionMs, now() - leftoverMs);
    }
  });
  lifecycle.add('blobs', () => collector.stop());
  const problems = repeat('problems', sweepProblemsEveryMs, log, async () => {
    const { redis, keys } = shared;
    const { records, sums, blobs: problemBlobs } = shared.problems;
    await sweepProblems(
      { redis, keys, log, problems: records, sums, blobs: problemBlobs },
      { deletedBeforeMs: now() - retentionMs, youngSinceMs: now() - youngBlobMs },
    );
  });
  lifecycle.add('problems', () => problems.stop());
};
