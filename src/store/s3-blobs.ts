/**
 * Blobs in a bucket: `<prefix><area>/<sha256>`.
 *
 *   putStream: pieces ──▶ a local file, hashed on the way ──▶ as expected? ──▶ uploaded under its digest in one request
 *
 * A service shows an object whole or not at all, and a failed upload leaves nothing. What is read is held against its name, as everywhere.
 *
 * A blob is as old as its object. Naming it again writes an empty object beside it, `<prefix><area>-named/<sha256>`, which costs the same however
 * large the blob is, where a copy of it onto itself is a rewriting of all of it on many services. Whichever of the two is younger counts. Nothing
 * is written while one of them is younger than `renewAfterMs`, so a blob that thousands of submissions name is marked once an hour;
 * whoever removes by age has a margin of a day.
 *
 * There is no way to take a blob aside before it is removed. Its age is asked for once more right before; what is put again within that
 * one round trip, after a day or more in which nobody named it, is lost.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { SerinError } from '../domain/errors.ts';
import { corrupt, digestOf, isBlobKey, noKey } from './blob-store.ts';
import type { BlobStream, Blobs, PutBounds, PutOutcome } from './blobs.ts';
import { receiveFile } from './received-file.ts';
import type { S3Body, S3Bucket } from './s3-bucket.ts';

export interface S3BlobsDeps {
  readonly bucket: S3Bucket;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface S3BlobsOptions {
  /** What sets these blobs apart from others in the bucket: `uploads`. */
  readonly area: string;
  /** Where what is put lies until it is uploaded. */
  readonly spoolDirectory: string;
  readonly renewAfterMs?: number;
}

const hourMs = 3_600_000;
const removedAtOnce = 8;

const emptyBody: S3Body = { open: () => Buffer.alloc(0), bytes: 0, sha256: digestOf(Buffer.alloc(0)) };

export class S3Blobs implements Blobs {
  readonly #deps: S3BlobsDeps;
  readonly #options: S3BlobsOptions;

  constructor(deps: S3BlobsDeps, options: S3BlobsOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async put(bytes: Buffer): Promise<string> {
    const key = digestOf(bytes);
    const body = { open: () => bytes, bytes: bytes.length, sha256: key };
    await this.#deps.bucket.put(this.#nameOf(key), body);
    return key;
  }

  async putStream(source: AsyncIterable<Buffer>, { maxBytes, expectedKey }: PutBounds): Promise<PutOutcome> {
    const hash = createHash('sha256');
    const file = await receiveFile(this.#options.spoolDirectory, hashed(source, hash), maxBytes);
    try {
      const { path, bytes } = file;
      const key = hash.digest('hex');
      if (expectedKey !== undefined && key !== expectedKey) {
        throw new SerinError('DIGEST_MISMATCH', `the ${bytes} bytes that came have the digest sha256:${key}`);
      }
      const created = (await this.find(key)) === undefined;
      const open = () => (bytes === 0 ? Buffer.alloc(0) : createReadStream(path));
      await this.#deps.bucket.put(this.#nameOf(key), { open, bytes, sha256: key });
      return { key, bytes, created };
    } finally {
      await file.dispose();
    }
  }

  async get(key: string): Promise<Buffer> {
    const { stream } = await this.read(key);
    const pieces: Buffer[] = [];
    for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    if (digestOf(bytes) !== key) throw corrupt(key);
    return bytes;
  }

  async read(key: string, mostBytes?: number): Promise<BlobStream> {
    const name = this.#nameOf(key);
    if (mostBytes !== undefined) {
      // A service refuses a part of what is empty.
      const about = await this.#deps.bucket.about(name);
      if (about === undefined) throw missing(key);
      if (mostBytes === 0 || about.bytes === 0) return { bytes: about.bytes, stream: Readable.from([]) };
    }
    const found = await this.#deps.bucket.get(name, mostBytes);
    if (found === undefined) throw missing(key);
    return { bytes: found.bytes, stream: Readable.from(this.#told(found.stream), { objectMode: false }) };
  }

  async find(key: string): Promise<number | undefined> {
    return isBlobKey(key) ? (await this.#deps.bucket.about(this.#nameOf(key)))?.bytes : undefined;
  }

  async touch(key: string): Promise<number | undefined> {
    if (!isBlobKey(key)) return undefined;
    const { bucket, now } = this.#deps;
    const youngSinceMs = now() - (this.#options.renewAfterMs ?? hourMs);
    const about = await bucket.about(this.#nameOf(key));
    if (about === undefined || about.writtenAtMs >= youngSinceMs) return about?.bytes;
    const marker = this.#markerOf(key);
    const named = await bucket.about(marker);
    if (named === undefined || named.writtenAtMs < youngSinceMs) await bucket.put(marker, emptyBody);
    return about.bytes;
  }

  async remove(key: string): Promise<void> {
    await this.#deps.bucket.remove(this.#nameOf(key));
  }

  /** A writer that dies leaves nothing in a bucket. */
  removeOlderThan(timeMs: number): Promise<number> {
    return this.removeUnmarked(() => false, timeMs);
  }

  async removeUnmarked(isMarked: (key: string) => boolean, timeMs: number): Promise<number> {
    const { area } = this.#options;
    let removed = 0;
    let waiting: string[] = [];
    const removeWaiting = async (): Promise<void> => {
      const gone = await Promise.all(waiting.map((key) => this.#removeOld(key, timeMs)));
      removed += gone.filter(Boolean).length;
      waiting = [];
    };
    for await (const { name, writtenAtMs } of this.#deps.bucket.list(`${area}/`)) {
      const key = name.slice(area.length + 1);
      // Whatever else somebody laid here is not ours.
      if (!isBlobKey(key) || writtenAtMs >= timeMs || isMarked(key)) continue;
      waiting.push(key);
      if (waiting.length === removedAtOnce) await removeWaiting();
    }
    await removeWaiting();
    return removed;
  }

  async #removeOld(key: string, timeMs: number): Promise<boolean> {
    const { bucket } = this.#deps;
    const [marker, name] = [this.#markerOf(key), this.#nameOf(key)];
    const [named, about] = await Promise.all([bucket.about(marker), bucket.about(name)]);
    if (about === undefined || Math.max(about.writtenAtMs, named?.writtenAtMs ?? 0) >= timeMs) return false;
    await bucket.remove(name);
    if (named !== undefined) await bucket.remove(marker);
    return true;
  }

  /** A stream that breaks off is the bucket's failure. */
  async *#told(stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    const pieces = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await pieces.next().catch((cause: unknown) => {
          throw this.#deps.bucket.failure(cause);
        });
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
  }

  #nameOf(key: string): string {
    if (!isBlobKey(key)) throw noKey(key);
    return `${this.#options.area}/${key}`;
  }

  #markerOf(key: string): string {
    return `${this.#options.area}-named/${key}`;
  }
}

async function* hashed(
  source: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncIterable<Buffer> {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}

const missing = (key: string): SerinError => new SerinError('BLOB_NOT_FOUND', `there is no blob ${key}`);
