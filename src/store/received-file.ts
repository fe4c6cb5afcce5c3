/** Bytes of a request in a file of their own, for as long as they are looked at. */
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { SerinError } from '../domain/errors.ts';
import { isOlder, namesIn, writeFailure } from './blob-store.ts';

export interface ReceivedFile {
  readonly path: string;
  readonly bytes: number;
  /** Removes it and whatever was laid beside it. */
  readonly dispose: () => Promise<void>;
}

/**
 * All bytes of the source in a new directory below the one given, where whoever reads them may lay files beside. Whatever goes wrong,
 * nothing is left.
 *
 * @throws SerinError PAYLOAD_TOO_LARGE, STORAGE_FULL, INTERNAL; and whatever the source throws.
 */
export const receiveFile = async (
  directory: string,
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<ReceivedFile> => {
  const own = await made(directory);
  const dispose = () => rm(own, { recursive: true, force: true });
  try {
    const path = join(own, 'received');
    const file = await open(path, 'wx', 0o600).catch(failed);
    const bytes = await written(file, source, maxBytes).finally(() => file.close());
    return { path, bytes, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};

/** What processes left that died while they received. */
export const removeReceived = async (directory: string, beforeMs: number): Promise<void> => {
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    if (await isOlder(path, beforeMs)) await rm(path, { recursive: true, force: true });
  }
};

const made = async (directory: string): Promise<string> => {
  try {
    await mkdir(directory, { recursive: true });
    return await mkdtemp(join(directory, 'received-'));
  } catch (cause) {
    throw writeFailure(cause);
  }
};

const written = async (
  file: FileHandle,
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<number> => {
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    if (bytes > maxBytes) {
      throw new SerinError('PAYLOAD_TOO_LARGE', `${maxBytes} bytes are taken here at most`);
    }
    await file.writeFile(piece).catch(failed);
  }
  return bytes;
};

const failed = (cause: unknown): never => {
  throw writeFailure(cause);
};
