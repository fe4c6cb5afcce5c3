import { z } from 'zod';

const plain = /^[^\p{Cc}\p{Cs}]*$/u;

/** A short text that may stand in a log line or a terminal: no control characters, no lone surrogates. */
export const shortText = (most: number) =>
  z.string().min(1).max(most).regex(plain, 'control characters and lone surrogates are not allowed');
