import type { Logger } from '../domain/logger.ts';
import { dockerFault } from './engine-fault.ts';
import type { PoolMetrics } from './pool-metrics.ts';
import type { SandboxContainer } from './sandbox-container.ts';
import type { Slot } from './topology.ts';

export interface KeeperDeps {
  /** A new container of a runtime on a slot. Throws `SANDBOX_FAILED` or `DOCKER_UNAVAILABLE`. */
  readonly open: (fingerprint: string, slot: Slot) => Promise<SandboxContainer>;
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
  /** A reset that took longer means that something was left to do which we did not foresee. */
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
  readonly container: SandboxContainer;
  readonly bornMs: number;
  leases: number;
  destroyed: boolean;
}

/**
 * The containers of one slot, at most one of each fingerprint waiting. Its caller sees to it that one thing happens on a
 * slot at a time: programs of two leases never share its core and uid.
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
  /** In the order of their last use. */
  readonly #waiting = new Map<string, KeptContainer>();
  readonly #unburied = new Set<SandboxContainer>();
  #lent: KeptContainer | undefined;

  constructor(deps: KeeperDeps, slot: Slot, bounds: KeeperBounds) {
    this.#deps = deps;
    this.slot = slot;
    this.#bounds = bounds;
  }

  has(fingerprint: string): boolean {
    return this.#waiting.has(fingerprint);
  }

  /** Containers waiting to be lent. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get full(): boolean {
    return this.#waiting.size >= this.#bounds.maxContainers;
  }

  /** Ids of every container that is here: waiting, lent, or not yet removed. */
  get ids(): string[] {
    const kept = [...this.#waiting.values(), ...(this.#lent === undefined ? [] : [this.#lent])];
    return [...kept.map(({ container }) => container.id), ...[...this.#unburied].map(({ id }) => id)];
  }

  /** The waiting container of a runtime, or a new one. */
  async take(fingerprint: string): Promise<KeptContainer> {
    const waiting = this.#waiting.get(fingerprint);
    this.#waiting.delete(fingerprint);
    const kept = waiting ?? (await this.#open(fingerprint));
    kept.leases += 1;
    this.#lent = kept;
    return kept;
  }

  /** What a lease leaves: made ready for the next one, or destroyed. Never throws. */
  async giveBack(kept: KeptContainer): Promise<void> {
    const reason = await this.#unfit(kept);
    if (this.#lent === kept) this.#lent = undefined;
    if (reason === undefined) this.#wait(kept);
    else await this.#destroy(kept, reason);
  }

  /** Another container in place of one that a lease cannot go on with. */
  async replace(kept: KeptContainer, reason: string): Promise<KeptContainer> {
    this.#lent = undefined;
    await this.#destroy(kept, reason);
    return this.take(kept.fingerprint);
  }

  /** Resets a container; answers why it may not be used on, or undefined when it may. */
  async reset(kept: KeptContainer): Promise<string | undefined> {
    const begunMs = this.#deps.monotonic();
    try {
      const done = await kept.container.connection.reset();
      this.#deps.metrics.reset(done.verified, (this.#deps.monotonic() - begunMs) / 1000);
      if (!done.verified) return `unverified:${done.reason}`;
      return done.durationMs > this.#bounds.maxResetMs ? 'slow' : undefined;
    } catch (error) {
      this.#deps.log.warn({ err: error, slot: this.slot.index }, 'a reset failed');
      this.#deps.metrics.reset(false, (this.#deps.monotonic() - begunMs) / 1000);
      return 'died';
    }
  }

  /** Has a container waiting. */
  async warm(fingerprint: string): Promise<void> {
    if (!this.has(fingerprint)) this.#wait(await this.#open(fingerprint));
  }

  /** True when something has waited past its age. */
  hasAged(): boolean {
    return [...this.#waiting.values()].some((kept) => this.#aged(kept));
  }

  /** Destroys what has waited past its age. */
  async expire(): Promise<void> {
    for (const kept of [...this.#waiting.values()].filter((each) => this.#aged(each))) {
      this.#waiting.delete(kept.fingerprint);
      await this.#destroy(kept, 'aged');
    }
  }

  /** Destroys everything, lent or waiting. */
  async close(): Promise<void> {
    const all = [...this.#waiting.values(), ...(this.#lent === undefined ? [] : [this.#lent])];
    this.#waiting.clear();
    this.#lent = undefined;
    await Promise.all(all.map((kept) => this.#destroy(kept, 'closed')));
  }

  async #open(fingerprint: string): Promise<KeptContainer> {
    await this.#bury();
    if (this.full) await this.#evict();
    const container = await this.#deps.open(fingerprint, this.slot);
    this.#deps.count(1);
    const kept = { fingerprint, container, bornMs: this.#deps.monotonic(), leases: 0, destroyed: false };
    void container.connection.closed.then(() => this.#died(kept));
    return kept;
  }

  #wait(kept: KeptContainer): void {
    if (kept.container.connection.deathReason === undefined) this.#waiting.set(kept.fingerprint, kept);
    else void this.#destroy(kept, 'died');
  }

  /** A lent container's death is met by its lease; one that waits is simply no longer there. */
  #died(kept: KeptContainer): void {
    if (this.#waiting.get(kept.fingerprint) !== kept) return;
    this.#waiting.delete(kept.fingerprint);
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
    this.#waiting.delete(least.fingerprint);
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
    const { container, fingerprint } = kept;
    const fields = { reason, slot: this.slot.index, fingerprint, leases: kept.leases };
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
