/** Where a worker reads inputs and answers: where they lie, or copies of what is used of them on its own disk. */
import { join } from 'node:path';
import { BlobCache } from '../store/blob-cache.ts';
import type { Blobs, LocalBlobs } from '../store/blobs.ts';
import type { Shared } from './shared.ts';

/** The longest test, its second try, and time to spare. */
const cachedDataInUseMs = 15 * 60_000;

export interface TestData {
  readonly uploads: LocalBlobs;
  readonly problems: LocalBlobs;
  /** Where those of problems are copies: the cache that holds them. */
  readonly problemCache?: BlobCache;
}

export const openTestData = async (
  shared: Pick<Shared, 'config' | 'uploads' | 'problems' | 'local' | 'now' | 'newId' | 'log'>,
): Promise<TestData> => {
  const { config, local } = shared;
  const uploads = local?.uploads ?? (await openCache(shared, shared.uploads, 'upload-data'));
  if (local !== undefined && config.problemCacheBytes === 0) return { uploads, problems: local.problems };
  const problemCache = await openCache(shared, shared.problems.blobs, 'problem-data');
  return { uploads, problems: problemCache, problemCache };
};

const openCache = async (
  { config, now, newId, log }: Pick<Shared, 'config' | 'now' | 'newId' | 'log'>,
  home: Blobs,
  name: string,
): Promise<BlobCache> =>
  await BlobCache.open(
    { source: { open: async (key) => (await home.read(key)).stream }, now, newId, log },
    {
      directory: join(config.dataDir, name, config.workerName),
      maxBytes: config.problemCacheBytes,
      inUseMs: cachedDataInUseMs,
    },
  );
