import { setTimeout as delay } from 'node:timers/promises';
import { SerinError } from '../domain/errors.ts';
import { Companions } from './companions.ts';
import { Demand } from './demand.ts';
import type { Logger } from '../domain/logger.ts';
import { SlotLease } from './lease.ts';
import type { PoolMetrics } from './pool-metrics.ts';
import { SlotKeeper } from './slot-keeper.ts';
import type { KeeperBounds, KeeperDeps, KeptContainer } from './slot-keeper.ts';
import type { Slot } from './topology.ts';

export interface WarmPoolDeps {
  readonly open: KeeperDeps['open'];
  /** The most memory a run of this runtime may be allowed. Throws where the runtime is not known here. */
  readonly memoryMaxBytes: (fingerprint: string) => number;
  /** Told of everything that went wrong on the way to a container. */
  readonly onFailure: (error: unknown) => void;
  readonly metrics: PoolMetrics;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}

interface Waiter {
  readonly fingerprint: string;
  readonly memoryMaxBytes: number;
  readonly sinceMs: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (lease: SlotLease) => void;
  readonly reject: (error: unknown) => void;
}

interface PooledSlot {
  readonly keeper: SlotKeeper;
  state: 'free' | 'leased' | 'tended';
  /** What was leased here last: worth having warm again. */
  lastUsed: string | undefined;
}

const tendIntervalMs = 15_000;
const firstRetryMs = 2_000;
const worstRetryMs = 120_000;

/**
 * Slots, and who has them. A slot is in one state at a time, and whoever put it there takes it out:
 *
 *              ┌──────────── first in line ────────────┐
 *              ▼                                        │
 *     free ──lease──► leased ──release──► tended ──► (free)
 *      ▲                 │                   ▲          │
 *      │                 └─ no container ────┼──────────┤
 *      │                                     │          │
 *      └── nothing to do ◄── idle: expire, warm what is wanted
 *
 * Those who wait are served in their order, on the free slot that has their runtime warm where there is one. Resetting,
 * destroying and warming occupy the slot: none of that runs on the core beside somebody's program. It is done when nobody
 * waits, one thing at a time, so that a lease waits for one container at most.
 */
export class WarmPool {
  readonly #deps: WarmPoolDeps;
  readonly #slots: readonly PooledSlot[];
  readonly #waiters: Waiter[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #retries = new Map<string, { atMs: number; delayMs: number }>();
  readonly #timer: NodeJS.Timeout;
  readonly #demand: Demand;
  #wanted: readonly string[] = [];
  #alive = 0;
  #closed = false;

