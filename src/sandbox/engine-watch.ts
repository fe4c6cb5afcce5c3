import type Docker from 'dockerode';
import type { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { dockerFault } from './engine-fault.ts';

/** One question to the engine. Throws `DOCKER_UNAVAILABLE`, also when no answer comes in time. */
export const pingEngine = async (docker: Docker, timeoutMs = 5_000): Promise<void> => {
  // dockerode takes options here, its type declarations do not say so.
  const pingable = docker as unknown as { ping(options: { abortSignal: AbortSignal }): Promise<unknown> };
  try {
    await pingable.ping({ abortSignal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw dockerFault(error, 'asking whether Docker is there', 'DOCKER_UNAVAILABLE');
  }
};

export interface WatchIntervals {
  /** Between questions while the engine answers. */
  readonly healthyMs: number;
  /** After the first question that was not answered; doubled with each, up to `worstMs`. */
  readonly firstRetryMs: number;
  readonly worstMs: number;
}

const defaultIntervals: WatchIntervals = { healthyMs: 5_000, firstRetryMs: 250, worstMs: 5_000 };

/**
 * Knows whether the Docker engine answers.
 *
 *     answering ──a question failed, or somebody met DOCKER_UNAVAILABLE──► gone ──a question was answered──► answering
 *
 * Listeners are told of changes only.
 */
export class EngineWatch {
  readonly #ping: () => Promise<void>;
  readonly #log: Logger;
  readonly #intervals: WatchIntervals;
  readonly #listeners = new Set<(fault: string | undefined) => void>();
  #fault: string | undefined;
  #retryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    deps: { readonly ping: () => Promise<void>; readonly log: Logger },
    intervals: WatchIntervals = defaultIntervals,
  ) {
    this.#ping = deps.ping;
    this.#log = deps.log;
    this.#intervals = intervals;
    this.#retryMs = intervals.firstRetryMs;
    this.#askIn(intervals.healthyMs);
  }

  /** Why the engine cannot be used, in one sentence; undefined while it answers. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Tells of every change; returns how to stop that. */
  onChange(listener: (fault: string | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Somebody else met this error: no need to wait for the next question. */
  report(error: SerinError): void {
    if (error.code !== 'DOCKER_UNAVAILABLE' || this.#closed) return;
    this.#become(error.message);
    this.#askIn(this.#intervals.firstRetryMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #askIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#ask(), delayMs);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    try {
      await this.#ping();
      this.#become(undefined);
      this.#retryMs = this.#intervals.firstRetryMs;
      this.#askIn(this.#intervals.healthyMs);
    } catch (error) {
      this.#become(error instanceof Error ? error.message : String(error));
      this.#askIn(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, this.#intervals.worstMs);
    }
  }

  #become(fault: string | undefined): void {
    const changed = (fault === undefined) !== (this.#fault === undefined);
    this.#fault = fault;
    if (!changed || this.#closed) return;
    if (fault === undefined) this.#log.info({}, 'the Docker engine answers again');
    else this.#log.warn({ reason: fault }, 'the Docker engine is gone');
    for (const listener of this.#listeners) listener(fault);
  }
}
