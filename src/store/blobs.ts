/**
 * What a home of blobs does, whether it is a directory (`blob-store.ts`) or a bucket (`s3-blobs.ts`).
 *
 * Blobs are named by the SHA-256 of what they hold. A blob appears whole or not at all, under a name that its bytes were held against, and
 * never changes. It lives as long as somebody puts or names it now and then: each of these makes it young again.
 */
import type { Readable } from 'node:stream';

/** What is asked of bytes that come in a stream. */
export interface PutBounds {
  readonly maxBytes: number;
  /** The key that they have to have. */
  readonly expectedKey?: string;
}

export interface PutOutcome {
  readonly key: string;
  readonly bytes: number;
  /** False: the same bytes were there already. */
  readonly created: boolean;
}

/** The bytes as they lie there, which nobody has held against the key. */
export interface BlobStream {
  /** Of the whole blob. */
  readonly bytes: number;
  readonly stream: Readable;
}

/** Where a blob lies, for whoever reads it piece by piece. `version` changes when the file is replaced or written to. */
export interface BlobFile {
  readonly path: string;
  readonly bytes: number;
  readonly version: string;
  /** This very version was held against its digest. */
  readonly verified?: true;
}

/** Local files of blobs, for whoever reads them again and again. */
export interface LocalBlobs {
  /** Throws BLOB_NOT_FOUND. */
  locate(key: string): Promise<BlobFile>;
  touch(key: string): Promise<number | undefined>;
}

/** Every act may throw BLOB_STORE_UNAVAILABLE, where the home is a bucket. */
export interface Blobs {
  /** Keeps the bytes and answers their key: 64 hex digits. Bytes that are there already count as written now. */
  put(bytes: Buffer): Promise<string>;
  /**
   * Keeps bytes that come in pieces; they are never held together. A blob that is there already is written anew, which makes a
   * damaged one good. Whatever goes wrong, nothing is left.
   *
   * Throws PAYLOAD_TOO_LARGE, DIGEST_MISMATCH, STORAGE_FULL, INTERNAL; and whatever the source throws.
   */
  putStream(source: AsyncIterable<Buffer>, bounds: PutBounds): Promise<PutOutcome>;
  /** Throws BLOB_NOT_FOUND, BLOB_CORRUPT. */
  get(key: string): Promise<Buffer>;
  /** All bytes from the beginning, or the first so many of them. Throws BLOB_NOT_FOUND. */
  read(key: string, mostBytes?: number): Promise<BlobStream>;
  /** Its size, or undefined where there is no such blob or its key is none. */
  find(key: string): Promise<number | undefined>;
  /** The same for somebody who is going to need it: it is young again. */
  touch(key: string): Promise<number | undefined>;
  /** A blob that is not there is as good as removed. */
  remove(key: string): Promise<void>;
  /**
   * Removes blobs last put, named or read before a time, and leftovers of writers that died before another; answers how many. For a host
   * that gives a time before everything that any record may still name, and one before any writer that may still live.
   */
  removeOlderThan(timeMs: number, leftoversTimeMs?: number): Promise<number>;
  /**
   * Removes what nothing refers to, and leftovers; answers how many. Whatever is younger than the time given is spared: its reference
   * may be on its way.
   */
  removeUnmarked(isMarked: (key: string) => boolean, timeMs: number): Promise<number>;
}
