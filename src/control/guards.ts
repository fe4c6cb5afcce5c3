/**
 * What stands between a fingerprint and a track.
 *
 *   quarantined    any track     it was rolled back; a release lifts it, force does not
 *   not-served     any track     no worker of the track has it: every language of the track would wait for it
 *   not-canaried   stable        it was canary neither here nor in the environment that this one is promoted from
 *   frozen         stable        a freeze is in force
 *   contest        stable        a contest runs
 *
 * All but the first may be passed over by an admin, with a reason that is recorded. Rolling back asks none of them: what a track goes
 * back to was there before. The first stable release of a language replaces nothing, so it need not have been canary.
 */
import type { Fault } from '../domain/errors.ts';
import { bindingAt, settledName } from '../domain/tracks.ts';
import type { Freeze, TrackState } from '../domain/tracks.ts';
import type { LineageNode } from './lineage.ts';

export type GuardName = 'quarantined' | 'not-served' | 'not-canaried' | 'frozen' | 'contest';

export interface Refusal {
  readonly guard: GuardName;
  /** One sentence: what is the matter. */
  readonly message: string;
  /** One sentence: how to proceed. */
  readonly remedy: string;
  readonly forcible: boolean;
}

export interface GuardedMove {
  readonly language: string;
  readonly family: string;
  readonly track: string;
  readonly fingerprint: string;
  /** Undefined: nothing is known of its past. */
  readonly node: LineageNode | undefined;
  readonly state: TrackState;
  /** Workers of the track that are alive, and whether one of them has it. */
  readonly workers: number;
  readonly served: boolean;
  readonly freezes: readonly Freeze[];
  readonly environment: string;
  readonly nowMs: number;
}

export const refusalsOf = (move: GuardedMove): Refusal[] =>
  [
    quarantined(move),
    notServed(move),
    ...(move.track === 'stable' ? [notCanaried(move), ...frozen(move)] : []),
  ].filter((refusal) => refusal !== undefined);

/** Refusals as faults of a request, each at its guard. */
export const faultsOf = (refusals: readonly Refusal[]): Fault[] =>
  refusals.map(({ guard, message, remedy }) => ({
    path: `/guards/${guard}`,
    message: `${message}; ${remedy}`,
  }));

const quarantined = ({ state, fingerprint }: GuardedMove): Refusal | undefined => {
  const held = state.quarantined.find((each) => each.fingerprint === fingerprint);
  if (held === undefined) return undefined;
  return {
    guard: 'quarantined',
    message: `${fingerprint} is quarantined since ${instant(held.atMs)} (${held.by}: ${held.reason})`,
    remedy: `build a new one, or lift it with a reason: serin lineage release ${fingerprint} --reason …`,
    forcible: false,
  };
};

const notServed = ({ served, workers, track, fingerprint }: GuardedMove): Refusal | undefined => {
  if (served) return undefined;
  const remedy =
    workers === 0
      ? `start one: serin up --role worker --tracks ${track} (is it the track that you mean?)`
      : 'bring its image to them: serin images load FILE, or serin images build';
  return {
    guard: 'not-served',
    message:
      workers === 0
        ? `track ${track} has no worker that is alive`
        : `no worker of track ${track} has ${fingerprint}`,
    remedy: `${remedy}${forceRemedy}`,
    forcible: true,
  };
};

/** Records of another environment count only from the one before this. */
const promotedFrom: Readonly<Record<string, string>> = { prod: 'staging', staging: 'dev' };

const notCanaried = (move: GuardedMove): Refusal | undefined => {
  const { state, language, node, fingerprint, environment } = move;
  const stable = { language, track: 'stable' };
  const isFirst = bindingAt(state, stable) === undefined && !state.settled.includes(settledName(stable));
  const source = promotedFrom[environment];
  const vouched = node?.provenance.some(
    ({ environment: from, stage }) => from === source && (stage === 'canary' || stage === 'stable'),
  );
  const wasStable = node?.stableAtMs !== undefined;
  if (isFirst || wasStable || node?.canaryAtMs !== undefined || vouched === true) return undefined;
  const elsewhere = source === undefined ? '' : ` and ${source} has not vouched for it`;
  return {
    guard: 'not-canaried',
    message: `${fingerprint} was never canary here${elsewhere}`,
    remedy:
      `bind it to canary first: serin tracks set ${language} canary ${fingerprint}` +
      (source === undefined ? '' : `; or import its record of ${source}: serin provenance import FILE`) +
      forceRemedy,
    forcible: true,
  };
};

const frozen = ({ freezes, language, family, nowMs }: GuardedMove): Refusal[] =>
  freezes
    .filter((freeze) => isInForce(freeze, nowMs) && concerns(freeze, language, family))
    .map((freeze) => ({
      guard: freeze.kind === 'contest' ? 'contest' : 'frozen',
      message:
        freeze.kind === 'contest'
          ? `contest ${freeze.name} runs until ${instant(freeze.untilMs)}`
          : `freeze ${freeze.name} is in force until ${instant(freeze.untilMs)} (${freeze.by}: ${freeze.reason})`,
      remedy: `wait, or end it: serin freezes remove ${freeze.name} --reason …${forceRemedy}`,
      forcible: true,
    }));

export const isInForce = ({ fromMs, untilMs }: Freeze, nowMs: number): boolean =>
  fromMs <= nowMs && nowMs < untilMs;

const concerns = ({ languages }: Freeze, language: string, family: string): boolean =>
  languages.length === 0 || languages.includes(language) || languages.includes(family);

const forceRemedy = '; or let an admin pass it over: --force --reason …';

const instant = (ms: number): string => new Date(ms).toISOString();
