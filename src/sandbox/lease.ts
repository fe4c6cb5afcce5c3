import { SerinError } from '../domain/errors.ts';
import type { CollectBounds, PlacedFile, ProgramFile, RunCommand, RunReport } from '../domain/run.ts';
import { inputMaxBytes } from './container-spec.ts';
import type { KeptContainer, SlotKeeper } from './slot-keeper.ts';

/** One component of a path, and none that stands for another directory. */
const plainName = /^(?!\.{1,2}$)[^/\0]+$/;

/** The runner ends over a name that it does not know as one. */
const assertPlain = (names: readonly (string | undefined)[], maxBytes: number): void => {
  for (const name of names) {
    if (name === undefined || (plainName.test(name) && Buffer.byteLength(name) <= maxBytes)) continue;
    throw new SerinError('CONFIG_INVALID', `a run wants "${name}" in its sandbox, which is no plain name`);
  }
};

/** Bounds of the runner: `DIRECTORIES_MAX`, `FIFO_NAME_BYTES_MAX` of its `request.h`. */
const directoriesMax = 16;
const pipeNameMaxBytes = 64;

/** Where a lease has its companions from. */
export interface CompanionSource {
  take(fingerprint: string, signal: AbortSignal | undefined): Promise<SlotLease>;
  /** Takes all of them back. Never rejects; resolves when each is ready for others, or gone. */
  close(): Promise<void>;
}

export interface LeaseDeps {
  readonly keeper: SlotKeeper;
  /** The most memory a run may be allowed: the container holds no more. */
  readonly memoryMaxBytes: number;
  /** True while somebody waits for a slot. */
  readonly wanted: () => boolean;
  /** Takes the container back, once. `companions` resolves when those of the lease are settled. */
  readonly onRelease: (kept: KeptContainer, companions: Promise<void>) => void;
  /** Not of a companion, which has none. */
  readonly companions?: CompanionSource;
}

/**
 * Exclusive use of one container. Between runs a container may turn out to be unusable: the kernel killed it for a program's
 * memory, or a wipe could not be verified. The lease then goes on with another one and places the files again, because
 * nothing but `/app` outlives a run. Only what a compilation, or a run that keeps its box, left in `/box` cannot be had again: that
 * is an error, and the submission is judged anew.
 */
export class SlotLease {
  readonly waitedMs: number;
  readonly #deps: LeaseDeps;
  #kept: KeptContainer;
  #placed: PlacedFile[] = [];
  #boxHoldsArtifacts = false;
  #released = false;
  /** Never rejects; undefined while the container is settled. */
  #replacing: Promise<void> | undefined;

  constructor(deps: LeaseDeps, kept: KeptContainer, waitedMs: number) {
    this.#deps = deps;
    this.#kept = kept;
    this.waitedMs = waitedMs;
  }

  /** True while somebody waits for a slot: whoever could do without this one gives it back soon. */
  get wanted(): boolean {
    return this.#deps.wanted();
  }

  /** See `Lease.companion`. */
  async companion(fingerprint: string, signal?: AbortSignal): Promise<SlotLease> {
    this.#assertHeld('take a companion');
    if (this.#deps.companions === undefined) {
      throw new SerinError('SANDBOX_FAILED', 'a companion has no companions of its own');
    }
    return this.#deps.companions.take(fingerprint, signal);
  }

  async put(files: readonly PlacedFile[]): Promise<void> {
    await this.#makeUsable('place files');
    await this.#place(files);
    this.#placed.push(...files);
  }

  /** See `Lease.join`. A container that is lost before the run loses this with it: the run is an error then. */
  async join(pipes: { readonly stdin: string; readonly stdout: string }): Promise<void> {
    assertPlain([pipes.stdin, pipes.stdout], pipeNameMaxBytes);
    if (pipes.stdin === pipes.stdout) {
      throw new SerinError('CONFIG_INVALID', `"${pipes.stdin}" would join a program to itself`);
    }
    await this.#makeUsable('join');
    await this.#kept.container.connection.join(pipes);
  }

