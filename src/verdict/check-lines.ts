/**
 * Line by line. White space at the end of a line does not count, which makes CRLF the same as LF, nor do blank lines at the
 * end; blank lines before that, and white space at the beginning of a line, do.
 *
 * The two buffers are walked side by side for as long as their bytes are the same; where they are not, the two lines agree if
 * nothing but white space is left of both.
 */
import { isSpaceAt, lineFeed, trimmedEnd } from './ascii.ts';
import { commonRun } from './common-run.ts';
import type { Range } from './common-run.ts';
import { expectedGot, lineAt } from './difference.ts';
import type { CheckOutcome } from './difference.ts';

export const checkLines = (output: Buffer, answer: Buffer): CheckOutcome => {
  let out: Range = { bytes: output, start: 0, end: trimmedEnd(output) };
  let ans: Range = { bytes: answer, start: 0, end: trimmedEnd(answer) };
  for (;;) {
    const run = commonRun(out, ans);
    const outAt = out.start + run;
    const ansAt = ans.start + run;
    if (outAt === out.end && ansAt === ans.end) return { ok: true };
    const nextOut = afterBlankRest(out, outAt);
    const nextAns = afterBlankRest(ans, ansAt);
    if (out.start === out.end || ans.start === ans.end || nextOut === undefined || nextAns === undefined) {
      return differing(lineOf(out, outAt), lineOf(ans, ansAt));
    }
    out = { bytes: output, start: nextOut, end: out.end };
    ans = { bytes: answer, start: nextAns, end: ans.end };
  }
};

/** The beginning of the next line, if nothing but white space is left of this one. */
const afterBlankRest = ({ bytes, end }: Range, from: number): number | undefined => {
  let at = from;
  while (at < end && bytes[at] !== lineFeed && isSpaceAt(bytes, at)) at += 1;
  if (at === end) return end;
  return bytes[at] === lineFeed ? at + 1 : undefined;
};

/** The line that a byte is in, without the white space at its end; undefined where the text has ended. */
const lineOf = (text: Range, at: number): Range | undefined => {
  const { bytes } = text;
  let start = at;
  while (start > text.start && bytes[start - 1] !== lineFeed) start -= 1;
  if (start === text.end) return undefined;
  let end = start;
  for (let next = start; next < text.end && bytes[next] !== lineFeed; next += 1) {
    if (!isSpaceAt(bytes, next)) end = next + 1;
  }
  return { bytes, start, end };
};

const differing = (got: Range | undefined, expected: Range | undefined): CheckOutcome => {
  const line = expected ?? got;
  const number = line === undefined ? 1 : lineAt(line.bytes, line.start);
  return { ok: false, message: `line ${number}: ${expectedGot(expected, got)}` };
};
