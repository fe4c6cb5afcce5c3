/**
 * Whether what is bound can be judged.
 *
 * A language that nobody takes on stable makes the whole service unready: its submissions would wait for ever. On another track the same
 * is told, and is no reason to send nobody here any more. Asked for one language, every track of it counts.
 */
import { proposedBindings } from '../control/bootstrap.ts';
import { SerinError } from '../domain/errors.ts';
import type { Binding } from '../domain/runtime.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { HealthCheck } from '../http/ports.ts';
import type { Shared } from './shared.ts';

/** @throws SerinError UNKNOWN_LANGUAGE, STORE_UNAVAILABLE */
export const checkPools = async (
  { bindings: live, registry }: Pick<Shared, 'bindings' | 'registry'>,
  language: string | undefined,
): Promise<HealthCheck[]> => {
  const state = live.current();
  const bindings = state.bindings.filter((each) => language === undefined || each.language === language);
  const stable = bindings.filter(({ track }) => track === 'stable');
  if (language !== undefined && bindings.length === 0) {
    throw new SerinError('UNKNOWN_LANGUAGE', `nothing is bound to ${language} on any track`);
  }
  if (stable.length === 0) return [nothingBound(language)];
  const [workers, runtimes] = await Promise.all([registry.workers(), registry.runtimes()]);
  const unbound = proposedBindings(runtimes, state).filter(
    ({ facts }) => language === undefined || facts.language === language,
  );
  if (unbound.length > 0) {
    const detail = `first bindings are being made: ${unbound.map(({ facts }) => facts.runtime).join(', ')}`;
    return [{ name: 'pools', ok: false, detail, remedy: 'start a controller' }];
  }
  const failing = bindings
    .filter((binding) => !isServed(binding, workers))
    .map((binding) => unserved(binding, workers, language));
  const told = failing.length === 0 ? 'each served by a worker' : `${failing.length} bindings not served`;
  return [
    {
      name: 'pools',
      ok: failing.every((check) => check.optional === true),
      detail: `${bindings.length} bindings, ${told}`,
    },
    ...failing,
  ];
};

const isServed = (binding: Binding, workers: readonly WorkerStatus[]): boolean =>
  workers.some(
    (worker) =>
      worker.track === binding.track &&
      worker.state === 'ready' &&
      worker.fingerprints.includes(binding.fingerprint),
  );

const unserved = (
  { language, track, fingerprint }: Binding,
  workers: readonly WorkerStatus[],
  asked: string | undefined,
): HealthCheck => {
  const here = workers.filter((worker) => worker.track === track);
  const reasons = here.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  const why = here.length === 0 ? `there is no worker of track ${track}` : reasons.join('; ');
  return {
    name: `${language}/${track}`,
    ok: false,
    detail: `no worker takes ${fingerprint}${why === '' ? '' : ` (${why})`}`,
    remedy: `bring its image to a worker of ${track} (serin images load, or serin images build), or bind what workers have: serin tracks set ${language} ${track} RUNTIME`,
    ...(track === 'stable' || asked !== undefined ? {} : { optional: true }),
  };
};

const nothingBound = (language: string | undefined): HealthCheck => ({
  name: 'pools',
  ok: false,
  detail: `${language === undefined ? 'no language is' : `${language} is not`} bound to track stable`,
  remedy: 'start a worker on a host with runtime images (serin images build) and a controller',
});
