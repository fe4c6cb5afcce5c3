/** Rows about two programs that talk: in two containers joined by FIFOs, beside the same two joined by pipes. */
import type { RunCommand, RunReport } from '../src/domain/run.ts';
import type { SlotLease } from '../src/sandbox/lease.ts';
import { endedWell, makeProgram, noInput, readSource, runCommand } from './program.ts';
import type { Program } from './program.ts';
import { atMostTimes, besideTwin, quantilesAtMost } from './rows.ts';
import type { Row } from './rows.ts';
import { tryRows } from './sandbox-bench.ts';
import type { SandboxBench } from './sandbox-bench.ts';
import { summarise } from './statistics.ts';
import { bareCommand, bareSetting, inTurn, repeated, withBare } from './twins.ts';

const rounds = 100_000;
const limits = { cpuMs: 60_000, wallMs: 120_000 };

export const measurePairs = async (bench: SandboxBench): Promise<Row[]> => {
  const { c } = bench.runtimes;
  const source = await readSource('rounds.c');
  const program = await makeProgram(bench.worker.sandboxes, c, source, { input: noInput, limits });
  return [
    ...(await tryRows(bench, 'rounds between two programs', () => talk(bench, program))),
    ...(await tryRows(bench, 'companions', () => companions(bench, program))),
  ];
};

/** Both programs, from the first line to the last; the one that asks counts. */
const talk = async ({ lifecycle, worker, quick }: SandboxBench, program: Program): Promise<Row> => {
  const { sandboxes, core } = worker;
  const lease = await sandboxes.lease(program.runtime.fingerprint);
  try {
    const companion = await lease.companion(program.runtime.fingerprint);
    await Promise.all([lease.put(program.files), companion.put(program.files)]);
    const bare = bareCommand(program);
    const samples = await withBare(lifecycle, bareSetting(program, core), (twin) =>
      inTurn(
        quick ? 4 : 20,
        async () => [await pair(program, lease, companion)],
        () => twin.measure(1, { ...bare, argv: [...bare.argv, 'pair', String(rounds)] }),
      ),
    );
    const judged = samples.judged.map(({ wallMs }) => wallMs);
    const twin = samples.twin.map(({ wallMs }) => wallMs);
    return besideTwin('100 000 one-line rounds', 'ms', { judged, twin }, 'bare pipes', atMostTimes(1.6));
  } finally {
    lease.release();
  }
};

const pair = async (program: Program, lease: SlotLease, companion: SlotLease): Promise<RunReport> => {
  const command = runCommand(program);
  const joined = (...words: string[]): RunCommand => ({
    ...command,
    argv: [...command.argv, ...words],
    joined: true,
  });
  await joinBoth(lease, companion);
  const [answered, asked] = await Promise.all([
    lease.run(joined('answer')),
    companion.run(joined('ask', String(rounds))),
  ]);
  endedWell(answered);
  return endedWell(asked);
};

const joinBoth = (lease: SlotLease, companion: SlotLease): Promise<unknown> =>
  Promise.all([lease.join({ stdin: 'to', stdout: 'from' }), companion.join({ stdin: 'from', stdout: 'to' })]);

/** What a pair costs beside its runs: a warm companion, both joins, and the companion's reset. */
const companions = async ({ worker, quick }: SandboxBench, program: Program): Promise<Row> => {
  const { sandboxes } = worker;
  const { fingerprint } = program.runtime;
  const lease = await sandboxes.lease(fingerprint);
  try {
    const once = async (): Promise<number> => {
      const begunMs = performance.now();
      const companion = await lease.companion(fingerprint);
      await joinBoth(lease, companion);
      companion.release();
      await sandboxes.settled();
      const tookMs = performance.now() - begunMs;
      await lease.reset();
      return tookMs;
    };
    await once();
    const judged = summarise(await repeated(quick ? 20 : 200, once));
    return { name: 'companion + joins + reset', unit: 'ms', judged, goal: quantilesAtMost(judged, 3, 10) };
  } finally {
    lease.release();
  }
};
