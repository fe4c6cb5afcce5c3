import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiveFile, removeReceived } from '../../../src/store/received-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-received-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function* pieces(...texts: string[]): AsyncIterable<Buffer> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

test('bytes that come in pieces are one file, which goes with whatever was laid beside it', async () => {
  const received = await receiveFile(directory, pieces('ab', '', 'cde'), 5);
  expect(received.bytes).toBe(5);
  expect(await readFile(received.path, 'utf8')).toBe('abcde');
  expect((await stat(received.path)).mode & 0o077).toBe(0);
  await writeFile(join(dirname(received.path), 'beside'), 'x');
  await received.dispose();
  expect(await readdir(directory)).toEqual([]);
});

test('more than may come is refused, and leaves nothing; nor does a source that breaks off', async () => {
  await expect(receiveFile(directory, pieces('abc', 'def'), 5)).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  });
  const broken = async function* (): AsyncIterable<Buffer> {
    yield* pieces('abc');
    throw new Error('the client has left');
  };
  await expect(receiveFile(directory, broken(), 5)).rejects.toThrow('the client has left');
  expect(await readdir(directory)).toEqual([]);
});

test('what a process left that died is removed, and what is being received is not', async () => {
  const left = await receiveFile(directory, pieces('old'), 5);
  const live = await receiveFile(directory, pieces('new'), 5);
  await utimes(dirname(left.path), 1_000, 1_000);
  await removeReceived(directory, 2_000_000);
  await expect(stat(left.path)).rejects.toThrow('ENOENT');
  expect(await readFile(live.path, 'utf8')).toBe('new');
});
