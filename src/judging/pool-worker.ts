/**
 * A worker's membership of the pools of its tracks.
 *
 *   images found → runtimes published → each pool opened or closed by `poolState` → told in a heartbeat → images verified
 *
 * `reconcile` brings what is in line with what should be. It is called whenever something may have changed (bindings, images,
 * the engine) and on a timer; calls that meet are folded into one more round, so it never runs twice at once and never misses
 * the last change.
 */
import type { Logger } from '../domain/logger.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { Calibration, WorkerStatus } from '../domain/worker.ts';
import { poolState } from './pool-gate.ts';
import type { PoolState } from './pool-gate.ts';

/** One track's queue, seen by the worker that takes from it. */
export interface PoolQueue {
  /** Take jobs. Idempotent. */
  resume(): void;
  /** Take no more; jobs under way go on. Idempotent. */
  pause(reason: string): void;
  /** Jobs under way. */
  busy(): number;
}

export interface PoolWorkerPorts {
  /** Runtime images on this host. Throws DOCKER_UNAVAILABLE. */
  readonly discover: () => Promise<readonly RuntimeFacts[]>;
  readonly publish: (facts: RuntimeFacts) => Promise<void>;
  readonly tracks: () => Pick<TrackState, 'bindings' | 'draining'>;
  /** Why fingerprints are not served here: withdrawn, or their image's name stands for another build. */
  readonly refused: (
    bindings: readonly Binding[],
    runtimes: ReadonlyMap<string, RuntimeFacts>,
  ) => ReadonlyMap<string, string>;
  /** Ask these images again, in the background, unless that was done. */
  readonly verify: (runtimes: readonly RuntimeFacts[]) => void;
  /** Why the engine is out of reach; undefined while it answers. */
  readonly engineFault: () => string | undefined;
  /** Have containers of these ready. Returns at once. */
  readonly prewarm: (fingerprints: readonly string[]) => void;
  readonly queue: (track: string) => PoolQueue;
  readonly heartbeat: (status: WorkerStatus) => Promise<void>;
  readonly paused: (track: string, paused: boolean) => void;
  /** How fast this worker is, once that is known. */
  readonly calibration: () => Calibration | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

export interface PoolWorkerOptions {
  readonly name: string;
  readonly tracks: readonly string[];
  readonly slots: number;
  readonly harness: string;
  /** `0.1.0+1fa6633`: what runs here. */
  readonly release: string;
}

/** Images may be built, loaded or removed at any time; to look is one list, what was probed before is known. */
const lookEveryMs = 15_000;

export class PoolWorker {
  readonly #ports: PoolWorkerPorts;
  readonly #options: PoolWorkerOptions;
  readonly #startedAtMs: number;
  readonly #states = new Map<string, PoolState>();
  #runtimes: ReadonlyMap<string, RuntimeFacts> = new Map();
  #refused: ReadonlyMap<string, string> = new Map();
  #published = new Set<string>();
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #warmed = '';
  #stopping = false;
  #round: Promise<void> | undefined;
  #again = false;

  constructor(ports: PoolWorkerPorts, options: PoolWorkerOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#startedAtMs = ports.now();
  }

  get harness(): string {
    return this.#options.harness;
  }

  /** The facts of a fingerprint that this worker can serve. */
  runtime(fingerprint: string): RuntimeFacts | undefined {
    return this.#refused.has(fingerprint) ? undefined : this.#runtimes.get(fingerprint);
  }

  /** State of every pool this worker belongs to. */
  states(): ReadonlyMap<string, PoolState> {
    return this.#states;
  }

  /** Look for images again at the next round: something was built, loaded or removed. */
  imagesChanged(): void {
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Never rejects: what failed is logged and tried again at the next call. */
  reconcile(): Promise<void> {
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Take no more work, and say so. Jobs under way are the queue's to end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.reconcile();
  }

  async #rounds(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#learn();
      } catch (cause) {
        this.#ports.log.warn({ cause: String(cause) }, 'the worker could not look at its images');
      }
      this.#refused = this.#ports.refused(this.#ownBindings(), this.#runtimes);
      for (const track of this.#options.tracks) this.#settle(track);
      await this.tell();
      this.#verify();
    }
  }

