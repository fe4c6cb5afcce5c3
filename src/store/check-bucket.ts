/** Whether a bucket can be used as Serin is going to use it, asked before anything depends on it. */
import { SerinError } from '../domain/errors.ts';
import { digestOf } from './blob-store.ts';
import { S3Bucket } from './s3-bucket.ts';

export interface CheckBucketDeps {
  readonly bucket: S3Bucket;
  readonly newId: () => string;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const bytes = Buffer.from('Serin was here');

/**
 * Lists, puts, reads and deletes. A service that is still starting is waited for.
 *
 * @throws SerinError CONFIG_INVALID with the remedy
 */
export const checkBucket = async (deps: CheckBucketDeps, waitMs: number): Promise<void> => {
  const until = deps.monotonic() + waitMs;
  for (;;) {
    try {
      await useOnce(deps);
      return;
    } catch (cause) {
      if (!(cause instanceof SerinError)) throw cause;
      if (!S3Bucket.isPassing(cause) || deps.monotonic() >= until) {
        throw new SerinError('CONFIG_INVALID', `blobStore s3: ${cause.message}`, { cause });
      }
    }
    await deps.pause(500);
  }
};

const useOnce = async ({ bucket, newId }: CheckBucketDeps): Promise<void> => {
  const name = `check/${newId()}`;
  await bucket.put(name, { open: () => bytes, bytes: bytes.length, sha256: digestOf(bytes) });
  for await (const { name: listed } of bucket.list('check/', 1)) {
    if (listed !== '') break;
  }
  await bucket.about(name);
  await bucket.remove(name);
};
