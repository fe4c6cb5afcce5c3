/**
 * Blobs in a directory, named by what they hold: `ab/cdef…` is the SHA-256 of the bytes. The same bytes are kept once; a blob
 * never changes. A blob appears whole or not at all (written beside, then renamed), and is checked against its name when it
 * is read.
 *
 * A blob lives as long as somebody puts, names or reads it now and then: each of these makes it young again.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SerinError } from '../domain/errors.ts';
import type { BlobFile, BlobStream, Blobs, PutBounds, PutOutcome } from './blobs.ts';

export interface BlobStoreDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh unique word. */
  readonly newId: () => string;
}

const leftoverSuffix = '.tmp';

/** Not the name of a folder of blobs: these have two hex digits. */
const incoming = 'incoming';

export class BlobStore implements Blobs {
  readonly #deps: BlobStoreDeps;
  readonly #directory: string;

  /** @param directory - made when it is first written to; several processes may share it. */
  constructor(deps: BlobStoreDeps, directory: string) {
    this.#deps = deps;
    this.#directory = directory;
  }

  async put(bytes: Buffer): Promise<string> {
    const key = digestOf(bytes);
    const path = this.#pathOf(key);
    if (await refreshed(path, bytes.length, this.#deps.now())) return key;
    const beside = `${path}.${this.#deps.newId()}${leftoverSuffix}`;
    try {
      await mkdir(join(this.#directory, key.slice(0, 2)), { recursive: true });
      await writeFile(beside, bytes, { flag: 'wx' });
      await rename(beside, path);
    } catch (cause) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw writeFailure(cause);
    }
    return key;
  }

  async putStream(source: AsyncIterable<Buffer>, { maxBytes, expectedKey }: PutBounds): Promise<PutOutcome> {
    const beside = join(this.#directory, incoming, `${this.#deps.newId()}${leftoverSuffix}`);
    try {
      const written = await this.#write(beside, source, maxBytes);
      if (expectedKey !== undefined && written.key !== expectedKey) {
        const detail = `the ${written.bytes} bytes that came have the digest sha256:${written.key}`;
        throw new SerinError('DIGEST_MISMATCH', detail);
      }
      const created = (await this.find(written.key)) === undefined;
      await this.#moveIn(beside, written.key);
      return { ...written, created };
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async get(key: string): Promise<Buffer> {
    const path = this.#pathOf(key);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      throw readFailure(key, cause);
    }
    if (digestOf(bytes) !== key) throw corrupt(key);
    return bytes;
  }

  async read(key: string, mostBytes?: number): Promise<BlobStream> {
    const { path, bytes } = await this.locate(key);
    const end = mostBytes === undefined ? {} : { end: mostBytes - 1 };
    return { bytes, stream: mostBytes === 0 ? Readable.from([]) : createReadStream(path, end) };
  }

  async find(key: string): Promise<number | undefined> {
    if (!isBlobKey(key)) return undefined;
    try {
      const about = await stat(this.#pathOf(key));
      return about.isFile() ? about.size : undefined;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw readFailure(key, cause);
    }
  }

  /** When it was written stays as it is. */
  async touch(key: string): Promise<number | undefined> {
    if (!isBlobKey(key)) return undefined;
    const path = this.#pathOf(key);
    try {
      const about = await stat(path);
      if (!about.isFile()) return undefined;
      await utimes(path, this.#deps.now() / 1_000, about.mtimeMs / 1_000);
      return about.size;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw readFailure(key, cause);
    }
  }

  /** @throws SerinError BLOB_NOT_FOUND */
  async locate(key: string): Promise<BlobFile> {
    const path = this.#pathOf(key);
    try {
      const about = await stat(path);
      return { path, bytes: about.size, version: `${about.ino}:${about.size}:${Math.round(about.mtimeMs)}` };
    } catch (cause) {
      throw readFailure(key, cause);
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async removeOlderThan(timeMs: number, leftoversTimeMs = timeMs): Promise<number> {
    let removed = 0;
    for (const folder of await namesIn(this.#directory)) {
      for (const name of await namesIn(join(this.#directory, folder))) {
        const path = join(this.#directory, folder, name);
        const beforeMs = name.endsWith(leftoverSuffix) ? Math.max(timeMs, leftoversTimeMs) : timeMs;
        if (!(await isOldFile(path, beforeMs))) continue;
        await rm(path, { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  /** A blob that is put again at that very moment is taken aside, seen to be young, and laid back. */
  async removeUnmarked(isMarked: (key: string) => boolean, timeMs: number): Promise<number> {
    let removed = 0;
    const aside = join(this.#directory, incoming, `${this.#deps.newId()}${leftoverSuffix}`);
    await mkdir(join(this.#directory, incoming), { recursive: true });
    for (const folder of await namesIn(this.#directory)) {
      for (const name of await namesIn(join(this.#directory, folder))) {
        const path = join(this.#directory, folder, name);
        if (isMarked(`${folder}${name}`) || !(await isOldFile(path, timeMs))) continue;
        await rename(path, aside).catch(() => undefined);
        if (await isOldFile(aside, timeMs)) removed += 1;
        else await rename(aside, path).catch(() => undefined);
        await rm(aside, { force: true });
      }
    }
    return removed;
  }

  async #write(
    path: string,
    source: AsyncIterable<Buffer>,
    maxBytes: number,
  ): Promise<{ key: string; bytes: number }> {
    const hash = createHash('sha256');
    const file = await this.#create(path);
    let bytes = 0;
    try {
      for await (const piece of source) {
        bytes += piece.length;
        if (bytes > maxBytes) {
          throw new SerinError('PAYLOAD_TOO_LARGE', `a blob may have ${maxBytes} bytes at most`);
        }
        hash.update(piece);
        await file.writeFile(piece).catch((cause: unknown) => {
          throw writeFailure(cause);
        });
      }
    } finally {
      await file.close();
    }
    return { key: hash.digest('hex'), bytes };
  }

  async #create(path: string) {
    try {
      await mkdir(join(this.#directory, incoming), { recursive: true });
      return await open(path, 'wx');
    } catch (cause) {
      throw writeFailure(cause);
    }
  }

  async #moveIn(beside: string, key: string): Promise<void> {
    try {
      await mkdir(join(this.#directory, key.slice(0, 2)), { recursive: true });
      // The file's time is that of its last byte; the blob is as old as its name.
      await utimes(beside, this.#deps.now() / 1_000, this.#deps.now() / 1_000);
      await rename(beside, this.#pathOf(key));
    } catch (cause) {
      throw writeFailure(cause);
    }
  }

  #pathOf(key: string): string {
    if (!isBlobKey(key)) throw noKey(key);
    return join(this.#directory, key.slice(0, 2), key.slice(2));
  }
}

export const isBlobKey = (word: string): boolean => /^[0-9a-f]{64}$/.test(word);

export const noKey = (word: string): SerinError =>
  new SerinError('BLOB_NOT_FOUND', `${JSON.stringify(word)} is not the key of a blob`);

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const corrupt = (key: string): SerinError =>
  new SerinError('BLOB_CORRUPT', `blob ${key} does not hold what it is named by`);

export const readFailure = (key: string, cause: unknown): SerinError =>
  isMissing(cause)
    ? new SerinError('BLOB_NOT_FOUND', `there is no blob ${key}`, { cause })
    : new SerinError('INTERNAL', `blob ${key} cannot be read`, { cause });

const fullDisk: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

export const writeFailure = (cause: unknown): SerinError =>
  cause instanceof Error && 'code' in cause && fullDisk.has(cause.code)
    ? new SerinError('STORAGE_FULL', 'the disk has no room for this', { cause, retryAfterSeconds: 60 })
    : new SerinError('INTERNAL', 'what was sent cannot be written', { cause });

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

export const namesIn = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** Whether a file is there and was last put, named or read before a time. */
const isOldFile = async (path: string, timeMs: number): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() === true && (await isOlder(path, timeMs));

/** Whether there is something of this name that nobody wrote to, named or read since a time. */
export const isOlder = async (path: string, timeMs: number): Promise<boolean> => {
  const about = await stat(path).catch(() => undefined);
  return about !== undefined && Math.max(about.atimeMs, about.mtimeMs) < timeMs;
};

/** Whether a whole file is there; if so it is young again. A file of another size was damaged and is written anew. */
const refreshed = async (path: string, sizeBytes: number, nowMs: number): Promise<boolean> => {
  try {
    const about = await stat(path);
    if (about.size !== sizeBytes) return false;
    await utimes(path, nowMs / 1_000, nowMs / 1_000);
    return true;
  } catch {
    return false;
  }
};
