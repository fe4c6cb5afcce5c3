/**
 * Submissions that are outputs. Nothing of them is run or compiled: the file named like a test, or `<test>.out`, is that test's output, and is
 * judged as if a program had written it. A container is leased only where a program of the problem judges.
 */
import { SerinError } from '../domain/errors.ts';
import { inputOf } from '../domain/run.ts';
import type { SourceFile } from '../domain/submission.ts';
import { soleSource } from '../domain/submission.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { judgedVerdict } from '../verdict/judged-verdict.ts';
import type { AssignedTest, Assignment } from './assignment.ts';
import { Companions } from './companions.ts';
import { judgeByProgram } from './judge-output.ts';
import { judgedTest, skippedTest } from './judged-test.ts';
import type { JudgingPorts } from './ports.ts';
import { judgedBy, notPrepared, prepareJudges } from './prepare-judges.ts';
import type { Judges } from './prepare-judges.ts';
import { testTeller } from './progress.ts';
import { TestLedger } from './test-ledger.ts';
import { comparedWhole } from './test-streams.ts';
import type { Judged, Work } from './work.ts';

interface OutputsToJudge {
  readonly assignment: Assignment;
  readonly files: readonly SourceFile[];
  readonly judges: Judges;
  readonly companions: Companions;
  readonly scale: number;
  readonly stopAtFirstFailure: boolean;
  readonly signal: AbortSignal;
  readonly onResult: (index: number, result: TestResult) => void;
}

/** @throws SerinError where the store or a sandbox fails, and the signal's reason. */
export const judgeSubmittedOutputs = async (ports: JudgingPorts, work: Work): Promise<Judged> => {
  const { job, record, material, assignment, timeScale, signal } = work;
  const startedMs = ports.monotonic();
  let leaseMs = 0;
  // There is no lease of the submission's that they could be companions of.
  const companions = new Companions(async (fingerprint) => {
    const lease = await ports.sandboxes.lease(fingerprint, signal);
    leaseMs += lease.waitedMs;
    return lease;
  });
  try {
    const prepared = await prepareJudges(ports, assignment, companions, signal);
    const compileMs = ports.monotonic() - startedMs;
    const tests =
      prepared.kind === 'failed'
        ? notPrepared(assignment, prepared)
        : await judgeOutputs({
            assignment,
            files: material.files,
            judges: prepared.judges,
            companions,
            scale: timeScale ?? 1,
            stopAtFirstFailure: record.spec.stopAtFirstFailure,
            signal,
            onResult: testTeller(ports, job, assignment.tests.length),
          });
    const by = prepared.kind === 'failed' ? prepared.fingerprint : judgedBy(prepared.judges);
    return {
      result: { ...assignment.settle(tests), ...(by === undefined ? {} : { judgedBy: by }), tests },
      timings: { leaseMs, compileMs, runMs: ports.monotonic() - startedMs - compileMs },
    };
  } finally {
    companions.release();
  }
};

const judgeOutputs = async (work: OutputsToJudge): Promise<readonly TestResult[]> => {
  const { tests, skips, stopAtOurFailure } = work.assignment;
  const outputOf = outputs(work.files, tests.length);
  const ledger = new TestLedger({
    unrun: tests.map((test) => skippedTest(work.assignment, test)),
    stopAtFirstFailure: work.stopAtFirstFailure,
    stopAtOurFailure,
    ...(skips === undefined ? {} : { skips }),
    onResult: work.onResult,
  });
  for (let index = ledger.take(); index !== undefined; index = ledger.take()) {
    work.signal.throwIfAborted();
    const test = tests[index];
    if (test === undefined) throw new RangeError(`there is no test ${index}`);
    const judged = await judgeOne(work, test, outputOf(test.name));
    ledger.settle(index, judgedTest(work.assignment, test, judgedVerdict(judged, test.points), { judged }));
  }
  return ledger.results();
};

/** A submission of one text has no name for it: it is the output of the only test. */
const outputs = (files: readonly SourceFile[], count: number): ((name: string) => Buffer | undefined) => {
  const byPath = new Map(files.map(({ path, content }) => [path, content]));
  return (name) =>
    byPath.get(name) ?? byPath.get(`${name}.out`) ?? (count === 1 ? byPath.get(soleSource) : undefined);
};

const judgeOne = async (
  work: OutputsToJudge,
  test: AssignedTest,
  output: Buffer | undefined,
): Promise<JudgedOutput> => {
  if (output === undefined) {
    return { kind: 'wrong', message: `there is no file "${test.name}.out" for this test` };
  }
  const { data } = work.assignment;
  const { checker } = work.judges;
  if (test.checker !== undefined) return comparedWhole(data, test.checker, test, output);
  if (checker === undefined) throw new SerinError('INTERNAL', `nothing judges the test ${test.name}`);
  const companion = await work.companions.of(checker.runtime.fingerprint);
  return judgeByProgram(companion, checker, { data, test, output: inputOf(output) }, work.scale, work.signal);
};
