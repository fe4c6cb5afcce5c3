/**
 * Which runtime a language has on a track.
 *
 * A binding names a fingerprint that some worker has published. The first binding of a language on a track is `bootstrap`:
 * it is made by the controller from what the runtimes themselves propose, and never replaces one that a person made.
 */
import { SerinError } from '../domain/errors.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { ControlPorts } from './ports.ts';

export interface BindRequest {
  readonly language: string;
  readonly track: string;
  /** A runtime's name (`python-3.14`) or its whole fingerprint. */
  readonly runtime: string;
  readonly by: string;
  readonly reason: string;
}

/**
 * Bind a runtime that is on record.
 *
 * @returns the binding and the revision that carries it.
 * @throws SerinError UNKNOWN_LANGUAGE, RUNTIME_NOT_FOUND, CONFLICT (a name that several fingerprints share).
 */
export const bindTrack = async (
  ports: ControlPorts,
  request: BindRequest,
): Promise<{ binding: Binding; revision: number }> => {
  const runtimes = (await ports.registry.runtimes()).filter((facts) => facts.language === request.language);
  if (runtimes.length === 0) {
    throw new SerinError('UNKNOWN_LANGUAGE', `no worker has a runtime for ${request.language}`);
  }
  const facts = pick(runtimes, request);
  const binding = bindingOf(facts, request.track, request.by, request.reason, ports.now());
  const revision = await ports.registry.bind(binding, { onlyIfUnbound: false });
  if (revision === undefined) throw new SerinError('INTERNAL', 'the store refused an unconditional binding');
  ports.log.info({ ...binding, revision }, 'track bound');
  return { binding, revision };
};

const pick = (runtimes: readonly RuntimeFacts[], request: BindRequest): RuntimeFacts => {
  const exact = runtimes.find((facts) => facts.fingerprint === request.runtime);
  if (exact !== undefined) return exact;
  const built = runtimes.filter((facts) => facts.runtime === request.runtime);
  const current = built.filter(isCurrent);
  const named = current.length > 0 ? current : built;
  const [only] = named;
  if (only === undefined) {
    const known = [...new Set(runtimes.map((facts) => facts.runtime))].sort().join(', ');
    throw new SerinError(
      'RUNTIME_NOT_FOUND',
      `${request.language} has no runtime ${request.runtime}; it has ${known}`,
    );
  }
  if (named.length > 1) {
    const all = named.map((facts) => facts.fingerprint).join(', ');
    throw new SerinError(
      'CONFLICT',
      `${request.runtime} names several builds; name one by its fingerprint: ${all}`,
    );
  }
  return only;
};

/** Of several builds of a runtime, the one that its image's name stands for now; builds that it replaced are kept under other names. */
export const isCurrent = ({ image, language, manifest }: RuntimeFacts): boolean =>
  image.reference === `serin/${language}:${manifest.version}`;

/** What runtimes on record propose for tracks on which their language has no binding; one for each, a current build first. */
export const proposedBindings = (
  runtimes: readonly RuntimeFacts[],
  bindings: readonly Binding[],
): { readonly facts: RuntimeFacts; readonly track: string }[] => {
  const taken = new Set(bindings.map((binding) => `${binding.language}:${binding.track}`));
  const currentFirst = [...runtimes].sort((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)));
  return currentFirst.flatMap((facts) => {
    const track = facts.manifest.bootstrap;
    if (track === undefined || taken.has(`${facts.language}:${track}`)) return [];
    taken.add(`${facts.language}:${track}`);
    return [{ facts, track }];
  });
};

/** Make the bindings that are proposed. Safe to run on any number of controllers. */
export const bootstrapBindings = async (ports: ControlPorts): Promise<Binding[]> => {
  const [runtimes, { bindings }] = await Promise.all([ports.registry.runtimes(), ports.registry.bindings()]);
  const made: Binding[] = [];
  for (const { facts, track } of proposedBindings(runtimes, bindings)) {
    const binding = bindingOf(facts, track, 'serin', 'bootstrap', ports.now());
    const revision = await ports.registry.bind(binding, { onlyIfUnbound: true });
    if (revision === undefined) continue;
    ports.log.info({ ...binding, revision }, 'track bound');
    made.push(binding);
  }
  return made;
};

const bindingOf = (
  facts: RuntimeFacts,
  track: string,
  by: string,
  reason: string,
  atMs: number,
): Binding => ({
  language: facts.language,
  family: facts.family,
  track,
  runtime: facts.runtime,
  fingerprint: facts.fingerprint,
  by,
  reason,
  atMs,
});