  async run(command: RunCommand, signal?: AbortSignal): Promise<RunReport> {
    this.#assertFits(command);
    await this.#makeUsable('run');
    this.#boxHoldsArtifacts = command.phase === 'compile' || command.keepBox === true;
    return this.#kept.container.connection.run(command, signal);
  }

  async collect(patterns: readonly string[], bounds: CollectBounds): Promise<ProgramFile[]> {
    this.#assertHeld('collect');
    return this.#kept.container.connection.collect(patterns, bounds);
  }

  async reset(): Promise<void> {
    this.#assertHeld('reset');
    const { connection } = this.#kept.container;
    const usable = connection.deathReason === undefined && connection.clean;
    const unfit = usable ? await this.#deps.keeper.reset(this.#kept) : 'unclean';
    this.#placed = [];
    this.#boxHoldsArtifacts = false;
    if (unfit !== undefined) await this.#replace(unfit);
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#placed = [];
    const companions = this.#deps.companions?.close() ?? Promise.resolve();
    // Another container may be on its way: that is the one to take back.
    if (this.#replacing === undefined) this.#deps.onRelease(this.#kept, companions);
    else void this.#replacing.then(() => this.#deps.onRelease(this.#kept, companions));
  }

  async #makeUsable(what: string): Promise<void> {
    this.#assertHeld(what);
    const { connection } = this.#kept.container;
    if (connection.deathReason === undefined && connection.clean) return;
    if (this.#boxHoldsArtifacts) {
      const why = connection.deathReason ?? 'it could not be wiped';
      throw new SerinError('SANDBOX_FAILED', `a container was lost with what was made in it: ${why}`);
    }
    const reason = connection.deathReason === undefined ? 'unclean' : 'died';
    await this.#replace(reason);
    await this.#place(this.#placed);
  }

  async #place(files: readonly PlacedFile[]): Promise<void> {
    for (const { data } of files) this.#kept.placedBytes += Buffer.isBuffer(data) ? data.length : data.bytes;
    await this.#kept.container.connection.put(files);
  }

  /** Where no other container is to be had, the lease keeps the one that is gone. */
  async #replace(reason: string): Promise<void> {
    const replacing = this.#deps.keeper.replace(this.#kept, reason);
    this.#replacing = replacing.then(
      (kept) => {
        this.#kept = kept;
      },
      () => undefined,
    );
    try {
      await replacing;
      await this.#replacing;
    } finally {
      this.#replacing = undefined;
    }
  }

  #assertHeld(what: string): void {
    if (this.#released)
      throw new SerinError('SANDBOX_FAILED', `a lease cannot ${what} after it was given back`);
  }

  /** Beyond these the kernel's limits would decide, and their word would be taken for the program's fate. */
  #assertFits(command: RunCommand): void {
    const { limits, stdin, joined, transcriptBytes, inputFile, outputFile, directories = [] } = command;
    const { memoryMaxBytes } = this.#deps;
    if (limits.memoryBytes > memoryMaxBytes) {
      throw new SerinError(
        'CONFIG_INVALID',
        `a run wants ${limits.memoryBytes} bytes of memory, its sandbox policy gives ${memoryMaxBytes} at most`,
      );
    }
    if (joined === true && (stdin.bytes > 0 || inputFile !== undefined || outputFile !== undefined)) {
      throw new SerinError(
        'CONFIG_INVALID',
        'a joined run has no input of its own, and no files for input or output',
      );
    }
    if (transcriptBytes !== undefined && joined !== true) {
      throw new SerinError('CONFIG_INVALID', 'only a joined run has a transcript');
    }
    if (directories.length > directoriesMax) {
      throw new SerinError(
        'CONFIG_INVALID',
        `a run wants ${directories.length} directories, a sandbox makes ${directoriesMax} at most`,
      );
    }
    assertPlain([inputFile, outputFile, ...directories], 255);
    if (stdin.bytes > inputMaxBytes) {
      throw new SerinError(
        'CONFIG_INVALID',
        `a run wants ${stdin.bytes} bytes of input, a sandbox takes ${inputMaxBytes} at most`,
      );
    }
  }
}
