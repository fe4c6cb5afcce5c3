/** The tests of one submission. In which lease and order: `spread-tests.ts`; how one is run: `run-test.ts`. */
import type { TestResult } from '../domain/verdict.ts';
import type { AssignedTest } from './assignment.ts';
import { Companions } from './companions.ts';
import { skippedTest } from './judged-test.ts';
import type { JudgingPorts, Lease } from './ports.ts';
import { runTest } from './run-test.ts';
import { spreadTests } from './spread-tests.ts';
import type { Lane, TestRun } from './test-run.ts';

export interface AllTests extends TestRun {
  /** The submission's own lane, with the program in place. */
  readonly lane: Lane;
  readonly stopAtFirstFailure: boolean;
  readonly signal: AbortSignal;
  /** Called for each test, in order. */
  readonly onResult: (index: number, result: TestResult) => void;
}

/**
 * Run every test that is not skipped: by the problem's rule, or after the first failure when the submission asks for that.
 *
 * @throws SerinError when the sandbox fails; nothing is guessed about the test that was under way.
 */
export const runTests = async (
  { sandboxes, parallelTests, log }: Pick<JudgingPorts, 'sandboxes' | 'parallelTests' | 'log'>,
  run: AllTests,
): Promise<readonly TestResult[]> => {
  const { tests, skips, stopAtOurFailure } = run.assignment;
  const { files, runtime } = run.program;
  const laneOf = lanes(run.lane, run.signal);
  return spreadTests({
    unrun: tests.map((test) => skippedTest(run.assignment, test)),
    stopAtFirstFailure: run.stopAtFirstFailure,
    stopAtOurFailure,
    ...(skips === undefined ? {} : { skips }),
    onResult: run.onResult,
    lease: run.lane.lease,
    leaseSpare: parallelTests ? (signal) => sandboxes.leaseSpare(runtime.fingerprint, signal) : undefined,
    place: (lease) => lease.put(files),
    runTest: (lease, index, signal) => runTest(run, laneOf(lease), testAt(tests, index), signal),
    signal: run.signal,
    log,
  });
};

/** A spare lease is a lane of its own: its companions are on its slot, and released with it. */
const lanes = (own: Lane, signal: AbortSignal): ((lease: Lease) => Lane) => {
  const known = new Map<Lease, Lane>([[own.lease, own]]);
  return (lease) => {
    const lane = known.get(lease) ?? { lease, companions: companionsOf(lease, signal) };
    known.set(lease, lane);
    return lane;
  };
};

export const companionsOf = (lease: Lease, signal: AbortSignal): Companions =>
  new Companions((fingerprint) => lease.companion(fingerprint, signal));

const testAt = (tests: readonly AssignedTest[], index: number): AssignedTest => {
  const test = tests[index];
  if (test === undefined) throw new RangeError(`there is no test ${index}`);
  return test;
};
