/**
 * Token by token; a token is what stands between ASCII white space, and the white space does not count, unless it has to be the same.
 *
 * Most outputs are the answer but for white space, so the two are walked side by side for as long as their bytes are the
 * same, and tokens are looked at only where they are not:
 *
 *   same ──▶ space      white space differs, or both are at the end of a token: skip it in both
 *     ▲ ▲──────┘
 *     └──── differing   two tokens differ: gather both, and go on behind them if they agree all the same
 *
 * Where case does not count, what both have in common is quoted as the output has it.
 */
import { AnswerCursor, Rest, surveyBefore } from './answer.ts';
import type { Answer } from './answer.ts';
import { foldedAt, isSpaceAt, lineFeed, tokenEnd, tokenStart } from './ascii.ts';
import { commonFoldedRun, commonRun } from './common-run.ts';
import type { Range } from './common-run.ts';
import { longestNumber } from './decimal.ts';
import { contextBytes, expectedGot, expectedGotSpace, wholeOf } from './difference.ts';
import type { CheckOutcome, SpacePlace } from './difference.ts';

/** Whether two tokens that are not the same bytes agree. Of a token over `longestNumber` only a part is given. */
type Agree = (got: Range, expected: Range) => boolean;

export interface TokenRule {
  /** Small and capital letters of ASCII are the same. */
  readonly ignoreCase?: boolean | undefined;
  /** White space has to be the same bytes, at the beginning and the end too. */
  readonly exactSpace?: boolean | undefined;
}

const nothing = Buffer.alloc(0);

export class TokensCheck {
  readonly #answer: Answer;
  readonly #agree: Agree | undefined;
  readonly #ignoreCase: boolean;
  readonly #exactSpace: boolean;
  readonly #ans: AnswerCursor;
  readonly #out = new Rest();
  /** Bytes kept of a token, before and behind the place where it differs. */
  readonly #kept: number;
  #state: 'same' | 'space' | 'differing' | 'told' = 'same';
  /** Whether the last byte that both have passed belongs to a token. */
  #inToken = false;
  /** What earlier pieces of the output had of the token that is under way, its last bytes. */
  #begun: Buffer = nothing;
  /** Where tokens differ: what both have in common, and what the output has behind that. */
  #prefix: Buffer = nothing;
  #got: Buffer = nothing;
  /** Line feeds that the output has had more than the answer. */
  #lineFeedsAhead = 0;
  #outcome: CheckOutcome = { ok: true };

  constructor(answer: Answer, agree?: Agree, { ignoreCase = false, exactSpace = false }: TokenRule = {}) {
    this.#answer = answer;
    this.#agree = agree;
    this.#ignoreCase = ignoreCase;
    this.#exactSpace = exactSpace;
    this.#ans = new AnswerCursor(answer);
    this.#kept = agree === undefined ? contextBytes : longestNumber + contextBytes;
  }

