/**
 * The checkers on whole buffers: plainer than those that judge a stream, and what these are held against.
 */
import type { Checker } from '../../src/domain/checker.ts';
import { foldedAt, isSpaceAt, lineFeed } from '../../src/verdict/ascii.ts';
import { commonRun } from '../../src/verdict/common-run.ts';
import type { Range } from '../../src/verdict/common-run.ts';
import { withinTolerance } from '../../src/verdict/decimal.ts';
import { expectedGot, expectedGotSpace, quoted } from '../../src/verdict/difference.ts';
import type { CheckOutcome } from '../../src/verdict/difference.ts';

/**
 * `ok`, or where the first difference is. A judge site may show the message; it quotes a few bytes of the answer.
 *
 * Where case does not count, it is that of the texts in small letters.
 */
export const bufferedCheck = (checker: Checker, output: Buffer, answer: Buffer): CheckOutcome => {
  // Whatever the checker, the answer itself is right; and this is the fastest of all comparisons.
  if (output.equals(answer)) return { ok: true };
  if (checker.kind !== 'exact' && checker.ignoreCase === true) {
    return bufferedCheck({ ...checker, ignoreCase: false }, inSmallLetters(output), inSmallLetters(answer));
  }
  switch (checker.kind) {
    case 'exact':
      return { ok: false, message: firstDifference(output, answer) };
    case 'lines':
      return checkLines(output, answer);
    case 'tokens':
      return checker.exactSpace === true
        ? checkSpacedTokens(output, answer, () => false)
        : checkTokens(output, answer);
    case 'floats':
      return checker.exactSpace === true
        ? checkSpacedTokens(output, answer, withinTolerance(checker))
        : checkTokens(output, answer, withinTolerance(checker));
    case 'unordered':
      return checkUnordered(checker.by, output, answer);
  }
};

/** Only ASCII letters change. */
export const inSmallLetters = (bytes: Buffer): Buffer =>
  Buffer.from(Array.from(bytes, (_, at) => foldedAt(bytes, at)));

/** Two buffers that differ, told byte by byte. */
const firstDifference = (output: Buffer, answer: Buffer): string => {
  const [got, expected] = [whole(output), whole(answer)];
  const offset = commonRun(got, expected);
  const from = (range: Range): Range | undefined =>
    offset < range.end ? { ...range, start: offset } : undefined;
  const place = `byte ${offset + 1}, line ${lineAt(answer, offset)}`;
  return `${place}: ${expectedGot(from(expected), from(got))}`;
};

/** The number of the line, from 1, that a byte is in. */
const lineAt = (bytes: Uint8Array, offset: number): number => {
  let line = 1;
  for (let at = 0; at < offset; at += 1) if (bytes[at] === lineFeed) line += 1;
  return line;
};

const whole = (bytes: Buffer): Range => ({ bytes, start: 0, end: bytes.length });

