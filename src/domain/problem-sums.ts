/** What has become of the submissions of one problem. Rejudges count once, by their last verdict. */
export interface ProblemSums {
  readonly submissions: number;
  readonly accepted: number;
  /** Of `submissions`, those whose user is known. */
  readonly ofUsers: number;
  /** Users who tried, and users who solved it: counted by HyperLogLog, each a percent off or so. */
  readonly tried: number;
  readonly solved: number;
  /** Over the accepted ones: the CPU time of the slowest test as a share of the time limit, 0…1 each. */
  readonly timeShare: number;
}

export const noSums: ProblemSums = {
  submissions: 0,
  accepted: 0,
  ofUsers: 0,
  tried: 0,
  solved: 0,
  timeShare: 0,
};

/** What a problem's difficulty is reckoned from, together with the problems beside it. */
export interface JudgedProblem {
  readonly id: string;
  readonly topics: readonly string[];
  readonly sums: ProblemSums;
}

/** See `analysis/difficulty.ts`. */
export interface DifficultyEstimate {
  /** 0…1. */
  readonly difficulty: number;
  /** A standard deviation, at most: how far off it may be. */
  readonly deviation: number;
  /** Of the problem itself that were counted. */
  readonly submissions: number;
  /** Problems with topics in common that had a say. */
  readonly neighbours: number;
}
