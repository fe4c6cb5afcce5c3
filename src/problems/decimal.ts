/** Exact decimals as text: at most 18 digits before and 18 after the point, no exponent. What is computed with is `verdict/exact.ts`'s. */
import type { Decimal } from '../domain/problem.ts';
import { decimalOf as textOf, exactOf, zero } from '../verdict/exact.ts';

export const decimalPattern = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/;

/**
 * The exact decimal that a number or a text of YAML stands for; undefined where it is none: `nan`, `1e400`, more digits than are kept.
 * A number of YAML has become a double by now, and is taken as the shortest decimal that reads as it.
 */
export const decimalOf = (value: number | string): Decimal | undefined => {
  const text = typeof value === 'number' ? plainText(value) : value.trim();
  return text !== undefined && decimalPattern.test(text) ? textOf(exactOf(text)) : undefined;
};

const plainText = (value: number): string | undefined =>
  Number.isFinite(value) ? exactOf(String(value)).toFixed() : undefined;

export const isNegative = (decimal: Decimal): boolean => exactOf(decimal).lt(zero);

export const sumOf = (decimals: readonly Decimal[]): Decimal =>
  textOf(decimals.reduce((sum, each) => sum.plus(each), zero));

export const differenceOf = (from: Decimal, taken: Decimal): Decimal => textOf(exactOf(from).minus(taken));

export const timesWhole = (decimal: Decimal, count: number): Decimal => textOf(exactOf(decimal).times(count));

/** Rounded towards zero in the last place where it does not come out even. */
export const shareOf = (decimal: Decimal, parts: number): Decimal =>
  textOf(parts === 0 ? zero : exactOf(decimal).div(parts));

export const compareDecimals = (a: Decimal, b: Decimal): number => exactOf(a).cmp(exactOf(b));
