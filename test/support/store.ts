/** A submission store on a real Redis and a directory of blobs, for tests. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { silentLogger } from '../../src/domain/logger.ts';
import { BlobStore } from '../../src/store/blob-store.ts';
import { keysOf } from '../../src/store/keys.ts';
import type { Keys } from '../../src/store/keys.ts';
import { RedisLink, openPatientRedis } from '../../src/store/redis-connection.ts';
import { SubmissionStore, defaultSubmissionStoreOptions } from '../../src/store/submission-store.ts';
import type { SubmissionStoreOptions } from '../../src/store/submission-store.ts';
import { Subscriber } from '../../src/store/subscriber.ts';
import { specOf } from './facts.ts';
import type { TestRedis } from './redis.ts';
import { aDecision } from './submissions.ts';

export interface StoreBench {
  readonly keys: Keys;
  readonly link: RedisLink;
  readonly blobs: BlobStore;
  readonly store: SubmissionStore;
  readonly subscriber: Subscriber;
  close(): Promise<void>;
}

/** One process's view of the store. Each bench has keys of its own unless it is given another's prefix. */
export const openStoreBench = async (
  redis: Pick<TestRedis, 'url' | 'directory'>,
  given: { prefix?: string; options?: Partial<SubmissionStoreOptions>; now?: () => number } = {},
): Promise<StoreBench> => {
  const keys = keysOf(given.prefix ?? `t${randomUUID()}:`);
  const link = new RedisLink({ url: redis.url, log: silentLogger });
  const blobs = new BlobStore({ now: Date.now, newId: randomUUID }, join(redis.directory, 'blobs'));
  const store = new SubmissionStore(
    { redis: link, blobs, keys, now: given.now ?? Date.now, newId: randomUUID, log: silentLogger },
    { ...defaultSubmissionStoreOptions, ...given.options },
  );
  const subscriber = new Subscriber(
    { redis: openPatientRedis({ url: redis.url, log: silentLogger }), log: silentLogger },
    [keys.notices, keys.control],
  );
  await subscriber.ready(5_000);
  return {
    keys,
    link,
    blobs,
    store,
    subscriber,
    close: async () => {
      await subscriber.close();
      await link.close();
    },
  };
};

type Acceptance = Parameters<SubmissionStore['accept']>[0];

export const anAcceptance = (given: Partial<Acceptance> = {}): Acceptance => ({
  id: randomUUID(),
  spec: specOf(),
  testCount: 1,
  material: 'a'.repeat(64),
  decision: aDecision(),
  createdAtMs: Date.now(),
  queueLimit: 1_000,
  ...given,
});
