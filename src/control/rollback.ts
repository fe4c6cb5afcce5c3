/**
 * Going back: a track gets what it had before, and what is taken away is quarantined. No guard is asked, for what a track goes back to was
 * there before; but workers must have it, for nobody is helped by a track that waits.
 */
import { SerinError } from '../domain/errors.ts';
import type { NewHistoryEvent } from '../domain/history.ts';
import type { Binding } from '../domain/runtime.ts';
import { bindingAt, settledName } from '../domain/tracks.ts';
import { bindingTo, expectation, named, nothingBound } from './bindings.ts';
import type { TrackName } from './bindings.ts';
import { changeTracks, drainingOf, eventOf, servedBy } from './change.ts';
import type { Actor, Changed, View } from './change.ts';
import type { ControlPorts } from './ports.ts';

export interface RollbackRequest extends TrackName, Actor {
  /** The fingerprint that the track is expected to have; anything else there now is refused. */
  readonly expected?: string;
  readonly dryRun: boolean;
}

export interface RolledBack {
  /** Taken away, and quarantined. */
  readonly quarantined: string;
  /** What the track has now; undefined: nothing, and its submissions go to stable. */
  readonly binding?: Binding;
  /** Other tracks that had it, and what they have now; without a fingerprint: nothing. */
  readonly also: readonly { readonly track: string; readonly fingerprint?: string }[];
  /** What was there before and was passed by, and why. */
  readonly warnings: readonly string[];
}

/**
 * Go back to what the track had before and workers have, and quarantine what it has: it is taken off every track it is on. Where a
 * track other than stable has nothing to go back to, it is unbound. What is stable is rolled back as stable, so that nobody moves stable
 * by the name of another track.
 *
 * @throws SerinError UNKNOWN_TRACK (nothing is bound), CONFLICT (stable has nothing to go back to; what another track has is stable too; it
 *   is not what was expected).
 */
export const rollbackTrack = (
  ports: ControlPorts,
  request: RollbackRequest,
): Promise<Changed<RolledBack>> => {
  const expected = expectation(request.expected);
  return changeTracks(
    ports,
    (view) => {
      const current = bindingAt(view.state, request);
      if (current === undefined) throw nothingBound(view, request);
      expected(current);
      const holders = view.state.bindings.filter(
        (each) => each.fingerprint === current.fingerprint && each.language === request.language,
      );
      if (request.track !== 'stable' && holders.some(({ track }) => track === 'stable')) {
        throw new SerinError(
          'CONFLICT',
          `${current.fingerprint} is stable too; roll back stable, which takes ${request.track} along, or unset ${request.track}`,
        );
      }
      const warnings: string[] = [];
      const moves = holders.map((each) => ({ from: each, to: backFrom(view, each, request, warnings) }));
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
          also: moves
            .filter(({ from }) => from.track !== request.track)
            .map(({ from, to }) => ({
              track: from.track,
              ...(to === undefined ? {} : { fingerprint: to.fingerprint }),
            })),
          warnings,
        },
      };
    },
    request.dryRun,
  );
};

const moveEvent = (
  about: ReturnType<typeof eventOf>,
  from: Binding,
  to: Binding | undefined,
): NewHistoryEvent =>
  to === undefined
    ? { kind: 'unbind', ...about, ...named(from) }
    : { kind: 'rollback', ...about, ...named(to), replaced: from.fingerprint };

/** The best release that a worker of the track has; the others are told. @throws SerinError CONFLICT where stable has none. */
const backFrom = (
  view: View,
  from: Binding,
  { by, reason }: Actor,
  warnings: string[],
): Binding | undefined => {
  const served = servedBy(view.workers, from.track);
  const targets = view.lineage.rollbacks.get(settledName(from)) ?? [];
  for (const target of targets) {
    const facts = view.runtimes.find((each) => each.fingerprint === target);
    if (facts !== undefined && served.has(target)) {
      return bindingTo(facts, { track: from.track, by, reason, atMs: view.nowMs, range: undefined });
    }
    warnings.push(`${target} was on ${from.track} before, and no worker of it has that any more`);
  }
  if (from.track !== 'stable') return undefined;
  const past =
    targets.length === 0
      ? `had nothing on stable before ${from.fingerprint}`
      : `had ${targets.join(', ')} on stable before ${from.fingerprint}, and no worker has any of them (serin images load)`;
  throw new SerinError(
    'CONFLICT',
    `${from.language} ${past} that it could go back to; bind another one: serin tracks set ${from.language} stable RUNTIME`,
  );
};

const quarantineOf = (
  { language, runtime, fingerprint }: Pick<Binding, 'language' | 'runtime' | 'fingerprint'>,
  { by, reason }: Actor,
  atMs: number,
) => ({ language, runtime, fingerprint, by, reason, atMs });
