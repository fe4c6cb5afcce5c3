import type { Multipliers } from './limits.ts';

/** What a submission, or one test of it, came to. */
export const verdicts = [
  'accepted',
  'wrong_answer',
  'partial',
  'time_limit_exceeded',
  'memory_limit_exceeded',
  'output_limit_exceeded',
  'runtime_error',
  'compile_error',
  'system_error',
  'cancelled',
  'skipped',
] as const;

export type Verdict = (typeof verdicts)[number];

/** The verdict of one test with its evidence. Times in milliseconds, memory in bytes. */
export interface TestResult {
  readonly name: string;
  readonly verdict: Verdict;
  /** `cpu`, `wall`, `oom`, `peak`, `exit:3`, `signal:SIGSEGV`, `syscall`, `stdout`, `format`… */
  readonly detail?: string;
  /** One sentence from the checker or from us, safe to show to the user. */
  readonly message?: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** First bytes of what the program wrote, as UTF-8 with replacement; given where the caller asked for output. */
  readonly stdout?: string;
  readonly stderr?: string;
  /** What a run wrote, byte for byte up to a bound; in place of the two above. */
  readonly output?: { readonly stdout: CapturedText; readonly stderr: CapturedText };
  /** Who said what to whom, of an interactive problem; given where the caller asked for output. It may hold what is secret: for operators. */
  readonly transcript?: Transcript;
  /** Name of the problem's group that the test belongs to. */
  readonly group?: string;
  /** What the test gave of its points, exact decimals; for problems that are scored. */
  readonly points?: Points;
  /** What the checker or interactor told the judges; for operators, never for submitters. */
  readonly judgeMessage?: string;
  /** Every run of the test in order, where there was more than one; the last one counts, and the figures above are its. */
  readonly runs?: readonly TestRunFigures[];
}

/** The beginning of a conversation, in order. */
export interface Transcript {
  readonly entries: readonly TranscriptEntry[];
  /** More was said than `entries` has. */
  readonly truncated: boolean;
}

export interface TranscriptEntry {
  readonly from: 'program' | 'interactor';
  /** As UTF-8 with replacement. */
  readonly text: string;
  /** Milliseconds since the first of the two began, when it was on its way to the other. */
  readonly atMs: number;
}

/** The beginning of a stream: as text where it is UTF-8, else in base64. */
export interface CapturedText {
  readonly text: string;
  readonly encoding: 'utf8' | 'base64';
  /** All that the program wrote. */
  readonly bytes: number;
  /** There was more than `text` has. */
  readonly truncated: boolean;
}

/** Exact decimals, as text: what was got, and the most there was. */
export interface Points {
  readonly got: string;
  readonly most: string;
}

/** What a group of a problem's tests came to. `skipped`: it was not judged, because of a group that it requires. */
export interface GroupResult {
  readonly name: string;
  readonly verdict: Verdict;
  readonly points?: Points;
}

/** One run of a test that was run more than once, because it passed its time limit by a little. */
export interface TestRunFigures {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  /** What the test would have come to by this run alone. */
  readonly verdict: Verdict;
}

export interface CompileResult {
  readonly ok: boolean;
  readonly cached: boolean;
  /** Compiler output, truncated. */
  readonly log: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  readonly detail?: string;
}

/** Where the time of a submission went, in milliseconds of the worker's monotonic clock (`queuedMs`: of the wall clock). */
export interface Timings {
  readonly queuedMs: number;
  readonly leaseMs: number;
  readonly compileMs: number;
  readonly runMs: number;
  readonly totalMs: number;
}

export interface SubmissionResult {
  readonly verdict: Verdict;
  readonly detail?: string;
  readonly message?: string;
  /** 0…100: the share of tests accepted; of the points, where the problem is scored. */
  readonly score: number;
  /** For problems that are scored. */
  readonly points?: Points;
  readonly groups?: readonly GroupResult[];
  /** Fingerprint that ran the problem's checker or interactor. */
  readonly judgedBy?: string;
  /** Totals: the largest over all tests, as contest systems show them. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  /** Absent for a language without a compile step and where judging ended before it. */
  readonly compile?: CompileResult;
  readonly tests: readonly TestResult[];
  readonly timings: Timings;
  /** What the time limits of the tests were multiplied by; given where the worker scales them. Figures are as measured. */
  readonly timeScale?: number;
  /** What the stated limits were multiplied by, where the worker does so. */
  readonly multipliers?: Multipliers;
  /** Digest of everything around the runtime that judged this. */
  readonly harness: string;
  /** Name of the worker that judged it. */
  readonly worker: string;
}

/** A result in a line, for lists and comparisons. */
export interface ResultSummary {
  readonly verdict: Verdict;
  readonly detail?: string;
  readonly score: number;
  readonly points?: Points;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryBytes: number;
  /** Milliseconds since the epoch. */
  readonly finishedAtMs?: number;
}

export const summaryOf = (result: SubmissionResult): ResultSummary => ({
  verdict: result.verdict,
  ...(result.detail === undefined ? {} : { detail: result.detail }),
  score: result.score,
  ...(result.points === undefined ? {} : { points: result.points }),
  cpuMs: result.cpuMs,
  wallMs: result.wallMs,
  memoryBytes: result.memoryBytes,
});
