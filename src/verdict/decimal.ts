/**
 * Numbers in outputs, for the checker `floats`.
 *
 * A number is what is written in plain decimal: `-12`, `+.5`, `3.`, `6.02e23`. It is read as an IEEE double, and:
 * - `-0` is 0, and a number too small for a double is 0 or the nearest it has, like everywhere in floating point;
 * - a number too large for a double (`1e400`) is not a number here: infinity is at no distance from anything;
 * - `nan`, `inf`, `0x1p3`, `1_000`, `1,5` and decimal digits of other scripts are words;
 * - more than 1024 characters are a word, so that a megabyte of digits is never parsed, or kept.
 * Words agree only when they are the same bytes.
 */
import type { Range } from './common-run.ts';

export const longestNumber = 1024;

/** Each part begins with a character that the one before it cannot contain: matching never goes back. */
const decimal = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** The value of a token, or undefined when it is a word. */
export const readDecimal = (token: Range): number | undefined => {
  const { bytes, start, end } = token;
  if (end - start > longestNumber) return undefined;
  const short = readShortDecimal(token);
  if (short !== undefined) return short;
  const text = bytes.toString('latin1', start, end);
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

const [plus, minus, point, zero] = [0x2b, 0x2d, 0x2e, 0x30];

/**
 * A number of at most 15 digits without an exponent, which is most there are: its digits and the power of ten below them
 * are both exact in a double, so their quotient is the nearest double (Clinger 1990). Undefined: read it the long way.
 */
const readShortDecimal = ({ bytes, start, end }: Range): number | undefined => {
  const first = bytes[start];
  let digits = 0;
  let value = 0;
  let fraction: number | undefined;
  for (let at = first === plus || first === minus ? start + 1 : start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit >= 0 && digit <= 9) {
      digits += 1;
      value = value * 10 + digit;
    } else if (bytes[at] === point && fraction === undefined) fraction = digits;
    else return undefined;
  }
  if (digits === 0 || digits > 15) return undefined;
  const magnitude = value / (powersOfTen[digits - (fraction ?? digits)] ?? NaN);
  return first === minus ? -magnitude : magnitude;
};

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Two numbers agree when |got − answer| ≤ abs or ≤ rel × |answer|, computed in doubles; a tolerance that is not given agrees
 * with nothing. Exactly at the tolerance rounding decides: a problem setter states a tolerance with room to spare.
 */
export const withinTolerance =
  (tolerance: { readonly abs?: number | undefined; readonly rel?: number | undefined }) =>
  (got: Range, answer: Range): boolean => {
    const expected = readDecimal(answer);
    if (expected === undefined) return false;
    const value = readDecimal(got);
    return value !== undefined && close(value, expected, tolerance.abs, tolerance.rel);
  };

const close = (got: number, answer: number, abs: number | undefined, rel: number | undefined): boolean => {
  const distance = Math.abs(got - answer);
  // The distance of two doubles may be too large for a double: then all of it is held against a quarter of itself.
  if (distance === Infinity) return close(got / 4, answer / 4, abs === undefined ? abs : abs / 4, rel);
  if (abs !== undefined && distance <= abs) return true;
  return rel !== undefined && distance <= rel * Math.abs(answer);
};
