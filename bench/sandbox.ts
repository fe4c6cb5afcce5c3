/**
 * What the sandbox costs, as its worker sees it: each row beside the same work done bare.
 *
 * Judged and bare are taken in turn, in small blocks on one core, so that a machine that drifts drifts for both.
 */
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { removeBareLeftOvers } from './bare.ts';
import { measureCompilers } from './compiles.ts';
import { documentResult } from './document.ts';
import { measureLives } from './lives.ts';
import { describeMachine } from './machine.ts';
import { record } from './report.ts';
import { measurePairs } from './pairs.ts';
import { printRows, rowsAsMarkdown } from './rows.ts';
import type { Row } from './rows.ts';
import { measureRuns } from './runs.ts';
import { runtimeNames } from './sandbox-bench.ts';
import type { SandboxBench } from './sandbox-bench.ts';
import { findRuntime, openBenchWorker } from './worker.ts';

const groups = { runs: measureRuns, lives: measureLives, pairs: measurePairs, compiles: measureCompilers };

export const sandbox = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const named = argv.filter((word) => !word.startsWith('--'));
  const unknown = named.find((name) => !(name in groups));
  if (unknown !== undefined)
    throw new Error(`there are no rows "${unknown}", only ${Object.keys(groups).join(', ')}`);
  const machine = await describeMachine();
  await removeBareLeftOvers();
  const runtimes = await findRuntimes();
  const worker = await openBenchWorker(lifecycle, Object.values(runtimes));
  const bench: SandboxBench = { lifecycle, worker, runtimes, quick, unmeasured: [] };
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (named.length === 0 || named.includes(name)) rows.push(...(await measure(bench)));
  }
  printRows(rows);
  const { destroyed } = worker;
  const { unmeasured } = bench;
  // Some of the rows are for whoever works on them; what is kept is all of one run.
  if (named.length === 0) {
    await record('sandbox', { machine, core: worker.core, quick, destroyed, unmeasured, rows });
    if (unmeasured.length === 0) await documentResult('sandbox', machine, rowsAsMarkdown(rows), quick);
  }
  if (unmeasured.length > 0) throw new Error(unmeasured.map(({ name }) => name).join('; '));
};

const findRuntimes = async (): Promise<SandboxBench['runtimes']> => {
  const found = await Promise.all(
    Object.entries(runtimeNames).map(async ([key, name]) => [key, await findRuntime(name)] as const),
  );
  return Object.fromEntries(found) as unknown as SandboxBench['runtimes'];
};
