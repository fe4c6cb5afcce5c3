/**
 * The first binding of a language on a track: made by the controller from what the runtimes themselves propose. A track that had a binding
 * at some time is a person's: what was taken off it is not put back. And a new language stops no other: it is bound once every worker
 * of the track has it, since one that lacks a bound runtime takes no work of the track.
 */
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import { settledName } from '../domain/tracks.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import { bindingTo } from './bindings.ts';
import { changeTracks, eventOf } from './change.ts';
import { isCurrent } from './choose-runtime.ts';
import type { ControlPorts } from './ports.ts';

/** What runtimes on record propose for tracks that never had a binding of their language; one for each, a current build first. */
export const proposedBindings = (
  runtimes: readonly RuntimeFacts[],
  state: Pick<TrackState, 'bindings' | 'settled' | 'quarantined'>,
  workers: readonly WorkerStatus[],
): { readonly facts: RuntimeFacts; readonly track: string }[] => {
  const taken = new Set([...state.bindings.map(settledName), ...state.settled]);
  const quarantined = new Set(state.quarantined.map(({ fingerprint }) => fingerprint));
  const currentFirst = [...runtimes].sort((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)));
  return currentFirst.flatMap((facts) => {
    const track = facts.manifest.bootstrap;
    if (track === undefined || quarantined.has(facts.fingerprint)) return [];
    const name = settledName({ language: facts.language, track });
    if (taken.has(name) || !isEverywhere(facts, workers, track)) return [];
    taken.add(name);
    return [{ facts, track }];
  });
};

const isEverywhere = (
  { fingerprint }: RuntimeFacts,
  workers: readonly WorkerStatus[],
  track: string,
): boolean => {
  const serving = workers.filter((worker) => worker.track === track);
  return serving.length > 0 && serving.every(({ fingerprints }) => fingerprints.includes(fingerprint));
};

const serin = { by: 'serin', reason: 'bootstrap' };

/** Make the bindings that are proposed. Safe to run on any number of controllers. */
export const bootstrapBindings = async (ports: ControlPorts): Promise<readonly Binding[]> => {
  const [runtimes, state, workers] = await Promise.all([
    ports.registry.runtimes(),
    ports.tracks.state(),
    ports.registry.workers(),
  ]);
  // Asked every second: what has nothing to do reads no history.
  if (proposedBindings(runtimes, state, workers).length === 0) return [];
  const { answer } = await changeTracks(ports, (view) => {
    const bindings = proposedBindings(view.runtimes, view.state, view.workers).map(({ facts, track }) =>
      bindingTo(facts, { track, ...serin, atMs: view.nowMs, range: undefined }),
    );
    if (bindings.length === 0) return { answer: bindings };
    const about = eventOf(ports, serin, view.nowMs);
    return {
      change: {
        bind: bindings,
        events: bindings.map(({ language, runtime, fingerprint, track }) => ({
          kind: 'bootstrap' as const,
          ...about,
          ...{ language, runtime, fingerprint, track },
        })),
      },
      answer: bindings,
    };
  });
  return answer;
};
