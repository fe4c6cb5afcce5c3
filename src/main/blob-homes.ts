/** Where blobs live: in directories below `dataDir`, or in a bucket. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobStore } from '../store/blob-store.ts';
import type { Blobs, LocalBlobs } from '../store/blobs.ts';
import type { Config, S3Config } from './config.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Apart from each other: no digest leads from what callers put to another's sources, and each is kept for as long as a rule of its own says. */
export interface BlobHomes {
  /** What Serin keeps: sources, tests, results. */
  readonly blobs: Blobs;
  /** What callers put. */
  readonly uploads: Blobs;
  /** Definitions and test data of problems. */
  readonly problems: Blobs;
  /** Present where blobs are files of this host, or look like them. */
  readonly local?: { readonly uploads: LocalBlobs; readonly problems: LocalBlobs };
}

/** How long a service that is still starting is waited for. */
const bucketWaitMs = 15_000;

/** What is received lies here until it is looked at, or uploaded. */
export const receivedIn = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'received');

/** @throws SerinError CONFIG_INVALID: the bucket cannot be used */
export const openBlobHomes = async ({
  config,
  lifecycle,
}: {
  readonly config: Config;
  readonly lifecycle: Lifecycle;
}): Promise<BlobHomes> =>
  config.s3 === undefined ? inDirectory(config) : await inBucket(config, config.s3, lifecycle);

const inDirectory = ({ dataDir }: Config): BlobHomes => {
  const directory = join(dataDir, 'blobs');
  const below = (...words: string[]) =>
    new BlobStore({ now: Date.now, newId: randomUUID }, join(directory, ...words));
  // Below the first, because that directory is what the roles of an installation share.
  const [uploads, problems] = [below('uploads'), below('problems')];
  return { blobs: below(), uploads, problems, local: { uploads, problems } };
};

const inBucket = async (config: Config, s3: S3Config, lifecycle: Lifecycle): Promise<BlobHomes> => {
  // It warns on standard error, in a form of its own, that it is going to leave Node 20 behind; docs/dependencies.md says so.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // Loaded where it is used: it is large, and most installations do without.
  const [{ S3Bucket }, { S3Blobs }, { checkBucket }] = await Promise.all([
    import('../store/s3-bucket.ts'),
    import('../store/s3-blobs.ts'),
    import('../store/check-bucket.ts'),
  ]);
  const bucket = new S3Bucket(s3);
  lifecycle.add('bucket', () => {
    bucket.close();
  });
  const monotonic = () => performance.now();
  await checkBucket({ bucket, newId: randomUUID, monotonic, pause }, bucketWaitMs);
  const area = (name: string) =>
    new S3Blobs({ bucket, now: Date.now }, { area: name, spoolDirectory: receivedIn(config) });
  return { blobs: area('records'), uploads: area('uploads'), problems: area('problems') };
};
