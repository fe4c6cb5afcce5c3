import type { TestResult } from '../domain/verdict.ts';

export interface TestLedgerOptions {
  /** What stands for each test that is not run, in the tests' order. */
  readonly unrun: readonly TestResult[];
  readonly stopAtFirstFailure: boolean;
  /** A failure of ours (a checker that crashed) decides the submission: nothing after it is run. */
  readonly stopAtOurFailure?: boolean;
  /**
   * Whether a test is skipped, given what stands for every test before it. Asked once for each test, in order, with the same growing list,
   * so a rule may remember what it has seen.
   */
  readonly skips?: (index: number, before: readonly TestResult[]) => boolean;
  /** Called for every test in the tests' order, with what finally stands for it. */
  readonly onResult: (index: number, result: TestResult) => void;
}

/**
 * Which tests are to be run, and what they came to.
 *
 * Tests are given out in order; their results may come in any. What stands, and what is told, is what one test after the other would
 * have come to: everything after the first result that stops is skipped, and so is what the rule skips, whether it was run or not.
 *
 *   given out ──settle──▶ settled ──every earlier one told, none of them stopped, not skipped by the rule──▶ told
 *                            └─────an earlier one stopped, or the rule skips it──▶ told as skipped
 *
 * The rule is asked about a test when everything before it is told. Until then nobody knows whether it is skipped, and another lane may
 * run it in vain; a test that is known to be skipped is given to nobody, and its run is of no interest any more. For the same reason a
 * result stops the rest only when it is told where there is a rule: the rule may have skipped it.
 */
export class TestLedger {
  readonly #options: TestLedgerOptions;
  readonly #settled: (TestResult | undefined)[];
  readonly #told: TestResult[] = [];
  #next = 0;
  /** The first index known to be of no interest: an earlier test stops the rest. */
  #end: number;
  /** The test after the last one told is to be run: the rule was asked. */
  #asked = false;

  constructor(options: TestLedgerOptions) {
    this.#options = options;
    this.#end = options.unrun.length;
    this.#settled = new Array<TestResult | undefined>(options.unrun.length);
    this.#tell();
  }

  /** The next test to run; undefined when none is left. */
  take(): number | undefined {
    if (this.left === 0) return undefined;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Tests that nobody has taken yet. */
  get left(): number {
    return Math.max(0, this.#end - this.#next);
  }

  /** Whether a test's result still matters. */
  matters(index: number): boolean {
    return index < this.#end && index >= this.#told.length;
  }

  settle(index: number, result: TestResult): void {
    if (!this.matters(index)) return;
    this.#settled[index] = result;
    if (this.#options.skips === undefined) this.#stopAfter(index, result);
    this.#tell();
  }

  /** One result for each test. */
  results(): readonly TestResult[] {
    return this.#told;
  }

  #stopAfter(index: number, result: TestResult): void {
    if (this.#stops(result)) this.#end = Math.min(this.#end, index + 1);
  }

  #stops({ verdict }: TestResult): boolean {
    const { stopAtFirstFailure, stopAtOurFailure } = this.#options;
    if (verdict === 'system_error' && stopAtOurFailure === true) return true;
    if (verdict === 'skipped') return false;
    return verdict === 'cancelled' || (stopAtFirstFailure && verdict !== 'accepted');
  }

  #tell(): void {
    const { unrun, onResult } = this.#options;
    for (let index = this.#told.length; index < unrun.length; index += 1) {
      const result = this.#skips(index) ? unrun[index] : this.#settled[index];
      if (result === undefined) return;
      this.#stopAfter(index, result);
      this.#settled[index] = undefined;
      this.#told.push(result);
      this.#asked = false;
      this.#next = Math.max(this.#next, this.#told.length);
      onResult(index, result);
    }
  }

  #skips(index: number): boolean {
    if (index >= this.#end) return true;
    if (this.#asked) return false;
    this.#asked = true;
    return this.#options.skips?.(index, this.#told) ?? false;
  }
}
