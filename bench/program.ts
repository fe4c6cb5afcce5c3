/** Programs as the worker has them: compiled in a lease, collected, and run in another. */
import { readFile } from 'node:fs/promises';
import { resolveLimits } from '../src/domain/limits.ts';
import type { PartialLimits } from '../src/domain/limits.ts';
import { inputOf } from '../src/domain/run.ts';
import type { ProgramFile, RunCommand, RunReport } from '../src/domain/run.ts';
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import { expandArgv, sourceWords } from '../src/judging/expand-argv.ts';
import type { SlotLease } from '../src/sandbox/lease.ts';
import type { OpenSandboxes } from '../src/sandbox/sandboxes.ts';

export interface Program {
  readonly runtime: RuntimeFacts;
  readonly files: readonly ProgramFile[];
  readonly input: Buffer;
  readonly limits: PartialLimits;
}

const mebibyte = 1024 * 1024;
const stderrBytes = 64 * 1024;
const artifactBounds = { maxBytes: 64 * mebibyte, maxFiles: 1024 };
export const noInput = Buffer.alloc(0);

/** A source kept in bench/programs. */
export const readSource = (name: string): Promise<string> =>
  readFile(new URL(`../../bench/programs/${name}`, import.meta.url), 'utf8');

export const sourceFile = (runtime: RuntimeFacts, text: string): ProgramFile => ({
  path: runtime.manifest.source.file,
  data: Buffer.from(text),
  executable: false,
});

export const runCommand = ({ runtime, files, input, limits: asked }: Program): RunCommand => {
  const { manifest } = runtime;
  const limits = resolveLimits(asked);
  return {
    phase: 'run',
    argv: expandArgv(manifest.run.argv, {
      source: manifest.source.file,
      sources: sourceWords(manifest, files),
      memoryMiB: Math.floor(limits.memoryBytes / mebibyte),
    }),
    env: manifest.run.env,
    stdin: inputOf(input),
    limits: { ...limits, processes: limits.processes + manifest.run.extraProcesses, stderrBytes },
  };
};

export const compileCommand = (runtime: RuntimeFacts): RunCommand => {
  const { manifest } = runtime;
  const step = manifest.compile;
  if (step === undefined) throw new Error(`${runtime.runtime} compiles nothing`);
  return {
    phase: 'compile',
    argv: expandArgv(step.argv, {
      source: manifest.source.file,
      sources: sourceWords(manifest, [sourceFile(runtime, '')]),
      memoryMiB: Math.floor(step.limits.memoryBytes / mebibyte),
    }),
    env: step.env,
    stdin: inputOf(noInput),
    limits: { ...step.limits, stderrBytes },
  };
};

/** @throws Error when it does not compile */
export const makeProgram = async (
  sandboxes: OpenSandboxes,
  runtime: RuntimeFacts,
  source: string,
  run: { readonly input?: Buffer; readonly limits?: PartialLimits } = {},
): Promise<Program> => {
  const files = [sourceFile(runtime, source)];
  const { input = noInput, limits = {} } = run;
  const step = runtime.manifest.compile;
  if (step === undefined) return { runtime, files, input, limits };
  const lease = await sandboxes.lease(runtime.fingerprint);
  try {
    await lease.put(files);
    endedWell(await lease.run(compileCommand(runtime)));
    const artifacts = step.artifacts.length === 0 ? [] : await lease.collect(step.artifacts, artifactBounds);
    return { runtime, files: [...(step.keepSources ? files : []), ...artifacts], input, limits };
  } finally {
    lease.release();
  }
};

/** @throws Error when a program did anything but exit with 0: what such a run took is no figure. */
export const endedWell = (report: RunReport): RunReport => {
  const { fate } = report;
  if (fate.kind === 'exited' && fate.code === 0) return report;
  if (fate.kind === 'killed' && fate.by === 'wall') {
    throw new Error('a program passed its wall limit: the machine is too busy to measure anything');
  }
  throw new Error(
    `a program did not end well: ${JSON.stringify(fate)} ${report.stderr.toString().slice(0, 2_000)}`,
  );
};

/** The life of a submission at the worker, in milliseconds. */
export interface Life {
  /** Until the lease was there. */
  readonly leaseMs: number;
  /** Each run from its request to its report, as the worker sees it, and the CPU time it reports. */
  readonly runs: readonly { readonly wallMs: number; readonly cpuMs: number; readonly report: RunReport }[];
  /** From the release until the slot was free again. */
  readonly freeMs: number;
  readonly wholeMs: number;
}

/** lease → put → runs → release → free */
export const live = async (sandboxes: OpenSandboxes, program: Program, runs = 1): Promise<Life> => {
  const command = runCommand(program);
  return liveWith(sandboxes, program.runtime.fingerprint, async (lease) => {
    await lease.put(program.files);
    const taken: Taken[] = [];
    for (let run = 0; run < runs; run += 1) taken.push(await timed(lease, command));
    return taken;
  });
};

/** The same life with nothing but a compilation in it. */
export const liveCompiling = (
  sandboxes: OpenSandboxes,
  runtime: RuntimeFacts,
  source: string,
): Promise<Life> => {
  const command = compileCommand(runtime);
  return liveWith(sandboxes, runtime.fingerprint, async (lease) => {
    await lease.put([sourceFile(runtime, source)]);
    return [await timed(lease, command)];
  });
};

type Taken = Life['runs'][number];

const timed = async (lease: SlotLease, command: RunCommand): Promise<Taken> => {
  const startedMs = performance.now();
  const report = endedWell(await lease.run(command));
  return { wallMs: performance.now() - startedMs, cpuMs: report.cpuMs, report };
};

const liveWith = async (
  sandboxes: OpenSandboxes,
  fingerprint: string,
  work: (lease: SlotLease) => Promise<readonly Taken[]>,
): Promise<Life> => {
  const startedMs = performance.now();
  const lease = await sandboxes.lease(fingerprint);
  const leasedMs = performance.now();
  let runs: readonly Taken[];
  let releasedMs: number;
  try {
    runs = await work(lease);
  } finally {
    releasedMs = performance.now();
    lease.release();
  }
  await sandboxes.settled();
  const freeMs = performance.now();
  return {
    leaseMs: leasedMs - startedMs,
    runs,
    freeMs: freeMs - releasedMs,
    wholeMs: freeMs - startedMs,
  };
};
