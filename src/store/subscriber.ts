/**
 * What this process hears from Redis: one connection, however many channels and listeners.
 *
 * Redis does not keep messages for a subscriber that is away. So every time the subscription stands again, everybody is told of
 * a gap, and looks for themselves at what is on record.
 */
import type { Redis } from 'ioredis';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { closeRedis } from './redis-connection.ts';

type Listener = (message: string) => void;

export class Subscriber {
  readonly #redis: Redis;
  readonly #log: Logger;
  readonly #channels: ReadonlyMap<string, Set<Listener>>;
  readonly #gaps = new Set<() => void>();
  #standing = false;

  /** @param deps.redis - a patient connection for this subscriber alone, which closes it. */
  constructor(deps: { readonly redis: Redis; readonly log: Logger }, channels: readonly string[]) {
    this.#redis = deps.redis;
    this.#log = deps.log;
    this.#channels = new Map(channels.map((channel) => [channel, new Set()]));
    this.#redis.on('message', (channel: string, message: string) => this.#heard(channel, message));
    this.#redis.on('close', () => {
      this.#standing = false;
    });
    this.#redis.on('ready', () => this.#subscribe());
    if (this.#redis.status === 'ready') this.#subscribe();
  }

  /** Listens on one of the channels. Answers how to stop. */
  on(channel: string, listener: Listener): () => void {
    const listeners = this.#channels.get(channel);
    if (listeners === undefined) throw new RangeError(`nobody subscribes to ${channel}`);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls when messages may have been missed, once the subscription stands again. Answers how to stop. */
  onGap(listener: () => void): () => void {
    this.#gaps.add(listener);
    return () => this.#gaps.delete(listener);
  }

  /** Waits until the subscription stands. @throws SerinError STORE_UNAVAILABLE after `waitMs`. */
  async ready(waitMs: number): Promise<void> {
    if (this.#standing) return;
    let stop: (() => void) | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        stop = this.onGap(resolve);
        timer = setTimeout(
          () => reject(new SerinError('STORE_UNAVAILABLE', `no subscription within ${waitMs} ms`)),
          waitMs,
        );
      });
    } finally {
      clearTimeout(timer);
      stop?.();
    }
  }

  async close(): Promise<void> {
    this.#redis.removeAllListeners('message');
    await closeRedis(this.#redis);
  }

  #subscribe(): void {
    this.#redis.subscribe(...this.#channels.keys()).then(
      () => {
        this.#standing = true;
        for (const listener of [...this.#gaps]) this.#call(listener);
      },
      (error: unknown) => {
        // The connection broke again; the next one that is ready subscribes.
        this.#log.debug({ cause: String(error) }, 'not subscribed');
      },
    );
  }

  #heard(channel: string, message: string): void {
    for (const listener of [...(this.#channels.get(channel) ?? [])]) this.#call(() => listener(message));
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#log.error({ cause: String(error) }, 'a listener failed');
    }
  }
}
