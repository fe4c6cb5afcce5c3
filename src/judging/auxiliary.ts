/**
 * A program that the problem brings (checker, interactor), made ready to be run: read, compiled by the fingerprint that its language has on
 * stable, and kept by the compile cache like every other program. It is the problem setter's and untrusted like every other: it is compiled
 * and run in a companion, never beside the submission.
 */
import { defaultLimits, resolveLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import type { AuxiliaryProgram, JudgeProtocol } from '../domain/problem.ts';
import { inputOf } from '../domain/run.ts';
import type { ProgramFile, RunCommand } from '../domain/run.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { compile } from './compile.ts';
import { expandArgv, sourceWords } from './expand-argv.ts';
import type { Companions } from './companions.ts';
import type { JudgingPorts } from './ports.ts';
import { readFiles } from './read-whole.ts';

const mebibyte = 1024 * 1024;

/** What a checker gets that states nothing. */
const auxiliaryLimits: Limits = {
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

export type PreparedAuxiliary =
  | { readonly kind: 'ready'; readonly auxiliary: Auxiliary }
  /** Evidence for whoever set the problem. */
  | { readonly kind: 'failed'; readonly fingerprint: string; readonly detail: string; readonly log: string };

export type AuxiliaryPorts = Pick<
  JudgingPorts,
  'compileCache' | 'harness' | 'log' | 'problems' | 'auxiliary'
>;

/**
 * It is compiled where it is to run.
 *
 * @throws SerinError RUNTIME_NOT_FOUND, and where the sandbox or the store fails.
 */
export const prepareAuxiliary = async (
  ports: AuxiliaryPorts,
  { program, protocol }: { readonly program: AuxiliaryProgram; readonly protocol: JudgeProtocol },
  companions: Companions,
  signal: AbortSignal,
): Promise<PreparedAuxiliary> => {
  const runtime = ports.auxiliary(program.language);
  const { fingerprint, manifest } = runtime;
  const sources = await readFiles(ports.problems.data, program.files);
  const entry = sources[0]?.path ?? manifest.source.file;
  const companion = await companions.of(fingerprint);
  await companion.empty();
  // The figures of the cache are about submissions.
  const compiling = { ...ports, metrics: { finished: () => undefined, compileCache: () => undefined } };
  const compiled = await compile(compiling, companion.lease, runtime, { sources, entry }, signal);
  if (compiled.kind === 'failed') {
    const { detail, log } = compiled.compile;
    return { kind: 'failed', fingerprint, detail: detail ?? 'failed', log };
  }
  return {
    kind: 'ready',
    auxiliary: {
      protocol,
      runtime,
      files: compiled.files,
      entry,
      sourcePaths: sourceWords(manifest, sources),
      limits: resolveLimits(program.limits, auxiliaryLimits),
    },
  };
};

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
