/**
 * What a round of conversation costs between two sandboxed programs, beside the same two joined by bare pipes on the same core.
 *
 * One of them says a number on a line, the other answers with the next one: 100 000 times, with nothing to compute and a flush after each
 * line, so that all there is to pay is the way from one to the other.
 */
import { readFile } from 'node:fs/promises';
import type { RunReport } from '../src/domain/run.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import type { SlotLease } from '../src/sandbox/lease.ts';
import { removeBareLeftOvers } from './bare.ts';
import type { BareSetting } from './bare.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { endedWell, makeProgram, noInput, readSource, runCommand } from './program.ts';
import type { Program } from './program.ts';
import { record } from './report.ts';
import { atMostTimes, besideTwin, printRows, rowsAsMarkdown } from './rows.ts';
import type { Row } from './rows.ts';
import { inTurn, withBare } from './twins.ts';
import { findRuntime, openBenchWorker } from './worker.ts';
import type { BenchWorker } from './worker.ts';

const rounds = 100_000;
const limits = { cpuMs: 60_000, wallMs: 120_000 };

interface Pair {
  readonly ping: Program;
  readonly pong: Program;
}

export const interactive = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const machine = await describeMachine();
  await removeBareLeftOvers();
  const c = await findRuntime('c:14');
  const worker = await openBenchWorker(lifecycle, [c]);
  const pair = {
    ping: await makeProgram(worker.sandboxes, c, await readSource('ping.c'), { limits }),
    pong: await makeProgram(worker.sandboxes, c, await readSource('pong.c'), { limits }),
  };
  const samples = await withBare(lifecycle, await bareSettingOf(pair, worker.core), (bare) =>
    inTurn(
      quick ? 2 : 10,
      async () => [await converse(worker, pair)],
      async () => {
        const runs = await bare.measure(1, { argv: ['/w/pair', '/w/pong', '/w/ping', String(rounds)] });
        return runs.map(({ wallMs }) => wallMs);
      },
    ),
  );
  const perRound = (wallMs: readonly number[]) => wallMs.map((each) => (each * 1_000) / rounds);
  const rows: Row[] = [
    besideTwin(
      'a round of one line each way',
      'µs',
      { judged: perRound(samples.judged), twin: perRound(samples.twin) },
      'bare pipes',
      atMostTimes(1.6),
    ),
  ];
  printRows(rows);
  await record('interactive', {
    machine,
    core: worker.core,
    quick,
    rounds,
    destroyed: worker.destroyed,
    rows,
  });
  await documentResult('interactive', machine, rowsAsMarkdown(rows), quick);
};

/** Wall time of one conversation in milliseconds, as the worker sees it: from the first of the two runs until both have ended. */
const converse = async ({ sandboxes }: BenchWorker, { ping, pong }: Pair): Promise<number> => {
  const lease = await sandboxes.lease(ping.runtime.fingerprint);
  try {
    const companion = await lease.companion(pong.runtime.fingerprint);
    await Promise.all([lease.put(ping.files), companion.put(pong.files)]);
    await Promise.all([
      lease.join({ stdin: 'there', stdout: 'back' }),
      companion.join({ stdin: 'back', stdout: 'there' }),
    ]);
    const startedMs = performance.now();
    const reports = await Promise.all([run(lease, ping, [String(rounds)]), run(companion, pong, [])]);
    const wallMs = performance.now() - startedMs;
    reports.forEach(endedWell);
    return wallMs;
  } finally {
    lease.release();
  }
};

const run = (
  lease: Pick<SlotLease, 'run'>,
  program: Program,
  words: readonly string[],
): Promise<RunReport> => {
  const command = runCommand(program);
  return lease.run({ ...command, argv: [...command.argv, ...words], joined: true });
};

const bareSettingOf = async ({ ping, pong }: Pair, core: number): Promise<BareSetting> => ({
  image: ping.runtime.image.id,
  core,
  files: [
    ...programNamed('ping', ping),
    ...programNamed('pong', pong),
    {
      path: 'pair.c',
      data: await readFile(new URL('../../bench/pair.c', import.meta.url)),
      executable: false,
    },
  ],
  input: noInput,
  compile: 'gcc-14 -O2 -o pair pair.c',
});

/** The binary of a program under a name of its own. */
const programNamed = (path: string, { files }: Program) => {
  const [binary] = files.filter((file) => file.executable);
  if (binary === undefined) throw new Error(`${path} has no binary`);
  return [{ ...binary, path }];
};
