/** The tests of one submission, in order, in one lease. */
import type { CheckOutcome } from '../verdict/difference.ts';
import { runVerdict } from '../verdict/run-verdict.ts';
import type { RunReport } from '../domain/run.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { SubmissionSpec, TestCase } from '../domain/submission.ts';
import type { TestResult } from '../domain/verdict.ts';
import { expandArgv } from './expand-argv.ts';
import type { Lease, TestDataReader } from './ports.ts';
import { openStreams } from './test-streams.ts';

const mebibyte = 1024 * 1024;

/** Bytes of standard error that are read; more is dropped by the runner. */
const stderrBytes = 64 * 1024;

export interface TestRun {
  readonly lease: Lease;
  readonly data: TestDataReader;
  readonly runtime: RuntimeFacts;
  readonly spec: SubmissionSpec;
  readonly sourcePaths: readonly string[];
  readonly signal: AbortSignal;
  /** Called after each test, in order. */
  readonly onResult: (index: number, result: TestResult) => void;
}

/**
 * Run every test, or up to the first failure when the submission asks for that; what was not run is `skipped`.
 *
 * @throws SerinError when the sandbox fails; nothing is guessed about the test that was under way.
 */
export const runTests = async (run: TestRun, tests: readonly TestCase[]): Promise<TestResult[]> => {
  const results: TestResult[] = [];
  let stopped = false;
  for (const [index, test] of tests.entries()) {
    const result: TestResult = stopped ? skipped(test.name) : await runTest(run, test);
    results.push(result);
    run.onResult(index, result);
    stopped ||= result.verdict === 'cancelled';
    stopped ||= run.spec.stopAtFirstFailure && result.verdict !== 'accepted';
  }
  return results;
};

const runTest = async (run: TestRun, test: TestCase): Promise<TestResult> => {
  const { manifest } = run.runtime;
  const { limits } = run.spec;
  const { outcome, ...streams } = await openStreams(run.data, run.spec, test);
  const report = await run.lease.run(
    {
      phase: 'run',
      argv: expandArgv(manifest.run.argv, {
        source: manifest.source.file,
        sources: run.sourcePaths,
        memoryMiB: Math.floor(limits.memoryBytes / mebibyte),
      }),
      env: manifest.run.env,
      ...streams,
      limits: { ...limits, processes: limits.processes + manifest.run.extraProcesses, stderrBytes },
    },
    run.signal,
  );
  return judgeTest(run.spec, test, report, outcome);
};

/** From evidence to a verdict: the program's fate first, its output only when it ended well. */
export const judgeTest = (
  spec: SubmissionSpec,
  test: TestCase,
  report: RunReport,
  outcomeOf: () => CheckOutcome,
): TestResult => {
  const figures = { cpuMs: report.cpuMs, wallMs: report.wallMs, memoryBytes: report.memoryBytes };
  const kept =
    spec.keepOutputBytes === 0
      ? {}
      : {
          stdout: excerpt(report.stdout, spec.keepOutputBytes),
          stderr: excerpt(report.stderr, spec.keepOutputBytes),
        };
  const outcome = runVerdict(report, spec.limits);
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

const skipped = (name: string): TestResult => ({
  name,
  verdict: 'skipped',
  cpuMs: 0,
  wallMs: 0,
  memoryBytes: 0,
});

const excerpt = (output: Buffer, bytes: number): string => output.subarray(0, bytes).toString('utf8');
