/**
 * The answer as a checker sees it: a source that is read forward, piece by piece, and again from the beginning where a
 * difference has to be told. A piece is looked at only until the next is asked for, so a source may use one buffer for all.
 */
import { isSpaceAt, lineFeed } from './ascii.ts';
import type { Range } from './common-run.ts';

/** Each iteration gives all bytes from the beginning; pieces of 64 to 256 KiB are best. */
export type Answer = Buffer | Iterable<Buffer>;

export const piecesOf = (answer: Answer): Iterable<Buffer> => (Buffer.isBuffer(answer) ? [answer] : answer);

const nothing = Buffer.alloc(0);

/** What is left of a piece of output. Mutable, because a new object for every step would cost more than the step. */
export class Rest implements Range {
  bytes: Buffer = nothing;
  start = 0;
  end = 0;

  set(bytes: Buffer): void {
    this.bytes = bytes;
    this.start = 0;
    this.end = bytes.length;
  }
}

/** A place in the answer that only moves forward; what is left of the piece under it is `bytes` from `start` to `end`. */
export class AnswerCursor extends Rest {
  readonly #pieces: Iterator<Buffer>;
  #bytesBefore = 0;

  constructor(answer: Answer) {
    super();
    this.#pieces = piecesOf(answer)[Symbol.iterator]();
  }

  /** Bytes of the answer before this place. */
  get offset(): number {
    return this.#bytesBefore + this.start;
  }

  /** Asks for the next piece when this one is used up. False: the answer has ended. */
  fill(): boolean {
    while (this.start === this.end) {
      const next = this.#pieces.next();
      if (next.done === true) return false;
      this.#bytesBefore += this.bytes.length;
      this.set(next.value);
    }
    return true;
  }
}

/** What lies before a place in the answer. Offsets are of the whole answer. */
export interface Before {
  /** Tokens that have begun. */
  readonly tokens: number;
  readonly lineFeeds: number;
  readonly lineStart: number;
  /** Where the last byte that is not white space ends. */
  readonly inkEnd: number;
  /** Line feeds since then; where nothing but white space came, one more, as if a line had ended before the first. */
  readonly lineFeedsSinceInk: number;
}

/** Reads the answer once more up to a place: done only where a difference is told. */
export const surveyBefore = (answer: Answer, offset: number): Before => {
  let [tokens, lineFeeds, lineStart, inkEnd, lineFeedsAtInk] = [0, 0, 0, 0, -1];
  let inToken = false;
  let before = 0;
  for (const piece of piecesOf(answer)) {
    const end = Math.min(piece.length, offset - before);
    for (let at = 0; at < end; at += 1) {
      if (!isSpaceAt(piece, at)) {
        if (!inToken) tokens += 1;
        inToken = true;
        inkEnd = before + at + 1;
        lineFeedsAtInk = lineFeeds;
        continue;
      }
      inToken = false;
      if (piece[at] !== lineFeed) continue;
      lineFeeds += 1;
      lineStart = before + at + 1;
    }
    before += piece.length;
    if (before >= offset) break;
  }
  return { tokens, lineFeeds, lineStart, inkEnd, lineFeedsSinceInk: lineFeeds - lineFeedsAtInk };
};

/** A copy of a few bytes of the answer; fewer than asked for where it ends. */
export const sliceOf = (answer: Answer, from: number, to: number): Buffer => {
  const parts: Buffer[] = [];
  let before = 0;
  for (const piece of piecesOf(answer)) {
    if (before >= to) break;
    if (before + piece.length > from) {
      parts.push(Buffer.from(piece.subarray(Math.max(0, from - before), to - before)));
    }
    before += piece.length;
  }
  return Buffer.concat(parts);
};
