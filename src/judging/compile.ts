/**
 * From sources to a program that runs.
 *
 *   key → cache → [put sources → compile → collect artifacts → reset → cache]
 *
 * Sources lie read-only in /app and artifacts are taken from /box, so the runner never writes where a submission could
 * have left a link. The lease is reset before the artifacts go back in: a compiler's leftovers never meet the program.
 */
import { SerinError } from '../domain/errors.ts';
import { contentKey } from '../fingerprint/content-key.ts';
import { inputOf } from '../domain/run.ts';
import type { ProgramFile } from '../domain/run.ts';
import type { RuntimeFacts, RuntimeManifest } from '../domain/runtime.ts';
import type { SourceFile } from '../domain/submission.ts';
import type { CompileResult } from '../domain/verdict.ts';
import { compileVerdict } from '../verdict/compile-verdict.ts';
import { expandArgv, sourceWords } from './expand-argv.ts';
import type { CachedProgram, JudgingPorts, Lease } from './ports.ts';

export type Compiled =
  | { readonly kind: 'program'; readonly files: readonly ProgramFile[]; readonly compile?: CompileResult }
  | { readonly kind: 'failed'; readonly compile: CompileResult };

type CompileStep = NonNullable<RuntimeManifest['compile']>;
type CompilePorts = Pick<JudgingPorts, 'compileCache' | 'harness' | 'log'> & {
  readonly metrics: Pick<JudgingPorts['metrics'], 'compileCache'>;
};

/** The most that one program may be made of. */
const artifactBounds = { maxBytes: 64 * 1024 * 1024, maxFiles: 1024 };

/** Compile output shown to the user, in bytes of each stream. */
const mebibyte = 1024 * 1024;

/** What a program is made of. */
export interface Program {
  readonly sources: readonly SourceFile[];
  /** The file that it begins with. */
  readonly entry: string;
}

/** @throws SerinError when the sandbox fails; a program that does not compile is a value. */
export const compile = async (
  ports: CompilePorts,
  lease: Pick<Lease, 'put' | 'run' | 'collect' | 'reset'>,
  runtime: RuntimeFacts,
  program: Program,
  signal: AbortSignal,
): Promise<Compiled> => {
  const { sources } = program;
  const step = runtime.manifest.compile;
  if (step === undefined) return { kind: 'program', files: sources.map(asProgramFile) };
  const key = contentKey({
    fingerprint: runtime.fingerprint,
    harness: ports.harness,
    compile: withEntry(step, runtime.manifest, program),
    files: sources.map((file) => ({ path: file.path, content: file.content })),
  });
  const cached = await ports.compileCache.get(key);
  ports.metrics.compileCache(cached !== undefined);
  if (cached !== undefined) return programOf(cached, true);
  return compileAfresh(ports, lease, { ...program, runtime, step, key }, signal);
};

/** The same files with another entry may be another program. */
const withEntry = (step: CompileStep, { source }: RuntimeManifest, { entry }: Program): CompileStep =>
  entry === source.file
    ? step
    : { ...step, argv: step.argv.map((word) => word.replaceAll('{source}', entry)) };

interface Work extends Program {
  readonly runtime: RuntimeFacts;
  readonly step: CompileStep;
  readonly key: string;
}

const compileAfresh = async (
  ports: CompilePorts,
  lease: Pick<Lease, 'put' | 'run' | 'collect' | 'reset'>,
  work: Work,
  signal: AbortSignal,
): Promise<Compiled> => {
  const { step, sources } = work;
  await lease.put(sources.map(asProgramFile));
  const report = await lease.run(
    {
      phase: 'compile',
      argv: expandArgv(step.argv, {
        source: work.entry,
        sources: sourceWords(work.runtime.manifest, sources),
        memoryMiB: Math.floor(step.limits.memoryBytes / mebibyte),
      }),
      env: step.env,
      stdin: inputOf(Buffer.alloc(0)),
      limits: { ...step.limits, stderrBytes: step.limits.outputBytes },
    },
    signal,
  );
  const outcome = compileVerdict(report, step.limits);
  const figures = { cpuMs: report.cpuMs, wallMs: report.wallMs, memoryBytes: report.memoryBytes };
  const log = compileLog(report.stdout, report.stderr);
  if (!outcome.ok) {
    switch (outcome.verdict) {
      case 'cancelled':
        signal.throwIfAborted();
        throw new SerinError('SANDBOX_FAILED', 'the compiler was cancelled by nobody');
      case 'compile_error':
        return {
          kind: 'failed',
          compile: { ok: false, cached: false, log, ...figures, detail: outcome.detail },
        };
      case 'system_error':
        throw new SerinError('SANDBOX_FAILED', `the compiler could not be run: ${outcome.detail}`);
    }
  }
  const artifacts = await collectArtifacts(lease, step);
  if (artifacts === 'tooLarge') {
    const detail = 'program-too-large';
    return { kind: 'failed', compile: { ok: false, cached: false, log, ...figures, detail } };
  }
  if (!canRun(work.runtime.manifest, artifacts)) {
    const detail = 'no-program';
    return { kind: 'failed', compile: { ok: false, cached: false, log, ...figures, detail } };
  }
  const files = step.keepSources ? [...sources.map(asProgramFile), ...artifacts] : artifacts;
  const program = { files, log, ...figures };
  await keep(ports, work.key, program);
  await lease.reset();
  return programOf(program, false);
};

/** A source decides how much its compilation leaves, so too much of it is a value. */
const collectArtifacts = async (
  lease: Pick<Lease, 'collect'>,
  step: CompileStep,
): Promise<ProgramFile[] | 'tooLarge'> => {
  if (step.artifacts.length === 0) return [];
  try {
    return await lease.collect(step.artifacts, artifactBounds);
  } catch (error) {
    if (error instanceof SerinError && error.code === 'ARTIFACTS_TOO_LARGE') return 'tooLarge';
    throw error;
  }
};

/**
 * Whether compiling left a program: a source can make a compiler end well and leave a library (`#![crate_type = "lib"]`) or nothing at
 * all, and that is its doing, not ours.
 */
const canRun = ({ compile: step, run }: RuntimeManifest, artifacts: readonly ProgramFile[]): boolean => {
  if (step === undefined || step.artifacts.length === 0) return true;
  const program = /^\/app\/([^{}]+)$/.exec(run.argv[0] ?? '')?.[1];
  if (program === undefined) return artifacts.length > 0;
  return artifacts.some((file) => file.path === program && file.executable);
};

/** A cache that cannot be written costs time, not a verdict. */
const keep = async (ports: CompilePorts, key: string, program: CachedProgram): Promise<void> => {
  try {
    await ports.compileCache.put(key, program);
  } catch (cause) {
    ports.log.warn({ cause: String(cause) }, 'the compiled program could not be cached');
  }
};

const programOf = (program: CachedProgram, cached: boolean): Compiled => ({
  kind: 'program',
  files: program.files,
  compile: {
    ok: true,
    cached,
    log: program.log,
    cpuMs: program.cpuMs,
    wallMs: program.wallMs,
    memoryBytes: program.memoryBytes,
  },
});

const asProgramFile = (file: SourceFile): ProgramFile => ({
  path: file.path,
  data: file.content,
  executable: false,
});

/** Both streams, diagnostics first, as text that is safe to store. */
const compileLog = (stdout: Buffer, stderr: Buffer): string =>
  [stderr, stdout]
    .map((stream) => stream.toString('utf8').trimEnd())
    .filter((text) => text !== '')
    .join('\n');
