/** Rows about one run of a program: what the worker adds to fork, exec and wait. */
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import { bareCommand, bareSetting, inTurn, repeated, withBare } from './twins.ts';
import { live, makeProgram, readSource } from './program.ts';
import type { Program } from './program.ts';
import { besideTwin, overhead, quantilesAtMost, timedRow } from './rows.ts';
import type { Row } from './rows.ts';
import { tryRows } from './sandbox-bench.ts';
import type { SandboxBench } from './sandbox-bench.ts';
import { summarise } from './statistics.ts';

const mebibyte = 1024 * 1024;
const echoedMiB = 64;
const runGoal = overhead(1.05, 0.5);

export const measureRuns = async (bench: SandboxBench): Promise<Row[]> => {
  const { sandboxes } = bench.worker;
  const { c, python, java } = bench.runtimes;
  const nothing = await makeProgram(sandboxes, c, await readSource('true.c'));
  const start = async (name: string, runtime: RuntimeFacts, source: string): Promise<Row> =>
    starts(bench, name, await makeProgram(sandboxes, runtime, await readSource(source)));
  return [
    ...(await tryRows(bench, 'one run', () => shortRuns(bench, nothing))),
    ...(await tryRows(bench, 'many tests', () => manyTests(bench, nothing))),
    ...(await tryRows(bench, 'Python start', () => start('Python start', python, 'hello.py'))),
    ...(await tryRows(bench, 'Java start', () => start('Java start', java, 'Hello.java'))),
    ...(await tryRows(bench, 'echo', () => echo(bench))),
  ];
};

/** One test a lease: the run, what is around it, and the whole. */
const shortRuns = async ({ lifecycle, worker, quick }: SandboxBench, program: Program): Promise<Row[]> => {
  const { sandboxes, core } = worker;
  const size = 25;
  const { judged: lives, twin } = await withBare(lifecycle, bareSetting(program, core), (bare) =>
    inTurn(
      quick ? 4 : 40,
      () => repeated(size, () => live(sandboxes, program)),
      () => bare.measure(size, bareCommand(program)),
    ),
  );
  const runs = lives.flatMap((life) => life.runs);
  const around = summarise(lives.map(({ leaseMs, freeMs }) => leaseMs + freeMs));
  const bareMs = twin.map(({ wallMs }) => wallMs);
  const beside = (judged: readonly number[]) => ({ judged, twin: bareMs });
  const reported = runs.map(({ report }) => report.wallMs);
  const whole = lives.map(({ wholeMs }) => wholeMs);
  return [
    timedRow('run: a C program that returns 0', { judged: runs, twin }, 'bare', runGoal),
    besideTwin('the same, wall time as reported', 'ms', beside(reported), 'bare'),
    { name: 'lease + reset', unit: 'ms', judged: around, goal: quantilesAtMost(around, 1, 3) },
    besideTwin('lease → put → run → reset', 'ms', beside(whole), 'bare'),
  ];
};

const manyTests = async ({ lifecycle, worker, quick }: SandboxBench, program: Program): Promise<Row> => {
  const { sandboxes, core } = worker;
  const tests = 100;
  const samples = await withBare(lifecycle, bareSetting(program, core), (bare) =>
    inTurn(
      quick ? 2 : 10,
      async () => (await live(sandboxes, program, tests)).runs,
      () => bare.measure(tests, bareCommand(program)),
    ),
  );
  return timedRow(`run: ${tests} tests in one lease, each`, samples, 'bare', runGoal);
};

const starts = async (
  { lifecycle, worker, quick }: SandboxBench,
  name: string,
  program: Program,
): Promise<Row> => {
  const { sandboxes, core } = worker;
  const size = 5;
  const samples = await withBare(lifecycle, bareSetting(program, core), (bare) =>
    inTurn(
      quick ? 3 : 20,
      async () => (await repeated(size, () => live(sandboxes, program))).flatMap(({ runs }) => runs),
      () => bare.measure(size, bareCommand(program)),
    ),
  );
  return timedRow(`run: ${name}`, samples, 'bare', runGoal);
};

/** As much as a run may read and write: all of it goes to the runner and back. */
const echo = async ({ lifecycle, worker, runtimes, quick }: SandboxBench): Promise<Row> => {
  const bytes = echoedMiB * mebibyte;
  const program = await makeProgram(worker.sandboxes, runtimes.c, await readSource('cat.c'), {
    input: Buffer.alloc(bytes, 'serin\n'),
    limits: { outputBytes: bytes, cpuMs: 10_000 },
  });
  return withBare(lifecycle, bareSetting(program, worker.core), async (bare) => {
    const speed = (ms: number) => echoedMiB / (ms / 1000);
    const samples = await inTurn(
      quick ? 3 : 15,
      async () => {
        const { runs } = await live(worker.sandboxes, program);
        if (runs[0]?.report.stdout.length !== bytes) throw new Error('the echo lost some of its bytes');
        return runs.map(({ wallMs }) => speed(wallMs));
      },
      async () => (await bare.measure(1, bareCommand(program))).map(({ wallMs }) => speed(wallMs)),
    );
    return besideTwin(`${echoedMiB} MiB through stdin and stdout`, 'MiB/s', samples, 'file → bare → pipe');
  });
};
