/** What intake knows of the pools beside stable, looked up every second. */
import { PoolHealth } from '../intake/pool-health.ts';
import { repeat } from './repeat.ts';
import type { Shared } from './shared.ts';

const lookEveryMs = 1_000;

export const watchPools = (shared: Shared): PoolHealth => {
  const { config, bindings, registry, store, queue, metrics, now, log, lifecycle } = shared;
  const pools = new PoolHealth(
    {
      bindings: () => bindings.current().bindings,
      workers: () => registry.workers(),
      unfinished: (track) => store.pending(track),
      next: async (track) => (await queue.waiting(track, 1))[0],
      told: (track, languages) => metrics.intake.poolAway(track, languages),
      now,
      log,
    },
    {
      waitMs: config.spilloverWaitSeconds * 1_000,
      depth: Math.max(1, Math.ceil((config.queueLimit * config.spilloverDepthPercent) / 100)),
    },
  );
  const watch = repeat('pools', lookEveryMs, log, () => pools.look());
  lifecycle.add('pools', () => watch.stop());
  return pools;
};
