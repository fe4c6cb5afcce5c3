/** Pearson's χ² against what was expected, and how likely as much or more of it is by chance. */
export const chiSquaredChance = (
  observed: readonly number[],
  expected: readonly number[],
  freedom: number,
): number => {
  const statistic = observed.reduce((sum, count, at) => {
    const wanted = expected[at] ?? Number.NaN;
    return sum + (count - wanted) ** 2 / wanted;
  }, 0);
  return upperTail(statistic, freedom);
};

/** By Wilson and Hilferty (1931): (χ²/k)^⅓ is nearly normal; good to a few parts in a thousand from k = 10 on. */
const upperTail = (statistic: number, freedom: number): number => {
  const spread = 2 / (9 * freedom);
  return normalTail((Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread));
};

/** Abramowitz and Stegun 26.2.17; off by less than 7.5e-8. */
const normalTail = (z: number): number => {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const sum =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
};

/** The same numbers for the same seed: 0 ≤ n < 1 (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
