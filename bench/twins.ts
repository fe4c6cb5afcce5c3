/** A program at the worker and its bare twin, measured in turn. */
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { openBare } from './bare.ts';
import type { Bare, BareCommand, BareSetting } from './bare.ts';
import { openWithin } from './opened.ts';
import { runCommand } from './program.ts';
import type { Program } from './program.ts';

export interface Samples<Judged, Twin> {
  readonly judged: Judged[];
  readonly twin: Twin[];
}

/** A B A B …, after one block of each that is thrown away. */
export const inTurn = async <Judged, Twin>(
  blocks: number,
  judged: () => Promise<readonly Judged[]>,
  twin: () => Promise<readonly Twin[]>,
): Promise<Samples<Judged, Twin>> => {
  await judged();
  await twin();
  const samples: Samples<Judged, Twin> = { judged: [], twin: [] };
  for (let block = 0; block < blocks; block += 1) {
    samples.judged.push(...(await judged()));
    samples.twin.push(...(await twin()));
  }
  return samples;
};

/** As many results as asked for, one after the other. */
export const repeated = async <T>(times: number, work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let time = 0; time < times; time += 1) results.push(await work());
  return results;
};

/** Opens a bare container for some work, and removes it whatever comes. */
export const withBare = async <T>(
  lifecycle: Lifecycle,
  setting: BareSetting,
  work: (bare: Bare) => Promise<T>,
): Promise<T> => {
  const bare = await openWithin(lifecycle, {
    name: 'bare container',
    open: () => openBare(setting),
    close: (opened) => opened.close(),
    deadlineMs: bareDeadlineMs,
  });
  try {
    return await work(bare.it);
  } finally {
    await bare.close();
  }
};

const bareDeadlineMs = 20_000;

/** Where a program's twin runs: its own image and files, the core of the worker. */
export const bareSetting = (program: Program, core: number): BareSetting => ({
  image: program.runtime.image.id,
  core,
  files: program.files,
  input: program.input,
});

/** The command that the worker runs, on files that lie in `/w` instead of `/app`. */
export const bareCommand = (program: Program): BareCommand => {
  const { argv, env } = runCommand(program);
  const home = { HOME: '/w', TMPDIR: '/tmp' };
  return { argv: argv.map((word) => word.replace(/^\/app(?=\/|$)/, '/w')), env: { ...env, ...home } };
};
