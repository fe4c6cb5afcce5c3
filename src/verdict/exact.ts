/**
 * Points and scores: exact decimals, never floating point. Written, they are plain text without exponent and have at most 18 digits
 * after the point; what has more (a third of a point) is rounded towards zero, so that only all is ever shown as all.
 */
import Big from 'big.js';
import type { Decimal } from '../domain/problem.ts';

/** A constructor of our own: its settings are nobody else's. */
const Exact = Big();
Exact.DP = 18;
Exact.RM = Big.roundDown;

export type Exact = Big;

export const zero: Exact = new Exact(0);
export const one: Exact = new Exact(1);
export const hundred: Exact = new Exact(100);

/** A decimal that was checked before: of a definition, or of ours. */
export const exactOf = (text: Decimal): Exact => new Exact(text);

/** Without trailing zeros: "37.5". */
export const decimalOf = (value: Exact): Decimal => value.round(18, Big.roundDown).toFixed();

/** part × whole / of, rounded once. */
export const scaled = (whole: Exact, part: Exact, of: Exact): Exact => whole.times(part).div(of);

export const larger = (left: Exact, right: Exact): Exact => (left.lt(right) ? right : left);
export const smaller = (left: Exact, right: Exact): Exact => (right.lt(left) ? right : left);

/** Longer is no number that anybody would write; C's `%f` of the largest double would be. */
const longestText = 64;

/** Each part begins with a character that the one before it cannot contain: matching never goes back. */
const number = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;

/**
 * A number as a program wrote it: `12`, `0.5`, `1e-05`; neither `nan`, `inf`, hexadecimal nor `0,5`. Undefined: it is none, it is
 * negative (`-0` is 0), or it has more than 18 digits before the point.
 */
export const readAmount = (text: string): Exact | undefined => {
  if (text.length > longestText || !number.test(text)) return undefined;
  const value = new Exact(text.startsWith('+') ? text.slice(1) : text);
  if (value.lt(0) || value.gte('1e18')) return undefined;
  return value.round(18, Big.roundDown);
};
