/**
 * Whether what is bound can be judged.
 *
 * A language that nobody takes on stable makes the whole service unready: its submissions would wait for ever. On another track the same
 * is told, and is no reason to send nobody here any more. Asked for one language, every track of it counts.
 */
import { proposedBindings } from '../control/bootstrap.ts';
import { SerinError } from '../domain/errors.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { HealthCheck } from '../http/ports.ts';

/** @throws SerinError UNKNOWN_LANGUAGE, STORE_UNAVAILABLE */
export const checkPools = async (
  { bindings: live, registry }: { readonly bindings: { current(): TrackState }; readonly registry: Asked },
  language: string | undefined,
): Promise<HealthCheck[]> => {
  const state = live.current();
  const [workers, runtimes] = await Promise.all([registry.workers(), registry.runtimes()]);
  const concerns = (each: { readonly language: string }): boolean =>
    language === undefined || each.language === language;
  const bindings = state.bindings.filter(concerns);
  const proposed = proposedBindings(runtimes, state, workers).filter(({ facts }) => concerns(facts));
  if (language !== undefined && bindings.length + proposed.length === 0) {
    throw new SerinError('UNKNOWN_LANGUAGE', `nothing is bound to ${language} on any track`);
  }
  const failing = bindings
    .filter((binding) => !isServed(binding, workers))
    .map((binding) => unserved(binding, workers, language));
  const hasStable = bindings.some(({ track }) => track === 'stable');
  const waiting = proposed.length === 0 ? [] : [beingMade(proposed, hasStable)];
  const missing = hasStable || waiting.length > 0 ? [] : [nothingBound(state, language)];
  const all = [...failing, ...waiting, ...missing];
  const told = all.length === 0 ? 'each served by a worker' : `${failing.length} not served`;
  const ok = all.every((check) => check.optional === true);
  return [{ name: 'pools', ok, detail: `${bindings.length} bindings, ${told}` }, ...all];
};

interface Asked {
  workers(): Promise<readonly WorkerStatus[]>;
  runtimes(): Promise<readonly RuntimeFacts[]>;
}

const isServed = (binding: Binding, workers: readonly WorkerStatus[]): boolean =>
  workers.some(
    (worker) =>
      worker.track === binding.track &&
      worker.state === 'ready' &&
      worker.fingerprints.includes(binding.fingerprint),
  );

/** A worker pauses a whole track for one runtime that it lacks: then that one is to be mended, and not those that wait for it. */
const unserved = (
  { language, track, fingerprint }: Binding,
  workers: readonly WorkerStatus[],
  asked: string | undefined,
): HealthCheck => {
  const here = workers.filter((worker) => worker.track === track);
  const reasons = here.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  const why = here.length === 0 ? `there is no worker of track ${track}` : reasons.join('; ');
  const hasIt = here.some(({ fingerprints }) => fingerprints.includes(fingerprint));
  const remedy =
    here.length === 0
      ? `start a worker of track ${track}`
      : hasIt
        ? 'workers have it and take no work for the reason told: mend that'
        : `bring its image to a worker of ${track} (serin images load, or serin images build), or bind what workers have: serin tracks set ${language} ${track} RUNTIME`;
  return {
    name: `${language}/${track}`,
    ok: false,
    detail: `no worker takes ${fingerprint}${why === '' ? '' : ` (${why})`}`,
    remedy,
    ...(track === 'stable' || asked !== undefined ? {} : { optional: true }),
  };
};

/** Where something is bound already, a controller that is away is no reason to send nobody here. */
const beingMade = (proposed: ReturnType<typeof proposedBindings>, hasStable: boolean): HealthCheck => ({
  name: 'bootstrap',
  ok: false,
  detail: `first bindings are being made: ${proposed.map(({ facts }) => facts.runtime).join(', ')}`,
  remedy: 'start a controller',
  ...(hasStable ? { optional: true } : {}),
});

const nothingBound = (state: TrackState, language: string | undefined): HealthCheck => {
  const once = state.settled.some(
    (name) => name.endsWith(':stable') && (language === undefined || name === `${language}:stable`),
  );
  return {
    name: 'bindings',
    ok: false,
    detail: `${language === undefined ? 'no language is' : `${language} is not`} bound to track stable`,
    remedy: once
      ? `it was taken off; bind it again: serin tracks set ${language ?? 'LANGUAGE'} stable RUNTIME`
      : 'start a worker on a host with runtime images (serin images build) and a controller',
  };
};
