import type { FreezeWindow, NewHistoryEvent } from './history.ts';
import type { Binding } from './runtime.ts';

/** Submissions that were sent to a fingerprint before it was taken off a track are still judged by it. */
export interface Draining {
  readonly language: string;
  readonly track: string;
  readonly runtime: string;
  readonly fingerprint: string;
  readonly sinceMs: number;
}

/** A fingerprint that was rolled back: nothing is bound to it until somebody releases it. */
export interface Quarantine {
  readonly language: string;
  readonly runtime: string;
  readonly fingerprint: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/** A time in which nothing is promoted to stable. */
export interface Freeze extends FreezeWindow {
  readonly name: string;
  readonly by: string;
  readonly reason: string;
}

/** Everything that decides which fingerprint a submission may meet; changes only as a whole, with the revision. */
export interface TrackState {
  readonly revision: number;
  readonly bindings: readonly Binding[];
  readonly draining: readonly Draining[];
  readonly quarantined: readonly Quarantine[];
  /** `<language>:<track>` that were bound at some time: what is off such a track was taken off, and is not bootstrapped again. */
  readonly settled: readonly string[];
}

/** What is written in one step, with the events that say who did it and why. */
export interface TrackChange {
  /** The revision that the change was made from; when another change came first, nothing of this one is written. */
  readonly from: number;
  readonly bind?: readonly Binding[];
  readonly unbind?: readonly Pick<Binding, 'language' | 'track'>[];
  readonly drain?: readonly Draining[];
  readonly drained?: readonly Draining[];
  readonly quarantine?: readonly Quarantine[];
  /** Fingerprints. */
  readonly release?: readonly string[];
  readonly freeze?: readonly Freeze[];
  /** Names. */
  readonly thaw?: readonly string[];
  readonly events: readonly NewHistoryEvent[];
}

export const settledName = ({ language, track }: Pick<Binding, 'language' | 'track'>): string =>
  `${language}:${track}`;

/** What a language has on stable, unless that is quarantined: nothing is sent there, whoever asks. */
export const soundStable = (
  { bindings, quarantined }: Pick<TrackState, 'bindings' | 'quarantined'>,
  language: string,
): Binding | undefined => {
  const stable = bindingAt({ bindings }, { language, track: 'stable' });
  const held = quarantined.some(({ fingerprint }) => fingerprint === stable?.fingerprint);
  return held ? undefined : stable;
};

export const bindingAt = (
  state: Pick<TrackState, 'bindings'>,
  { language, track }: Pick<Binding, 'language' | 'track'>,
): Binding | undefined => state.bindings.find((each) => each.language === language && each.track === track);
