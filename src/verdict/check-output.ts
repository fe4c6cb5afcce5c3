/**
 * Is what a program wrote the answer?
 *
 * Everything here works on bytes: a NUL, half a UTF-8 sequence or a lone surrogate is a byte like any other, and two different
 * byte strings never agree because a decoder made the same replacement of both. Every checker reads each buffer a fixed
 * number of times and holds no copy of it: time is linear, extra memory constant. It has to be fast too: the largest outputs
 * are checked between two beats of a worker's heart.
 */
import type { Checker } from '../domain/checker.ts';
import { firstDifference } from './difference.ts';
import type { CheckOutcome } from './difference.ts';
import { checkLines } from './check-lines.ts';
import { checkTokens } from './check-tokens.ts';
import { withinTolerance } from './decimal.ts';

/** `ok`, or where the first difference is. A judge site may show the message; it quotes a few bytes of the answer. */
export const checkOutput = (checker: Checker, output: Buffer, answer: Buffer): CheckOutcome => {
  // Whatever the checker, the answer itself is right; and this is the fastest of all comparisons.
  if (output.equals(answer)) return { ok: true };
  switch (checker.kind) {
    case 'exact':
      return { ok: false, message: firstDifference(output, answer) };
    case 'lines':
      return checkLines(output, answer);
    case 'tokens':
      return checkTokens(output, answer);
    case 'floats':
      return checkTokens(output, answer, withinTolerance(checker));
  }
};
