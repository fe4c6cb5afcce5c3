/** What every role of a process shares: logs, metrics, Redis, the stores on it, and the closing of all of them. */
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from '../domain/logger.ts';
import { JobQueue, queuePrefix } from '../queue/job-queue.ts';
import { decodeDefinition } from '../problems/definition-codec.ts';
import type { Blobs } from '../store/blobs.ts';
import { LiveBindings } from '../store/bindings-snapshot.ts';
import { checkSuitable } from '../store/check-suitable.ts';
import { ControlChannel } from '../store/control-channel.ts';
import { keysOf } from '../store/keys.ts';
import { RedisLink, openPatientRedis } from '../store/redis-connection.ts';
import { PackageLists } from '../store/packages.ts';
import { ProblemDefinitions } from '../store/problem-definitions.ts';
import { ProblemStore } from '../store/problem-store.ts';
import { ProblemSumsReader } from '../store/problem-sums.ts';
import { Registry } from '../store/registry.ts';
import { SubmissionStore, defaultSubmissionStoreOptions } from '../store/submission-store.ts';
import { Subscriber } from '../store/subscriber.ts';
import { TrackStore } from '../store/track-store.ts';
import { openMetrics } from '../telemetry/metrics.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { openBlobHomes } from './blob-homes.ts';
import type { BlobHomes } from './blob-homes.ts';
import type { Config } from './config.ts';
import type { Identity } from './identity.ts';
import type { Lifecycle } from './lifecycle.ts';

const dayMs = 24 * 3_600_000;
const definitionsInMemoryBytes = 128 * 1024 * 1024;

export interface Shared {
  readonly config: Config;
  readonly identity: Identity;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly redisUrl: string;
  readonly redis: RedisLink;
  readonly keys: ReturnType<typeof keysOf>;
  readonly subscriber: Subscriber;
  readonly control: ControlChannel;
  /** What Serin keeps: sources, tests, results. */
  readonly blobs: Blobs;
  /** What callers put. Apart from the rest, so that no digest leads from here to another's sources. */
  readonly uploads: Blobs;
  /** Those that need not be copied to be read from a file; undefined where they live in a bucket. */
  readonly local: BlobHomes['local'];
  readonly problems: {
    readonly records: ProblemStore;
    readonly sums: ProblemSumsReader;
    /** Definitions and test data. Apart from the rest, because they are kept for as long as a revision names them. */
    readonly blobs: Blobs;
    readonly definitions: ProblemDefinitions;
  };
  readonly store: SubmissionStore;
  readonly registry: Registry;
  readonly tracks: TrackStore;
  readonly packages: PackageLists;
  readonly queue: JobQueue;
  readonly queuePrefix: string;
  readonly bindings: LiveBindings;
  readonly newId: () => string;
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** How long a Redis that is still starting is waited for. */
const redisWaitMs = 15_000;

/** @throws SerinError REDIS_UNSUITABLE, STORE_UNAVAILABLE, CONFIG_INVALID */
export const openShared = async (
  given: Pick<Shared, 'config' | 'identity' | 'lifecycle' | 'log' | 'redisUrl'>,
): Promise<Shared> => {
  const { config, lifecycle, log, redisUrl } = given;
  const now = Date.now;
  const newId = (): string => uuidv7();
  const connection = { url: redisUrl, log };
  const redis = new RedisLink({ ...connection, name: 'serin', readyWaitMs: 500 });
  lifecycle.add('redis', () => redis.close());
  await firstAnswer(redis);
  const { version, warnings } = await checkSuitable(redis, {
    declared: config.redisDeclaredSuitable,
    declaration: 'SERIN_REDIS_DECLARED_SUITABLE=true',
  });
  for (const warning of warnings) log.warn({ redis: version }, warning);
  const keys = keysOf();
  const subscriber = new Subscriber(
    { redis: openPatientRedis({ ...connection, name: 'serin-subscriber' }), log },
    [keys.notices, keys.control],
  );
  lifecycle.add('subscriber', () => subscriber.close());
  await subscriber.ready(redisWaitMs);
  const { blobs, uploads, problems: problemBlobs, local } = await openBlobHomes(given);
  const store = new SubmissionStore(
    { redis, blobs, keys, now, newId: randomUUID, log },
    {
      ...defaultSubmissionStoreOptions,
      recordRetentionMs: config.recordRetentionDays * dayMs,
      eventRetentionMs: config.eventRetentionMinutes * 60_000,
    },
  );
  const registry = new Registry({ redis, keys, log });
  const control = new ControlChannel({ redis, subscriber, keys, log });
  const tracks = new TrackStore({ redis, keys, log });
  const bindings = await LiveBindings.open({ tracks, control, log });
  lifecycle.add('bindings', () => bindings.close());
  const queue = new JobQueue({ redis, prefix: queuePrefix(keys.prefix), log });
  lifecycle.add('queue', () => queue.close());
  return {
    ...given,
    metrics: openMetrics({
      version: given.identity.version,
      commit: given.identity.commit,
      dirty: String(given.identity.dirty),
      node: process.version,
    }),
    redis,
    keys,
    subscriber,
    control,
    blobs,
    uploads,
    local,
    problems: {
      records: new ProblemStore({ redis, keys }),
      sums: new ProblemSumsReader({ redis, keys }),
      blobs: problemBlobs,
      definitions: new ProblemDefinitions(
        { blobs: problemBlobs, decode: decodeDefinition },
        definitionsInMemoryBytes,
      ),
    },
    store,
    registry,
    tracks,
    packages: new PackageLists({ redis, keys }),
    queue,
    queuePrefix: queuePrefix(keys.prefix),
    bindings,
    newId,
    now,
    monotonic: () => performance.now(),
  };
};

const firstAnswer = async (redis: RedisLink): Promise<void> => {
  const until = performance.now() + redisWaitMs;
  for (;;) {
    try {
      await redis.ping();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
};
