/**
 * How fast the cores of this worker are.
 *
 * Two fixed workloads of the runner run in a sandbox as any program does, and the figures are those of their reports: `cpu` is arithmetic
 * that stays in the first-level cache, `memory` chases pointers through 32 MiB. Of several runs of each the median counts: a machine
 * that was disturbed once is not a slow machine.
 */
import { SerinError } from '../domain/errors.ts';
import { inputOf } from '../domain/run.ts';
import type { RunLimits } from '../domain/run.ts';
import type { Calibration } from '../domain/worker.ts';
import type { Lease } from './ports.ts';

const mebibyte = 1024 * 1024;

const runs = 5;

/** Real time does not count: a machine that is busy when a worker starts is measured all the same. */
const limits: RunLimits = {
  cpuMs: 5_000,
  wallMs: 20_000,
  memoryBytes: 128 * mebibyte,
  outputBytes: 4096,
  stderrBytes: 4096,
  fileBytes: 0,
  processes: 4,
};

/**
 * CPU time of the workload `cpu` on the machine that speed 1 means: AMD EPYC, two virtual cores, November 2026, the median of seven runs
 * (`memory` took 131 ms there). The workloads are part of the runner's harness: who changes one measures again.
 */
const referenceCpuMs = 98;

/** @throws SerinError when the sandbox fails, or a workload does not come to its known result. */
export const calibrate = async (lease: Lease, signal: AbortSignal): Promise<Calibration> => {
  const cpuMs = await measure(lease, 'cpu', signal);
  const memoryMs = await measure(lease, 'memory', signal);
  return { cpuMs, memoryMs, speed: referenceCpuMs / cpuMs };
};

const measure = async (lease: Lease, workload: 'cpu' | 'memory', signal: AbortSignal): Promise<number> => {
  const figures: number[] = [];
  for (let run = 0; run < runs; run += 1) figures.push(await measureOnce(lease, workload, signal));
  return median(figures);
};

const measureOnce = async (lease: Lease, workload: string, signal: AbortSignal): Promise<number> => {
  const { fate, cpuMs } = await lease.run(
    {
      phase: 'run',
      argv: ['/.serin/runner', 'calibrate', workload],
      env: {},
      stdin: inputOf(Buffer.alloc(0)),
      limits,
    },
    signal,
  );
  signal.throwIfAborted();
  if (fate.kind === 'exited' && fate.code === 0 && Number.isFinite(cpuMs) && cpuMs > 0) return cpuMs;
  throw new SerinError(
    'SANDBOX_FAILED',
    `the workload ${workload} told nothing: ${JSON.stringify(fate)} after ${cpuMs} ms of CPU time`,
  );
};

const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
