import type { ProblemDefinition } from '../domain/problem.ts';
import type { Decision } from '../domain/decision.ts';
import type { Aside } from '../domain/fallback.ts';
import type {
  JudgeJob,
  Shadow,
  ShadowDrop,
  StoredData,
  SubmissionMaterial,
  SubmissionRecord,
} from '../domain/submission.ts';
import type {
  CollectBounds,
  PlacedFile,
  ProgramFile,
  RunCommand,
  RunInput,
  RunReport,
} from '../domain/run.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { SubmissionEvent } from '../domain/events.ts';
import type { ResultSummary, SubmissionResult } from '../domain/verdict.ts';
import type { Logger } from '../domain/logger.ts';

/** Exclusive use of one warm container by one submission. */
export interface Lease {
  /** Milliseconds between asking for the lease and having it. */
  readonly waitedMs: number;
  /** True while somebody waits for a slot: whoever can do without this one gives it back soon. */
  readonly wanted: boolean;
  /** Place read-only files in `/app`. */
  put(files: readonly PlacedFile[]): Promise<void>;
  /**
   * Another container on this lease's slot and core, with a uid of its own, for a program that the problem brings. It is released with
   * this lease at the latest; it has no companions. Throws what `Sandboxes.lease` throws.
   */
  companion(fingerprint: string, signal?: AbortSignal): Promise<Lease>;
  /**
   * Open the slot's FIFOs for the next run, which says `joined`: its standard input is `stdin`, its standard output `stdout`. The two leases
   * of a pair name the same two, crosswise, and both have joined before either runs, so that nobody finds an end that is not open yet.
   */
  join(pipes: { readonly stdin: string; readonly stdout: string }): Promise<void>;
  /** Run a program to its end. An aborted signal kills it: fate `killed` by `cancel`. */
  run(command: RunCommand, signal?: AbortSignal): Promise<RunReport>;
  /** Regular files below `/box` that match a pattern. Throws `ARTIFACTS_TOO_LARGE` over the bounds, `ARTIFACTS_SPOILED` of what is named. */
  collect(patterns: readonly string[], bounds: CollectBounds): Promise<ProgramFile[]>;
  /** A verified reset inside the lease; a container that cannot be verified is replaced by a fresh one. */
  reset(): Promise<void>;
  /** Give the container back. Never throws; the verified reset happens after the caller has gone on. */
  release(): void;
}

export interface Sandboxes {
  /** Waits for a free slot. Throws `SANDBOX_FAILED`, `DOCKER_UNAVAILABLE` or the signal's reason. */
  lease(fingerprint: string, signal?: AbortSignal): Promise<Lease>;
  /**
   * A lease on a slot that nobody has a use for; undefined, at once, when none is free and ready or somebody waits for one. Throws
   * what `lease` throws.
   */
  leaseSpare(fingerprint: string, signal?: AbortSignal): Promise<Lease | undefined>;
}

export interface JudgingStore {
  read(submission: string): Promise<SubmissionRecord | undefined>;
  readMaterial(key: string): Promise<SubmissionMaterial>;
  /** Marks the attempt as running. False: it is not the current attempt, or it is finished already. */
  markRunning(submission: string, attempt: number, worker: string): Promise<boolean>;
  /** Appends an event of the current attempt; a stale attempt's is dropped. */
  appendEvent(submission: string, event: SubmissionEvent): Promise<void>;
  /** The one place where a verdict is committed: true exactly once per submission, for the current attempt only. */
  commit(submission: string, attempt: number, result: SubmissionResult): Promise<boolean>;
}

/** What `fallBack` needs. */
export interface FallbackPorts {
  readonly attempts: {
    /** The record with summaries of its verdicts, without its result. */
    peek(submission: string): Promise<SubmissionRecord | undefined>;
    /**
     * Puts another attempt in the place of the record's. The raised record, exactly once; undefined where that attempt is not the current
     * one any more. Throws `STORE_UNAVAILABLE`.
     */
    raise(raise: {
      readonly record: SubmissionRecord;
      readonly outcome: Aside;
      readonly result?: ResultSummary;
      readonly decision: Decision;
      readonly asSeen?: true;
    }): Promise<SubmissionRecord | undefined>;
    /** The attempt's job is in the queue: its outbox entry may go. */
    enqueued(submission: string, attempt: number): Promise<void>;
  };
  readonly queue: {
    /** Idempotent by job id. */
    enqueue(job: JudgeJob): Promise<void>;
  };
  /** What the language has on stable now. */
  readonly stable: (language: string) => Pick<Binding, 'runtime' | 'fingerprint'> | undefined;
  readonly metrics: Pick<JudgingMetrics, 'fellBack'>;
  readonly log: Logger;
}

