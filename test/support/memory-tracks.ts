/** Tracks in memory: what control is tried on. `tracksContract` holds it and the store on Redis to the same behaviour. */
import type { Tracks } from '../../src/control/ports.ts';
import type { HistoryEvent, NewHistoryEvent } from '../../src/domain/history.ts';
import type { Binding } from '../../src/domain/runtime.ts';
import { settledName } from '../../src/domain/tracks.ts';
import type { Draining, Freeze, Quarantine, TrackChange, TrackState } from '../../src/domain/tracks.ts';

export class MemoryTracks implements Tracks {
  #revision: number;
  readonly #bindings = new Map<string, Binding>();
  readonly #draining = new Map<string, Draining>();
  readonly #quarantined = new Map<string, Quarantine>();
  readonly #settled = new Set<string>();
  readonly #freezes = new Map<string, Freeze>();
  readonly #history: HistoryEvent[] = [];

  /** @param bindings - that stand already, without a past. */
  constructor(bindings: readonly Binding[] = []) {
    this.#revision = bindings.length;
    for (const binding of bindings) this.#bindings.set(settledName(binding), binding);
  }

  state = (): Promise<TrackState> =>
    Promise.resolve({
      revision: this.#revision,
      bindings: [...this.#bindings.values()].sort(byTrack),
      draining: [...this.#draining.values()].sort(byTrack),
      quarantined: [...this.#quarantined.values()],
      settled: [...this.#settled].sort(),
    });

  change = (change: TrackChange): Promise<number | undefined> => {
    if (change.from !== this.#revision) return Promise.resolve(undefined);
    this.#revision += 1;
    for (const binding of change.bind ?? []) {
      this.#bindings.set(settledName(binding), binding);
      this.#settled.add(settledName(binding));
      this.#draining.delete(drainingName(binding));
    }
    for (const each of change.unbind ?? []) {
      this.#bindings.delete(settledName(each));
      this.#settled.add(settledName(each));
    }
    for (const each of change.drain ?? []) this.#draining.set(drainingName(each), each);
    for (const each of change.drained ?? []) this.#draining.delete(drainingName(each));
    for (const each of change.quarantine ?? []) this.#quarantined.set(each.fingerprint, each);
    for (const each of change.release ?? []) this.#quarantined.delete(each);
    for (const each of change.freeze ?? []) this.#freezes.set(each.name, each);
    for (const each of change.thaw ?? []) this.#freezes.delete(each);
    for (const event of change.events) this.record(event);
    return Promise.resolve(this.#revision);
  };

  history = (): Promise<HistoryEvent[]> => Promise.resolve([...this.#history]);
  freezes = (): Promise<Freeze[]> => Promise.resolve([...this.#freezes.values()]);

  /** Something that happened besides changes of tracks: a build. */
  record(event: NewHistoryEvent): void {
    this.#history.push({ id: `${this.#history.length + 1}-0`, revision: this.#revision, ...event });
  }
}

const drainingName = ({ track, fingerprint }: Pick<Draining, 'track' | 'fingerprint'>): string =>
  `${track}:${fingerprint}`;

const byTrack = (a: Pick<Binding, 'language' | 'track'>, b: Pick<Binding, 'language' | 'track'>): number =>
  a.language.localeCompare(b.language) || a.track.localeCompare(b.track);
