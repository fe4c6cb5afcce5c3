/**
 * Test data is brought here while submissions that need it still wait.
 *
 *   waiting jobs, the next first ──▶ the first problem that is not ready ──▶ its definition ──▶ checker and files, then tests, one by one
 *              ▲                                                                                         │
 *              └─────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * The queue is looked at again after each problem, so what became urgent meanwhile comes first. One blob is under way at a time. While
 * programs run here, a fetch rests three times as long after each piece as the piece took, until the test itself asks for the blob; so running
 * tests keep their disk and the core that is left to everything else.
 *
 * Nothing depends on it. A problem that cannot be made ready is left to whoever judges by it, who tells what is wrong.
 */
import { LRUCache } from 'lru-cache';
import { blobsOf } from '../domain/problem-blobs.ts';
import type { Logger } from '../domain/logger.ts';
import type { ProblemDefinition } from '../domain/problem.ts';
import type { JudgeJob } from '../domain/submission.ts';

export interface PrefetchPorts {
  /** Jobs that this worker may be given, the next one first. Throws STORE_UNAVAILABLE. */
  readonly waiting: () => Promise<readonly Pick<JudgeJob, 'problem'>[]>;
  readonly definition: (digest: string) => Promise<ProblemDefinition>;
  /** Brings a blob here, and is quick where it is here already. `pace` is called between its pieces. */
  readonly fetchAhead: (digest: string, pace: (wanted: AbortSignal) => Promise<void>) => Promise<void>;
  /** Whether programs run here. */
  readonly busy: () => boolean;
  /** Resolves after the time, or when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
}

export interface PrefetchBounds {
  /** A problem with more data is left alone: it would push out what others need. */
  readonly mostBytes: number;
  /** What was made ready is looked at again after this time, in case it was removed. */
  readonly readyForMs: number;
}

const mostRemembered = 1_000;
const restsPerPiece = 3;
const longestRestMs = 1_000;

export class Prefetcher {
  readonly #ports: PrefetchPorts;
  readonly #bounds: PrefetchBounds;
  /** Digests of definitions. */
  readonly #ready: LRUCache<string, true>;

  constructor(ports: PrefetchPorts, bounds: PrefetchBounds) {
    this.#ports = ports;
    this.#bounds = bounds;
    this.#ready = new LRUCache({ max: mostRemembered, ttl: bounds.readyForMs });
  }

  /** Makes every problem ready that a waiting job needs. An aborted signal ends it soon. @throws what `waiting` throws */
  async turn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const problem = (await this.#ports.waiting())
        .map((job) => job.problem)
        .find((digest) => digest !== undefined && !this.#ready.has(digest));
      if (problem === undefined) return;
      this.#ready.set(problem, true);
      await this.#prepare(problem, signal);
    }
  }

  async #prepare(problem: string, signal: AbortSignal): Promise<void> {
    const { definition, fetchAhead, log } = this.#ports;
    try {
      const { judge, mode, provided, tests } = await definition(problem);
      const blobs = [...blobsOf({ judge, mode, provided }), ...blobsOf({ tests })];
      const bytes = blobs.reduce((sum, blob) => sum + blob.bytes, 0);
      if (bytes > this.#bounds.mostBytes) {
        log.debug({ problem, bytes, mostBytes: this.#bounds.mostBytes }, 'too large to be fetched ahead');
        return;
      }
      for (const { digest } of blobs) {
        if (signal.aborted) return;
        await fetchAhead(digest, this.#pace(signal));
      }
    } catch (cause) {
      if (signal.aborted) return;
      log.info({ problem, cause: String(cause) }, 'test data could not be fetched ahead');
    }
  }

  /** Breaks off what nobody waits for when this worker stops. */
  #pace(stopped: AbortSignal): (wanted: AbortSignal) => Promise<void> {
    const { busy, pause, monotonic } = this.#ports;
    let sinceMs = monotonic();
    return async (wanted) => {
      const tookMs = monotonic() - sinceMs;
      if (busy()) await pause(Math.min(restsPerPiece * tookMs, longestRestMs), wanted);
      if (!wanted.aborted) stopped.throwIfAborted();
      sinceMs = monotonic();
    };
  }
}