/** What a shadow leaves behind. */
export interface ShadowPorts {
  readonly shadows: {
    /** True exactly once, and never for one that was dropped. */
    judged(submission: string, shadow: Pick<Shadow, 'track'>, result: ResultSummary): Promise<boolean>;
    /** True exactly once, and never for one that was judged. */
    drop(submission: string, shadow: Pick<Shadow, 'track'>, reason: ShadowDrop): Promise<boolean>;
    /** A shadow that has waited for longer is dropped. */
    readonly patienceMs: number;
  };
  readonly metrics: Pick<JudgingMetrics, 'shadowDropped'>;
  readonly log: Logger;
}

/** Inputs and answers that are blobs. */
export interface TestDataReader {
  /**
   * Bytes that were held against their digest. Throws `BLOB_NOT_FOUND`, `BLOB_CORRUPT`: our own failure, which is never a
   * verdict.
   */
  open(stored: StoredData): Promise<OpenedData>;
}

export interface OpenedData {
  readonly bytes: number;
  /** All bytes from the beginning, at each call. Throws `BLOB_CORRUPT` where there are fewer than there were. */
  stream(): AsyncIterable<Buffer>;
  /** The same at once. A piece is overwritten when the next is asked for. */
  pieces(): Iterable<Buffer>;
}

/** What one run writes, until it is judged: a large one is not held in memory. */
export interface Spool {
  /** At once, so that nothing piles up behind it. Throws `STORAGE_FULL`, `INTERNAL`. */
  write(piece: Buffer): void;
  /** All that was written. Read before `dispose`. */
  written(): RunInput;
  /** Nothing is left of it. Never throws. */
  dispose(): void;
}

/** Problems that submissions are judged by. */
export interface ProblemReader {
  /** Throws `BLOB_NOT_FOUND`, `BLOB_CORRUPT`. */
  definition(digest: string): Promise<ProblemDefinition>;
  /** Inputs, answers and files that definitions name. */
  readonly data: TestDataReader;
}

/** Programs by content key, so that the same sources are compiled once per fingerprint. */
export interface CompileCache {
  get(key: string): Promise<CachedProgram | undefined>;
  put(key: string, program: CachedProgram): Promise<void>;
}

export interface CachedProgram {
  readonly files: readonly ProgramFile[];
  readonly log: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
}

export interface JudgingMetrics {
  finished(
    labels: {
      language: string;
      track: string;
      verdict: string;
      fingerprint: string;
      rule: string | undefined;
    },
    seconds: { total: number; queued: number },
  ): void;
  compileCache(hit: boolean): void;
  /** Stable took another track's place. */
  fellBack(labels: { language: string; track: string; outcome: Aside }): void;
  /** Stable gave the verdict that it was asked to confirm. `flip`: it came to something else. */
  confirmed(labels: {
    language: string;
    track: string;
    verdict: string;
    confirmed: string;
    flip: boolean;
  }): void;
  shadowDropped(labels: { language: string; track: string; reason: ShadowDrop }): void;
}

export interface JudgingPorts extends FallbackPorts, ShadowPorts {
  readonly store: JudgingStore;
  readonly data: TestDataReader;
  readonly problems: ProblemReader;
  readonly sandboxes: Sandboxes;
  /** A spool for one run. */
  readonly spool: () => Spool;
  readonly compileCache: CompileCache;
  readonly runtime: (fingerprint: string) => RuntimeFacts | undefined;
  /**
   * What runs a problem's own program in this language: its fingerprint on stable, where that is served here. Throws `RUNTIME_NOT_FOUND`.
   */
  readonly auxiliary: (language: string) => RuntimeFacts;
  readonly harness: string;
  readonly worker: string;
  /** Share of a time limit within which a run on the losing side is run once more; 0: never. */
  readonly rerunMargin: number;
  /** Multiply limits by what the runtime's manifest states. */
  readonly limitMultipliers: boolean;
  /** Spread the tests of a submission over slots to spare. */
  readonly parallelTests: boolean;
  /** What time limits are multiplied by here, once that is known; undefined where they are held as they are stated. */
  readonly timeScale: () => Promise<number | undefined>;
  readonly metrics: JudgingMetrics;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}
