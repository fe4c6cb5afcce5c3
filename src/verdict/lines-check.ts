/**
 * Line by line. White space at the end of a line does not count, which makes CRLF the same as LF, nor do blank lines at the
 * end; blank lines before that, and white space at the beginning of a line, do.
 *
 * The two texts are walked side by side for as long as their bytes are the same. Where they are not, the two lines agree if
 * nothing but white space is left of both; if not, one question may be left before the difference can be told: whether
 * one side has ended there, but for white space.
 *
 *   same ──▶ rest ──▶ same      both lines end here
 *                ├──▶ ahead     the output has only white space so far: has it ended?
 *                └──▶ line      the output's line is gathered to be quoted
 *
 * Where case does not count, what both have in common is quoted as the answer has it: of the output only what comes behind is kept.
 */
import { AnswerCursor, Rest, sliceOf, surveyBefore } from './answer.ts';
import type { Answer } from './answer.ts';
import { isSpaceAt, lineFeed } from './ascii.ts';
import { commonFoldedRun, commonRun } from './common-run.ts';
import { contextBytes, expectedGot, wholeOf } from './difference.ts';
import type { CheckOutcome } from './difference.ts';

/** What is left of a line: nothing but white space before its line feed or before the end of the text, or more. */
type LineRest = 'lineFeed' | 'end' | 'ink';

const nothing = Buffer.alloc(0);

export class LinesCheck {
  readonly #answer: Answer;
  readonly #ans: AnswerCursor;
  readonly #out = new Rest();
  /** The output's line from the difference on. */
  readonly #gotRest = new LineGatherer();
  #state: 'same' | 'rest' | 'ahead' | 'line' | 'told' = 'same';
  /** Where in the answer the two last parted, and what is left of its line there. */
  #partedAt = 0;
  #answerRest: LineRest = 'end';
  #outputRest: LineRest = 'end';
  /** Line feeds of the output behind that. */
  #lineFeedsBehind = 0;
  #outcome: CheckOutcome = { ok: true };

  readonly #commonRun: typeof commonRun;

  constructor(answer: Answer, ignoreCase = false) {
    this.#answer = answer;
    this.#commonRun = ignoreCase ? commonFoldedRun : commonRun;
    this.#ans = new AnswerCursor(answer);
  }

  push(piece: Buffer): void {
    if (this.#state === 'told') return;
    this.#out.set(piece);
    this.#advance(false);
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
        case 'rest':
          if (!this.#compareRests(ended)) return;
          break;
        case 'ahead':
          if (!this.#lookAhead(ended)) return;
          break;
        case 'line':
          if (!this.#gatherLine(ended)) return;
          break;
        case 'told':
          return;
      }
    }
  }

  #walk(ended: boolean): boolean {
    const [out, ans] = [this.#out, this.#ans];
    for (;;) {
      const outLeft = out.start < out.end;
      if (!outLeft && !ended) return false;
      const ansLeft = ans.fill();
      if (!outLeft && !ansLeft) return this.#tell({ ok: true });
      const run = outLeft && ansLeft ? this.#commonRun(out, ans) : 0;
      if (run === 0) break;
      out.start += run;
      ans.start += run;
    }
    this.#partedAt = ans.offset;
    this.#lineFeedsBehind = 0;
    this.#gotRest.clear();
    this.#state = 'rest';
    return true;
  }

  /** The answer is looked at last: it is there at once, the output may have to be waited for. */
  #compareRests(ended: boolean): boolean {
    const outputRest = this.#outputToLineEnd(ended);
    if (outputRest === undefined) return false;
    const answerRest = this.#answerToLineEnd();
    if (outputRest === 'lineFeed' && answerRest === 'lineFeed') {
      this.#out.start += 1;
      this.#ans.start += 1;
      this.#state = 'same';
      return true;
    }
    if (outputRest === 'end' && answerRest === 'end') return this.#tell({ ok: true });
    this.#outputRest = outputRest;
    this.#answerRest = answerRest;
    this.#state = outputRest === 'ink' ? 'line' : 'ahead';
    return true;
  }

  #outputToLineEnd(ended: boolean): LineRest | undefined {
    const out = this.#out;
    for (; out.start < out.end; out.start += 1) {
      const byte = out.bytes[out.start] ?? 0;
      if (byte === lineFeed) return 'lineFeed';
      if (!isSpaceAt(out.bytes, out.start)) return 'ink';
      this.#gotRest.add(byte, false);
    }
    return ended ? 'end' : undefined;
  }

