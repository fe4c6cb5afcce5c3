import { SerinError } from '../domain/errors.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';

export interface AuxiliaryDeps {
  readonly bindings: () => readonly Binding[];
  /** What is served here, by fingerprint. */
  readonly runtime: (fingerprint: string) => RuntimeFacts | undefined;
}

/**
 * What runs a problem's own program, on whatever track the submission is: the fingerprint that its language has on stable, so that a
 * canary is never judged by another canary.
 *
 * @throws SerinError RUNTIME_NOT_FOUND
 */
export const auxiliaryRuntime = (deps: AuxiliaryDeps, language: string): RuntimeFacts => {
  const bound = deps.bindings().find((each) => each.language === language && each.track === 'stable');
  if (bound === undefined) {
    const detail = `the problem has a program in ${language}, which is bound to no runtime on stable: serin tracks set ${language} stable RUNTIME`;
    throw new SerinError('RUNTIME_NOT_FOUND', detail);
  }
  const runtime = deps.runtime(bound.fingerprint);
  if (runtime !== undefined) return runtime;
  const detail = `the problem has a program in ${language}, and this worker has no image for ${bound.fingerprint}`;
  throw new SerinError('RUNTIME_NOT_FOUND', detail);
};
