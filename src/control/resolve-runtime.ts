import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { isCurrent } from './bindings.ts';

/**
 * The runtime that a name means: a whole fingerprint (`python-3.14.0@…`), or a name (`python-3.14`), which means its current build.
 *
 * @throws SerinError RUNTIME_NOT_FOUND, CONFLICT (a name that several builds share)
 */
export const resolveRuntime = (runtimes: readonly RuntimeFacts[], name: string): RuntimeFacts => {
  const exact = runtimes.find((facts) => facts.fingerprint === name);
  if (exact !== undefined) return exact;
  const built = runtimes.filter((facts) => facts.runtime === name);
  const current = built.filter(isCurrent);
  const [only, ...others] = current.length > 0 ? current : built;
  if (only === undefined) throw new SerinError('RUNTIME_NOT_FOUND', `no worker has a runtime ${name}`);
  if (others.length === 0) return only;
  const all = [only, ...others].map((facts) => facts.fingerprint).join(', ');
  throw new SerinError('CONFLICT', `${name} names several builds; name one by its fingerprint: ${all}`);
};
