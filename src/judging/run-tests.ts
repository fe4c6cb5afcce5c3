/** The tests of one submission: each run, judged, and run again where it was close. In which lease and order: `spread-tests.ts`. */
import type { CheckOutcome } from '../verdict/difference.ts';
import { isNearLimit, runVerdict } from '../verdict/run-verdict.ts';
import { killingLimits } from '../verdict/time-rule.ts';
import type { TimeRule } from '../verdict/time-rule.ts';
import type { ProgramFile, RunReport } from '../domain/run.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { SubmissionSpec, TestCase } from '../domain/submission.ts';
import type { TestResult } from '../domain/verdict.ts';
import { expandArgv } from './expand-argv.ts';
import { keptOutput } from './kept-output.ts';
import type { JudgingPorts, Lease, TestDataReader } from './ports.ts';
import { rerunIfNear } from './rerun.ts';
import type { TestRunOnce } from './rerun.ts';
import { spreadTests } from './spread-tests.ts';
import { openStreams } from './test-streams.ts';

const mebibyte = 1024 * 1024;

/** Bytes of standard error that are read; more is dropped by the runner. */
const stderrBytes = 64 * 1024;

export interface TestRun {
  /** The submission's own lease, with the program in place. */
  readonly lease: Lease;
  readonly program: readonly ProgramFile[];
  readonly data: TestDataReader;
  readonly runtime: RuntimeFacts;
  readonly spec: SubmissionSpec;
  readonly sourcePaths: readonly string[];
  readonly timeRule: TimeRule;
  readonly signal: AbortSignal;
  /** Called for each test, in order. */
  readonly onResult: (index: number, result: TestResult) => void;
}

/**
 * Run every test, or up to the first failure when the submission asks for that; what was not run is `skipped`.
 *
 * @throws SerinError when the sandbox fails; nothing is guessed about the test that was under way.
 */
export const runTests = async (
  { sandboxes, parallelTests, log }: Pick<JudgingPorts, 'sandboxes' | 'parallelTests' | 'log'>,
  run: TestRun,
  tests: readonly TestCase[],
): Promise<readonly TestResult[]> =>
  spreadTests({
    names: tests.map((test) => test.name),
    stopAtFirstFailure: run.spec.stopAtFirstFailure,
    onResult: run.onResult,
    lease: run.lease,
    leaseSpare: parallelTests ? (signal) => sandboxes.leaseSpare(run.runtime.fingerprint, signal) : undefined,
    place: (lease) => lease.put(run.program),
    runTest: (lease, index, signal) => runTest(run, lease, testAt(tests, index), signal),
    signal: run.signal,
    log,
  });

const testAt = (tests: readonly TestCase[], index: number): TestCase => {
  const test = tests[index];
  if (test === undefined) throw new RangeError(`there is no test ${index}`);
  return test;
};

const runTest = (run: TestRun, lease: Lease, test: TestCase, signal: AbortSignal): Promise<TestResult> =>
  rerunIfNear(
    () => runOnce(run, lease, test, signal),
    (report) => isNearLimit(report, run.spec.limits, run.timeRule),
  );

const runOnce = async (
  run: TestRun,
  lease: Lease,
  test: TestCase,
  signal: AbortSignal,
): Promise<TestRunOnce> => {
  const { manifest } = run.runtime;
  const { limits } = run.spec;
  const { outcome, ...streams } = await openStreams(run.data, run.spec, test);
  const report = await lease.run(
    {
      phase: 'run',
      argv: [
        ...expandArgv(manifest.run.argv, {
          source: manifest.source.file,
          sources: run.sourcePaths,
          memoryMiB: Math.floor(limits.memoryBytes / mebibyte),
        }),
        ...(test.args ?? []),
      ],
      env: manifest.run.env,
      ...streams,
      limits: {
        ...killingLimits(limits, run.timeRule),
        processes: limits.processes + manifest.run.extraProcesses,
        stderrBytes,
      },
    },
    signal,
  );
  return { report, result: judgeTest(run, test, report, outcome) };
};

/** From evidence to a verdict: the program's fate first, its output only when it ended well. */
const judgeTest = (
  { spec, timeRule }: TestRun,
  test: TestCase,
  report: RunReport,
  outcomeOf: () => CheckOutcome,
): TestResult => {
  const figures = { cpuMs: report.cpuMs, wallMs: report.wallMs, memoryBytes: report.memoryBytes };
  const kept = keptOutput(spec, report);
  const outcome = runVerdict(report, spec.limits, timeRule);
  if (!outcome.passed) {
    const { passed: _, ...told } = outcome;
    return { name: test.name, ...told, ...figures, ...kept };
  }
  const check = outcomeOf();
  return {
    name: test.name,
    verdict: check.ok ? 'accepted' : 'wrong_answer',
    ...(check.message === undefined ? {} : { message: check.message }),
    ...figures,
    ...kept,
  };
};
