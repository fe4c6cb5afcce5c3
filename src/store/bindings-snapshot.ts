/**
 * The bindings as this process knows them: read in memory, without waiting, on the way of every submission.
 *
 * The reference is swapped whole, and only for a higher revision: an answer that was overtaken, or a store that lost its past, never
 * takes intake back. See `watch-record.ts` for when it looks.
 */
import type { Logger } from '../domain/logger.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { ControlChannel } from './control-channel.ts';
import type { TrackStore } from './track-store.ts';
import { watchRecord } from './watch-record.ts';

export interface LiveBindingsDeps {
  readonly tracks: Pick<TrackStore, 'state'>;
  readonly control: Pick<ControlChannel, 'subscribe' | 'onGap'>;
  readonly log: Logger;
}

export class LiveBindings {
  readonly #deps: LiveBindingsDeps;
  #stop: () => void = () => undefined;
  #snapshot: TrackState = { revision: 0, bindings: [], draining: [], quarantined: [], settled: [] };
  #alarmed = false;

  private constructor(deps: LiveBindingsDeps) {
    this.#deps = deps;
  }

  /** @throws SerinError STORE_UNAVAILABLE when the first snapshot cannot be read. */
  static async open(deps: LiveBindingsDeps, options = { everyMs: 2_000 }): Promise<LiveBindings> {
    const live = new LiveBindings(deps);
    live.#stop = await watchRecord({
      ...{ name: 'the bindings', control: deps.control, everyMs: options.everyMs, log: deps.log },
      isNews: (message) => message.type === 'bindings' && message.revision > live.#snapshot.revision,
      refresh: () => live.refresh(),
    });
    return live;
  }

  current(): TrackState {
    return this.#snapshot;
  }

  /** Looks now. @throws SerinError STORE_UNAVAILABLE */
  async refresh(): Promise<void> {
    const state = await this.#deps.tracks.state();
    if (state.revision > this.#snapshot.revision) {
      this.#snapshot = Object.freeze(state);
      this.#alarmed = false;
    } else if (state.revision < this.#snapshot.revision) this.#alarm(state.revision);
  }

  close(): void {
    this.#stop();
  }

  /** An answer that was overtaken is older too; only a store that stays behind is an alarm, and only once. */
  #alarm(revision: number): void {
    const fields = { held: this.#snapshot.revision, stored: revision };
    if (!this.#alarmed) this.#deps.log.warn(fields, 'the store has older bindings than this process: kept');
    this.#alarmed = true;
  }
}
