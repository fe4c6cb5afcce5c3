/**
 * Which runtime a language has on a track: bind, promote, roll back, unbind.
 *
 * A binding names a fingerprint that some worker has published. Whatever takes a fingerprint off a track lets it drain: new submissions
 * go elsewhere at once, those that were sent to it are still judged by it. Rolling back quarantines what it takes away.
 */
import { SerinError } from '../domain/errors.ts';
import type { NewHistoryEvent } from '../domain/history.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import { settledName } from '../domain/tracks.ts';
import { bindingAt, changeTracks, drainingOf, eventOf, servedBy } from './change.ts';
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
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** Bind to stable what another track has. @throws SerinError UNKNOWN_TRACK (nothing is bound there), and as `bindTrack`. */
export const promoteTrack = (ports: ControlPorts, request: PromoteRequest): Promise<Changed<Bound>> =>
  changeTracks(
    ports,
    (view) => {
      const { language, from } = request;
      const source = bindingAt(view.state, { language, track: from });
      if (source === undefined) throw nothingBound(view, { language, track: from });
      const facts = runtimesOf(view, language).find((each) => each.fingerprint === source.fingerprint);
      if (facts === undefined) {
        throw new SerinError('RUNTIME_NOT_FOUND', `nothing is on record of ${source.fingerprint}`);
      }
      return bindPlan(ports, view, { ...request, track: 'stable' }, { facts, range: source.range });
    },
    request.dryRun,
  );

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
  const forced = guarded(ports, view, request, facts);
  const { by, reason } = request;
  const binding = bindingTo(facts, { track: request.track, by, reason, atMs: view.nowMs, range });
  const replaced = before?.fingerprint === facts.fingerprint ? undefined : before;
  return {
    change: {
      bind: [binding],
      drain: replaced === undefined ? [] : [drainingOf(replaced, view.nowMs)],
      events: [
        {
          kind: request.track === 'stable' ? 'promote' : 'bind',
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

export interface RollbackRequest extends TrackName, Actor {
  readonly dryRun: boolean;
}

export interface RolledBack {
  /** Taken away, and quarantined. */
  readonly quarantined: string;
  /** What the track has now; undefined: nothing, and its submissions go to stable. */
  readonly binding?: Binding;
}

/**
 * Go back to what the track had before, and quarantine what it has: it is taken off every track it is on. Where a track other than stable
 * has nothing to go back to, it is unbound.
 *
 * @throws SerinError UNKNOWN_LANGUAGE, UNKNOWN_TRACK (nothing is bound), CONFLICT (stable has nothing to go back to).
 */
export const rollbackTrack = (ports: ControlPorts, request: RollbackRequest): Promise<Changed<RolledBack>> =>
  changeTracks(
    ports,
    (view) => {
      const current = bindingAt(view.state, request);
      if (current === undefined) throw nothingBound(view, request);
      const moves = view.state.bindings
        .filter((each) => each.fingerprint === current.fingerprint && each.language === request.language)
        .map((each) => ({ from: each, to: backFrom(view, each, request) }));
      const about = eventOf(ports, request, view.nowMs);
      const binding = moves.find(({ from }) => from.track === request.track)?.to;
      return {
        change: {
          bind: moves.flatMap(({ to }) => to ?? []),
          unbind: moves.filter(({ to }) => to === undefined).map(({ from }) => from),
          drain: moves.map(({ from }) => drainingOf(from, view.nowMs)),
          quarantine: [quarantineOf(current, request, view.nowMs)],
          events: [
            ...moves.map(({ from, to }) => moveEvent(about, from, to)),
            { kind: 'quarantine', ...about, ...named(current) },
          ],
        },
        answer: {
          quarantined: current.fingerprint,
          ...(binding === undefined ? {} : { binding }),
        },
      };
    },
    request.dryRun,
  );

const moveEvent = (
  about: ReturnType<typeof eventOf>,
  from: Binding,
  to: Binding | undefined,
): NewHistoryEvent =>
  to === undefined
    ? { kind: 'unbind', ...about, ...named(from) }
    : { kind: 'rollback', ...about, ...named(to), replaced: from.fingerprint };

/** @throws SerinError CONFLICT where stable has nothing to go back to. */
const backFrom = (view: View, from: Binding, { by, reason }: Actor): Binding | undefined => {
  const target = view.lineage.rollbacks.get(settledName(from));
  const facts = view.runtimes.find((each) => each.fingerprint === target);
  if (facts !== undefined) {
    return bindingTo(facts, { track: from.track, by, reason, atMs: view.nowMs, range: undefined });
  }
  if (from.track !== 'stable') return undefined;
  throw new SerinError(
    'CONFLICT',
    `${from.language} had nothing on stable before ${from.fingerprint} that it could go back to; bind another one: serin tracks set ${from.language} stable RUNTIME`,
  );
};

export interface Unbound {
  readonly fingerprint: string;
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
          `${tracks} of ${request.language} would have no stable to fall back to; unbind ${tracks} first`,
        );
      }
      return {
        change: {
          unbind: [current],
          drain: [drainingOf(current, view.nowMs)],
          events: [{ kind: 'unbind', ...eventOf(ports, request, view.nowMs), ...named(current) }],
        },
        answer: { fingerprint: current.fingerprint },
      };
    },
    request.dryRun,
  );

const runtimesOf = (view: View, language: string): readonly RuntimeFacts[] => {
  const runtimes = view.runtimes.filter((facts) => facts.language === language);
  if (runtimes.length > 0) return runtimes;
  throw new SerinError('UNKNOWN_LANGUAGE', `no worker has told of a runtime for ${language}`);
};

const nothingBound = (view: View, { language, track }: TrackName): SerinError => {
  const bound = view.state.bindings.filter((each) => each.language === language).map((each) => each.track);
  const known = bound.length === 0 ? 'nothing is bound to it' : `it has ${bound.join(', ')}`;
  return new SerinError('UNKNOWN_TRACK', `${language} has nothing on track ${track}; ${known}`);
};

const warningsOf = (view: View, binding: Binding): string[] => {
  const serving = view.workers.filter(
    (worker) => worker.track === binding.track && worker.fingerprints.includes(binding.fingerprint),
  );
  if (serving.length > 0) return [];
  return [
    `no worker of track ${binding.track} has ${binding.fingerprint}: submissions wait until one does (serin images build, or serin images load)`,
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

const named = ({ language, runtime, fingerprint, track }: Binding) => ({
  language,
  runtime,
  fingerprint,
  track,
});

const quarantineOf = (
  { language, runtime, fingerprint }: Pick<Binding, 'language' | 'runtime' | 'fingerprint'>,
  { by, reason }: Actor,
  atMs: number,
) => ({ language, runtime, fingerprint, by, reason, atMs });
