import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { BlobStore } from '../../../src/store/blob-store.ts';

let directory: string;
let blobs: BlobStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-blobs-'));
  blobs = new BlobStore({ now: Date.now, newId: randomUUID }, join(directory, 'blobs'));
  return () => rm(directory, { recursive: true, force: true });
});

const pathOf = (key: string): string => join(directory, 'blobs', key.slice(0, 2), key.slice(2));

test('a blob is named by the SHA-256 of what it holds, and read back whole', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0]);
  const key = await blobs.put(bytes);
  expect(key).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await blobs.get(key)).toEqual(bytes);
  expect((await stat(pathOf(key))).size).toBe(5);
});

test('the same bytes, written by many at once, are kept once and leave no leftovers', async () => {
  const bytes = Buffer.alloc(100_000, 7);
  const keys = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes)));
  expect(new Set(keys).size).toBe(1);
  const key = keys[0] ?? '';
  expect(await readdir(join(directory, 'blobs', key.slice(0, 2)))).toEqual([key.slice(2)]);
});

test('a blob that is not there is missing', async () => {
  await expect(blobs.get('0'.repeat(64))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND', retryable: true });
});

test.each(['', '..', '../../etc/passwd', 'A'.repeat(64), '0'.repeat(63), `${'0'.repeat(63)}/`])(
  '%j names no blob, and no file',
  async (key) => {
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
    await expect(blobs.remove(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  },
);

test('a blob whose bytes changed on disk is corrupt, and is made good when it is written again', async () => {
  const bytes = Buffer.from('print(1)');
  const key = await blobs.put(bytes);
  await writeFile(pathOf(key), 'print(2)');
  await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_CORRUPT', retryable: false });
  await truncate(pathOf(key), 3);
  await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  await blobs.put(bytes);
  expect(await blobs.get(key)).toEqual(bytes);
});

test('a removed blob is gone, and may be removed again', async () => {
  const key = await blobs.put(Buffer.from('x'));
  await blobs.remove(key);
  await blobs.remove(key);
  await expect(blobs.get(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
});

test('old blobs and leftovers of writers that died are removed; what was written again counts as young', async () => {
  const old = await blobs.put(Buffer.from('old'));
  const again = await blobs.put(Buffer.from('again'));
  const young = await blobs.put(Buffer.from('young'));
  const leftover = `${pathOf(old)}.abc.tmp`;
  await mkdir(join(directory, 'blobs', 'zz'), { recursive: true });
  await writeFile(leftover, 'half');
  for (const path of [pathOf(old), pathOf(again), leftover]) await utimes(path, 1_000, 1_000);
  await blobs.put(Buffer.from('again'));
  expect(await blobs.removeOlderThan(2_000_000)).toBe(2);
  await expect(blobs.get(old)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  expect((await blobs.get(again)).toString()).toBe('again');
  expect((await blobs.get(young)).toString()).toBe('young');
});

test('a blob that was named in a submission counts as young, and when it was written stays as it is', async () => {
  const key = await blobs.put(Buffer.from('old'));
  await utimes(pathOf(key), 1_000, 1_000);
  const { version } = await blobs.locate(key);
  expect(await blobs.touch(key)).toBe(3);
  expect((await blobs.locate(key)).version).toBe(version);
  expect(await blobs.removeOlderThan(Date.now() - 60_000)).toBe(0);
  expect((await blobs.get(key)).toString()).toBe('old');
});

test('leftovers may be removed sooner than blobs', async () => {
  const key = await blobs.put(Buffer.from('kept'));
  const leftover = `${pathOf(key)}.abc.tmp`;
  await writeFile(leftover, 'half');
  for (const path of [pathOf(key), leftover]) await utimes(path, 1_000, 1_000);
  expect(await blobs.removeOlderThan(500_000, 2_000_000)).toBe(1);
  expect(await blobs.find(key)).toBe(4);
});

test.each(['..', '../../etc/passwd', 'A'.repeat(64), '0'.repeat(64)])(
  'there is nothing to find, to touch or to locate under %j',
  async (key) => {
    expect([await blobs.find(key), await blobs.touch(key)]).toEqual([undefined, undefined]);
    await expect(blobs.locate(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  },
);

test('where nothing was ever written there is nothing to remove', async () => {
  expect(await blobs.removeOlderThan(Number.MAX_SAFE_INTEGER)).toBe(0);
});

test('a directory that cannot be written is our own failure', async () => {
  await writeFile(join(directory, 'file'), '');
  const broken = new BlobStore({ now: Date.now, newId: randomUUID }, join(directory, 'file', 'blobs'));
  await expect(broken.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'INTERNAL' });
});
