import type { ProblemDefinition } from '../domain/problem.ts';
import type { StoredData } from '../domain/submission.ts';
import { largestDataBytes } from '../domain/limits.ts';

/** A language that programs of a package may be in. */
export interface PackageLanguage {
  readonly language: string;
  readonly family: string;
  /** With the dot: `.cpp`. */
  readonly extensions: readonly string[];
}

export interface PackagePorts {
  /** Keeps the bytes; the same bytes are kept once. */
  readonly putBlob: (source: AsyncIterable<Buffer>) => Promise<StoredData>;
  /** Languages that exist here, for telling one by a file's extension or a name of the package format ("C++", "CPP17", "python3"). */
  readonly languages: readonly PackageLanguage[];
  /** Where an archive inside of an archive is put while it is read; beside the package where nothing is said. */
  readonly temporaryDir?: string;
}

export interface PackageFault {
  /** A path in the package; empty: the package as a whole. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, and the remedy. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface PackageReading {
  /** `serin`, `kattis-legacy`, `kattis-2023-07`, `dmoj`; `unknown` where that cannot be told. */
  readonly format: string;
  /** Absent: there are errors. */
  readonly definition?: ProblemDefinition;
  readonly faults: readonly PackageFault[];
}

export interface PackageBounds {
  readonly archiveBytes: number;
  /** What comes out of the archive, all together. */
  readonly unpackedBytes: number;
  /** Files, folders and links. */
  readonly entries: number;
  readonly fileBytes: number;
  readonly tests: number;
  readonly groups: number;
}

const gibibyte = 1024 ** 3;

export const defaultBounds: PackageBounds = {
  archiveBytes: 2 * gibibyte,
  unpackedBytes: 4 * gibibyte,
  entries: 250_000,
  fileBytes: largestDataBytes,
  tests: 100_000,
  groups: 20_000,
};
