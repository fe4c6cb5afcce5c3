/** A submission that is a program: lease → compile → runTests → settle. */
import type { ProgramFile } from '../domain/run.ts';
import type { CompileResult, SubmissionResult, TestResult } from '../domain/verdict.ts';
import { arrangeSources } from './arrange-sources.ts';
import type { Arranged } from './arrange-sources.ts';
import { compile } from './compile.ts';
import type { Compiled } from './compile.ts';
import { sourceWords } from './expand-argv.ts';
import { skippedTest } from './judged-test.ts';
import type { JudgingPorts, Lease } from './ports.ts';
import { judgedBy, notPrepared, prepareJudges } from './prepare-judges.ts';
import { tell, testTeller } from './progress.ts';
import { companionsOf, runTests } from './run-tests.ts';
import type { Judged, Work } from './work.ts';

/** @throws SerinError when the sandbox, the store or the engine fails, and the signal's reason. */
export const judgeProgram = async (ports: JudgingPorts, work: Work): Promise<Judged> => {
  const lease = await ports.sandboxes.lease(work.job.fingerprint, work.signal);
  try {
    const { result, timings } = await judgeIn(ports, lease, work);
    return { result, timings: { ...timings, leaseMs: lease.waitedMs } };
  } finally {
    lease.release();
  }
};

type JudgedIn = Pick<Judged, 'result'> & {
  readonly timings: Omit<Judged['timings'], 'leaseMs'>;
};

const judgeIn = async (ports: JudgingPorts, lease: Lease, work: Work): Promise<JudgedIn> => {
  const { job, runtime, material, assignment, signal } = work;
  const startedMs = ports.monotonic();
  const arranged = arrangeSources(runtime.manifest, material.files, assignment.provided);
  if (runtime.manifest.compile !== undefined) tell(ports, job, { type: 'compiling', attempt: job.attempt });
  const compiled = withNotes(await compile(ports, lease, runtime, arranged, signal), arranged);
  const compileMs = ports.monotonic() - startedMs;
  if (compiled.kind === 'failed') {
    return { result: notCompiled(work, compiled.compile), timings: { compileMs, runMs: 0 } };
  }
  await lease.put(compiled.files);
  const ranMs = ports.monotonic();
  const judged = await testsOf(ports, lease, work, { arranged, files: compiled.files });
  return {
    result: {
      ...assignment.settle(judged.tests),
      ...(compiled.compile === undefined ? {} : { compile: compiled.compile }),
      ...judged,
      ...measures(ports, work),
    },
    timings: { compileMs, runMs: ports.monotonic() - ranMs },
  };
};

/** What figures have to be held against. */
export const measures = (
  ports: Pick<JudgingPorts, 'limitMultipliers'>,
  { timeScale, runtime }: Pick<Work, 'timeScale' | 'runtime'>,
): Pick<SubmissionResult, 'timeScale' | 'multipliers'> => ({
  ...(timeScale === undefined ? {} : { timeScale }),
  ...(ports.limitMultipliers ? { multipliers: runtime.manifest.multipliers } : {}),
});

const testsOf = async (
  ports: JudgingPorts,
  lease: Lease,
  { job, record, runtime, assignment, timeScale, signal }: Work,
  { arranged, files }: { readonly arranged: Arranged; readonly files: readonly ProgramFile[] },
): Promise<Pick<SubmissionResult, 'tests' | 'judgedBy'>> => {
  const lane = { lease, companions: companionsOf(lease, signal) };
  const prepared = await prepareJudges(ports, assignment, lane.companions, signal);
  if (prepared.kind === 'failed') {
    return { tests: notPrepared(assignment, prepared), judgedBy: prepared.fingerprint };
  }
  const { judges } = prepared;
  const by = judgedBy(judges);
  const tests = await runTests(ports, {
    assignment,
    program: {
      runtime,
      files,
      entry: arranged.entry,
      sourcePaths: sourceWords(runtime.manifest, arranged.sources),
    },
    judges,
    spool: ports.spool,
    lane,
    timeRule: { margin: ports.rerunMargin, scale: timeScale ?? 1 },
    stopAtFirstFailure: record.spec.stopAtFirstFailure,
    signal,
    onResult: testTeller(ports, job, assignment.tests.length),
  });
  return { tests, ...(by === undefined ? {} : { judgedBy: by }) };
};

/** Says in the log which submitted files were left out. */
const withNotes = (compiled: Compiled, { leftOut }: Arranged): Compiled => {
  if (leftOut.length === 0 || compiled.compile === undefined) return compiled;
  const notes = leftOut.map(
    (path) => `note: ${path} is the problem's own; the submitted file of that name was left out`,
  );
  const { compile: said } = compiled;
  const log = [...notes, ...(said.log === '' ? [] : [said.log])].join('\n');
  return { ...compiled, compile: { ...said, log } };
};

const notCompiled = ({ assignment }: Work, compiled: CompileResult): Judged['result'] => {
  const tests: TestResult[] = assignment.tests.map((test) => skippedTest(assignment, test));
  // Nothing was judged, so only what was to be got is of interest.
  const { score, points, groups } = assignment.settle(tests);
  return {
    verdict: 'compile_error',
    ...(compiled.detail === undefined ? {} : { detail: compiled.detail }),
    score,
    ...(points === undefined ? {} : { points }),
    ...(groups === undefined ? {} : { groups }),
    cpuMs: 0,
    wallMs: 0,
    memoryBytes: 0,
    compile: compiled,
    tests,
  };
};
