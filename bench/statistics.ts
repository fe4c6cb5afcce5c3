/** Quantiles of one figure. Same unit as the samples. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly min: number;
  readonly max: number;
}

/** Nearest-rank quantile of sorted samples. */
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;

/** @throws Error without samples: a figure that was not measured is never printed. */
export const summarise = (samples: readonly number[]): Summary => {
  if (samples.length === 0) throw new Error('nothing was measured');
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
  };
};

/** How far samples lie apart. Same unit as the samples, but for `variation`. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of the sample, with n − 1. */
  readonly deviation: number;
  /** Coefficient of variation: deviation by mean. */
  readonly variation: number;
  /**
   * The same by quantiles: half the distance from the 16th to the 84th percentile by the median. One sample
   * that a busy machine held up decides the deviation; it does not decide this.
   */
  readonly robustVariation: number;
}

/** @throws Error with fewer than two samples */
export const spreadOf = (samples: readonly number[]): Spread => {
  if (samples.length < 2) throw new Error('a spread needs two samples');
  const sorted = [...samples].sort((a, b) => a - b);
  const mean = samples.reduce((sum, each) => sum + each, 0) / samples.length;
  const squares = samples.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (samples.length - 1));
  const median = quantile(sorted, 0.5);
  const robust = (quantile(sorted, 0.84) - quantile(sorted, 0.16)) / 2;
  return {
    count: samples.length,
    mean,
    median,
    deviation,
    variation: deviation / mean,
    robustVariation: robust / median,
  };
};
