/**
 * Estimates of difficulty for the hot path: no submission waits for one.
 *
 * The sums of a tenant's problems are held in memory and read anew in the background when somebody asks and they are older than half a
 * minute. Whoever asks gets what is held; the first time that is nothing.
 */
import { LRUCache } from 'lru-cache';
import { estimateDifficulty } from '../analysis/difficulty.ts';
import type { Logger } from '../domain/logger.ts';
import { noSums } from '../domain/problem-sums.ts';
import type { DifficultyEstimate, JudgedProblem } from '../domain/problem-sums.ts';

const freshMs = 30_000;
/** For those who wait for what is new: many of them at once cost one reading. */
const recentMs = 1_000;
const mostTenants = 64;
/** Of a tenant, those that were judged last. */
const mostProblems = 2_000;
/** Those judged last, of each topic as many. Reckoning with 2000 takes milliseconds, in which no other request is served. */
const mostNeighbours = 200;

export interface DifficultiesDeps {
  readonly judged: (tenant: string, most: number) => Promise<readonly JudgedProblem[]>;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  readonly log: Logger;
}

interface Held {
  readonly problems: ReadonlyMap<string, JudgedProblem>;
  /** By topic. */
  readonly about: ReadonlyMap<string, readonly JudgedProblem[]>;
  readonly estimates: Map<string, DifficultyEstimate | undefined>;
  readonly atMs: number;
}

export class Difficulties {
  readonly #deps: DifficultiesDeps;
  readonly #held = new LRUCache<string, Held>({ max: mostTenants });
  readonly #reading = new Map<string, Promise<Held>>();

  constructor(deps: DifficultiesDeps) {
    this.#deps = deps;
  }

  /** What is known now. */
  estimate(tenant: string, problem: string, topics: readonly string[]): DifficultyEstimate | undefined {
    const held = this.#held.get(tenant);
    if (held === undefined || this.#deps.monotonic() - held.atMs > freshMs) this.#readInBackground(tenant);
    return held === undefined ? undefined : estimateIn(held, problem, topics);
  }

  /** What is known, waited for where it has not been read. @throws SerinError STORE_UNAVAILABLE */
  async latest(
    tenant: string,
    problem: string,
    topics: readonly string[],
  ): Promise<DifficultyEstimate | undefined> {
    const held = this.#held.get(tenant);
    const recent = held !== undefined && this.#deps.monotonic() - held.atMs <= recentMs;
    return estimateIn(recent ? held : await this.#read(tenant), problem, topics);
  }

  #readInBackground(tenant: string): void {
    this.#read(tenant).catch((cause: unknown) => {
      this.#deps.log.debug({ tenant, cause: String(cause) }, 'the sums of problems could not be read');
    });
  }

  /** One reading at a time of a tenant; who asks meanwhile gets the same. */
  #read(tenant: string): Promise<Held> {
    const under = this.#reading.get(tenant);
    if (under !== undefined) return under;
    const reading = this.#fetch(tenant).finally(() => this.#reading.delete(tenant));
    this.#reading.set(tenant, reading);
    return reading;
  }

  async #fetch(tenant: string): Promise<Held> {
    const judged = await this.#deps.judged(tenant, mostProblems);
    const held = heldOf(judged, this.#deps.monotonic());
    this.#held.set(tenant, held);
    return held;
  }
}

const heldOf = (judged: readonly JudgedProblem[], atMs: number): Held => {
  const about = new Map<string, JudgedProblem[]>();
  for (const problem of judged) {
    for (const topic of problem.topics) {
      const known = about.get(topic);
      if (known === undefined) about.set(topic, [problem]);
      else known.push(problem);
    }
  }
  return {
    problems: new Map(judged.map((problem) => [problem.id, problem])),
    about,
    estimates: new Map(),
    atMs,
  };
};

/** Reckoned once a reading. What topics the problem has now counts, not what it had when it was last judged. */
const estimateIn = (
  { problems, about, estimates }: Held,
  id: string,
  topics: readonly string[],
): DifficultyEstimate | undefined => {
  const key = JSON.stringify([id, topics]);
  if (estimates.has(key)) return estimates.get(key);
  const ofEach = Math.ceil(mostNeighbours / Math.max(1, topics.length));
  const others = new Set(topics.flatMap((topic) => about.get(topic)?.slice(0, ofEach) ?? []));
  const sums = problems.get(id)?.sums ?? noSums;
  const estimate = estimateDifficulty({ id, topics, sums }, others);
  estimates.set(key, estimate);
  return estimate;
};
