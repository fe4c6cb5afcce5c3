import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { firstFileOf, tarOf } from '../../../src/sandbox/tar.ts';

const file = (path: string, text: string) => ({ path, data: Buffer.from(text), executable: false });

/** In small pieces, as a connection gives them. */
const streamOf = (tar: Buffer): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(tar.length / 512) }, (_e, at) => tar.subarray(at * 512, at * 512 + 512)),
  );

test('the first file of a tar is found, and the tar is read to its end, so that its connection is free', async () => {
  const tar = await tarOf([file('a', 'first'), file('b', 'x'.repeat(100_000))], { path: 'd/', mode: 0o755 });
  const stream = streamOf(tar);
  expect((await firstFileOf(stream))?.toString()).toBe('first');
  expect(stream.readableEnded).toBe(true);
});

test('a tar without a file has none, and one that is cut off is an error', async () => {
  expect(await firstFileOf(streamOf(await tarOf([], { path: 'd/', mode: 0o755 })))).toBeUndefined();
  const tar = await tarOf([file('a', 'x'.repeat(2_000))]);
  await expect(firstFileOf(streamOf(tar.subarray(0, 1_024)))).rejects.toThrow();
});
