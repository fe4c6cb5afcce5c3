/**
 * One database of addresses: a file in MaxMind's format (mmdb), held in memory.
 *
 *            look: the file is another one            it can be read
 *   held ─────────────────────────────────▶ loading ──────────────────▶ held (the new one)
 *    ▲                                         │ it cannot: half-written, damaged, gone
 *    └──────────── the old one stays ──────────┘ told once; looked at again as soon as it has changed
 *
 * Files are replaced by rename, by writing over them, or by moving a link, and so it is looked at by time and not by notices: whether size,
 * time or inode have changed. A new file is only taken when it reads the same twice in a row, so that a copy under way is waited for, and when
 * its metadata and some lookups are sound.
 */
import { readFile, stat } from 'node:fs/promises';
import { Reader } from 'mmdb-lib';
import type { Response } from 'mmdb-lib';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';

interface Held {
  readonly reader: Reader<Response>;
  readonly mark: string;
}

/** Any will do: a damaged tree or data section fails on some of them. */
const probes = [
  '1.1.1.1',
  '8.8.8.8',
  '41.0.0.1',
  '101.6.6.6',
  '193.0.6.139',
  '2001:4860:4860::8888',
  '2a00::1',
];

export class AddressDatabase {
  readonly #path: string;
  readonly #log: Logger;
  #held: Held;
  /** Of a file that is seen for the first time, or that was refused. */
  #seen = '';
  #refused = '';

  private constructor(path: string, log: Logger, held: Held) {
    this.#path = path;
    this.#log = log;
    this.#held = held;
  }

  /** @throws SerinError CONFIG_INVALID when the file cannot be read now: nothing was held before. */
  static async open({ log }: { readonly log: Logger }, path: string): Promise<AddressDatabase> {
    try {
      // The mark first: a file that is replaced meanwhile is then seen to have changed.
      const mark = await markOf(path);
      return new AddressDatabase(path, log, { mark, reader: await read(path) });
    } catch (cause) {
      throw new SerinError(
        'CONFIG_INVALID',
        `the address database ${path} cannot be read: ${reasonOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  /** When its data was made, in milliseconds since the epoch. */
  get builtAtMs(): number {
    return this.#held.reader.metadata.buildEpoch.getTime();
  }

  /** The record of an address; undefined where there is none. Never throws. */
  find(address: string): unknown {
    const { reader } = this.#held;
    // The reader would look for the first 32 bits of it, and find somebody else.
    if (address.includes(':') && reader.metadata.ipVersion !== 6) return undefined;
    try {
      return reader.get(address) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Takes a file that has been replaced. True: there is a new one now. Never throws. */
  async look(): Promise<boolean> {
    const mark = await markOf(this.#path).catch(() => 'gone');
    if (mark === this.#held.mark || mark === this.#refused) return false;
    if (mark !== this.#seen) {
      this.#seen = mark;
      return false;
    }
    try {
      const reader = await read(this.#path);
      if ((await markOf(this.#path)) !== mark) return false;
      this.#held = { reader, mark };
      this.#refused = '';
      this.#log.info({ file: this.#path, built: this.builtAtMs }, 'took a new address database');
      return true;
    } catch (cause) {
      this.#refused = mark;
      this.#log.warn(
        { file: this.#path, cause: reasonOf(cause) },
        'the new address database cannot be read: the one before stays',
      );
      return false;
    }
  }
}

const read = async (path: string): Promise<Reader<Response>> => {
  const reader = new Reader<Response>(await readFile(path));
  if (reader.metadata.binaryFormatMajorVersion !== 2) throw new Error('not version 2 of the format');
  for (const address of probes) {
    if (reader.metadata.ipVersion === 6 || !address.includes(':')) reader.get(address);
  }
  return reader;
};

const markOf = async (path: string): Promise<string> => {
  const { ino, size, mtimeMs, dev } = await stat(path);
  return [dev, ino, size, mtimeMs].join(':');
};

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
