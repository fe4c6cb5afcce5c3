/**
 * Near misses of a time limit.
 *
 * Timings of one program differ from run to run. A run on the losing side of its time limit, but within the margin, is therefore not
 * called on: the program runs again in the same lease with the same input, and that run counts whole, output and figures.
 * It is asked once: whoever is over the limit twice is over the limit. No other limit, and no other fate, leads to a second run.
 */
import type { RunReport } from '../domain/run.ts';
import type { TestResult, TestRunFigures } from '../domain/verdict.ts';

/** One run of a test and what the test would have come to by it. */
export interface TestRunOnce {
  /** Absent where nothing could be run. */
  readonly report?: RunReport;
  readonly result: TestResult;
}

export const rerunIfNear = async (
  runOnce: () => Promise<TestRunOnce>,
  isNear: (report: RunReport) => boolean,
): Promise<TestResult> => {
  const first = await runOnce();
  if (first.report === undefined || !isNear(first.report)) return first.result;
  const second = await runOnce();
  return { ...second.result, runs: [figuresOf(first.result), figuresOf(second.result)] };
};

const figuresOf = ({ cpuMs, wallMs, memoryBytes, verdict }: TestResult): TestRunFigures => ({
  cpuMs,
  wallMs,
  memoryBytes,
  verdict,
});
