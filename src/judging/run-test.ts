/** One test of a program that reads and writes: run, judged, and run again where it was close. */
import { SerinError } from '../domain/errors.ts';
import type { Checker } from '../domain/checker.ts';
import type { RunInput } from '../domain/run.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { judgedVerdict } from '../verdict/judged-verdict.ts';
import { isNearLimit, runVerdict } from '../verdict/run-verdict.ts';
import type { AssignedTest } from './assignment.ts';
import { interactiveTest } from './interactive-test.ts';
import { judgeByProgram } from './judge-output.ts';
import { judgedTest } from './judged-test.ts';
import type { Spool } from './ports.ts';
import { programCommand } from './program-command.ts';
import { rerunIfNear } from './rerun.ts';
import type { TestRunOnce } from './rerun.ts';
import type { Lane, TestRun } from './test-run.ts';
import { compared, openStreams } from './test-streams.ts';

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
  if (test.checker !== undefined) return judgedRun(run, lane, { test, judge: test.checker }, signal);
  const spool = run.spool();
  try {
    return await judgedRun(run, lane, { test, judge: spool }, signal);
  } finally {
    spool.dispose();
  }
};

interface ToJudge {
  readonly test: AssignedTest;
  /** What compares the output, or where it lies until a program of the problem's judges it. */
  readonly judge: Checker | Spool;
}

const judgedRun = async (
  run: TestRun,
  lane: Lane,
  { test, judge }: ToJudge,
  signal: AbortSignal,
): Promise<TestRunOnce> => {
  const { data, kept, inputFile, outputFile } = run.assignment;
  const { outcome, ...streams } = await openStreams(data, judge, kept.outputBytes, test);
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
  const comparison = compared(outcome(), test);
  const judged = 'written' in judge ? await askChecker(run, lane, test, judge.written(), signal) : comparison;
  if (signal.aborted) {
    const told = { verdict: 'cancelled', detail: 'cancel' } as const;
    return { report, result: judgedTest(run.assignment, test, told, { report }) };
  }
  return {
    report,
    result: judgedTest(run.assignment, test, judgedVerdict(judged, test.points), { judged, report }),
  };
};

const askChecker = async (
  run: TestRun,
  lane: Lane,
  test: AssignedTest,
  output: RunInput,
  signal: AbortSignal,
): Promise<JudgedOutput> => {
  const { checker } = run.judges;
  if (checker === undefined) throw new SerinError('INTERNAL', `nothing judges the test ${test.name}`);
  const companion = await lane.companions.of(checker.runtime.fingerprint);
  const toJudge = { data: run.assignment.data, test, output };
  return judgeByProgram(companion, checker, toJudge, run.timeRule.scale, signal);
};