const checkLines = (output: Buffer, answer: Buffer): CheckOutcome => {
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

/** Tokens that are not the same bytes are given to `agree`. */
const checkTokens = (
  output: Buffer,
  answer: Buffer,
  agree: (got: Range, expected: Range) => boolean = () => false,
): CheckOutcome => {
  let out = 0;
  let ans = 0;
  for (;;) {
    const run = commonRun(restOf(output, out), restOf(answer, ans));
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

const restOf = (bytes: Buffer, start: number): Range => ({ bytes, start, end: bytes.length });

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

/** The first byte from `at` on that is not white space, or the end. */
const skipSpace = (bytes: Uint8Array, at: number): number => {
  let next = at;
  while (next < bytes.length && isSpaceAt(bytes, next)) next += 1;
  return next;
};

/** The end of a text once the white space at its end is taken off. */
const trimmedEnd = (bytes: Uint8Array): number => {
  let end = bytes.length;
  while (end > 0 && isSpaceAt(bytes, end - 1)) end -= 1;
  return end;
};

const isTokenEnd = (bytes: Uint8Array, at: number): boolean => at === bytes.length || isSpaceAt(bytes, at);

/** Where the token that a byte is in, or has just ended, begins. */
const tokenStart = (bytes: Uint8Array, at: number): number => {
  let start = at;
  while (start > 0 && !isSpaceAt(bytes, start - 1)) start -= 1;
  return start;
};

/** Where the token that a byte is in ends. */
const tokenEnd = (bytes: Uint8Array, at: number): number => {
  let end = at;
  while (end < bytes.length && !isSpaceAt(bytes, end)) end += 1;
  return end;
};

/** How many tokens and line feeds there are before a byte that begins a token, or ends the text. */
const countBefore = (bytes: Uint8Array, place: number): { tokens: number; lineFeeds: number } => {
  let tokens = 0;
  let lineFeeds = 0;
  let inToken = false;
  for (let at = 0; at < place; at += 1) {
    const isSpace = isSpaceAt(bytes, at);
    if (isSpace) {
      if (bytes[at] === lineFeed) lineFeeds += 1;
    } else if (!inToken) tokens += 1;
    inToken = !isSpace;
  }
  return { tokens, lineFeeds };
};

/** What lies between tokens, and the token behind it; the last has none. */
interface Spaced {
  readonly space: Buffer;
  readonly token: Range | undefined;
}

const spacedTokens = (bytes: Buffer): Spaced[] => {
  const list: Spaced[] = [];
  let at = 0;
  for (;;) {
    const start = skipSpace(bytes, at);
    const token = tokenAt(bytes, start);
    list.push({ space: bytes.subarray(at, start), token });
    if (token === undefined) return list;
    at = token.end;
  }
};

const checkSpacedTokens = (
  output: Buffer,
  answer: Buffer,
  agree: (got: Range, expected: Range) => boolean,
): CheckOutcome => {
  const outs = spacedTokens(output);
  let line = 1;
  for (const [number, ans] of spacedTokens(answer).entries()) {
    const out = outs[number];
    if (out === undefined) throw new Error('an output without an end');
    const common = commonRun(whole(out.space), whole(ans.space));
    if (!out.space.equals(ans.space)) {
      const next = ({ space, token }: Spaced) => space[common] ?? (token === undefined ? undefined : 'none');
      const place = `white space after token ${number}, line ${line + lineAt(ans.space, common) - 1}`;
      return { ok: false, message: `${place}: ${expectedGotSpace(next(ans), next(out))}` };
    }
    line += lineAt(ans.space, ans.space.length) - 1;
    const [got, expected] = [out.token, ans.token];
    if (got === undefined && expected === undefined) return { ok: true };
    const isSame = got !== undefined && expected !== undefined && textOf(got) === textOf(expected);
    if (isSame || (got !== undefined && expected !== undefined && agree(got, expected))) continue;
    return { ok: false, message: `token ${number + 1}, line ${line}: ${expectedGot(expected, got)}` };
  }
  throw new Error('an answer without an end');
};

const textOf = ({ bytes, start, end }: Range): string => bytes.toString('latin1', start, end);

interface PlainItem {
  readonly text: string;
  readonly line: number;
}

const itemsOf = (by: 'lines' | 'tokens', bytes: Buffer): PlainItem[] =>
  bytes
    .toString('latin1')
    .split('\n')
    .flatMap((text, at) => {
      const tokens = text.split(/[ \t\v\f\r]+/).filter((token) => token !== '');
      const items = by === 'tokens' ? tokens : tokens.length === 0 ? [] : [tokens.join(' ')];
      return items.map((item) => ({ text: item, line: at + 1 }));
    });

const checkUnordered = (by: 'lines' | 'tokens', output: Buffer, answer: Buffer): CheckOutcome => {
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const shown = (text: string): string => quoted(Buffer.from(text, 'latin1'));
  const expected = itemsOf(by, answer);
  const totals = new Map<string, number>();
  for (const { text } of expected) totals.set(text, (totals.get(text) ?? 0) + 1);
  const left = new Map(totals);
  for (const [at, { text, line }] of itemsOf(by, output).entries()) {
    const rest = left.get(text) ?? 0;
    left.set(text, rest - 1);
    if (rest > 0) continue;
    const total = totals.get(text) ?? 0;
    const place = by === 'lines' ? `line ${line}` : `token ${at + 1}, line ${line}`;
    const what = total === 0 ? 'not expected anywhere' : `expected ${times(total)}, got once more`;
    return { ok: false, message: `${place}: ${shown(text)} is ${what}` };
  }
  const missing = expected.find(({ text }) => (left.get(text) ?? 0) > 0);
  if (missing === undefined) return { ok: true };
  const total = totals.get(missing.text) ?? 0;
  const got = total - (left.get(missing.text) ?? 0);
  const what = got === 0 ? 'is missing' : `is there ${times(got)}`;
  return { ok: false, message: `${shown(missing.text)} ${what}, expected ${times(total)}` };
};
