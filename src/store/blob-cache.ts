/**
 * Blobs of another place, kept here for as long as there is room: for workers to which the store itself is far, or slow.
 *
 *   locate: here? ──yes──▶ used now
 *             └─no──▶ fetched piece by piece, hashed on the way ──▶ whole and what it is named by? ──▶ here ──▶ make room
 *
 * Nothing is trusted that was not held against its digest, and nothing appears that is not whole. Those who ask for the same blob together
 * wait for one fetch. A fetch that nobody waits for yet goes at the pace of whoever began it, until somebody does. Room is made by removing what was used longest ago; what was used within `inUseMs` stays, because somebody may be
 * reading it, even where that means to go over the bound for a while.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { largestDataBytes } from '../domain/limits.ts';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { BlobStore, corrupt } from './blob-store.ts';
import type { BlobFile } from './blobs.ts';

/** Where blobs come from. */
export interface BlobSource {
  /** All bytes from the beginning. Throws BLOB_NOT_FOUND. */
  open(key: string): Promise<AsyncIterable<Buffer>>;
}

export interface BlobCacheDeps {
  readonly source: BlobSource;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Logger;
}

export interface BlobCacheOptions {
  /** Of one process alone. */
  readonly directory: string;
  readonly maxBytes: number;
  /** Longer than any test takes. */
  readonly inUseMs: number;
}

interface Kept {
  readonly bytes: number;
  readonly usedAtMs: number;
  /** The file as it was when its bytes were held against the digest; unknown of what an earlier process left. */
  readonly version?: string;
}

/** Called after each piece of a fetch that nobody waits for; resolves when it may go on. The signal: somebody waits now. */
export type Pace = (wanted: AbortSignal) => Promise<void>;

interface Fetch {
  readonly done: Promise<void>;
  readonly want: () => void;
}

export class BlobCache {
  readonly #deps: BlobCacheDeps;
  readonly #options: BlobCacheOptions;
  readonly #store: BlobStore;
  /** What was used longest ago comes first. */
  readonly #kept = new Map<string, Kept>();
  readonly #fetching = new Map<string, Fetch>();
  #bytes = 0;

  private constructor(deps: BlobCacheDeps, options: BlobCacheOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#store = new BlobStore(deps, options.directory);
  }

  /** Takes over what an earlier process left. */
  static async open(deps: BlobCacheDeps, options: BlobCacheOptions): Promise<BlobCache> {
    const cache = new BlobCache(deps, options);
    // What fetches left that a crash broke off: nobody else fetches into this directory.
    await cache.#store.removeOlderThan(0, deps.now());
    for (const { key, ...kept } of await blobsIn(options.directory)) cache.#note(key, kept);
    await cache.#makeRoom();
    return cache;
  }

  /** Of everything here. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT, STORAGE_FULL, INTERNAL; and what the source throws. */
  async locate(key: string): Promise<BlobFile> {
    await this.#have(key);
    const file = await this.#store.locate(key);
    return this.#kept.get(key)?.version === file.version ? { ...file, verified: true } : file;
  }

  /** @throws as `locate` */
  async get(key: string): Promise<Buffer> {
    await this.#have(key);
    return await this.#store.get(key);
  }

  /**
   * Fetches what is going to be used, at a pace. What is here already counts as used now, and no file is looked at for that.
   *
   * @throws as `locate`
   */
  async fetchAhead(key: string, pace: Pace): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept === undefined) await this.#have(key, pace);
    else this.#note(key, { ...kept, usedAtMs: this.#deps.now() });
  }

  /** It is used now; undefined where it is not here. */
  async touch(key: string): Promise<number | undefined> {
    const bytes = await this.#store.touch(key);
    if (bytes !== undefined) this.#note(key, { ...this.#kept.get(key), bytes, usedAtMs: this.#deps.now() });
    return bytes;
  }

  async #have(key: string, pace?: Pace): Promise<void> {
    if ((await this.touch(key)) !== undefined) return;
    const fetch = this.#fetching.get(key) ?? this.#begin(key, pace);
    if (pace === undefined) fetch.want();
    await fetch.done;
  }

  #begin(key: string, pace: Pace | undefined): Fetch {
    const wanted = new AbortController();
    const step = async (): Promise<void> => {
      if (!wanted.signal.aborted) await pace?.(wanted.signal);
    };
    const fetch = {
      done: this.#fetch(key, step).finally(() => this.#fetching.delete(key)),
      want: () => {
        wanted.abort();
      },
    };
    this.#fetching.set(key, fetch);
    return fetch;
  }

  async #fetch(key: string, step: () => Promise<void>): Promise<void> {
    const source = paced(await this.#deps.source.open(key), step);
    try {
      const { bytes } = await this.#store.putStream(source, { maxBytes: largestDataBytes, expectedKey: key });
      const { version } = await this.#store.locate(key);
      this.#note(key, { bytes, usedAtMs: this.#deps.now(), version });
    } catch (error) {
      const wrong =
        error instanceof SerinError && ['DIGEST_MISMATCH', 'PAYLOAD_TOO_LARGE'].includes(error.code);
      throw wrong ? corrupt(key) : error;
    }
    await this.#makeRoom();
  }

  #note(key: string, kept: Kept): void {
    this.#forget(key);
    this.#kept.set(key, kept);
    this.#bytes += kept.bytes;
  }

  #forget(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }

  async #makeRoom(): Promise<void> {
    const { maxBytes, inUseMs } = this.#options;
    const idleSinceMs = this.#deps.now() - inUseMs;
    for (const [key, { usedAtMs }] of this.#kept) {
      if (this.#bytes <= maxBytes) return;
      if (usedAtMs > idleSinceMs) break;
      this.#forget(key);
      await this.#store.remove(key);
    }
    if (this.#bytes > maxBytes) {
      this.#deps.log.debug(
        { bytes: this.#bytes, maxBytes },
        'what is in use is more than the cache may hold',
      );
    }
  }
}

async function* paced(source: AsyncIterable<Buffer>, step: () => Promise<void>): AsyncIterable<Buffer> {
  for await (const piece of source) {
    yield piece;
    await step();
  }
}

/** By the time of their last use, the oldest first. */
const blobsIn = async (directory: string): Promise<(Kept & { readonly key: string })[]> => {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const found: (Kept & { readonly key: string })[] = [];
  for (const name of names) {
    if (!/^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name)) continue;
    const about = await stat(join(directory, name)).catch(() => undefined);
    if (about?.isFile() !== true) continue;
    found.push({
      key: name.replace('/', ''),
      bytes: about.size,
      usedAtMs: Math.max(about.atimeMs, about.mtimeMs),
    });
  }
  return found.sort((a, b) => a.usedAtMs - b.usedAtMs);
};
