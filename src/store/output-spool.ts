/**
 * What one run writes, until it is judged: held in memory up to a bound, and beyond it in a file that has no name any more, so that
 * nothing is left of it however this process ends.
 *
 * What a container sends is not to be held back and has to be put away as it comes: it is written at once, as a rule into the
 * page cache, at some microseconds for each piece.
 */
import { closeSync, mkdirSync, openSync, read, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SerinError } from '../domain/errors.ts';
import { inputOf } from '../domain/run.ts';
import type { RunInput } from '../domain/run.ts';
import { writeFailure } from './blob-store.ts';

export interface OutputSpoolOptions {
  /** Made when it is first needed. */
  readonly directory: string;
  /** Of one run. */
  readonly heldBytes: number;
  /** A fresh unique word. */
  readonly newId: () => string;
}

const pieceBytes = 256 * 1024;

/** A small piece is often a view of something much larger. */
const copiedBytes = 4 * 1024;

const readFrom = promisify(read);

export class OutputSpool {
  readonly #options: OutputSpoolOptions;
  #held: Buffer[] = [];
  #bytes = 0;
  #file: number | undefined;

  constructor(options: OutputSpoolOptions) {
    this.#options = options;
  }

  /** @throws SerinError STORAGE_FULL, INTERNAL */
  write(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= this.#options.heldBytes) {
      this.#held.push(piece.length < copiedBytes ? Buffer.from(piece) : piece);
      return;
    }
    try {
      this.#file ??= this.#opened();
      for (const held of this.#held.splice(0)) writeWhole(this.#file, held);
      writeWhole(this.#file, piece);
    } catch (cause) {
      throw writeFailure(cause);
    }
  }

  written(): RunInput {
    const file = this.#file;
    if (file === undefined) return inputOf(Buffer.concat(this.#held));
    const bytes = this.#bytes;
    return { bytes, read: () => piecesOf(file, bytes) };
  }

  dispose(): void {
    this.#held = [];
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  #opened(): number {
    const { directory, newId } = this.#options;
    mkdirSync(directory, { recursive: true });
    const path = join(directory, newId());
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  }
}

const writeWhole = (file: number, piece: Buffer): void => {
  for (let at = 0; at < piece.length;) at += writeSync(file, piece, at);
};

async function* piecesOf(file: number, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes;) {
    const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, bytes - at));
    const { bytesRead } = await readFrom(file, piece, 0, piece.length, at);
    if (bytesRead === 0) throw new SerinError('INTERNAL', 'an output that was put away ends early');
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
