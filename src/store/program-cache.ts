/**
 * Compiled programs by content key, so that the same sources are compiled once per fingerprint.
 *
 * Two layers: programs in memory, and files on disk that outlive the process. Each is bounded by bytes and lets go of what
 * was used longest ago. A file is the SHA-256 of the rest, then an envelope that repeats the key; whatever does not agree
 * is removed and counts as not cached. Nothing here ever fails a submission: a cache that cannot be written is a cache that
 * misses.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Logger } from '../domain/logger.ts';
import type { ProgramFile } from '../domain/run.ts';
import { namesIn } from './blob-store.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';

interface CachedProgram {
  readonly files: readonly ProgramFile[];
  readonly log: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
}

export interface ProgramCacheDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh unique word. */
  readonly newId: () => string;
  readonly log: Logger;
}

export interface ProgramCacheOptions {
  readonly directory: string;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

const digestBytes = 32;

const aboutShape = z.object({
  key: z.string(),
  files: z.array(z.object({ path: z.string(), executable: z.boolean() })),
  log: z.string(),
  cpuMs: z.number(),
  wallMs: z.number(),
  memoryBytes: z.number(),
});

export class ProgramCache {
  readonly #directory: string;
  readonly #deps: ProgramCacheDeps;
  readonly #memory: LRUCache<string, CachedProgram>;
  /** File name → its size; the order of use decides who goes. */
  readonly #disk: LRUCache<string, number>;

  private constructor(deps: ProgramCacheDeps, options: ProgramCacheOptions) {
    this.#directory = options.directory;
    this.#deps = deps;
    this.#memory = new LRUCache({ maxSize: options.memoryBytes });
    this.#disk = new LRUCache({
      maxSize: options.diskBytes,
      dispose: (_size, name, reason) => {
        if (reason === 'evict' || reason === 'delete') this.#forget(name);
      },
    });
  }

  /** Takes over what an earlier process left in the directory, oldest first, down to the bound. */
  static async open(deps: ProgramCacheDeps, options: ProgramCacheOptions): Promise<ProgramCache> {
    const cache = new ProgramCache(deps, options);
    await mkdir(options.directory, { recursive: true });
    const found: { name: string; sizeBytes: number; usedAtMs: number }[] = [];
    for (const name of await namesIn(options.directory)) {
      const path = join(options.directory, name);
      const about = await stat(path).catch(() => undefined);
      if (about?.isFile() !== true) continue;
      if (isName(name) && about.size > 0)
        found.push({ name, sizeBytes: about.size, usedAtMs: about.mtimeMs });
      else await rm(path, { force: true });
    }
    found.sort((a, b) => a.usedAtMs - b.usedAtMs);
    for (const { name, sizeBytes } of found) cache.#admit(name, sizeBytes);
    return cache;
  }

  /** Never throws. */
  async get(key: string): Promise<CachedProgram | undefined> {
    const name = nameOf(key);
    const held = this.#memory.get(name);
    if (held !== undefined) {
      this.#disk.get(name);
      return held;
    }
    if (this.#disk.get(name) === undefined) return undefined;
    const path = join(this.#directory, name);
    try {
      const program = decodeProgram(key, await readFile(path));
      this.#hold(name, program);
      const nowSeconds = this.#deps.now() / 1_000;
      await utimes(path, nowSeconds, nowSeconds);
      return program;
    } catch (error) {
      this.#deps.log.warn(
        { key, cause: String(error) },
        'a cached program cannot be used: it will be compiled again',
      );
      this.#disk.delete(name);
      return undefined;
    }
  }

  /** Never throws. */
  async put(key: string, program: CachedProgram): Promise<void> {
    const name = nameOf(key);
    this.#hold(name, program);
    const bytes = encodeProgram(key, program);
    const path = join(this.#directory, name);
    const beside = `${path}.${this.#deps.newId()}.tmp`;
    try {
      await writeFile(beside, bytes, { flag: 'wx' });
      await rename(beside, path);
      this.#admit(name, bytes.length);
    } catch (error) {
      this.#deps.log.warn({ key, cause: String(error) }, 'a program cannot be kept on disk');
      await rm(beside, { force: true }).catch(() => undefined);
    }
  }

  /** Bytes held on disk. */
  get diskBytes(): number {
    return this.#disk.calculatedSize;
  }

  #admit(name: string, sizeBytes: number): void {
    this.#disk.set(name, sizeBytes, { size: sizeBytes });
    // What is larger than the whole bound is not taken at all.
    if (!this.#disk.has(name)) this.#forget(name);
  }

  #hold(name: string, program: CachedProgram): void {
    const sizeBytes = program.files.reduce((sum, file) => sum + file.data.length + file.path.length, 0);
    this.#memory.set(name, program, { size: sizeBytes + program.log.length + 1024 });
  }

  #forget(name: string): void {
    this.#memory.delete(name);
    rm(join(this.#directory, name), { force: true }).catch((error: unknown) => {
      this.#deps.log.warn({ name, cause: String(error) }, 'a program cannot be removed from disk');
    });
  }
}

/** A key may be any text; its digest is a safe file name. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const isName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const encodeProgram = (key: string, program: CachedProgram): Buffer => {
  const about = {
    key,
    files: program.files.map(({ path, executable }) => ({ path, executable })),
    log: program.log,
    cpuMs: program.cpuMs,
    wallMs: program.wallMs,
    memoryBytes: program.memoryBytes,
  };
  const envelope = encodeEnvelope(
    'program',
    about,
    program.files.map((file) => file.data),
  );
  return Buffer.concat([sha256(envelope), envelope]);
};

const decodeProgram = (key: string, bytes: Buffer): CachedProgram => {
  const envelope = bytes.subarray(digestBytes);
  if (!sha256(envelope).equals(bytes.subarray(0, digestBytes))) throw new Error('the digest does not agree');
  const { about, parts } = decodeEnvelope('program', aboutShape, envelope);
  if (about.key !== key) throw new Error('it is of another key');
  const files = about.files.map((file, index) => {
    const data = parts[index];
    if (data === undefined) throw new Error('a file is missing');
    return { ...file, data };
  });
  const { log, cpuMs, wallMs, memoryBytes } = about;
  return { files, log, cpuMs, wallMs, memoryBytes };
};

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
