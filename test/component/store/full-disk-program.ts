/** Puts a blob on a disk that has room for less, and says what came of it. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SerinError } from '../../../src/domain/errors.ts';
import { BlobStore } from '../../../src/store/blob-store.ts';

const [, , directory = ''] = process.argv;
const blobs = new BlobStore({ now: Date.now, newId: randomUUID }, directory);

async function* pieces(count: number, bytes: number): AsyncIterable<Buffer> {
  for (let piece = 0; piece < count; piece += 1) yield Buffer.alloc(bytes, piece);
  await Promise.resolve();
}

const refusal = await blobs.putStream(pieces(64, 65_536), { maxBytes: 2 ** 30 }).catch((e: unknown) => e);
if (!(refusal instanceof SerinError)) throw new Error('4 MiB went onto a disk of 1 MiB');
const small = await blobs.putStream(pieces(1, 1000), { maxBytes: 1000 });
const left = await readdir(join(directory, 'incoming'));
const { code, retryable } = refusal;
process.stdout.write(JSON.stringify({ code, retryable, left, small: small.bytes }));
