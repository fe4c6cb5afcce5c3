/**
 * The bindings as this process knows them: read in memory, without waiting, on the way of every submission.
 *
 * A push says that there is a newer revision; a timer and every reconnection look for themselves. The reference is swapped whole, and
 * only for a higher revision: an answer that was overtaken, or a store that lost its past, never takes intake back. While
 * the store is away, the last snapshot holds.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { ControlChannel } from './control-channel.ts';
import type { TrackStore } from './track-store.ts';

export interface LiveBindingsDeps {
  readonly tracks: Pick<TrackStore, 'state'>;
  readonly control: Pick<ControlChannel, 'subscribe' | 'onGap'>;
  readonly log: Logger;
}

export class LiveBindings {
  readonly #deps: LiveBindingsDeps;
  readonly #stops: (() => void)[] = [];
  #snapshot: TrackState = { revision: 0, bindings: [], draining: [], quarantined: [], settled: [] };
  #alarmed = false;

  private constructor(deps: LiveBindingsDeps) {
    this.#deps = deps;
  }

  /** @throws SerinError STORE_UNAVAILABLE when the first snapshot cannot be read. */
  static async open(deps: LiveBindingsDeps, options = { everyMs: 2_000 }): Promise<LiveBindings> {
    const live = new LiveBindings(deps);
    const look = (): void => {
      live.refresh().catch((error: unknown) => {
        const away = error instanceof SerinError && error.code === 'STORE_UNAVAILABLE';
        const level = away ? 'debug' : 'warn';
        deps.log[level]({ cause: String(error) }, 'the bindings cannot be read: the last snapshot holds');
      });
    };
    live.#stops.push(
      deps.control.subscribe((message) => {
        if (message.type === 'bindings' && message.revision > live.#snapshot.revision) look();
      }),
      deps.control.onGap(look),
    );
    try {
      await live.refresh();
    } catch (error) {
      live.close();
      throw error;
    }
    const timer = setInterval(look, options.everyMs);
    timer.unref();
    live.#stops.push(() => clearInterval(timer));
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
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** An answer that was overtaken is older too; only a store that stays behind is an alarm, and only once. */
  #alarm(revision: number): void {
    const fields = { held: this.#snapshot.revision, stored: revision };
    if (!this.#alarmed) this.#deps.log.warn(fields, 'the store has older bindings than this process: kept');
    this.#alarmed = true;
  }
}
