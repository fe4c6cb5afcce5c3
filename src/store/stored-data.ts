/**
 * Inputs and answers that are blobs, for a worker: read piece by piece, and never a byte that was not verified.
 *
 *   open: found? its size? ──▶ verified before? ──no──▶ all of it is read once and held against its digest
 *
 * What was verified is remembered for the file as it was: one that is replaced is verified again. A file that ends early
 * while it is read is corrupt, whatever was known of it.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import type { StoredData } from '../domain/submission.ts';
import { corrupt, readFailure } from './blob-store.ts';
import type { BlobFile, LocalBlobs } from './blobs.ts';

/** Verified bytes, to be read any number of times. */
export interface OpenedData {
  readonly digest: string;
  readonly bytes: number;
  /** All bytes from the beginning, at each call. */
  stream(): AsyncIterable<Buffer>;
  /** The same at once. A piece is overwritten when the next is asked for. */
  pieces(): Iterable<Buffer>;
}

const pieceBytes = 256 * 1024;
const mostRemembered = 100_000;

export class StoredDataReader {
  readonly #blobs: LocalBlobs;
  /** Key → the file's version that was verified. */
  readonly #verified = new LRUCache<string, string>({ max: mostRemembered });
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(blobs: LocalBlobs) {
    this.#blobs = blobs;
  }

  /** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT, INTERNAL */
  async open({ digest, bytes }: StoredData): Promise<OpenedData> {
    const file = await this.#blobs.locate(digest);
    if (file.bytes !== bytes) throw corrupt(digest);
    if (file.verified !== true && this.#verified.get(digest) !== file.version)
      await this.#verifyOnce(digest, file);
    return {
      digest,
      bytes,
      stream: () => streamOf(digest, file),
      pieces: () => piecesOf(digest, file),
    };
  }

  /** Tests that start together on one new blob wait for one reading of it. */
  #verifyOnce(digest: string, file: BlobFile): Promise<void> {
    const name = `${digest} ${file.version}`;
    let verifying = this.#underWay.get(name);
    if (verifying === undefined) {
      verifying = this.#verify(digest, file).finally(() => this.#underWay.delete(name));
      this.#underWay.set(name, verifying);
    }
    return verifying;
  }

  async #verify(digest: string, file: BlobFile): Promise<void> {
    const hash = createHash('sha256');
    for await (const piece of streamOf(digest, file)) hash.update(piece);
    if (hash.digest('hex') !== digest) throw corrupt(digest);
    this.#verified.set(digest, file.version);
    await this.#blobs.touch(digest);
  }
}

async function* streamOf(digest: string, { path, bytes }: BlobFile): AsyncIterable<Buffer> {
  let left = bytes;
  try {
    const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: pieceBytes });
    for await (const piece of stream) {
      left -= piece.length;
      yield piece;
    }
  } catch (cause) {
    throw readFailure(digest, cause);
  }
  if (left !== 0) throw corrupt(digest);
}

/**
 * Opened anew for each piece, which costs microseconds: whoever stops half-way, because a program was killed or a container
 * was lost, leaves nothing open behind.
 */
function* piecesOf(digest: string, { path, bytes }: BlobFile): Iterable<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, bytes));
  for (let at = 0; at < bytes;) {
    const read = readAt(digest, path, buffer.subarray(0, bytes - at), at);
    if (read === 0) throw corrupt(digest);
    at += read;
    yield buffer.subarray(0, read);
  }
}

const readAt = (digest: string, path: string, buffer: Buffer, at: number): number => {
  try {
    const file = openSync(path, 'r');
    try {
      return readSync(file, buffer, 0, buffer.length, at);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw readFailure(digest, cause);
  }
};
