/** Fetches test data of problems while submissions that need it wait. Only for a worker that reads copies: elsewhere there is nothing to fetch. */
import { setTimeout as after } from 'node:timers/promises';
import { Prefetcher } from '../judging/prefetch.ts';
import type { BlobCache } from '../store/blob-cache.ts';
import { repeat } from './repeat.ts';
import type { Shared } from './shared.ts';

const lookEveryMs = 1_000;
/** Further back in a queue there is time enough. */
const jobsAhead = 32;
const readyForMs = 60_000;

/** @param busy - whether programs run here */
export const keepPrefetching = (shared: Shared, cache: BlobCache, busy: () => boolean): void => {
  const { config, lifecycle, log, queue, problems, monotonic } = shared;
  const prefetcher = new Prefetcher(
    {
      waiting: async () =>
        (await Promise.all(config.tracks.map((track) => queue.waiting(track, jobsAhead)))).flat(),
      definition: (digest) => problems.definitions.read(digest),
      fetchAhead: (digest, pace) => cache.fetchAhead(digest, pace),
      busy,
      pause: (ms, signal) => after(ms, undefined, { signal }).catch(() => undefined),
      log,
      monotonic,
    },
    { mostBytes: config.problemCacheBytes / 2, readyForMs },
  );
  const stopping = new AbortController();
  const task = repeat('prefetch', lookEveryMs, log, () => prefetcher.turn(stopping.signal));
  lifecycle.add('prefetch', async () => {
    stopping.abort();
    await task.stop();
  });
};
