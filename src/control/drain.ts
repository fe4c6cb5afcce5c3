/**
 * The end of draining: what was taken off a track is let go once nothing that was sent to it is unfinished.
 *
 *   taken off ──▶ draining ──(a while has passed, nothing unfinished, no contest is held to it)──▶ drained
 *                    └──(no worker has it for a minute)──▶ its submissions are given up, and contests move on
 *
 * A contest that began with it goes on with it, so it is kept until the contest ends; what is stable by now, or quarantined, need not be kept
 * for that. For a while, because an api process that has not heard yet may still send submissions there. Until it is drained, workers keep
 * serving it and no image of it is pruned.
 */
import type { Draining, TrackState } from '../domain/tracks.ts';
import { changeTracks, eventOf } from './change.ts';
import type { ControlPorts } from './ports.ts';

export interface DrainPorts extends ControlPorts {
  /** Commits `system_error` for every unfinished submission that was sent there; answers how many. */
  readonly giveUp: (draining: Draining, reason: string) => Promise<number>;
  /** Fingerprints that contests are held to which are not over. */
  readonly heldByContests: () => Promise<ReadonlySet<string>>;
}

/** Several times as long as a process that missed a push takes to look for itself. */
export const drainAtLeastMs = 10_000;

/** How long a fingerprint that no worker has may hold up its track, where workers of it are there. */
export const forsakenAfterMs = 60_000;

/** Since when each draining fingerprint has been without a worker, by `<track>:<fingerprint>`; kept from call to call. */
export type Forsaken = Map<string, number>;

/** @returns fingerprints that are drained now. Safe to run on any number of controllers. */
export const settleDraining = async (
  ports: DrainPorts,
  forsaken: Forsaken,
  leastMs = drainAtLeastMs,
): Promise<string[]> => {
  const state = await ports.tracks.state();
  const { draining } = state;
  if (draining.length === 0) {
    forsaken.clear();
    return [];
  }
  const lost = await giveUpForsaken(ports, draining, forsaken);
  const passed = draining.filter((each) => ports.now() - each.sinceMs >= leastMs);
  const held = passed.length === 0 ? new Set() : await ports.heldByContests();
  const due = passed.filter(
    (each) => !held.has(each.fingerprint) || lost.has(each) || !neededThere(state, each),
  );
  // What cannot be counted is not finished.
  const left = await Promise.allSettled(due.map((each) => ports.unfinished(each)));
  const done = due.filter((_each, index) => {
    const count = left[index];
    return count?.status === 'fulfilled' && count.value === 0;
  });
  if (done.length === 0) return [];
  const { answer } = await changeTracks(ports, (view) => {
    // What was bound again, and taken off again, has begun to drain anew.
    const still = view.state.draining.filter((now) =>
      done.some(
        (each) =>
          each.fingerprint === now.fingerprint && each.track === now.track && each.sinceMs === now.sinceMs,
      ),
    );
    const fingerprints = still.map(({ fingerprint }) => fingerprint);
    if (still.length === 0) return { answer: fingerprints };
    const about = eventOf(ports, { by: 'serin', reason: 'nothing unfinished' }, view.nowMs);
    return {
      change: {
        drained: still,
        events: still.map(({ language, runtime, fingerprint, track }) => ({
          kind: 'drained' as const,
          ...about,
          ...{ language, runtime, fingerprint, track },
        })),
      },
      answer: fingerprints,
    };
  });
  return answer;
};

/** Intake sends a contest's submissions there: not what is quarantined, and not what stable has. */
const neededThere = ({ bindings, quarantined }: TrackState, { fingerprint }: Draining): boolean =>
  !quarantined.some((each) => each.fingerprint === fingerprint) &&
  !bindings.some((each) => each.track === 'stable' && each.fingerprint === fingerprint);

/**
 * A worker takes no work of a track while it lacks what drains there. So what no worker has any more, while workers of its track are there,
 * would hold up every language: after a while its submissions are given up, as those of a worker that died again and again are.
 *
 * @returns what is lost so.
 */
const giveUpForsaken = async (
  ports: DrainPorts,
  draining: readonly Draining[],
  forsaken: Forsaken,
): Promise<ReadonlySet<Draining>> => {
  const workers = await ports.registry.workers();
  const lost = new Set<Draining>();
  for (const each of draining) {
    const name = `${each.track}:${each.fingerprint}`;
    const ofTrack = workers.filter(({ track }) => track === each.track);
    const isForsaken =
      ofTrack.length > 0 && !ofTrack.some(({ fingerprints }) => fingerprints.includes(each.fingerprint));
    if (!isForsaken) {
      forsaken.delete(name);
      continue;
    }
    const sinceMs = forsaken.get(name) ?? ports.now();
    forsaken.set(name, sinceMs);
    if (ports.now() - sinceMs < forsakenAfterMs) continue;
    lost.add(each);
    const count = await ports.giveUp(
      each,
      `no worker of track ${each.track} has ${each.fingerprint} any more`,
    );
    if (count > 0)
      ports.log.error({ ...each, submissions: count }, 'given up: no worker has what they were sent to');
  }
  return lost;
};
