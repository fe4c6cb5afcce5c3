import type { TestResult } from '../domain/verdict.ts';

export interface TestLedgerOptions {
  readonly names: readonly string[];
  readonly stopAtFirstFailure: boolean;
  /** Called for every test in the tests' order, with what finally stands for it. */
  readonly onResult: (index: number, result: TestResult) => void;
}

/**
 * Which tests are to be run, and what they came to.
 *
 * Tests are given out in order; their results may come in any. What stands, and what is told, is what one test after the other would
 * have come to: everything after the first result that stops is skipped, whether it was run or not.
 *
 *   given out ──settle──▶ settled ──every earlier one told, none of them stopped──▶ told
 *                            └─────an earlier one stopped──▶ told as skipped
 */
export class TestLedger {
  readonly #options: TestLedgerOptions;
  readonly #settled: (TestResult | undefined)[];
  readonly #told: TestResult[] = [];
  #next = 0;
  /** The first index known to be of no interest: an earlier test stops the rest. */
  #end: number;

  constructor(options: TestLedgerOptions) {
    this.#options = options;
    this.#end = options.names.length;
    this.#settled = options.names.map(() => undefined);
  }

  /** The next test to run; undefined when none is left. */
  take(): number | undefined {
    if (this.#next >= this.#end) return undefined;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Tests that nobody has taken yet. */
  get left(): number {
    return Math.max(0, this.#end - this.#next);
  }

  /** Whether a test's result still matters. */
  matters(index: number): boolean {
    return index < this.#end;
  }

  settle(index: number, result: TestResult): void {
    if (!this.matters(index)) return;
    this.#settled[index] = result;
    if (this.#stops(result)) this.#end = index + 1;
    this.#tell();
  }

  /** One result for each test. */
  results(): readonly TestResult[] {
    return this.#told;
  }

  #stops({ verdict }: TestResult): boolean {
    return verdict === 'cancelled' || (this.#options.stopAtFirstFailure && verdict !== 'accepted');
  }

  #tell(): void {
    const { names, onResult } = this.#options;
    for (let index = this.#told.length; index < names.length; index += 1) {
      const result = this.matters(index) ? this.#settled[index] : skipped(names[index] ?? '');
      if (result === undefined) return;
      this.#told.push(result);
      onResult(index, result);
    }
  }
}

const skipped = (name: string): TestResult => ({
  name,
  verdict: 'skipped',
  cpuMs: 0,
  wallMs: 0,
  memoryBytes: 0,
});
