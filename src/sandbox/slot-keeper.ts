import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { dockerFault } from './engine-fault.ts';
import type { PoolMetrics } from './pool-metrics.ts';
import type { SandboxContainer } from './sandbox-container.ts';
import { companionPlace, companionsMax } from './topology.ts';
import type { Place, Slot } from './topology.ts';

export interface KeeperDeps {
  /** A new container of a runtime at a place of a slot. Throws `SANDBOX_FAILED` or `DOCKER_UNAVAILABLE`. */
  readonly open: (fingerprint: string, place: Place) => Promise<SandboxContainer>;
  readonly metrics: PoolMetrics;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  /** How much a runtime is asked for: what is asked for least goes first when room is needed. */
  readonly demand: (fingerprint: string) => number;
  /** Told of every container that came to life (+1) or was destroyed (-1). */
  readonly count: (change: 1 | -1) => void;
}

export interface KeeperBounds {
  /** `reuse`: a verified reset between leases. `fresh`: every lease gets a container that nobody had. */
  readonly isolation: 'reuse' | 'fresh';
  readonly maxContainers: number;
  readonly maxLeases: number;
  readonly maxAgeMs: number;
  /** A reset that took longer, beyond what it takes to remove the files placed, means that something was left to do which we did not foresee. */
  readonly maxResetMs: number;
}

export const defaultBounds: KeeperBounds = {
  isolation: 'reuse',
  maxContainers: 16,
  maxLeases: 1_000,
  maxAgeMs: 3_600_000,
  maxResetMs: 100,
};

/** A container and what it went through. */
export interface KeptContainer {
  readonly fingerprint: string;
  readonly place: Place;
  readonly container: SandboxContainer;
  readonly bornMs: number;
  leases: number;
  /** Bytes of the files that were placed since the last reset. */
  placedBytes: number;
  destroyed: boolean;
}

/** The kernel frees some 2 to 5 MiB of files in a millisecond, and fewer on a machine that is busy. */
const removedBytesPerMs = 512 * 1024;

const keyOf = ({ uid }: Place, fingerprint: string): string => `${uid} ${fingerprint}`;

/**
 * The containers of one slot: those of the program and those of its companions. At each place at most one of each fingerprint waits,
 * and at most one is lent. Its caller sees to it that one thing happens on a slot at a time: programs of two leases never share
 * its core and uid.
 *
 *     open ──► waiting ──take──► lent ──giveBack: reset verified──► waiting
 *                 │               │
 *                 │ died, aged,   │ died, unclean, abandoned, worn, aged, slow, unverified, fresh
 *                 │ evicted       │
 *                 └───────────────┴──────► destroyed
 *
 * A container that Docker could not remove stays on a list, and nothing new is opened on the slot before it is gone.
 */
export class SlotKeeper {
  readonly slot: Slot;
  readonly #deps: KeeperDeps;
  readonly #bounds: KeeperBounds;
  /** In the order of their last use, by place and fingerprint. */
  readonly #waiting = new Map<string, KeptContainer>();
  readonly #unburied = new Set<SandboxContainer>();
  readonly #companions: readonly Place[];
  /** What is lent, by the uid of its place; undefined while it is on its way. */
  readonly #lent = new Map<number, KeptContainer | undefined>();

