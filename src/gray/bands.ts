/** Numbers of contexts in bands, so that a table over them stays a table. */

/** A declared level by its name; others in bands that widen as 1, 2, 5, 10, 20, 50: `10–19`. */
export const userLevelBand = (level: number, declared: readonly string[]): string => {
  const name = declared[level];
  if (name !== undefined) return name;
  const whole = Math.floor(level);
  if (whole < 1) return '0';
  const power = 10 ** (String(whole).length - 1);
  const digit = Math.floor(whole / power);
  const [from, end] = digit < 2 ? [1, 2] : digit < 5 ? [2, 5] : [5, 10];
  const last = end * power - 1;
  return last === from * power ? `${last}` : `${from * power}–${last}`;
};

/** Tenths, the lower end included: `0.4–0.5`; 1 itself is in the last. */
export const difficultyBand = (difficulty: number): string => {
  const tenth = Math.min(9, Math.floor(difficulty * 10 + 1e-9));
  return `${(tenth / 10).toFixed(1)}–${((tenth + 1) / 10).toFixed(1)}`;
};
