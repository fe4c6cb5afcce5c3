/** One test of a program that reads and writes: run, judged, and run again where it was close. */
import { SerinError } from '../domain/errors.ts';
import type { RunReport } from '../domain/run.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { judgedVerdict } from '../verdict/judged-verdict.ts';
import { isNearLimit, runVerdict } from '../verdict/run-verdict.ts';
import type { AssignedTest } from './assignment.ts';
import { interactiveTest } from './interactive-test.ts';
import { judgeByProgram } from './judge-output.ts';
import { judgedTest } from './judged-test.ts';
import { programCommand } from './program-command.ts';
import { rerunIfNear } from './rerun.ts';
import type { TestRunOnce } from './rerun.ts';
import type { Lane, TestRun } from './test-run.ts';
import { compared, openStreams } from './test-streams.ts';
import type { TestStreams } from './test-streams.ts';

/** @throws SerinError when the sandbox or the store fails; nothing is guessed about the test then. */
export const runTest = (
  run: TestRun,
  lane: Lane,
  test: AssignedTest,
  signal: AbortSignal,
): Promise<TestResult> => {
  const { interactor } = run.judges;
  return rerunIfNear(
    () =>
      interactor === undefined
        ? standardTest(run, lane, test, signal)
        : interactiveTest(run, lane, { test, interactor }, signal),
    (report) => isNearLimit(report, test.limits, run.timeRule),
  );
};

const standardTest = async (
  run: TestRun,
  lane: Lane,
  test: AssignedTest,
  signal: AbortSignal,
): Promise<TestRunOnce> => {
  const { data, kept, inputFile, outputFile } = run.assignment;
  const { outcome, ...streams } = await openStreams(data, test.checker, kept.outputBytes, test);
  const report = await lane.lease.run(
    {
      ...programCommand(run, test),
      ...streams,
      ...(inputFile === undefined ? {} : { inputFile }),
      ...(outputFile === undefined ? {} : { outputFile }),
    },
    signal,
  );
  // From evidence to a verdict: the program's fate first, its output only when it ended well.
  const fate = runVerdict(report, test.limits, run.timeRule);
  if (!fate.passed) {
    const { passed: _, ...told } = fate;
    return { report, result: judgedTest(run.assignment, test, told, { report }) };
  }
  const judged = await judgeOutput(run, lane, { test, report, outcome }, signal);
  if (signal.aborted) {
    const told = { verdict: 'cancelled', detail: 'cancel' } as const;
    return { report, result: judgedTest(run.assignment, test, told, { report }) };
  }
  return {
    report,
    result: judgedTest(run.assignment, test, judgedVerdict(judged, test.points), { judged, report }),
  };
};

const judgeOutput = async (
  run: TestRun,
  lane: Lane,
  done: {
    readonly test: AssignedTest;
    readonly report: RunReport;
    readonly outcome: TestStreams['outcome'];
  },
  signal: AbortSignal,
): Promise<JudgedOutput> => {
  const { test, report } = done;
  const { checker } = run.judges;
  if (test.checker !== undefined) return compared(done.outcome(), test);
  if (checker === undefined) throw new SerinError('INTERNAL', `nothing judges the test ${test.name}`);
  const companion = await lane.companions.of(checker.runtime.fingerprint);
  const output = { data: run.assignment.data, test, output: report.stdout };
  return judgeByProgram(companion, checker, output, run.timeRule.scale, signal);
};