  #answerToLineEnd(): LineRest {
    const ans = this.#ans;
    for (; ans.fill(); ans.start += 1) {
      if (ans.bytes[ans.start] === lineFeed) return 'lineFeed';
      if (!isSpaceAt(ans.bytes, ans.start)) return 'ink';
    }
    return 'end';
  }

  /** Passes white space over in the output until it ends or goes on. */
  #lookAhead(ended: boolean): boolean {
    const out = this.#out;
    for (; out.start < out.end && isSpaceAt(out.bytes, out.start); out.start += 1) {
      const byte = out.bytes[out.start] ?? 0;
      if (byte === lineFeed) {
        this.#lineFeedsBehind += 1;
        this.#gotRest.clear();
      } else this.#gotRest.add(byte, false);
    }
    if (out.start < out.end) {
      this.#state = 'line';
      return true;
    }
    if (!ended) return false;
    if (!this.#answerGoesOn()) return this.#tell({ ok: true });
    return this.#tell({ ok: false, message: this.#outputEnded() });
  }

  #gatherLine(ended: boolean): boolean {
    const out = this.#out;
    const rest = this.#gotRest;
    for (; out.start < out.end && !rest.isEnough; out.start += 1) {
      const byte = out.bytes[out.start] ?? 0;
      if (byte === lineFeed) break;
      rest.add(byte, !isSpaceAt(out.bytes, out.start));
    }
    if (out.start === out.end && !rest.isEnough && !ended) return false;
    const message =
      this.#answerRest !== 'ink' && !this.#answerGoesOn() ? this.#answerEnded() : this.#linesDiffer();
    return this.#tell({ ok: false, message });
  }

  /** Whether more than white space is left of the answer; if so, that is where it then stands. */
  #answerGoesOn(): boolean {
    const ans = this.#ans;
    while (ans.fill() && isSpaceAt(ans.bytes, ans.start)) ans.start += 1;
    return ans.start < ans.end;
  }

  /** The first line that the output lacks. It is blank where a blank line comes before the one that goes on. */
  #outputEnded(): string {
    const { lineFeeds, lineFeedsSinceInk, lineStart } = surveyBefore(this.#answer, this.#ans.offset);
    if (lineFeedsSinceInk === 0) return this.#linesDiffer();
    const expected = lineFeedsSinceInk === 1 ? lineFrom(this.#answer, lineStart) : nothing;
    return messageOf(lineFeeds - lineFeedsSinceInk + 2, expected, undefined);
  }

  /** The same, with the sides changed. */
  #answerEnded(): string {
    const { lineFeeds, lineFeedsSinceInk, lineStart } = surveyBefore(this.#answer, this.#partedAt);
    const blankLines = lineFeedsSinceInk + this.#lineFeedsBehind;
    if (blankLines === 0) return this.#linesDiffer();
    // Where the line began before the two parted, its beginning is that of the answer's.
    const begun = this.#lineFeedsBehind === 0 ? this.#common(lineStart, this.#partedAt) : nothing;
    const got = blankLines === 1 ? Buffer.concat([begun, this.#gotRest.text]) : nothing;
    return messageOf(lineFeeds - lineFeedsSinceInk + 2, undefined, got);
  }

  /** Two lines that both sides have: the same up to where the two parted, or up to the white space before that. */
  #linesDiffer(): string {
    const { lineFeeds, lineStart, inkEnd } = surveyBefore(this.#answer, this.#partedAt);
    const commonEnd = Math.max(lineStart, inkEnd);
    const bothGoOn = this.#outputRest === 'ink' && this.#answerRest === 'ink';
    const from = Math.max(lineStart, (bothGoOn ? this.#partedAt : commonEnd) - contextBytes);
    const expected =
      this.#answerRest === 'ink' ? lineFrom(this.#answer, from) : sliceOf(this.#answer, from, commonEnd);
    const got =
      this.#outputRest === 'ink'
        ? Buffer.concat([this.#common(from, this.#partedAt), this.#gotRest.text])
        : sliceOf(this.#answer, from, commonEnd);
    return messageOf(lineFeeds + 1, expected, got);
  }

  /** What both have from here to there; of a long part only what may be quoted. */
  #common(from: number, to: number): Buffer {
    return sliceOf(this.#answer, from, Math.min(to, from + lineContextBytes));
  }

  #tell(outcome: CheckOutcome): true {
    this.#outcome = outcome;
    this.#state = 'told';
    return true;
  }
}

/** On either side of the difference. */
const lineContextBytes = 2 * contextBytes;

/** The beginning of a line without the white space at its end, as far as it may be quoted. */
class LineGatherer {
  readonly #bytes = Buffer.alloc(lineContextBytes);
  #length = 0;
  #inkEnd = 0;
  #goesOn = false;

  clear(): void {
    this.#length = 0;
    this.#inkEnd = 0;
    this.#goesOn = false;
  }

  /** White space that is followed by something counts; whether it is may show far behind what is quoted. */
  add(byte: number, isInk: boolean): void {
    if (this.#length === this.#bytes.length) {
      this.#goesOn ||= isInk;
      return;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
    if (isInk) this.#inkEnd = this.#length;
  }

  get isEnough(): boolean {
    return this.#goesOn;
  }

  get text(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#goesOn ? this.#length : this.#inkEnd));
  }
}

const lineFrom = (answer: Answer, from: number): Buffer => {
  const cursor = new AnswerCursor(answer);
  while (cursor.offset < from && cursor.fill()) {
    cursor.start = Math.min(cursor.end, cursor.start + from - cursor.offset);
  }
  const line = new LineGatherer();
  for (; cursor.fill() && !line.isEnough; cursor.start += 1) {
    const byte = cursor.bytes[cursor.start] ?? 0;
    if (byte === lineFeed) break;
    line.add(byte, !isSpaceAt(cursor.bytes, cursor.start));
  }
  return line.text;
};

const messageOf = (line: number, expected: Buffer | undefined, got: Buffer | undefined): string => {
  const [expectedPart, gotPart] = [expected, got].map((part) =>
    part === undefined ? undefined : wholeOf(part),
  );
  return `line ${line}: ${expectedGot(expectedPart, gotPart)}`;
};
