/**
 * Which runtime a language has on a track: bind, promote, unbind. Going back: `rollback.ts`.
 *
 * A binding names a fingerprint that some worker has published. Whatever takes a fingerprint off a track lets it drain: new submissions
 * go elsewhere at once, those that were sent to it are still judged by it.
 */
import { SerinError } from '../domain/errors.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import { bindingAt } from '../domain/tracks.ts';
import { changeTracks, drainingOf, eventOf, servedBy } from './change.ts';
import type { Actor, Changed, Plan, View } from './change.ts';
import { chooseRuntime } from './choose-runtime.ts';
import { faultsOf, refusalsOf } from './guards.ts';
import type { GuardName } from './guards.ts';
import type { ControlPorts } from './ports.ts';

export interface TrackName {
  readonly language: string;
  readonly track: string;
}

export interface BindRequest extends TrackName, Actor {
  /** A runtime's name (`python-3.14`), its whole fingerprint, or a range of versions (`^3.13`). */
  readonly runtime: string;
  /** Pass over the guards that can be passed over; what they said is recorded. */
  readonly force: boolean;
  /** Plan and refuse, but change nothing. */
  readonly dryRun: boolean;
}

export interface Bound {
  readonly binding: Binding;
  readonly replaced?: string;
  readonly forced: readonly GuardName[];
  /** What is allowed and still worth knowing. */
  readonly warnings: readonly string[];
}

/** @throws SerinError UNKNOWN_LANGUAGE, RUNTIME_NOT_FOUND, CONFLICT (a name that several builds share), GUARD_REFUSED. */
export const bindTrack = (ports: ControlPorts, request: BindRequest): Promise<Changed<Bound>> =>
  changeTracks(
    ports,
    (view) => {
      const runtimes = runtimesOf(view, request.language);
      const { facts, range } = chooseRuntime(runtimes, request.runtime, servedBy(view.workers));
      return bindPlan(ports, view, request, { facts, range });
    },
    request.dryRun,
  );