  push(piece: Buffer): void {
    if (this.#state === 'told' || piece.length === 0) return;
    this.#out.set(piece);
    this.#advance(false);
    this.#begun = this.#state === 'same' && this.#inToken ? this.#tokenSoFar() : nothing;
    this.#out.set(nothing);
  }

  end(): CheckOutcome {
    this.#advance(true);
    return this.#outcome;
  }

  /** Goes on until everything is known, or more output is needed. */
  #advance(ended: boolean): void {
    for (;;) {
      switch (this.#state) {
        case 'same':
          if (!this.#walk(ended)) return;
          break;
        case 'space':
          if (!(this.#exactSpace ? this.#compareSpace(ended) : this.#skip(ended))) return;
          break;
        case 'differing':
          if (!this.#gather(ended)) return;
          break;
        case 'told':
          return;
      }
    }
  }

  #walk(ended: boolean): boolean {
    const [out, ans] = [this.#out, this.#ans];
    const common = this.#ignoreCase ? commonFoldedRun : commonRun;
    for (;;) {
      const outLeft = out.start < out.end;
      if (!outLeft && !ended) return false;
      const ansLeft = ans.fill();
      if (!outLeft && !ansLeft) return this.#tell({ ok: true });
      const run = outLeft && ansLeft ? common(out, ans) : 0;
      if (run === 0) break;
      out.start += run;
      ans.start += run;
      this.#inToken = !isSpaceAt(out.bytes, out.start - 1);
    }
    const atEnds = isAtTokenEnd(out) && isAtTokenEnd(ans);
    if (this.#inToken && !atEnds) this.#differ();
    else this.#state = 'space';
    return true;
  }

  #skip(ended: boolean): boolean {
    const [out, ans] = [this.#out, this.#ans];
    this.#inToken = false;
    this.#begun = nothing;
    this.#lineFeedsAhead += skipSpace(out);
    const outLeft = out.start < out.end;
    if (!outLeft && !ended) return false;
    while (ans.fill() && isSpaceAt(ans.bytes, ans.start)) this.#lineFeedsAhead -= skipSpace(ans);
    const ansLeft = ans.start < ans.end;
    if (!outLeft && !ansLeft) return this.#tell({ ok: true });
    if (outLeft && ansLeft && this.#isSameByte()) this.#state = 'same';
    else this.#differ();
    return true;
  }

  /** Both are at the end of a token, or behind the same white space. */
  #compareSpace(ended: boolean): boolean {
    const [out, ans] = [this.#out, this.#ans];
    this.#inToken = false;
    this.#begun = nothing;
    if (out.start === out.end && !ended) return false;
    ans.fill();
    const [got, expected] = [spacePlace(out), spacePlace(ans)];
    if (got === undefined && expected === undefined) return this.#tell({ ok: true });
    if (got !== expected && (typeof got === 'number' || typeof expected === 'number')) {
      const { tokens, lineFeeds } = surveyBefore(this.#answer, ans.offset);
      const place = `white space after token ${tokens}, line ${lineFeeds + 1}`;
      return this.#tell({ ok: false, message: `${place}: ${expectedGotSpace(expected, got)}` });
    }
    if (got === expected && (got !== 'none' || this.#isSameByte())) this.#state = 'same';
    else this.#differ();
    return true;
  }

  #isSameByte(): boolean {
    const [out, ans] = [this.#out, this.#ans];
    return this.#ignoreCase
      ? foldedAt(out.bytes, out.start) === foldedAt(ans.bytes, ans.start)
      : out.bytes[out.start] === ans.bytes[ans.start];
  }

  /** Two tokens differ here. Those that lie whole in the pieces at hand need not be copied to be looked at. */
  #differ(): void {
    const [out, ans] = [this.#out, this.#ans];
    const begun = this.#inToken ? tokenStart(out.bytes, out.start) : out.start;
    const common = out.start - begun;
    const [outEnd, ansEnd] = [tokenEnd(out.bytes, out.start), tokenEnd(ans.bytes, ans.start)];
    const isWhole =
      (begun > 0 || this.#begun.length === 0) && ans.start >= common && outEnd < out.end && ansEnd < ans.end;
    if (isWhole && this.#agree !== undefined) {
      const got = { bytes: out.bytes, start: begun, end: outEnd };
      const expected = { bytes: ans.bytes, start: ans.start - common, end: ansEnd };
      if (this.#agree(got, expected)) {
        this.#goOnBehind(outEnd, ansEnd);
        return;
      }
    }
    this.#prefix = this.#inToken ? this.#tokenSoFar() : nothing;
    this.#got = nothing;
    this.#state = 'differing';
  }

  #gather(ended: boolean): boolean {
    const out = this.#out;
    const room = this.#kept - this.#got.length;
    const end = tokenEnd(out.bytes.subarray(0, Math.min(out.end, out.start + room)), out.start);
    this.#got = Buffer.concat([this.#got, out.bytes.subarray(out.start, end)]);
    out.start = end;
    if (end === out.end && this.#got.length < this.#kept && !ended) return false;
    const { offset } = this.#ans;
    const expected = Buffer.concat([this.#prefix, this.#gatherExpected()]);
    const got = Buffer.concat([this.#prefix, this.#got]);
    if (got.length > 0 && expected.length > 0 && this.#agree?.(wholeOf(got), wholeOf(expected)) === true) {
      this.#goOnBehind(out.start, this.#ans.start);
      return true;
    }
    return this.#tell({ ok: false, message: this.#message(got, expected, offset) });
  }

  #gatherExpected(): Buffer {
    const ans = this.#ans;
    let expected = nothing;
    while (expected.length < this.#kept && ans.fill() && !isSpaceAt(ans.bytes, ans.start)) {
      const most = Math.min(ans.end, ans.start + this.#kept - expected.length);
      const end = tokenEnd(ans.bytes.subarray(0, most), ans.start);
      expected = Buffer.concat([expected, ans.bytes.subarray(ans.start, end)]);
      ans.start = end;
    }
    return expected;
  }

  #goOnBehind(outEnd: number, ansEnd: number): void {
    this.#out.start = outEnd;
    this.#ans.start = ansEnd;
    this.#state = 'space';
  }

  /** An output that ended has no line to point at: then it is the answer's. */
  #message(got: Buffer, expected: Buffer, offset: number): string {
    const { tokens, lineFeeds } = surveyBefore(this.#answer, offset);
    const number = tokens + (this.#prefix.length > 0 ? 0 : 1);
    const line = lineFeeds + (got.length > 0 ? this.#lineFeedsAhead : 0) + 1;
    const [expectedPart, gotPart] = [expected, got].map((part) =>
      part.length > 0 ? wholeOf(part) : undefined,
    );
    return `token ${number}, line ${line}: ${expectedGot(expectedPart, gotPart)}`;
  }

  #tell(outcome: CheckOutcome): true {
    this.#outcome = outcome;
    this.#state = 'told';
    return true;
  }

  /** The token that both are in, up to here: its last bytes, as many as are ever needed. */
  #tokenSoFar(): Buffer {
    const { bytes, start: here } = this.#out;
    const start = tokenStart(bytes, here, this.#kept);
    const inPiece = bytes.subarray(start, here);
    if (start > 0 || this.#begun.length === 0) return Buffer.from(inPiece);
    const all = Buffer.concat([this.#begun, inPiece]);
    return Buffer.from(all.subarray(Math.max(0, all.length - this.#kept)));
  }
}

/** Where nothing is left, the text has ended: whoever asks has seen to that. */
const isAtTokenEnd = ({ bytes, start, end }: Range): boolean => start === end || isSpaceAt(bytes, start);

/** The white space that stands here. */
const spacePlace = ({ bytes, start, end }: Range): SpacePlace => {
  if (start === end) return undefined;
  return isSpaceAt(bytes, start) ? bytes[start] : 'none';
};

/** Moves on to what is not white space, or the end of the piece; answers how many line feeds were passed. */
const skipSpace = (rest: Rest): number => {
  const { bytes, end } = rest;
  let lineFeeds = 0;
  let at = rest.start;
  while (at < end && isSpaceAt(bytes, at)) {
    if (bytes[at] === lineFeed) lineFeeds += 1;
    at += 1;
  }
  rest.start = at;
  return lineFeeds;
};
