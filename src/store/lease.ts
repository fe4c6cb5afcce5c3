/**
 * A lease: of several processes one does a thing, and another goes on when it is gone.
 *
 *   free ──hold──▶ held, with a fence ──hold──▶ held, the same fence
 *    ▲                    │
 *    └── release, or its time is over: the next holder's fence is higher
 *
 * A holder that was asleep for longer than the lease may believe that it holds it still. So what it does carries the fence, and
 * whoever keeps the result refuses a fence that is not the last one.
 */
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { holdLeaseScript, releaseLeaseScript } from './scripts/lease.ts';

export interface LeaseKeys {
  readonly lease: string;
  readonly fence: string;
}

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class Lease {
  readonly #redis: RedisLink;
  readonly #keys: LeaseKeys;
  readonly #holder: string;
  readonly #ttlMs: number;

  /** @param holder - a name that no other process has, and this one had at no other start. */
  constructor(redis: RedisLink, keys: LeaseKeys, holder: string, ttlMs: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#holder = holder;
    this.#ttlMs = ttlMs;
  }

  /** Takes it or keeps it. Answers the fence; undefined: another holds it. */
  async hold(): Promise<number | undefined> {
    const { lease, fence } = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(client, holdLeaseScript, [lease, fence], [this.#holder, this.#ttlMs]),
    );
    return typeof answer === 'string' ? Number(answer) : undefined;
  }

  async release(): Promise<void> {
    await this.#redis.run((client) =>
      runScript(client, releaseLeaseScript, [this.#keys.lease], [this.#holder]),
    );
  }
}
