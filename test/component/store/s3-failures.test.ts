/** What is told where a bucket cannot be used, at start and later. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBucket } from '../../../src/store/check-bucket.ts';
import { S3Blobs } from '../../../src/store/s3-blobs.ts';
import { S3Bucket } from '../../../src/store/s3-bucket.ts';
import type { S3Options } from '../../../src/store/s3-bucket.ts';
import { digestOf, inPieces } from '../../support/blobs-contract.ts';
import { s3Credentials, startS3 } from '../../support/s3.ts';
import type { TestS3 } from '../../support/s3.ts';

let s3: TestS3;
let spoolDirectory: string;
const buckets: S3Bucket[] = [];

beforeAll(async () => {
  s3 = await startS3();
  spoolDirectory = await mkdtemp(join(tmpdir(), 'serin-spool-'));
});
afterAll(async () => {
  for (const bucket of buckets) bucket.close();
  await s3.stop();
  await rm(spoolDirectory, { recursive: true, force: true });
});

const open = (given: Partial<S3Options> = {}): S3Bucket => {
  const bucket = new S3Bucket({ ...s3.options, ...given });
  buckets.push(bucket);
  return bucket;
};

const check = (bucket: S3Bucket, waitMs = 0) =>
  checkBucket({ bucket, newId: randomUUID, monotonic: () => performance.now(), pause }, waitMs);

const blobsIn = (bucket: S3Bucket) =>
  new S3Blobs({ bucket, now: Date.now }, { area: 'uploads', spoolDirectory });

/** Where nobody listens. */
const freeEndpoint = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

describe('at start', () => {
  test('a bucket that can be used is taken, and nothing is left in it', async () => {
    await check(open());
    expect(await s3.names()).toEqual([]);
  });

  test('a bucket that is not there is told with its name', async () => {
    await expect(check(open({ bucket: 'nowhere' }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/no bucket nowhere at http.*: make it, or set s3Bucket/) as string,
    });
  });

  test('credentials that are refused are told as such', async () => {
    const credentials = { ...s3Credentials, accessKeyId: 'somebody' };
    await expect(check(open({ credentials }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('refuses the credentials (InvalidAccessKeyId)') as string,
    });
  });

  test('a service that does not answer is waited for, then told', async () => {
    const begunMs = performance.now();
    await expect(check(open({ endpoint: await freeEndpoint() }), 1_500)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/no answer from http.*ECONNREFUSED.*look at s3Endpoint/) as string,
    });
    expect(performance.now() - begunMs).toBeGreaterThan(1_500);
  });
});

describe('later', () => {
  test('a missing bucket, refused credentials and silence are failures that may pass, with their remedy', async () => {
    const cases = [
      [{ bucket: 'nowhere' }, 'make it'],
      [{ credentials: { ...s3Credentials, accessKeyId: 'somebody' } }, 'refuses the credentials'],
      [{ endpoint: await freeEndpoint() }, 'look at s3Endpoint'],
    ] as const;
    for (const [given, remedy] of cases) {
      const blobs = blobsIn(open(given));
      const about = {
        code: 'BLOB_STORE_UNAVAILABLE',
        retryable: true,
        message: expect.stringContaining(remedy) as string,
      };
      await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject(about);
      await expect(blobs.get(digestOf('x'))).rejects.toMatchObject(about);
      await expect(blobs.removeOlderThan(Date.now())).rejects.toMatchObject(about);
    }
    expect(await readdir(spoolDirectory)).toEqual([]);
  });

  test('a service that dies while a blob is read is told, and never gives a short blob', async () => {
    const dying = await startS3();
    try {
      const blobs = blobsIn(open(dying.options));
      const bytes = randomBytes(32 * 1024 * 1024);
      const { key } = await blobs.putStream(inPieces(bytes), { maxBytes: bytes.length });
      const { stream } = await blobs.read(key);
      let read = 0;
      const reading = async () => {
        for await (const piece of stream as AsyncIterable<Buffer>) {
          if (read === 0) await dying.kill();
          read += piece.length;
        }
      };
      await expect(reading()).rejects.toMatchObject({ code: 'BLOB_STORE_UNAVAILABLE' });
      expect(read).toBeLessThan(bytes.length);
    } finally {
      await dying.stop();
    }
  });

  test('a service that falls silent is given up, before it answers and while a blob is read', async () => {
    const silent = await startS3();
    try {
      const blobs = blobsIn(open({ ...silent.options, silentMs: 400 }));
      const key = await blobs.put(randomBytes(32 * 1024 * 1024));
      const { stream } = await blobs.read(key);
      const reading = async () => {
        let frozen = false;
        for await (const piece of stream as AsyncIterable<Buffer>) {
          if (!frozen && piece.length > 0) silent.freeze();
          frozen = true;
        }
      };
      await expect(reading()).rejects.toMatchObject({ code: 'BLOB_STORE_UNAVAILABLE' });
      await expect(blobs.find(key)).rejects.toMatchObject({ code: 'BLOB_STORE_UNAVAILABLE' });
      await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'BLOB_STORE_UNAVAILABLE' });
      silent.thaw();
      expect(await blobs.find(key)).toBe(32 * 1024 * 1024);
    } finally {
      await silent.stop();
    }
  });

  test('more blobs than a listing names at once are all listed', async () => {
    const bucket = open({ prefix: 'many/' });
    const blobs = blobsIn(bucket);
    const keys = await Promise.all(Array.from({ length: 7 }, (_, at) => blobs.put(Buffer.from(`${at}`))));
    const listed: string[] = [];
    for await (const { name } of bucket.list('uploads/', 3)) listed.push(name);
    expect(listed).toEqual(keys.map((key) => `uploads/${key}`).sort());
  });
});
