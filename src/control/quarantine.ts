/** Keeping a fingerprint away from every track, and lifting that. Both need a reason, and both are recorded. */
import { SerinError } from '../domain/errors.ts';
import type { Quarantine } from '../domain/tracks.ts';
import { changeTracks, eventOf } from './change.ts';
import type { Actor, Changed, View } from './change.ts';
import type { ControlPorts } from './ports.ts';

export interface QuarantineRequest extends Actor {
  readonly fingerprint: string;
}

/** @throws SerinError RUNTIME_NOT_FOUND; CONFLICT for one that is bound: rolling back quarantines it. */
export const quarantine = (
  ports: ControlPorts,
  { fingerprint, ...actor }: QuarantineRequest,
): Promise<Changed<Quarantine>> =>
  changeTracks(ports, (view) => {
    const held = view.state.quarantined.find((each) => each.fingerprint === fingerprint);
    if (held !== undefined) return { answer: held };
    const { language, runtime, tracks } = nodeOf(view, fingerprint);
    const [track] = tracks;
    if (track !== undefined) {
      throw new SerinError(
        'CONFLICT',
        `${fingerprint} is bound to ${tracks.join(', ')}; rolling back quarantines it: serin tracks rollback ${language} ${track} --reason …`,
      );
    }
    const entry = { language, runtime, fingerprint, ...actor, atMs: view.nowMs };
    return {
      change: {
        quarantine: [entry],
        events: [
          { kind: 'quarantine', ...eventOf(ports, actor, view.nowMs), language, runtime, fingerprint },
        ],
      },
      answer: entry,
    };
  });

/** @throws SerinError RUNTIME_NOT_FOUND; CONFLICT for one that is not quarantined. */
export const release = (
  ports: ControlPorts,
  { fingerprint, ...actor }: QuarantineRequest,
): Promise<Changed<{ readonly fingerprint: string }>> =>
  changeTracks(ports, (view) => {
    const { language, runtime, quarantine: held } = nodeOf(view, fingerprint);
    if (held === undefined) throw new SerinError('CONFLICT', `${fingerprint} is not quarantined`);
    return {
      change: {
        release: [fingerprint],
        events: [{ kind: 'release', ...eventOf(ports, actor, view.nowMs), language, runtime, fingerprint }],
      },
      answer: { fingerprint },
    };
  });

const nodeOf = ({ lineage }: View, fingerprint: string) => {
  const node = lineage.nodes.find((each) => each.fingerprint === fingerprint);
  if (node !== undefined) return node;
  throw new SerinError(
    'RUNTIME_NOT_FOUND',
    `nothing is known of ${fingerprint}; serin lineage shows what is`,
  );
};
