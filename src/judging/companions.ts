/**
 * The containers beside a lease in which the problem's programs run: one for each fingerprint, opened when it is needed first and released
 * with the lease. In each lies one program at a time, and beside it the files of tests:
 *
 *   /app/checker, /app/tests/1/input, answer, output
 *                 /app/tests/2/…                       ──too much of it, another program, or a box that was kept──▶ reset
 *
 * Files that were placed stay as they are, so each test has a directory of its own; a reset takes milliseconds, and with small tests it is
 * rarely needed. A reset comes before every run that may find what an earlier one left in the box.
 */
import type { PlacedFile, RunInput } from '../domain/run.ts';
import type { Auxiliary } from './auxiliary.ts';
import type { Lease } from './ports.ts';

/** Bytes and files of tests that may lie in a companion together, unless one test alone has more. */
const mostBytes = 16 * 1024 * 1024;
const mostTests = 512;

export interface NamedBytes {
  readonly name: string;
  /** An input is read while it is placed, and lies there until `emptyOfStreams`. */
  readonly data: Buffer | RunInput;
}

export class Companion {
  readonly lease: Lease;
  #program: Auxiliary | undefined;
  #tests = 0;
  #bytes = 0;
  #used = false;
  /** Something was placed whose bytes are not held, and will not be there for ever. */
  #streams = false;

  constructor(lease: Lease) {
    this.lease = lease;
  }

  /** Places the program, unless it is there, and the files. Answers the directory in which they are. */
  async place(program: Auxiliary, files: readonly NamedBytes[]): Promise<string> {
    const bytes = files.reduce(
      (sum, { data }) => sum + (Buffer.isBuffer(data) ? data.length : data.bytes),
      0,
    );
    const full = this.#tests >= mostTests || (this.#tests > 0 && this.#bytes + bytes > mostBytes);
    if (this.#used || full || this.#program !== program) {
      await this.empty();
      await this.lease.put(program.files);
      this.#program = program;
    }
    this.#tests += 1;
    this.#bytes += bytes;
    this.#streams ||= !files.every(({ data }) => Buffer.isBuffer(data));
    const directory = `tests/${this.#tests}`;
    await this.lease.put(files.map((file) => placed(directory, file)));
    return `/app/${directory}`;
  }

  /** What a run left in the box was kept: nothing else is run before a reset. */
  leftBehind(): void {
    this.#used = true;
  }

  /** To be called when they were judged: a container that is replaced later could not be given them again. */
  async emptyOfStreams(): Promise<void> {
    if (this.#streams) await this.empty();
  }

  /** Nothing lies in it afterwards. */
  async empty(): Promise<void> {
    if (!this.#used && this.#program === undefined) return;
    this.#program = undefined;
    this.#tests = 0;
    this.#bytes = 0;
    this.#streams = false;
    await this.lease.reset();
    this.#used = false;
  }
}

const placed = (directory: string, { name, data }: NamedBytes): PlacedFile => ({
  path: `${directory}/${name}`,
  data,
  executable: false,
});

/** By fingerprint. Used by one test at a time. */
export class Companions {
  readonly #open: (fingerprint: string) => Promise<Lease>;
  readonly #opened = new Map<string, Companion>();

  constructor(open: (fingerprint: string) => Promise<Lease>) {
    this.#open = open;
  }

  async of(fingerprint: string): Promise<Companion> {
    const opened = this.#opened.get(fingerprint) ?? new Companion(await this.#open(fingerprint));
    this.#opened.set(fingerprint, opened);
    return opened;
  }

  /** For whoever opened leases that nothing else releases. */
  release(): void {
    for (const { lease } of this.#opened.values()) lease.release();
  }
}