  /** Images first, then their publication, so that no binding can name what nobody has. */
  async #learn(): Promise<void> {
    const missing = this.#options.tracks.some((track) =>
      this.#needed(track).some((fingerprint) => !this.#runtimes.has(fingerprint)),
    );
    const stale = this.#ports.now() - this.#lookedAtMs > lookEveryMs;
    if ((stale || missing) && !this.#stopping && this.#ports.engineFault() === undefined) {
      const found = await this.#ports.discover();
      this.#runtimes = new Map(found.map((facts) => [facts.fingerprint, facts]));
      this.#lookedAtMs = this.#ports.now();
    }
    for (const facts of this.#runtimes.values()) {
      // A build that was replaced has another name from then on.
      const known = `${facts.fingerprint} ${facts.image.reference}`;
      if (this.#published.has(known)) continue;
      await this.#ports.publish(facts);
      this.#published.add(known);
    }
    this.#prewarm();
  }

  /** Only where a pool was joined: a host that is still being set up has better things to do. */
  #verify(): void {
    const joined = this.#options.tracks.filter((track) => this.#states.get(track)?.state === 'ready');
    const bound = new Set(joined.flatMap((track) => this.#bound(track)));
    if (bound.size > 0)
      this.#ports.verify([...this.#runtimes.values()].filter((each) => bound.has(each.fingerprint)));
  }

  #served(): string[] {
    return [...this.#runtimes.keys()].filter((fingerprint) => !this.#refused.has(fingerprint));
  }

  #ownBindings(): Binding[] {
    return this.#ports.tracks().bindings.filter((binding) => this.#options.tracks.includes(binding.track));
  }

  #prewarm(): void {
    const bound = this.#ownBindings().map((binding) => binding.fingerprint);
    const here = new Set(this.#served());
    const served = [...new Set(bound)].filter((fingerprint) => here.has(fingerprint)).sort();
    const key = served.join(' ');
    if (key === this.#warmed || this.#stopping || this.#ports.engineFault() !== undefined) return;
    this.#warmed = key;
    this.#ports.prewarm(served);
  }

  #bound(track: string): string[] {
    const bindings = this.#ports.tracks().bindings.filter((binding) => binding.track === track);
    return bindings.map((binding) => binding.fingerprint);
  }

  /** Bound there, or taken off it with submissions that are still to be judged. */
  #needed(track: string): string[] {
    const draining = this.#ports.tracks().draining.filter((each) => each.track === track);
    return [...this.#bound(track), ...draining.map((each) => each.fingerprint)];
  }

  #settle(track: string): void {
    const engineFault = this.#ports.engineFault();
    const state = poolState({
      track,
      needed: this.#needed(track),
      served: new Set(this.#served()),
      refused: this.#refused,
      ...(engineFault === undefined ? {} : { engineFault }),
      stopping: this.#stopping,
    });
    const before = this.#states.get(track);
    this.#states.set(track, state);
    const queue = this.#ports.queue(track);
    if (state.state === 'ready') queue.resume();
    else queue.pause(state.reason);
    this.#ports.paused(track, state.state !== 'ready');
    if (before?.state === state.state && reasonOf(before) === reasonOf(state)) return;
    const fields = { track, ...state };
    // What was served before and is no longer is news; waiting for the first binding or stopping is not.
    if (before?.state === 'ready' && state.state === 'paused') this.#ports.log.warn(fields, 'pool left');
    else this.#ports.log.info(fields, state.state === 'ready' ? 'pool joined' : 'pool not served');
  }

  /** One word to everybody. A round may take minutes, while many new images are asked what they are: say it meanwhile too. */
  async tell(): Promise<void> {
    const calibration = this.#ports.calibration();
    for (const track of this.#options.tracks) {
      const state = this.#states.get(track);
      const reason = state === undefined ? 'its images are being looked at' : reasonOf(state);
      try {
        await this.#ports.heartbeat({
          // One word per pool: a worker may be ready in one and paused in another.
          name: `${this.#options.name}/${track}`,
          track,
          state: state?.state ?? 'paused',
          ...(reason === undefined ? {} : { reason }),
          slots: this.#options.slots,
          busy: this.#ports.queue(track).busy(),
          fingerprints: this.#served().sort(),
          harness: this.#options.harness,
          release: this.#options.release,
          startedAtMs: this.#startedAtMs,
          seenAtMs: this.#ports.now(),
          ...(calibration === undefined ? {} : { calibration }),
        });
      } catch (cause) {
        this.#ports.log.warn({ track, cause: String(cause) }, 'the heartbeat was not taken');
        return;
      }
    }
  }
}

const reasonOf = (state: PoolState): string | undefined =>
  state.state === 'ready' ? undefined : state.reason;
