import { foldedAt } from './ascii.ts';

/** Part of a buffer, without a copy. */
export interface Range {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Runs shorter than this are not worth a call into the C library. */
const shortRun = 256;

const longestChunk = 64 * 1024;

/**
 * How many bytes two ranges have in common at their starts.
 *
 * A comparison in the C library says only whether two chunks are the same, so a chunk that is not is tried again by halves; it
 * stops at the first byte that differs, so that a chunk in vain costs little more than what it found to be the same.
 */
export const commonRun = (left: Range, right: Range): number => {
  const most = Math.min(left.end - left.start, right.end - right.start);
  let length = equalBytes(left, right, 0, Math.min(shortRun, most));
  if (length < shortRun) return length;
  let chunk = longestChunk;
  while (chunk >= shortRun) {
    const bytes = Math.min(chunk, most - length);
    if (bytes > 0 && equalChunk(left, right, length, bytes)) length += bytes;
    else chunk /= 2;
    if (length === most) return length;
  }
  return equalBytes(left, right, length, most);
};

/** The same where small and capital letters of ASCII are the same. */
export const commonFoldedRun = (left: Range, right: Range): number => {
  const most = Math.min(left.end - left.start, right.end - right.start);
  let length = 0;
  while (length < most) {
    const from = length;
    length += commonRun({ ...left, start: left.start + length }, { ...right, start: right.start + length });
    // Where the case differs once it will soon again: a stretch of bytes one by one, before whole chunks are tried again.
    const stretch = Math.min(most, length + shortRun);
    while (
      length < stretch &&
      foldedAt(left.bytes, left.start + length) === foldedAt(right.bytes, right.start + length)
    ) {
      length += 1;
    }
    if (length < stretch || length === from) return length;
  }
  return length;
};

const equalBytes = (left: Range, right: Range, from: number, to: number): number => {
  const { bytes: a, start: atA } = left;
  const { bytes: b, start: atB } = right;
  let length = from;
  while (length < to && a[atA + length] === b[atB + length]) length += 1;
  return length;
};

const equalChunk = (left: Range, right: Range, offset: number, bytes: number): boolean => {
  const [a, b] = [left.start + offset, right.start + offset];
  return left.bytes.compare(right.bytes, b, b + bytes, a, a + bytes) === 0;
};
