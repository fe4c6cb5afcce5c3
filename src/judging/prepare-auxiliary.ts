/**
 * A program of the problem, made ready to be run: read, compiled by the fingerprint that its language has on stable, and kept by the compile
 * cache like every other. It is compiled where it is to run, in a companion, never beside the submission.
 */
import { resolveLimits } from '../domain/limits.ts';
import type { AuxiliaryProgram, JudgeProtocol } from '../domain/problem.ts';
import { auxiliaryLimits } from './auxiliary.ts';
import type { Auxiliary } from './auxiliary.ts';
import type { Companions } from './companions.ts';
import { compile } from './compile.ts';
import { sourceWords } from './expand-argv.ts';
import type { JudgingPorts } from './ports.ts';
import { readFiles } from './read-whole.ts';

export type PreparedAuxiliary =
  | { readonly kind: 'ready'; readonly auxiliary: Auxiliary }
  /** Evidence for whoever set the problem. */
  | { readonly kind: 'failed'; readonly fingerprint: string; readonly detail: string; readonly log: string };

export type AuxiliaryPorts = Pick<
  JudgingPorts,
  'compileCache' | 'harness' | 'log' | 'problems' | 'auxiliary'
>;

/** @throws SerinError RUNTIME_NOT_FOUND, and where the sandbox or the store fails. */
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
  const compiling = { ...ports, metrics: { compileCache: () => undefined } };
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
