/**
 * Token by token; a token is what stands between ASCII white space, and the white space does not count.
 *
 * Most outputs are the answer but for white space, so the two buffers are walked side by side for as long as their bytes are
 * the same, and tokens are looked at only where they are not. There, the next byte of each is in one of three places:
 *
 *   both between tokens         white space differs: skip it in both
 *   both at the end of a token  the same token ended, other white space follows: skip it in both
 *   otherwise                   the tokens differ
 */
import { countBefore, isSpaceAt, isTokenEnd, skipSpace, tokenEnd, tokenStart } from './ascii.ts';
import { commonRun } from './common-run.ts';
import type { Range } from './common-run.ts';
import { expectedGot } from './difference.ts';
import type { CheckOutcome } from './difference.ts';

/** Tokens that are not the same bytes are given to `agree`. */
export const checkTokens = (
  output: Buffer,
  answer: Buffer,
  agree: (got: Range, expected: Range) => boolean = () => false,
): CheckOutcome => {
  let out = 0;
  let ans = 0;
  for (;;) {
    const run = commonRun(rest(output, out), rest(answer, ans));
    out += run;
    ans += run;
    if (out === output.length && ans === answer.length) return { ok: true };
    // Where one of the two is between tokens so is the other: the bytes before were the same, or were skipped, or ended a token.
    const between = out === 0 || ans === 0 || isSpaceAt(output, out - 1);
    if (between || (isTokenEnd(output, out) && isTokenEnd(answer, ans))) {
      out = skipSpace(output, out);
      ans = skipSpace(answer, ans);
      if (out === output.length && ans === answer.length) return { ok: true };
      if (output[out] === answer[ans]) continue;
    } else {
      out = tokenStart(output, out);
      ans = tokenStart(answer, ans);
    }
    const got = tokenAt(output, out);
    const expected = tokenAt(answer, ans);
    if (got === undefined || expected === undefined || !agree(got, expected)) {
      return { ok: false, message: `${placeOf(got, expected)}: ${expectedGot(expected, got)}` };
    }
    out = got.end;
    ans = expected.end;
  }
};

const rest = (bytes: Buffer, start: number): Range => ({ bytes, start, end: bytes.length });

/** The token that starts here; undefined at the end. */
const tokenAt = (bytes: Buffer, start: number): Range | undefined =>
  start === bytes.length ? undefined : { bytes, start, end: tokenEnd(bytes, start) };

/** Counted only where there is a difference to tell. An output that ended has no line to point at: then it is the answer's. */
const placeOf = (got: Range | undefined, expected: Range | undefined): string => {
  const shown = got ?? expected;
  if (shown === undefined) return 'the end';
  const { tokens, lineFeeds } = countBefore(shown.bytes, shown.start);
  return `token ${tokens + 1}, line ${lineFeeds + 1}`;
};
