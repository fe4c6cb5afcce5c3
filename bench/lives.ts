/** Rows about whole submissions: a container kept and reset beside a fresh one for each. */
import { readHostCores } from '../src/sandbox/host-cpus.ts';
import { dockerRun } from './bare.ts';
import { live, makeProgram, readSource } from './program.ts';
import type { Program } from './program.ts';
import { atLeastTimes, besideTwin } from './rows.ts';
import type { Row } from './rows.ts';
import { tryRows } from './sandbox-bench.ts';
import type { SandboxBench } from './sandbox-bench.ts';
import { inTurn, repeated } from './twins.ts';
import { benchSlotBase, benchWorker, openBenchWorker } from './worker.ts';
import type { BenchWorker } from './worker.ts';

export const measureLives = async (bench: SandboxBench): Promise<Row[]> => {
  const { worker, runtimes } = bench;
  const program = await makeProgram(worker.sandboxes, runtimes.c, await readSource('true.c'));
  const fresh = await openFresh(bench);
  return [
    ...(await tryRows(bench, 'a fresh container', () => wholeLife(bench, fresh, program))),
    ...(await tryRows(bench, 'short submissions', () => reuseBesideFresh(bench, fresh, program))),
  ];
};

const wholeLife = async (
  { runtimes, worker, quick }: SandboxBench,
  fresh: BenchWorker,
  program: Program,
): Promise<Row> => {
  const isolated = { image: runtimes.c.image.id, core: worker.core };
  const samples = await inTurn(
    quick ? 3 : 15,
    async () => [(await live(fresh.sandboxes, program)).wholeMs],
    async () => [await dockerRun(isolated, ['/bin/true'])],
  );
  return besideTwin('a fresh container, whole life', 'ms', samples, 'docker run');
};

const reuseBesideFresh = async (
  { worker, quick }: SandboxBench,
  fresh: BenchWorker,
  program: Program,
): Promise<Row> => {
  const rates = await inTurn(
    quick ? 2 : 8,
    () => submissionsPerSecond(worker, program, 100),
    () => submissionsPerSecond(fresh, program, 4),
  );
  return besideTwin('short submissions, one slot', 'per s', rates, 'isolation: fresh', atLeastTimes(25));
};

/** A second worker, whose slot is on the same core and never busy at the same time. */
const openFresh = async ({ lifecycle, runtimes, worker }: SandboxBench): Promise<BenchWorker> => {
  const cores = (await readHostCores())?.length ?? 1;
  const options = { name: `${benchWorker}-fresh`, slot: benchSlotBase + cores, isolation: 'fresh' as const };
  const fresh = await openBenchWorker(lifecycle, [runtimes.c], options);
  if (fresh.core !== worker.core) throw new Error('the two workers do not share a core');
  return fresh;
};

/** One rate, of lives that follow each other. */
const submissionsPerSecond = async (
  { sandboxes }: BenchWorker,
  program: Program,
  count: number,
): Promise<number[]> => {
  const startedMs = performance.now();
  await repeated(count, () => live(sandboxes, program));
  return [count / ((performance.now() - startedMs) / 1000)];
};
