/** A program that the problem brings: checker or interactor. It is the problem setter's, and untrusted like every other. */
import { defaultLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import type { JudgeProtocol } from '../domain/problem.ts';
import { inputOf } from '../domain/run.ts';
import type { ProgramFile, RunCommand } from '../domain/run.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { expandArgv } from './expand-argv.ts';

const mebibyte = 1024 * 1024;

/** What a checker gets that states nothing. */
export const auxiliaryLimits: Limits = {
  ...defaultLimits,
  cpuMs: 10_000,
  wallMs: 30_000,
  memoryBytes: 1024 * mebibyte,
  outputBytes: 64 * mebibyte,
};

/** Bytes of its standard error that are read. */
const stderrBytes = 64 * 1024;

export interface Auxiliary {
  readonly protocol: JudgeProtocol;
  readonly runtime: RuntimeFacts;
  readonly files: readonly ProgramFile[];
  readonly entry: string;
  readonly sourcePaths: readonly string[];
  readonly limits: Limits;
}

/** How an auxiliary is run with these arguments; its limits hold as stated, times the scale of the machine. */
export const auxiliaryCommand = (
  { runtime: { manifest }, entry, sourcePaths, limits }: Auxiliary,
  args: readonly string[],
  scale: number,
): RunCommand => ({
  phase: 'run',
  argv: [
    ...expandArgv(manifest.run.argv, {
      source: entry,
      sources: sourcePaths,
      memoryMiB: Math.floor(limits.memoryBytes / mebibyte),
    }),
    ...args,
  ],
  env: manifest.run.env,
  stdin: inputOf(Buffer.alloc(0)),
  keptBytes: 0,
  limits: {
    ...limits,
    cpuMs: limits.cpuMs * scale,
    wallMs: limits.wallMs * scale,
    processes: limits.processes + manifest.run.extraProcesses,
    stderrBytes,
  },
});
