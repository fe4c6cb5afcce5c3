/**
 * A problem as Serin judges it, whatever package it came from. A definition is immutable and content-addressed: it is kept as one blob of
 * canonical JSON whose digest names it, and everything heavy in it is a blob of its own (`StoredData`).
 *
 * Tests are in the order in which they are judged; every group's tests lie together, parents come before their children, and what a group
 * requires comes before it. Points and scores are exact decimals, written as text: "37.5".
 */
import type { Checker } from './checker.ts';
import type { PartialLimits } from './limits.ts';
import type { StoredData } from './submission.ts';
import type { Verdict } from './verdict.ts';

/** An exact decimal without exponent, at most 18 digits before and 18 after the point: "0", "-1.5", "37.25". */
export type Decimal = string;

/** `problem: "aplusb"`: lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit. */
export const problemIdPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** A file of a package. `path` is relative, normalised, without "..". */
export interface ProblemFile {
  readonly path: string;
  readonly data: StoredData;
}

/** A program of the problem's own: checker, interactor, manager. It is untrusted like every other. */
export interface AuxiliaryProgram {
  /** A language id; it is run by the fingerprint that the language has on stable. */
  readonly language: string;
  /** The entry file first. */
  readonly files: readonly ProblemFile[];
  readonly limits: PartialLimits;
}

/**
 * How a program of the problem speaks.
 *
 * `testlib`: `checker INPUT OUTPUT ANSWER`, exit code 0 accepted, 1 wrong answer, 2 presentation error (wrong answer), 3 its own failure,
 * 7 points (`points X` on standard error), others partial (`partially correct (p)`, p of 200; see verdict/testlib.ts).
 * `kattis`: `validator INPUT ANSWER FEEDBACK_DIR ARGS… < OUTPUT`, exit code 42 accepted, 43 wrong answer.
 */
export type JudgeProtocol = 'testlib' | 'kattis';

export type OutputJudge =
  | { readonly kind: 'comparison'; readonly checker: Checker }
  | { readonly kind: 'program'; readonly protocol: JudgeProtocol; readonly program: AuxiliaryProgram };

export type ProblemMode =
  | { readonly kind: 'standard' }
  /**
   * The program talks to the interactor through its standard streams. `kattis`: the interactor is the judge as well, and `judge` is not
   * looked at. `testlib`: `interactor INPUT OUTPUT ANSWER`; what it writes to OUTPUT goes to `judge` afterwards, where its own exit code is 0.
   */
  | {
      readonly kind: 'interactive';
      readonly protocol: JudgeProtocol;
      readonly interactor: AuxiliaryProgram;
    }
  /** Submitted files are the outputs: the file named like the test, or `<test>.out`, is judged. Nothing is run. */
  | { readonly kind: 'output-only' };

/**
 * How the scores of a group's members (tests and groups directly in it) become its own.
 *
 *   sum        the sum of their scores
 *   min, max   the smallest, the largest
 *   threshold  the group's points where every member is accepted, else 0
 *
 * Where the group states `points`, `min` and `max` are taken of the members' shares (score / most) and multiplied by it, and a `sum` is
 * scaled to it; where it does not, members' scores are taken as they are.
 */
export const aggregations = ['sum', 'min', 'max', 'threshold'] as const;
export type Aggregation = (typeof aggregations)[number];

export interface ProblemGroup {
  /** `''` is the root, which has no parent; others are paths: `secret`, `secret/1`. */
  readonly name: string;
  readonly parent?: string;
  readonly aggregate: Aggregation;
  readonly points?: Decimal;
  /** Names of groups that have to be accepted as a whole; else this group is skipped, with a score of 0. */
  readonly requires: readonly string[];
  /** `break`: after a test of this group (or of a group in it) that is rejected, which is neither accepted nor partial, the rest of the group is skipped. */
  readonly onReject: 'break' | 'continue';
  /** Its tests are shown to users with input and answer, and give nothing to the score unless points say so. */
  readonly sample?: true;
}

export interface ProblemTest {
  /** Unique: `secret/1/03`. */
  readonly name: string;
  /** Name of the innermost group. */
  readonly group: string;
  readonly input: StoredData;
  readonly answer?: StoredData;
  /** Most that this test gives; 1 where nothing is said. */
  readonly points?: Decimal;
  /** Command-line arguments of the submitted program. */
  readonly args?: readonly string[];
  /** Further arguments of the checker, validator or interactor. */
  readonly judgeArgs?: readonly string[];
  /** In place of the problem's own comparison. */
  readonly checker?: Checker;
  readonly limits?: PartialLimits;
}

/** A submission that came with the package, and what it should come to. */
export interface ProblemSubmission {
  /** `submissions/accepted/fast.cpp` */
  readonly name: string;
  /** Absent: the language is told by the extension. */
  readonly language?: string;
  readonly files: readonly ProblemFile[];
  /** Verdicts that are as expected; empty: whatever it comes to. */
  readonly expected: readonly Verdict[];
  /** The score it should have, where that is stated: from, to. */
  readonly score?: readonly [Decimal, Decimal];
  /** Its time is one that the time limit has to leave room for (`accepted`), or has to be below (`too-slow`). */
  readonly timing?: 'accepted' | 'too-slow';
}

export interface ProblemDefinition {
  readonly version: 1;
  readonly title: string;
  readonly limits: PartialLimits;
  readonly mode: ProblemMode;
  readonly judge: OutputJudge;
  readonly scoring: 'pass-fail' | 'points';
  readonly groups: readonly ProblemGroup[];
  readonly tests: readonly ProblemTest[];
  /** Files that are placed beside the submitted ones before compiling: graders, headers, stubs; for one language or family, or for all. */
  readonly provided: readonly { readonly language?: string; readonly files: readonly ProblemFile[] }[];
  /** Names of files that are read and written in place of the standard streams: `input.txt`. */
  readonly inputFile?: string;
  readonly outputFile?: string;
  /** Language ids and families that may be submitted; all where nothing is said. */
  readonly languages?: readonly string[];
  /** 0…1, as whoever made the package states it. */
  readonly difficulty?: number;
  /** What it is about, in lower case: `graphs`, `dynamic programming`. Each once, in alphabetical order. */
  readonly topics?: readonly string[];
  readonly submissions: readonly ProblemSubmission[];
  /** What the package was: `serin`, `kattis-legacy`, `kattis-2023-07`, `dmoj`. */
  readonly format: string;
}

/** One revision of a problem, as the store knows it. */
export interface ProblemRevision {
  readonly id: string;
  readonly tenant: string;
  /** From 1; a put that changes nothing in the definition makes none. */
  readonly revision: number;
  /** SHA-256 of the definition's canonical JSON, which is also its blob's key. */
  readonly digest: string;
  readonly title: string;
  readonly tests: number;
  /** All blobs of it together. */
  readonly bytes: number;
  readonly by: string;
  readonly atMs: number;
}