export interface PromoteRequest extends Actor {
  readonly language: string;
  /** The track whose fingerprint becomes stable. */
  readonly from: string;
  /** The fingerprint that it is expected to have; anything else there now is refused. */
  readonly expected?: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/**
 * Bind to stable what another track has.
 *
 * @throws SerinError UNKNOWN_TRACK (nothing is bound there), CONFLICT (it is not what was expected, or changed meanwhile), and as `bindTrack`.
 */
export const promoteTrack = (ports: ControlPorts, request: PromoteRequest): Promise<Changed<Bound>> => {
  const expected = expectation(request.expected);
  return changeTracks(
    ports,
    (view) => {
      const { language, from } = request;
      const source = bindingAt(view.state, { language, track: from });
      if (source === undefined) throw nothingBound(view, { language, track: from });
      expected(source);
      const facts = runtimesOf(view, language).find((each) => each.fingerprint === source.fingerprint);
      if (facts === undefined) {
        throw new SerinError('RUNTIME_NOT_FOUND', `nothing is on record of ${source.fingerprint}`);
      }
      return bindPlan(ports, view, { ...request, track: 'stable' }, { facts, range: source.range });
    },
    request.dryRun,
  );
};

/**
 * Whoever promotes or rolls back means what the track has when they look. When another change came first it is planned again, and then
 * another release must not be moved in its place.
 */
export const expectation = (stated: string | undefined) => {
  let expected = stated;
  return ({ language, track, fingerprint }: Binding): void => {
    expected ??= fingerprint;
    if (fingerprint === expected) return;
    throw new SerinError(
      'CONFLICT',
      `${language} has ${fingerprint} on ${track} now, and ${expected} was expected; look again: serin tracks`,
    );
  };
};

interface Chosen {
  readonly facts: RuntimeFacts;
  readonly range: string | undefined;
}

const bindPlan = (
  ports: ControlPorts,
  view: View,
  request: Pick<BindRequest, 'language' | 'track' | 'by' | 'reason' | 'force'>,
  { facts, range }: Chosen,
): Plan<Bound> => {
  const before = bindingAt(view.state, request);
  if (before?.fingerprint === facts.fingerprint && before.range === range) {
    return { answer: { binding: before, forced: [], warnings: [] } };
  }
  // The same fingerprint by another range moves nobody.
  const moves = before?.fingerprint !== facts.fingerprint;
  const forced = moves ? guarded(ports, view, request, facts) : [];
  const { by, reason } = request;
  const binding = bindingTo(facts, { track: request.track, by, reason, atMs: view.nowMs, range });
  const replaced = moves ? before : undefined;
  return {
    change: {
      bind: [binding],
      drain: replaced === undefined ? [] : [drainingOf(replaced, view.nowMs)],
      events: [
        {
          kind: moves && request.track === 'stable' ? 'promote' : 'bind',
          ...eventOf(ports, request, view.nowMs),
          ...named(binding),
          ...(replaced === undefined ? {} : { replaced: replaced.fingerprint }),
          ...(range === undefined ? {} : { range }),
          ...(forced.length === 0 ? {} : { forced }),
        },
      ],
    },
    answer: {
      binding,
      ...(replaced === undefined ? {} : { replaced: replaced.fingerprint }),
      forced,
      warnings: warningsOf(view, binding),
    },
  };
};

/** Answers which guards were passed over. @throws SerinError GUARD_REFUSED */
const guarded = (
  ports: ControlPorts,
  view: View,
  request: TrackName & Pick<BindRequest, 'force'>,
  facts: RuntimeFacts,
): GuardName[] => {
  const refusals = refusalsOf({
    language: request.language,
    family: facts.family,
    track: request.track,
    fingerprint: facts.fingerprint,
    node: view.lineage.nodes.find((each) => each.fingerprint === facts.fingerprint),
    state: view.state,
    workers: view.workers.filter(({ track }) => track === request.track).length,
    served: servedBy(view.workers, request.track).has(facts.fingerprint),
    freezes: view.freezes,
    environment: ports.environment,
    nowMs: view.nowMs,
  });
  const standing = refusals.filter((refusal) => !(request.force && refusal.forcible));
  if (standing.length === 0) return refusals.map(({ guard }) => guard);
  throw new SerinError(
    'GUARD_REFUSED',
    `${facts.fingerprint} may not be bound to ${request.track}: ${standing.map(({ message }) => message).join('; ')}`,
    { faults: faultsOf(standing) },
  );
};

export interface Unbound {
  readonly fingerprint: string;
  /** What is allowed and still worth knowing. */
  readonly warnings: readonly string[];
}

/**
 * Take a track's runtime away. New submissions go to stable at once.
 *
 * @throws SerinError UNKNOWN_TRACK (nothing is bound), CONFLICT (stable, while other tracks fall back to it).
 */
export const unbindTrack = (
  ports: ControlPorts,
  request: TrackName & Actor & { readonly dryRun: boolean },
): Promise<Changed<Unbound>> =>
  changeTracks(
    ports,
    (view) => {
      const current = bindingAt(view.state, request);
      if (current === undefined) throw nothingBound(view, request);
      const others = view.state.bindings.filter(
        (each) => each.language === request.language && each.track !== request.track,
      );
      if (request.track === 'stable' && others.length > 0) {
        const tracks = others.map(({ track }) => track).join(', ');
        throw new SerinError(
          'CONFLICT',
          `${tracks} of ${request.language} would have no stable to fall back to; unbind ${tracks} first: serin tracks unset ${request.language} ${others[0]?.track ?? 'TRACK'}`,
        );
      }
      return {
        change: {
          unbind: [current],
          drain: [drainingOf(current, view.nowMs)],
          events: [{ kind: 'unbind', ...eventOf(ports, request, view.nowMs), ...named(current) }],
        },
        answer: {
          fingerprint: current.fingerprint,
          warnings:
            request.track === 'stable'
              ? [`submissions in ${request.language} are refused from then on: it has no stable any more`]
              : [],
        },
      };
    },
    request.dryRun,
  );

const runtimesOf = (view: View, language: string): readonly RuntimeFacts[] => {
  const runtimes = view.runtimes.filter((facts) => facts.language === language);
  if (runtimes.length > 0) return runtimes;
  throw new SerinError('UNKNOWN_LANGUAGE', `no worker has told of a runtime for ${language}`);
};

export const nothingBound = (view: View, { language, track }: TrackName): SerinError => {
  const bound = view.state.bindings.filter((each) => each.language === language).map((each) => each.track);
  const known = bound.length === 0 ? 'nothing is bound to it' : `it has ${bound.join(', ')}`;
  return new SerinError('UNKNOWN_TRACK', `${language} has nothing on track ${track}; ${known}`);
};

const warningsOf = (view: View, binding: Binding): string[] => {
  const workers = view.workers.filter(({ track }) => track === binding.track);
  const lacking = workers.filter((worker) => !worker.fingerprints.includes(binding.fingerprint));
  if (workers.length > 0 && lacking.length === 0) return [];
  const which = lacking.map(({ name }) => name).join(', ');
  return [
    lacking.length === workers.length
      ? `no worker of track ${binding.track} has ${binding.fingerprint}: submissions wait until one does (serin images load)`
      : `${lacking.length} of ${workers.length} workers of track ${binding.track} lack it and take no work until they have it: ${which} (serin images load)`,
  ];
};

export const bindingTo = (
  facts: RuntimeFacts,
  given: { track: string; by: string; reason: string; atMs: number; range: string | undefined },
): Binding => ({
  language: facts.language,
  family: facts.family,
  track: given.track,
  runtime: facts.runtime,
  fingerprint: facts.fingerprint,
  by: given.by,
  reason: given.reason,
  atMs: given.atMs,
  ...(given.range === undefined ? {} : { range: given.range }),
});

export const named = ({ language, runtime, fingerprint, track }: Binding) => ({
  language,
  runtime,
  fingerprint,
  track,
});
