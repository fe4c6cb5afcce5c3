/** How a difference is told: one sentence that names the place and quotes both sides, short and printable. */
import { commonRun } from './common-run.ts';
import type { Range } from './common-run.ts';

export interface CheckOutcome {
  readonly ok: boolean;
  /** Where the first difference is; only when not ok. */
  readonly message?: string;
}

/** Most bytes of one side that a message quotes. */
const quotedBytes = 32;

/** Bytes before the difference that are quoted with it, where the beginning cannot be. */
const leadBytes = 8;

/**
 * So many bytes on either side of a difference are always enough to quote it: what lies beyond them changes nothing in a message,
 * as long as both sides are cut at the same place before the difference.
 */
export const contextBytes = 64;

/** `expected "12", got "13"`; a side that is undefined has ended. */
export const expectedGot = (expected: Range | undefined, got: Range | undefined): string => {
  const focus = expected === undefined || got === undefined ? 0 : commonRun(expected, got);
  return `expected ${quote(expected, focus)}, got ${quote(got, focus)}`;
};

/** What a message quotes of a text that has no other beside it. */
export const quoted = (bytes: Buffer): string => quote(wholeOf(bytes), 0);

/** `expected "\n", got " "`: two places of white space; `none` where something else stands, undefined where a side has ended. */
export const expectedGotSpace = (expected: SpacePlace, got: SpacePlace): string =>
  `expected ${spaceAt(expected)}, got ${spaceAt(got)}`;

export type SpacePlace = number | 'none' | undefined;

const spaceAt = (place: SpacePlace): string =>
  place === 'none' ? 'none' : quote(place === undefined ? undefined : wholeOf(Buffer.from([place])), 0);

/** All of a buffer. */
export const wholeOf = (bytes: Buffer): Range => ({ bytes, start: 0, end: bytes.length });

/** A window of the range that shows the byte at `focus`, in quotes. */
const quote = (range: Range | undefined, focus: number): string => {
  if (range === undefined) return 'the end of the output';
  const hidden = focus < quotedBytes ? 0 : focus - leadBytes;
  const start = characterStart(range, range.start + hidden);
  const most = Math.min(range.end, start + quotedBytes);
  const end = most < range.end ? characterStart(range, most) : most;
  const text = printable(range.bytes.subarray(start, end));
  return `${start > range.start ? '…' : ''}"${text}"${end < range.end ? '…' : ''}`;
};

/** Steps back to where a UTF-8 character begins, so that a cut does not make an invalid one. */
const characterStart = (range: Range, offset: number): number => {
  let start = offset;
  for (let step = 0; step < 3 && start > range.start && isContinuation(range.bytes[start]); step += 1)
    start -= 1;
  return isContinuation(range.bytes[start]) ? offset : start;
};

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * Text that can be shown anywhere: controls, line and direction marks and whatever else has no picture are escaped;
 * bytes that are not UTF-8 are all written as bytes, so that two different ones never look alike.
 */
const printable = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) return escapedBytes(bytes);
  return Array.from(text, escapedCharacter).join('');
};

const shortEscapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
]);

const escapedCharacter = (character: string): string => {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
  return shortEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
};

const escapedBytes = (bytes: Buffer): string =>
  Array.from(bytes, (byte) =>
    byte < 0x80 ? escapedCharacter(String.fromCharCode(byte)) : `\\x${byte.toString(16)}`,
  ).join('');
