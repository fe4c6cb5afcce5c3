/**
 * Blobs in a directory, named by what they hold: `ab/cdef…` is the SHA-256 of the bytes. The same bytes are kept once; a blob
 * never changes. A blob appears whole or not at all (written beside, then renamed), and is checked against its name when it
 * is read.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SerinError } from '../domain/errors.ts';

export interface BlobStoreDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh unique word. */
  readonly newId: () => string;
}

export class BlobStore {
  readonly #deps: BlobStoreDeps;
  readonly #directory: string;

  /** @param directory - made when it is first written to; several processes may share it. */
  constructor(deps: BlobStoreDeps, directory: string) {
    this.#deps = deps;
    this.#directory = directory;
  }

  /** Keeps the bytes and answers their key: 64 hex digits. Bytes that are there already count as written now. */
  async put(bytes: Buffer): Promise<string> {
    const key = digestOf(bytes);
    const path = this.#pathOf(key);
    if (await refreshed(path, bytes.length, this.#deps.now())) return key;
    const beside = `${path}.${this.#deps.newId()}.tmp`;
    try {
      await mkdir(join(this.#directory, key.slice(0, 2)), { recursive: true });
      await writeFile(beside, bytes, { flag: 'wx' });
      await rename(beside, path);
    } catch (cause) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw new SerinError('INTERNAL', 'a blob cannot be written', { cause });
    }
    return key;
  }

  /** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
  async get(key: string): Promise<Buffer> {
    const path = this.#pathOf(key);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      if (isMissing(cause)) throw new SerinError('BLOB_NOT_FOUND', `there is no blob ${key}`, { cause });
      throw new SerinError('INTERNAL', `blob ${key} cannot be read`, { cause });
    }
    if (digestOf(bytes) !== key) {
      throw new SerinError('BLOB_CORRUPT', `blob ${key} does not hold what it is named by`);
    }
    return bytes;
  }

  /** A blob that is not there is as good as removed. */
  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  /**
   * Removes blobs, and leftovers of writers that died, last written before a time; answers how many. For a host that
   * gives it a time before everything that any record may still name.
   */
  async removeOlderThan(timeMs: number): Promise<number> {
    let removed = 0;
    for (const folder of await namesIn(this.#directory)) {
      for (const name of await namesIn(join(this.#directory, folder))) {
        const path = join(this.#directory, folder, name);
        const about = await stat(path).catch(() => undefined);
        if (about === undefined || !about.isFile() || about.mtimeMs >= timeMs) continue;
        await rm(path, { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  #pathOf(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) {
      throw new SerinError('BLOB_NOT_FOUND', `${JSON.stringify(key)} is not the key of a blob`);
    }
    return join(this.#directory, key.slice(0, 2), key.slice(2));
  }
}

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

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
