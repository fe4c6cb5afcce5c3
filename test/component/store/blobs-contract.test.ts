import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { BlobStore } from '../../../src/store/blob-store.ts';
import { S3Blobs } from '../../../src/store/s3-blobs.ts';
import { S3Bucket } from '../../../src/store/s3-bucket.ts';
import { blobsContract } from '../../support/blobs-contract.ts';
import { startS3 } from '../../support/s3.ts';

const filesIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('blobs in a directory', () => {
  blobsContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'serin-blobs-'));
    const pathOf = (key: string) => join(directory, key.slice(0, 2), key.slice(2));
    return {
      blobs: new BlobStore({ now: Date.now, newId: randomUUID }, directory),
      names: () => filesIn(directory),
      age: (key, timeMs) => utimes(pathOf(key), timeMs / 1_000, timeMs / 1_000),
      damage: (key, bytes) => writeFile(pathOf(key), bytes),
      close: () => rm(directory, { recursive: true, force: true }),
    };
  });
});

describe('blobs in a bucket', () => {
  blobsContract(async () => {
    const s3 = await startS3();
    const spoolDirectory = await mkdtemp(join(tmpdir(), 'serin-spool-'));
    const bucket = new S3Bucket(s3.options);
    const nameOf = (key: string) => `judge/uploads/${key}`;
    return {
      blobs: new S3Blobs({ bucket, now: Date.now }, { area: 'uploads', spoolDirectory }),
      names: async () => [...(await s3.names()), ...(await filesIn(spoolDirectory))],
      age: async (key, timeMs) => {
        const marker = `judge/uploads-named/${key}`;
        for (const name of [nameOf(key), ...((await s3.names()).includes(marker) ? [marker] : [])]) {
          await s3.age(name, timeMs);
        }
      },
      damage: (key, bytes) => s3.damage(nameOf(key), bytes),
      close: async () => {
        bucket.close();
        await s3.stop();
        await rm(spoolDirectory, { recursive: true, force: true });
      },
    };
  });
});
