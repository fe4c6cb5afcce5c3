/**
 * What the runner was asked to run and what became of it. A fate is a value; only our own failures are errors.
 */
export type Fate =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: number }
  /** Ended by the runner because a limit was passed, or because the submission was cancelled. */
  | { readonly kind: 'killed'; readonly by: 'cpu' | 'wall' | 'memory' | 'output' | 'cancel' }
  /** The program could not be executed at all: `errno` at a numbered `location` of the runner. */
  | { readonly kind: 'notStarted'; readonly errno: number; readonly location: number };

/** Evidence of one run. Times in milliseconds (fractions kept), sizes in bytes. */
export interface RunReport {
  readonly fate: Fate;
  /** CPU time of the whole tree of processes, the runner's own taken off. */
  readonly cpuMs: number;
  /** Monotonic time from just before exec to the death of the leader or the kill. */
  readonly wallMs: number;
  /** Peak of anonymous + shared memory above what was there before the run. */
  readonly memoryBytes: number;
  /** OOM kills in the container during the run. */
  readonly oomKills: number;
  /** When it ended, by the host's monotonic clock: comparable between containers of one host. Told of joined runs. */
  readonly endedMs?: number;
  /** Bytes that the program wrote, which may be more than were captured. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Of a joined run with `transcriptBytes`: what it said, and when; `stdoutBytes` is all of it. */
  readonly said?: readonly SaidPiece[];
  /** What was captured, up to the limits given. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A piece of what a joined program said. */
export interface SaidPiece {
  /** When it was handed on to the other, by the clock of `endedMs`: before the other could answer it. */
  readonly atMs: number;
  readonly data: Buffer;
}

/** A program to run inside a lease. */
export interface RunCommand {
  /** `compile` runs with the wider system call filter, `run` with the tighter one. */
  readonly phase: 'compile' | 'run';
  readonly argv: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: RunInput;
  /** The standard streams are ends of the FIFOs that `Lease.join` opened; `stdin` is empty then, and no output is captured or bounded: `transcriptBytes`. */
  readonly joined?: true;
  /**
   * Of a joined run: so many bytes of what it says are told in the report, from the beginning; 1 to 64 MiB. What it says passes through its
   * runner then, which costs time, and up to 8 KiB more lie between the two programs.
   */
  readonly transcriptBytes?: number;
  /** The program finds its input in this file of `/box`, read-only, and its standard input is empty. A plain name. */
  readonly inputFile?: string;
  /**
   * What counts as the program's output is this file of `/box` as it is at the end, given as standard output would be; what it writes
   * to its standard output is dropped. A file that is not there, or no regular file, is an empty output.
   */
  readonly outputFile?: string;
  /** Directories that are made in `/box` beforehand. Plain names. */
  readonly directories?: readonly string[];
  /** What the run left in `/box` stays there for `collect`, until the lease is reset; otherwise it is wiped when the run is over. */
  readonly keepBox?: true;
  readonly limits: RunLimits;
  /** Given standard output piece by piece, in order, while the program runs; never more than `outputBytes` in all. */
  readonly onStdout?: (piece: Buffer) => void;
  /** Bytes of standard output that the report keeps, from its beginning; all of it unless stated. */
  readonly keptBytes?: number;
}

/** What a program reads. Up to 256 MiB, which need not be in memory at once. */
export interface RunInput {
  readonly bytes: number;
  /** Names the bytes, which never change: a container that holds them already is not sent them again. */
  readonly key?: string;
  /** All bytes from the beginning, at each call. A piece stays as it is when the next is asked for. */
  read(): Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Bytes in memory as an input. */
export const inputOf = (data: Buffer, key?: string): RunInput => ({
  bytes: data.length,
  ...(key === undefined ? {} : { key }),
  read: () => (data.length === 0 ? [] : [data]),
});

export interface RunLimits {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  /** Bytes of standard error kept; writing more is not an error. */
  readonly stderrBytes: number;
  readonly fileBytes: number;
  readonly processes: number;
}

/** What is kept of the streams of a run that is not judged; the rest is counted. */
export const runCapture = { stdoutBytes: 1024 * 1024, stderrBytes: 64 * 1024 } as const;

/** A file that is placed in a container; one that is an input is read while it is sent, and again where it has to be sent again. */
export interface PlacedFile extends Omit<ProgramFile, 'data'> {
  readonly data: Buffer | RunInput;
}

/** What may be collected from `/box` of what a run left there. */
export interface CollectBounds {
  readonly maxBytes: number;
  readonly maxFiles: number;
  /**
   * The patterns are paths of files, and nothing is passed over: what its owner may not read is made readable; a name that something else
   * than a regular file has, and a directory that is gone, are `ARTIFACTS_SPOILED`. A file that is not there is not among the answers.
   */
  readonly named?: true;
}

/** A file of a program: `path` is relative, normalised, without `..`; `executable` sets mode 0555 instead of 0444. */
export interface ProgramFile {
  readonly path: string;
  readonly data: Buffer;
  readonly executable: boolean;
}
