/**
 * Is what a program writes the answer? Asked while it writes: the output is pushed, the answer is pulled, and neither is ever
 * held whole.
 *
 * Everything here works on bytes: a NUL, half a UTF-8 sequence or a lone surrogate is a byte like any other, and two different
 * byte strings never agree because a decoder made the same replacement of both. Extra memory is constant, a few KiB (but for
 * `unordered`, which counts what the answer has). It has to be fast too: output and answer are mostly the same bytes, and those are compared by the C library.
 *
 * How the output is cut into pieces never changes the outcome. Where a difference is told, its place is counted in the answer,
 * which is read a second time for that; of the output only the few bytes that are quoted are kept.
 */
import type { Checker } from '../domain/checker.ts';
import type { Answer } from './answer.ts';
import type { CheckOutcome } from './difference.ts';
import { withinTolerance } from './decimal.ts';
import { ExactCheck } from './exact-check.ts';
import { LinesCheck } from './lines-check.ts';
import { TokensCheck } from './tokens-check.ts';
import { UnorderedCheck } from './unordered-check.ts';

export interface OutputCheck {
  /** The next bytes of the output. They are not looked at after this returns. */
  push(piece: Buffer): void;
  /**
   * The output has ended: `ok`, or where the first difference is. A judge site may show the message; it quotes a few bytes of
   * the answer.
   */
  end(): CheckOutcome;
}

/** An answer that cannot be read makes `openCheck`, `push` or `end` throw what its source throws. */
export const openCheck = (checker: Checker, answer: Answer): OutputCheck => {
  switch (checker.kind) {
    case 'exact':
      return new ExactCheck(answer);
    case 'lines':
      return new LinesCheck(answer, checker.ignoreCase);
    case 'tokens':
      return new TokensCheck(answer, undefined, checker);
    case 'floats':
      return new TokensCheck(answer, withinTolerance(checker), checker);
    case 'unordered':
      return new UnorderedCheck(answer, { by: checker.by, ignoreCase: checker.ignoreCase === true });
  }
};