  constructor(deps: KeeperDeps, slot: Slot, bounds: KeeperBounds) {
    this.#deps = deps;
    this.slot = slot;
    this.#companions = Array.from({ length: companionsMax }, (_, companion) =>
      companionPlace(slot, companion),
    );
    this.#bounds = bounds;
  }

  /** True where a program's container of this runtime waits. */
  has(fingerprint: string): boolean {
    return this.#waiting.has(keyOf(this.slot, fingerprint));
  }

  /** Containers waiting to be lent, companions' too. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get full(): boolean {
    return this.#waiting.size >= this.#bounds.maxContainers;
  }

  /** Ids of every container that is here: waiting, lent, or not yet removed. */
  get ids(): string[] {
    const all = this.#all().map(({ container }) => container.id);
    return [...all, ...[...this.#unburied].map(({ id }) => id)];
  }

  /** The waiting container of a runtime, or a new one. */
  async take(fingerprint: string, place: Place = this.slot): Promise<KeptContainer> {
    const key = keyOf(place, fingerprint);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    this.#lent.set(place.uid, waiting);
    try {
      const kept = waiting ?? (await this.#open(fingerprint, place));
      kept.leases += 1;
      this.#lent.set(place.uid, kept);
      return kept;
    } catch (error) {
      this.#lent.delete(place.uid);
      throw error;
    }
  }

  /** The same for a companion, at a place that nobody has; one where this runtime waits is preferred. */
  async takeCompanion(fingerprint: string): Promise<KeptContainer> {
    const free = this.#companions.filter(({ uid }) => !this.#lent.has(uid));
    const warm = free.find((place) => this.#waiting.has(keyOf(place, fingerprint)));
    const place = warm ?? free[0];
    if (place === undefined) {
      throw new SerinError('SANDBOX_FAILED', `a lease has at most ${companionsMax} companions at once`);
    }
    return this.take(fingerprint, place);
  }

  /** What a lease leaves: made ready for the next one, or destroyed. Never throws. */
  async giveBack(kept: KeptContainer): Promise<void> {
    const reason = await this.#unfit(kept);
    if (this.#lent.get(kept.place.uid) === kept) this.#lent.delete(kept.place.uid);
    if (reason === undefined) this.#wait(kept);
    else await this.#destroy(kept, reason);
  }

  /** Another container in place of one that a lease cannot go on with. */
  async replace(kept: KeptContainer, reason: string): Promise<KeptContainer> {
    this.#lent.set(kept.place.uid, undefined);
    await this.#destroy(kept, reason);
    return this.take(kept.fingerprint, kept.place);
  }

  /** Resets a container; answers why it may not be used on, or undefined when it may. */
  async reset(kept: KeptContainer): Promise<string | undefined> {
    const begunMs = this.#deps.monotonic();
    const allowedMs = this.#bounds.maxResetMs + kept.placedBytes / removedBytesPerMs;
    try {
      const done = await kept.container.connection.reset();
      this.#deps.metrics.reset(done.verified, (this.#deps.monotonic() - begunMs) / 1000);
      if (!done.verified) return `unverified:${done.reason}`;
      kept.placedBytes = 0;
      return done.durationMs > allowedMs ? 'slow' : undefined;
    } catch (error) {
      this.#deps.log.warn({ err: error, slot: this.slot.index }, 'a reset failed');
      this.#deps.metrics.reset(false, (this.#deps.monotonic() - begunMs) / 1000);
      return 'died';
    }
  }

  /** Has a container waiting. */
  async warm(fingerprint: string): Promise<void> {
    if (!this.has(fingerprint)) this.#wait(await this.#open(fingerprint, this.slot));
  }

  /** True when something has waited past its age. */
  hasAged(): boolean {
    return [...this.#waiting.values()].some((kept) => this.#aged(kept));
  }

  /** Destroys what has waited past its age. */
  async expire(): Promise<void> {
    for (const kept of [...this.#waiting.values()].filter((each) => this.#aged(each))) {
      this.#waiting.delete(keyOf(kept.place, kept.fingerprint));
      await this.#destroy(kept, 'aged');
    }
  }

  /** Destroys everything, lent or waiting. */
  async close(): Promise<void> {
    const all = this.#all();
    this.#waiting.clear();
    this.#lent.clear();
    await Promise.all(all.map((kept) => this.#destroy(kept, 'closed')));
  }

  #all(): KeptContainer[] {
    const lent = [...this.#lent.values()].filter((kept) => kept !== undefined);
    return [...this.#waiting.values(), ...lent];
  }

  async #open(fingerprint: string, place: Place): Promise<KeptContainer> {
    await this.#bury();
    if (this.full) await this.#evict();
    const container = await this.#deps.open(fingerprint, place);
    this.#deps.count(1);
    const bornMs = this.#deps.monotonic();
    const kept = { fingerprint, place, container, bornMs, leases: 0, placedBytes: 0, destroyed: false };
    void container.connection.closed.then(() => this.#died(kept));
    return kept;
  }

  #wait(kept: KeptContainer): void {
    const key = keyOf(kept.place, kept.fingerprint);
    if (kept.container.connection.deathReason === undefined) this.#waiting.set(key, kept);
    else void this.#destroy(kept, 'died');
  }

  /** A lent container's death is met by its lease; one that waits is simply no longer there. */
  #died(kept: KeptContainer): void {
    const key = keyOf(kept.place, kept.fingerprint);
    if (this.#waiting.get(key) !== kept) return;
    this.#waiting.delete(key);
    void this.#destroy(kept, 'died');
  }

  /** The one that is asked for least goes; among equals, the one that was not used for longest. */
  async #evict(): Promise<void> {
    const { demand } = this.#deps;
    let least: KeptContainer | undefined;
    for (const kept of this.#waiting.values()) {
      if (least === undefined || demand(kept.fingerprint) < demand(least.fingerprint)) least = kept;
    }
    if (least === undefined) return;
    this.#waiting.delete(keyOf(least.place, least.fingerprint));
    await this.#destroy(least, 'evicted');
  }

  #aged(kept: KeptContainer): boolean {
    return this.#deps.monotonic() - kept.bornMs >= this.#bounds.maxAgeMs;
  }

  /** Why a container must not be lent again; undefined when its reset was verified. */
  async #unfit(kept: KeptContainer): Promise<string | undefined> {
    const { connection } = kept.container;
    if (connection.deathReason !== undefined) return 'died';
    if (connection.busy) return 'abandoned';
    if (!connection.clean) return 'unclean';
    if (this.#bounds.isolation === 'fresh') return 'fresh';
    if (kept.leases >= this.#bounds.maxLeases) return 'worn';
    if (this.#aged(kept)) return 'aged';
    return this.reset(kept);
  }

  async #destroy(kept: KeptContainer, reason: string): Promise<void> {
    if (kept.destroyed) return;
    kept.destroyed = true;
    const { container, fingerprint, place } = kept;
    const { companion } = place;
    const fields = { reason, slot: this.slot.index, companion, fingerprint, leases: kept.leases };
    this.#deps.log.debug({ ...fields, death: container.connection.deathReason }, 'destroying a container');
    this.#deps.metrics.destroyed(reason);
    this.#deps.count(-1);
    this.#unburied.add(container);
    await this.#bury().catch((error: unknown) => {
      this.#deps.log.warn(
        { ...fields, err: error },
        'a container could not be removed; it will be tried again',
      );
    });
  }

  /** Removes what is to be removed. Throws while something cannot be. */
  async #bury(): Promise<void> {
    const burials = [...this.#unburied].map(async (container) => {
      await container.destroy('it is being removed');
      this.#unburied.delete(container);
    });
    const outcomes = await Promise.allSettled(burials);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw dockerFault(outcome.reason, 'removing a container');
    }
  }
}
