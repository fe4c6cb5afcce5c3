import { z } from 'zod';

const plain = /^[^\p{Cc}\p{Cs}]*$/u;

/** A short text that may stand in a log line or a terminal: no control characters, no lone surrogates. */
export const shortText = (most: number) =>
  z.string().min(1).max(most).regex(plain, 'control characters and lone surrogates are not allowed');

/** A whole number in a query or a path, where all is text. */
export const wholeText = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number(wholeAsked).int(wholeAsked).min(least).max(most);

const wholeAsked = 'give a whole number';
