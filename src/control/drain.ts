/**
 * The end of draining: what was taken off a track is let go once nothing that was sent to it is unfinished.
 *
 *   taken off ──▶ draining ──(a while has passed, nothing unfinished)──▶ drained
 *
 * For a while, because an api process that has not heard yet may still send submissions there. Until it is drained, workers keep
 * serving it and no image of it is pruned.
 */
import { changeTracks, eventOf } from './change.ts';
import type { ControlPorts } from './ports.ts';

/** Several times as long as a process that missed a push takes to look for itself. */
export const drainAtLeastMs = 10_000;

/** @returns fingerprints that are drained now. Safe to run on any number of controllers. */
export const settleDraining = async (ports: ControlPorts, leastMs = drainAtLeastMs): Promise<string[]> => {
  const { draining } = await ports.tracks.state();
  const due = draining.filter((each) => ports.now() - each.sinceMs >= leastMs);
  const left = await Promise.all(due.map((each) => ports.unfinished(each)));
  const done = due.filter((_each, index) => left[index] === 0);
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
