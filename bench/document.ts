/** Puts the last result of a bench into docs/benchmarks.md, between its markers, so that no figure there is typed by hand. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';

const path = new URL('../../docs/benchmarks.md', import.meta.url);

/** @throws Error when the document does not have the markers of this bench */
export const documentResult = async (
  bench: string,
  machine: Machine,
  table: string,
  quick: boolean,
): Promise<void> => {
  const text = await readFile(path, 'utf8');
  const [begin, end] = [`<!-- ${bench}:begin -->`, `<!-- ${bench}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks ${begin} … ${end}`);
  const { cpu, cores, kernel, cgroupVersion, engine, node, loadAverage } = machine;
  const where = `${cpu}, ${cores} cores, Linux ${kernel}, cgroup v${cgroupVersion}, Docker ${engine}, Node ${node}`;
  const date = new Date().toISOString().slice(0, 10);
  const busy = `load average before it began ${loadAverage.toFixed(1)}`;
  const few = quick ? ' Few samples (`--quick`): a first look, no more.' : '';
  const result = `${begin}\n\nMeasured on ${date}: ${where}; ${busy}.${few}\n\n${table}\n\n`;
  await writeFile(path, text.slice(0, from) + result + text.slice(to));
};
