/**
 * Whether the pools beside stable can take more.
 *
 *            ┌── a worker that has the fingerprint takes work ──▶ ok ──(waits too long, too much waits)──▶ slow
 *   look ────┼── some have it, none takes work ─────────────────▶ unhealthy
 *            └── none has it ───────────────────────────────────▶ empty
 *
 * It is looked up on a timer, off every submission's way; the hot path reads a map. Until the first look, and for what was bound since the
 * last one, the answer is `ok`: what is not known is no reason to keep a canary empty, and a queue keeps what is sent to it. A pool
 * that is slow is so until it is clearly better than the bound, so that it does not flap. Stable is not looked at: there is nothing
 * it could fall back to.
 */
import type { Logger } from '../domain/logger.ts';
import type { Binding } from '../domain/runtime.ts';
import type { JudgeJob } from '../domain/submission.ts';
import type { WorkerStatus } from '../domain/worker.ts';

export type PoolState = 'ok' | 'empty' | 'unhealthy' | 'slow';

export interface PoolHealthPorts {
  readonly bindings: () => readonly Binding[];
  readonly workers: () => Promise<readonly WorkerStatus[]>;
  /** Submissions of a track that are not finished. */
  readonly unfinished: (track: string) => Promise<number>;
  /** The job that is taken next. */
  readonly next: (track: string) => Promise<Pick<JudgeJob, 'priority' | 'enqueuedAtMs'> | undefined>;
  /** How many languages of the track are kept away from it, by state; told after every look. */
  readonly told: (track: string, languages: Readonly<Record<Exclude<PoolState, 'ok'>, number>>) => void;
  readonly now: () => number;
  readonly log: Logger;
}

export interface PoolBounds {
  /** The next job has waited so long: the pool is slow. */
  readonly waitMs: number;
  /** So many are unfinished: the pool is slow. */
  readonly depth: number;
}

/** A worker that had nothing to do on a track takes a moment to join it. */
const joiningMs = 10_000;

export class PoolHealth {
  readonly #ports: PoolHealthPorts;
  readonly #bounds: PoolBounds;
  /** By `<track>:<fingerprint>`. */
  #states: ReadonlyMap<string, PoolState> = new Map();
  readonly #slow = new Set<string>();
  /** By track, what was logged last; none: it is well. */
  readonly #alarms = new Map<string, string>();

  constructor(ports: PoolHealthPorts, bounds: PoolBounds) {
    this.#ports = ports;
    this.#bounds = bounds;
  }

  of(track: string, fingerprint: string): PoolState {
    return this.#states.get(`${track}:${fingerprint}`) ?? 'ok';
  }

  /** One look. When it fails, what is known holds. @throws SerinError STORE_UNAVAILABLE */
  async look(): Promise<void> {
    const bindings = this.#ports.bindings().filter(({ track }) => track !== 'stable');
    const tracks = [...new Set(bindings.map(({ track }) => track))];
    const [workers] = await Promise.all([
      this.#ports.workers(),
      ...tracks.map((track) => this.#measure(track)),
    ]);
    const states = new Map<string, PoolState>();
    for (const binding of bindings) {
      states.set(`${binding.track}:${binding.fingerprint}`, this.#stateOf(binding, workers));
    }
    this.#states = states;
    for (const track of new Set([...tracks, ...this.#alarms.keys()])) {
      this.#tell(
        track,
        bindings.filter((each) => each.track === track),
      );
    }
  }

  #stateOf({ track, fingerprint, atMs }: Binding, workers: readonly WorkerStatus[]): PoolState {
    const having = workers.filter((each) => each.track === track && each.fingerprints.includes(fingerprint));
    if (having.length === 0) return 'empty';
    const isReady = having.some(({ state }) => state === 'ready');
    if (!isReady && this.#ports.now() - atMs > joiningMs) return 'unhealthy';
    return this.#slow.has(track) ? 'slow' : 'ok';
  }

  async #measure(track: string): Promise<void> {
    const [depth, next] = await Promise.all([this.#ports.unfinished(track), this.#ports.next(track)]);
    // Rejudges wait behind everything else: one that is next keeps nobody waiting.
    const waits = next !== undefined && next.priority !== 'rejudge';
    const waitedMs = waits ? this.#ports.now() - next.enqueuedAtMs : 0;
    const share = this.#slow.has(track) ? 0.5 : 1;
    const isSlow = waitedMs >= share * this.#bounds.waitMs || depth >= share * this.#bounds.depth;
    if (isSlow) this.#slow.add(track);
    else this.#slow.delete(track);
  }

  /** Once when it begins, once for every change, once when it ends. */
  #tell(track: string, bindings: readonly Binding[]): void {
    const away = bindings.flatMap(({ language, fingerprint }) => {
      const state = this.of(track, fingerprint);
      return state === 'ok' ? [] : [{ language, fingerprint, state }];
    });
    const count = (state: PoolState): number => away.filter((each) => each.state === state).length;
    this.#ports.told(track, { empty: count('empty'), unhealthy: count('unhealthy'), slow: count('slow') });
    const alarm = away.map(({ fingerprint, state }) => `${fingerprint} ${state}`).join(', ');
    const before = this.#alarms.get(track) ?? '';
    if (alarm === before) return;
    if (alarm === '') {
      this.#alarms.delete(track);
      this.#ports.log.info({ track }, 'the pool takes submissions again');
      return;
    }
    this.#alarms.set(track, alarm);
    this.#ports.log.error({ track, away }, 'new submissions for this pool go to stable');
  }
}
