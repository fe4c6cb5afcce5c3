/** Blobs that come and go in pieces, on a real file system. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, open, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BlobStore, digestOf } from '../../../src/store/blob-store.ts';
import { StoredDataReader } from '../../../src/store/stored-data.ts';
import { compileProgram } from '../../support/child.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

let directory: string;
let blobs: BlobStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-blob-streams-'));
  blobs = new BlobStore({ now: Date.now, newId: randomUUID }, directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function* inPieces(bytes: Buffer, size = 65_536): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  await Promise.resolve();
}

const pathOf = (key: string): string => join(directory, key.slice(0, 2), key.slice(2));

const everything = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** Every file below the directory. */
const filesIn = async (): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
};

describe('a blob that comes in pieces', () => {
  test('is kept under its digest, once, however often it comes', async () => {
    const bytes = randomBytes(3 * mebibyte + 7);
    const key = digestOf(bytes);
    const bounds = { maxBytes: bytes.length, expectedKey: key };
    expect(await blobs.putStream(inPieces(bytes), bounds)).toEqual({
      key,
      bytes: bytes.length,
      created: true,
    });
    const again = await Promise.all(
      Array.from({ length: 8 }, () => blobs.putStream(inPieces(bytes, 100_003), bounds)),
    );
    expect(again.every(({ created }) => !created)).toBe(true);
    expect(await filesIn()).toEqual([key.slice(2)]);
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
  });

  test('may be empty', async () => {
    const outcome = await blobs.putStream(inPieces(Buffer.alloc(0)), { maxBytes: 0 });
    expect(outcome).toMatchObject({ key: createHash('sha256').digest('hex'), bytes: 0 });
    expect(await blobs.find(outcome.key)).toBe(0);
  });

  test('and has another digest, is too large, or breaks off, leaves nothing', async () => {
    const bytes = randomBytes(mebibyte);
    const wrong = { maxBytes: mebibyte, expectedKey: '0'.repeat(64) };
    await expect(blobs.putStream(inPieces(bytes), wrong)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    const small = { maxBytes: mebibyte - 1 };
    await expect(blobs.putStream(inPieces(bytes), small)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    async function* breaking(): AsyncIterable<Buffer> {
      yield* inPieces(bytes);
      throw new Error('the client is gone');
    }
    await expect(blobs.putStream(breaking(), { maxBytes: 2 * mebibyte })).rejects.toThrow('client is gone');
    expect(await filesIn()).toEqual([]);
  });

  test('makes good one that was damaged on disk', async () => {
    const bytes = randomBytes(1000);
    const { key } = await blobs.putStream(inPieces(bytes), { maxBytes: 1000 });
    await writeFile(pathOf(key), randomBytes(1000));
    await blobs.putStream(inPieces(bytes), { maxBytes: 1000, expectedKey: key });
    expect(await blobs.get(key)).toEqual(bytes);
  });

  test('and does not fit on the disk, is told as such and leaves nothing', async () => {
    const program = await compileProgram('test/component/store/full-disk-program.ts');
    try {
      // A mount namespace of its own: the little file system is gone with the program.
      const script = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"';
      const words = ['--map-root-user', '--mount', 'sh', '-c', script, directory];
      const { stdout } = await run('unshare', [...words, process.execPath, program.path, directory]);
      expect(JSON.parse(stdout)).toEqual({ code: 'STORAGE_FULL', retryable: true, left: [], small: 1000 });
    } finally {
      await program.remove();
    }
  });
});

describe('a stored input or answer', () => {
  const put = async (bytes: Buffer): Promise<{ digest: string; bytes: number }> => {
    const { key } = await blobs.putStream(inPieces(bytes), { maxBytes: bytes.length });
    return { digest: key, bytes: bytes.length };
  };

  const reader = () => new StoredDataReader(blobs);

  test('is read in pieces, both ways, again and again', async () => {
    const bytes = randomBytes(mebibyte + 1);
    const opened = await reader().open(await put(bytes));
    for (let time = 0; time < 2; time += 1) {
      expect((await everything(opened.stream())).equals(bytes)).toBe(true);
      const pieces = [...opened.pieces()].map((piece) => piece.length);
      expect(pieces.length).toBeGreaterThan(1);
      const hash = createHash('sha256');
      for (const piece of opened.pieces()) hash.update(piece);
      expect(hash.digest('hex')).toBe(opened.digest);
    }
  });

  test('that is empty has no pieces', async () => {
    const opened = await reader().open(await put(Buffer.alloc(0)));
    expect([...opened.pieces()]).toEqual([]);
    expect(await everything(opened.stream())).toHaveLength(0);
  });

  test('whose reading stops half-way leaves no file open', async () => {
    const opened = await reader().open(await put(randomBytes(2 * mebibyte)));
    const before = (await readdir('/proc/self/fd')).length;
    for (let time = 0; time < 50; time += 1) {
      const pieces = opened.pieces()[Symbol.iterator]();
      pieces.next();
      for await (const piece of opened.stream()) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
    }
    await expect.poll(async () => (await readdir('/proc/self/fd')).length).toBeLessThanOrEqual(before);
  });

  test('that is missing, cut short or changed is told before a byte of it is used', async () => {
    const stored = await put(randomBytes(mebibyte));
    const path = pathOf(stored.digest);
    await expect(reader().open({ ...stored, digest: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'BLOB_NOT_FOUND',
    });
    const file = await open(path, 'r+');
    await file.write('#', mebibyte / 2);
    await file.close();
    await expect(reader().open(stored)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await truncate(path, 5);
    await expect(reader().open(stored)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await expect(reader().open({ ...stored, bytes: 5 })).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await rm(path);
    await expect(reader().open(stored)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  });

  test('that changes after it was verified is verified again', async () => {
    const stored = await put(randomBytes(1000));
    const data = reader();
    await data.open(stored);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await writeFile(pathOf(stored.digest), randomBytes(1000));
    await expect(data.open(stored)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  test('is verified once, also when many tests begin with it together, and touching it changes nothing', async () => {
    const stored = await put(randomBytes(1000));
    let touched = 0;
    const data = new StoredDataReader({
      locate: (key) => blobs.locate(key),
      touch: (key) => {
        touched += 1;
        return blobs.touch(key);
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => data.open(stored)));
    await blobs.touch(stored.digest);
    await data.open(stored);
    expect(touched).toBe(1);
  });

  test('that is cut short while it is read ends in an error, never early', async () => {
    const bytes = randomBytes(2 * mebibyte);
    const opened = await reader().open(await put(bytes));
    await truncate(pathOf(opened.digest), mebibyte);
    await expect(everything(opened.stream())).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    expect(() => [...opened.pieces()]).toThrow(expect.objectContaining({ code: 'BLOB_CORRUPT' }));
    expect((await readFile(pathOf(opened.digest))).length).toBe(mebibyte);
  });
});