  constructor(deps: WarmPoolDeps, slots: readonly Slot[], bounds: KeeperBounds) {
    this.#deps = deps;
    const { open, metrics, log, monotonic } = deps;
    const count = (change: 1 | -1): void => {
      this.#alive += change;
      metrics.warm(this.#alive);
    };
    this.#demand = new Demand(monotonic);
    const demand = (fingerprint: string): number => this.#demand.of(fingerprint);
    this.#slots = slots.map((slot) => ({
      keeper: new SlotKeeper({ open, metrics, log, monotonic, count, demand }, slot, bounds),
      state: 'free',
      lastUsed: undefined,
    }));
    this.#timer = setInterval(() => this.#tendAll(), tendIntervalMs);
    this.#timer.unref();
  }

  /** Waits for a free slot. Throws what kept it from a container, `SHUTTING_DOWN`, or the signal's reason. */
  async lease(fingerprint: string, signal?: AbortSignal): Promise<SlotLease> {
    signal?.throwIfAborted();
    if (this.#closed) throw shuttingDown();
    const memoryMaxBytes = this.#deps.memoryMaxBytes(fingerprint);
    this.#demand.asked(fingerprint);
    const sinceMs = this.#deps.monotonic();
    let leave = (): void => undefined;
    try {
      return await new Promise<SlotLease>((resolve, reject) => {
        const waiter: Waiter = { fingerprint, memoryMaxBytes, sinceMs, signal, resolve, reject };
        leave = () => {
          const place = this.#waiters.indexOf(waiter);
          if (place >= 0) this.#waiters.splice(place, 1);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', leave, { once: true });
        this.#waiters.push(waiter);
        this.#assign();
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /**
   * A further lease for somebody who has one already: only where a slot is free and has the runtime warm, and nobody waits.
   * Resolves with nothing otherwise, at once.
   */
  async leaseSpare(fingerprint: string, signal?: AbortSignal): Promise<SlotLease | undefined> {
    const warm = this.#slots.some(({ state, keeper }) => state === 'free' && keeper.has(fingerprint));
    if (this.#closed || this.#waiters.length > 0 || !warm) return undefined;
    return this.lease(fingerprint, signal);
  }

  /** Have these waiting on every slot from now on, as far as there is room. Returns at once. */
  prewarm(fingerprints: readonly string[]): void {
    this.#wanted = [...fingerprints];
    this.tend();
  }

  /** Do now what is to be done on free slots, also what failed before: the engine may have come back. */
  tend(): void {
    this.#retries.clear();
    this.#tendAll();
  }

  /** Resolves when nothing is under way on any slot but leases. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Ids of all containers that the pool knows. */
  get ids(): ReadonlySet<string> {
    return new Set(this.#slots.flatMap(({ keeper }) => keeper.ids));
  }

  get alive(): number {
    return this.#alive;
  }

  /** Kills and removes every container, leased or not, within the deadline. */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(shuttingDown());
    const closing = async (): Promise<void> => {
      await Promise.all(this.#slots.map(({ keeper }) => keeper.close()));
      // What was being opened meanwhile is waiting, or lent to nobody, by now.
      await this.settled();
      await Promise.all(this.#slots.map(({ keeper }) => keeper.close()));
    };
    const timer = new AbortController();
    await Promise.race([
      closing(),
      delay(deadlineMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }

  #assign(): void {
    for (;;) {
      const [waiter] = this.#waiters;
      const free = this.#slots.filter(({ state }) => state === 'free');
      if (waiter === undefined || free.length === 0) return;
      const warm = free.find(({ keeper }) => keeper.has(waiter.fingerprint));
      const emptiest = free.reduce((best, slot) => (slot.keeper.waiting < best.keeper.waiting ? slot : best));
      this.#waiters.shift();
      this.#occupy(warm ?? emptiest, 'leased', (slot) => this.#serve(slot, waiter));
    }
  }

  /** Marks a slot and does something on it, of which `close` waits for the end. */
  #occupy(
    slot: PooledSlot,
    state: 'leased' | 'tended',
    work: (slot: PooledSlot) => Promise<'keep' | 'free'>,
  ): void {
    slot.state = state;
    this.#track(
      work(slot).then((next) => {
        if (next === 'free') this.#freed(slot);
      }),
    );
  }

  #track(work: Promise<void>): void {
    const task = work.finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
  }

  async #serve(slot: PooledSlot, waiter: Waiter): Promise<'keep' | 'free'> {
    const { fingerprint, signal } = waiter;
    slot.lastUsed = fingerprint;
    let kept: KeptContainer;
    try {
      kept = await slot.keeper.take(fingerprint);
    } catch (error) {
      this.#deps.onFailure(error);
      waiter.reject(error);
      return 'free';
    }
    if (this.#closed || signal?.aborted === true) {
      waiter.reject(signal?.aborted === true ? signal.reason : shuttingDown());
      await slot.keeper.giveBack(kept);
      return 'free';
    }
    const waitedMs = this.#deps.monotonic() - waiter.sinceMs;
    this.#deps.metrics.leaseWaited(waitedMs / 1000);
    waiter.resolve(this.#lend(slot, waiter.memoryMaxBytes, kept, waitedMs));
    return 'keep';
  }

  #lend(slot: PooledSlot, memoryMaxBytes: number, kept: KeptContainer, waitedMs: number): SlotLease {
    const { keeper } = slot;
    const wanted = (): boolean => this.#waiters.length > 0;
    const companions = new Companions({
      keeper,
      memoryMaxBytes: (fingerprint) => {
        this.#demand.asked(fingerprint);
        return this.#deps.memoryMaxBytes(fingerprint);
      },
      wanted,
      onFailure: this.#deps.onFailure,
      track: (task) => this.#track(task),
      monotonic: this.#deps.monotonic,
    });
    const onRelease = (last: KeptContainer, companionsGone: Promise<void>): void =>
      this.#occupy(slot, 'tended', async () => {
        await Promise.all([keeper.giveBack(last), companionsGone]);
        return 'free';
      });
    return new SlotLease({ keeper, memoryMaxBytes, wanted, onRelease, companions }, kept, waitedMs);
  }

  #freed(slot: PooledSlot): void {
    slot.state = 'free';
    if (this.#closed) return;
    this.#assign();
    this.#tend(slot);
  }

  #tendAll(): void {
    for (const slot of this.#slots) this.#tend(slot);
  }

  /** One chore for a free slot, the next one when that is done. */
  #tend(slot: PooledSlot): void {
    if (slot.state !== 'free' || this.#closed) return;
    const lacking = this.#lacking(slot);
    if (lacking !== undefined) {
      this.#occupy(slot, 'tended', () => this.#warm(slot, lacking));
    } else if (slot.keeper.hasAged()) {
      this.#occupy(slot, 'tended', async () => {
        await slot.keeper.expire();
        return 'free';
      });
    }
  }

  #lacking({ keeper, lastUsed }: PooledSlot): string | undefined {
    if (keeper.full) return undefined;
    const nowMs = this.#deps.monotonic();
    const byDemand = [...this.#wanted].sort((a, b) => this.#demand.of(b) - this.#demand.of(a));
    const wanted = lastUsed === undefined ? byDemand : [lastUsed, ...byDemand];
    return wanted.find(
      (fingerprint) => !keeper.has(fingerprint) && (this.#retries.get(fingerprint)?.atMs ?? 0) <= nowMs,
    );
  }

  async #warm(slot: PooledSlot, fingerprint: string): Promise<'free'> {
    try {
      this.#deps.memoryMaxBytes(fingerprint);
      await slot.keeper.warm(fingerprint);
      this.#retries.delete(fingerprint);
    } catch (error) {
      this.#deps.onFailure(error);
      const delayMs = Math.min(
        (this.#retries.get(fingerprint)?.delayMs ?? firstRetryMs / 2) * 2,
        worstRetryMs,
      );
      this.#retries.set(fingerprint, { atMs: this.#deps.monotonic() + delayMs, delayMs });
      this.#deps.log.warn(
        { err: error, fingerprint, slot: slot.keeper.slot.index },
        'a container could not be warmed',
      );
    }
    return 'free';
  }
}

const shuttingDown = (): SerinError =>
  new SerinError('SHUTTING_DOWN', 'the sandboxes of this worker are being closed');
