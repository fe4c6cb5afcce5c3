/** Archives of images as files: compressed, whole or not there at all, and never in memory as a whole. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Transform, Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface FileDigest {
  /** 64 hex digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Compresses a stream into a file, which appears when all of it is on the disk. */
export const writeArchive = async (path: string, source: Readable): Promise<FileDigest> => {
  const beside = `${path}.${randomUUID()}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, createGzip({ level: 6 }), measure, createWriteStream(beside, { flush: true }));
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return { sha256: hash.digest('hex'), bytes };
};

export const digestFile = async (path: string): Promise<FileDigest> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(createReadStream(path), measure);
  return { sha256: hash.digest('hex'), bytes };
};

export const openArchive = (path: string): Readable => createReadStream(path);

/** Undefined when there is no such file. */
export const readTextFile = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
};

/** As with an archive: the whole text, or what was there before. */
export const writeTextFile = async (path: string, text: string): Promise<void> => {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, text, { flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};
