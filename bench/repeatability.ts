/**
 * How much the figures of one program differ from run to run while the machine's other slot is busy: the same program, judged again and
 * again, beside bare runs of it on the same core and beside the same other load.
 */
import { availableParallelism } from 'node:os';
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { removeBareLeftOvers } from './bare.ts';
import type { BareRun } from './bare.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { live, makeProgram, readSource } from './program.ts';
import type { Program } from './program.ts';
import { markdownTable, printTable, record } from './report.ts';
import { spinSource } from './spin.ts';
import { spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';
import { bareCommand, bareSetting, inTurn, repeated, withBare } from './twins.ts';
import { benchSlotBase, benchWorker, findRuntime, openBenchWorker } from './worker.ts';
import type { BenchWorker } from './worker.ts';

const aimMs = 100;
const blockSize = 10;
const goalRatio = 1.5;
const limits = { cpuMs: 10_000, memoryBytes: 256 * 1024 * 1024 };

interface Subject {
  readonly name: string;
  readonly runtime: RuntimeFacts;
  readonly source: string;
  /** A first guess at the input; the real one is calibrated. */
  readonly probe: number;
}

interface Row {
  readonly name: string;
  readonly runs: number;
  readonly judged: { readonly cpuMs: Spread; readonly wallMs: Spread };
  readonly bare: { readonly cpuMs: Spread; readonly wallMs: Spread };
  /** Coefficient of variation, judged by bare. */
  readonly ratio: { readonly cpuMs: number; readonly wallMs: number };
  readonly met: { readonly cpuMs: boolean; readonly wallMs: boolean };
}

export const repeatability = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  if (availableParallelism() < 2) throw new Error('two slots need two cores');
  const machine = await describeMachine();
  await removeBareLeftOvers();
  const [c, python] = await Promise.all([findRuntime('c:14'), findRuntime('python:3.13')]);
  const worker = await openBenchWorker(lifecycle, [c, python]);
  // A worker of its own, so that it is known which of the two slots has which core.
  const load = { name: `${benchWorker}-load`, slot: benchSlotBase + 1 };
  const other = await openBenchWorker(lifecycle, [c], load);
  if (other.core === worker.core) throw new Error('the two slots share a core');
  const stopLoad = await keepBusy(lifecycle, other, c);
  const rows: Row[] = [];
  for (const subject of await subjects(c, python)) {
    rows.push(await measure(lifecycle, worker, subject, quick ? 2 : 20));
  }
  await stopLoad();
  printTable(...words(rows));
  const { core, destroyed } = worker;
  await record('repeatability', { machine, core, otherCore: other.core, quick, destroyed, rows });
  await documentResult('repeatability', machine, markdownTable(...words(rows)), quick);
};

const subjects = async (c: RuntimeFacts, python: RuntimeFacts): Promise<Subject[]> => [
  { name: 'C, bound by the CPU', runtime: c, source: spinSource(0), probe: 20_000_000 },
  { name: 'C, bound by memory', runtime: c, source: await readSource('memory.c'), probe: 1_000_000 },
  { name: 'Python', runtime: python, source: await readSource('spin.py'), probe: 400_000 },
];

/** Runs on the other slot until it is stopped, one long program after the other. */
const keepBusy = async (
  lifecycle: Lifecycle,
  { sandboxes }: BenchWorker,
  runtime: RuntimeFacts,
): Promise<() => Promise<void>> => {
  const seconds = 2;
  const probe = await makeProgram(sandboxes, runtime, spinSource(1), inputOfSize(20_000_000));
  const rounds = await calibrated(sandboxes, probe, 20_000_000, seconds * 1000);
  const program = { ...probe, ...inputOfSize(rounds) };
  const stopped = new AbortController();
  const looping = (async () => {
    while (!stopped.signal.aborted && !lifecycle.closing.aborted) await live(sandboxes, program);
  })();
  // A load that ended early would make the figures look better than they are: that is told at the end.
  looping.catch(() => undefined);
  return () => {
    stopped.abort();
    return looping;
  };
};

const inputOfSize = (size: number) => ({ input: Buffer.from(`${size}\n`), limits });

const measure = async (
  lifecycle: Lifecycle,
  { sandboxes, core }: BenchWorker,
  { name, runtime, source, probe }: Subject,
  blocks: number,
): Promise<Row> => {
  const unsized = await makeProgram(sandboxes, runtime, source, inputOfSize(probe));
  const program = { ...unsized, ...inputOfSize(await calibrated(sandboxes, unsized, probe, aimMs)) };
  const { judged, twin } = await withBare(lifecycle, bareSetting(program, core), (bare) =>
    inTurn(
      blocks,
      () => repeated(blockSize, () => judgedRun(sandboxes, program)),
      () => bare.measure(blockSize, bareCommand(program)),
    ),
  );
  const figures = (runs: readonly BareRun[]) => ({
    cpuMs: spreadOf(runs.map(({ cpuMs }) => cpuMs)),
    wallMs: spreadOf(runs.map(({ wallMs }) => wallMs)),
  });
  const [ours, theirs] = [figures(judged), figures(twin)];
  const ratio = {
    cpuMs: ours.cpuMs.variation / theirs.cpuMs.variation,
    wallMs: ours.wallMs.variation / theirs.wallMs.variation,
  };
  const met = { cpuMs: ratio.cpuMs <= goalRatio, wallMs: ratio.wallMs <= goalRatio };
  return { name, runs: judged.length, judged: ours, bare: theirs, ratio, met };
};

const judgedRun = async (sandboxes: BenchWorker['sandboxes'], program: Program): Promise<BareRun> => {
  const [run] = (await live(sandboxes, program)).runs;
  if (run === undefined) throw new Error('a life had no run in it');
  return { cpuMs: run.report.cpuMs, wallMs: run.report.wallMs };
};

/** The input with which the program takes so much CPU time, from what a first guess and none at all take. */
const calibrated = async (
  sandboxes: BenchWorker['sandboxes'],
  program: Program,
  probe: number,
  wantedMs: number,
): Promise<number> => {
  const median = async (size: number): Promise<number> => {
    const runs = await repeated(5, () => judgedRun(sandboxes, { ...program, ...inputOfSize(size) }));
    return spreadOf(runs.map(({ cpuMs }) => cpuMs)).median;
  };
  const [least, probed] = [await median(0), await median(probe)];
  const size = Math.round((probe * (wantedMs - least)) / (probed - least));
  if (!(size > 0)) throw new Error(`a program cannot be made to take ${wantedMs} ms`);
  return size;
};

const words = (rows: readonly Row[]): [string[], string[][]] => [
  ['program', 'figure', 'judged mean ± σ', 'CV', 'bare mean ± σ', 'CV', 'ratio of CV', 'goal', 'met'],
  rows.flatMap((row) =>
    (['cpuMs', 'wallMs'] as const).map((figure) => [
      row.name,
      figure === 'cpuMs' ? 'CPU ms' : 'wall ms',
      meanAndDeviation(row.judged[figure]),
      percent(row.judged[figure].variation),
      meanAndDeviation(row.bare[figure]),
      percent(row.bare[figure].variation),
      `${row.ratio[figure].toFixed(2)} ×`,
      `≤ ${goalRatio} ×`,
      row.met[figure] ? 'yes' : 'missed',
    ]),
  ),
];

const meanAndDeviation = ({ mean, deviation }: Spread): string =>
  `${mean.toFixed(1)} ± ${deviation.toFixed(2)}`;
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
