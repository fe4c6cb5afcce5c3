/** Byte for byte. */
import { AnswerCursor, Rest, sliceOf, surveyBefore } from './answer.ts';
import type { Answer } from './answer.ts';
import { commonRun } from './common-run.ts';
import { contextBytes, expectedGot, wholeOf } from './difference.ts';
import type { CheckOutcome } from './difference.ts';

export class ExactCheck {
  readonly #answer: Answer;
  readonly #ans: AnswerCursor;
  readonly #out = new Rest();
  /** Once a difference was found, what the output has from there on, as much as may be quoted. */
  #got: Buffer | undefined;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#ans = new AnswerCursor(answer);
  }

  push(piece: Buffer): void {
    const [out, ans] = [this.#out, this.#ans];
    out.set(piece);
    while (this.#got === undefined && out.start < out.end) {
      const run = ans.fill() ? commonRun(out, ans) : 0;
      out.start += run;
      ans.start += run;
      if (run === 0) this.#got = Buffer.alloc(0);
    }
    if (this.#got === undefined || this.#got.length === contextBytes) return;
    const wanted = piece.subarray(out.start, out.start + contextBytes - this.#got.length);
    this.#got = Buffer.concat([this.#got, wanted]);
  }

  end(): CheckOutcome {
    if (this.#got === undefined && !this.#ans.fill()) return { ok: true };
    const { offset } = this.#ans;
    const line = surveyBefore(this.#answer, offset).lineFeeds + 1;
    const expected = sliceOf(this.#answer, offset, offset + contextBytes);
    const quoted = expectedGot(partOf(expected), partOf(this.#got));
    return { ok: false, message: `byte ${offset + 1}, line ${line}: ${quoted}` };
  }
}

/** A side that has nothing at the difference has ended there. */
const partOf = (bytes: Buffer | undefined) =>
  bytes === undefined || bytes.length === 0 ? undefined : wholeOf(bytes);
