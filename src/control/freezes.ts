/** Times without promotions: declared, seen and ended by operators. */
import { SerinError } from '../domain/errors.ts';
import type { FreezeWindow } from '../domain/history.ts';
import type { Freeze } from '../domain/tracks.ts';
import { changeTracks, eventOf } from './change.ts';
import type { Actor, Changed } from './change.ts';
import { isInForce } from './guards.ts';
import type { ControlPorts } from './ports.ts';

/**
 * Declare a freeze, or change the one of this name.
 *
 * @throws SerinError INVALID_REQUEST for a time that ends before it begins, and for languages that nobody has: it would freeze nothing.
 */
export const putFreeze = (ports: ControlPorts, freeze: Freeze): Promise<Changed<Freeze>> =>
  changeTracks(ports, (view) => {
    const { fromMs, untilMs } = freeze;
    if (fromMs >= untilMs) {
      throw new SerinError('INVALID_REQUEST', 'a freeze ends after it begins', {
        faults: [{ path: '/until', message: 'must be later than from' }],
      });
    }
    const known = new Set(view.runtimes.flatMap((facts) => [facts.language, facts.family]));
    const unknown = freeze.languages.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new SerinError('INVALID_REQUEST', `no runtime here is of ${unknown.join(', ')}`, {
        faults: unknown.map((name) => ({
          path: `/languages/${freeze.languages.indexOf(name)}`,
          message: `${name} is neither a language nor a family here; there are ${[...known].sort().join(', ')}`,
        })),
      });
    }
    if (untilMs <= view.nowMs) {
      throw new SerinError('INVALID_REQUEST', 'this freeze is over already', {
        faults: [{ path: '/until', message: 'must be in the future' }],
      });
    }
    return {
      change: {
        freeze: [freeze],
        events: [
          {
            kind: 'freeze',
            ...eventOf(ports, freeze, view.nowMs),
            freeze: freeze.name,
            window: windowOf(freeze),
          },
        ],
      },
      answer: freeze,
    };
  });

/** @throws SerinError NOT_FOUND */
export const removeFreeze = (
  ports: ControlPorts,
  { name, ...actor }: Actor & { readonly name: string },
): Promise<Changed<{ readonly name: string }>> =>
  changeTracks(ports, (view) => {
    const ended = view.freezes.find((freeze) => freeze.name === name);
    if (ended === undefined) throw new SerinError('NOT_FOUND', `there is no freeze ${name}`);
    return {
      change: {
        thaw: [name],
        events: [
          { kind: 'thaw', ...eventOf(ports, actor, view.nowMs), freeze: name, window: windowOf(ended) },
        ],
      },
      answer: { name },
    };
  });

const windowOf = ({ kind, languages, fromMs, untilMs }: Freeze): FreezeWindow => ({
  kind,
  languages,
  fromMs,
  untilMs,
});

export interface ShownFreeze extends Freeze {
  readonly inForce: boolean;
}

/** By their beginning; those that are over are left out. */
export const listFreezes = async (ports: ControlPorts): Promise<ShownFreeze[]> => {
  const nowMs = ports.now();
  const freezes = await ports.tracks.freezes();
  return freezes
    .filter((freeze) => freeze.untilMs > nowMs)
    .map((freeze) => ({ ...freeze, inForce: isInForce(freeze, nowMs) }));
};
