import { z } from 'zod';
import { storedManifestSchema } from '../domain/runtime.ts';
import type { Logger } from '../domain/logger.ts';
import type { NewHistoryEvent } from '../domain/history.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { schemaVersion } from '../domain/submission.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { publishRuntimeScript } from './scripts/publish-runtime.ts';
import { decodePayload, encodePayload, values } from './versioned.ts';

export interface RegistryDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  readonly log: Logger;
}

export interface RegistryOptions {
  /** A worker that said nothing for this long is gone. */
  readonly workerTtlMs: number;
}

/** Runtimes and workers on record. Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class Registry {
  readonly #redis: RedisLink;
  readonly #keys: Keys;
  readonly #log: Logger;
  readonly #options: RegistryOptions;

  constructor(deps: RegistryDeps, options: RegistryOptions = { workerTtlMs: 15_000 }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
    this.#log = deps.log;
    this.#options = options;
  }

  /** @param by - the worker, which stands in the history where it is the first to know this fingerprint. */
  async publishRuntime(
    facts: RuntimeFacts,
    { by, environment, atMs }: { readonly by: string; readonly environment: string; readonly atMs: number },
  ): Promise<void> {
    const { runtimes, history, revision } = this.#keys;
    const event: NewHistoryEvent = {
      kind: 'built',
      fingerprint: facts.fingerprint,
      runtime: facts.runtime,
      language: facts.language,
      by,
      reason: `image ${facts.image.reference}`,
      atMs,
      environment,
    };
    await this.#redis.run((client) =>
      runScript(
        client,
        publishRuntimeScript,
        [runtimes, history, revision],
        [facts.fingerprint, encodePayload(facts), JSON.stringify(event), schemaVersion],
      ),
    );
  }

  /** In the order of their names. */
  async runtimes(): Promise<RuntimeFacts[]> {
    const kept = await this.#redis.run((client) => client.hgetall(this.#keys.runtimes));
    return Object.entries(kept)
      .flatMap(([fingerprint, text]) =>
        this.#readable<RuntimeFacts>(runtimeShape, text, `runtime ${fingerprint}`),
      )
      .sort((a, b) => a.fingerprint.localeCompare(b.fingerprint));
  }

  /** A worker's word that it lives; it holds for the worker TTL. */
  async heartbeat(status: WorkerStatus): Promise<void> {
    const { workers, worker } = this.#keys;
    await this.#redis.run((client) =>
      client
        .multi()
        .set(worker(status.name), encodePayload(status), 'PX', this.#options.workerTtlMs)
        .sadd(workers, status.name)
        .exec()
        .then(values),
    );
  }

  /** A worker that stops says so, and is gone from the list at once. */
  async retire(name: string): Promise<void> {
    const { workers, worker } = this.#keys;
    await this.#redis.run((client) =>
      client.multi().del(worker(name)).srem(workers, name).exec().then(values),
    );
  }

  /** Workers that live, in the order of their names. Redis's clock decides, so that hosts need not agree on the time. */
  async workers(): Promise<WorkerStatus[]> {
    const names = (await this.#redis.run((client) => client.smembers(this.#keys.workers))).sort();
    if (names.length === 0) return [];
    const said = await this.#redis.run((client) => client.mget(names.map(this.#keys.worker)));
    const gone = names.filter((_name, index) => said[index] === null);
    // A worker that spoke in between is back on the list with its next word.
    if (gone.length > 0) await this.#redis.run((client) => client.srem(this.#keys.workers, ...gone));
    return said.flatMap((text, index) =>
      text === null ? [] : this.#readable<WorkerStatus>(workerShape, text, `worker ${names[index] ?? ''}`),
    );
  }

  /** What workers say of themselves. One that speaks a newer release's language must not hide the others. */
  #readable<T>(shape: z.ZodType, text: string, what: string): T[] {
    try {
      return [decodePayload(shape, text, what) as T];
    } catch (error) {
      this.#log.warn({ cause: String(error) }, 'passed over');
      return [];
    }
  }
}

const runtimeShape = z.object({
  fingerprint: z.string(),
  runtime: z.string(),
  language: z.string(),
  family: z.string(),
  version: z.string(),
  probes: z.object({ version: z.string(), features: z.record(z.string(), z.string()) }),
  manifest: storedManifestSchema,
  image: z.object({
    id: z.string(),
    reference: z.string(),
    sizeBytes: z.number(),
    identity: z.object({
      architecture: z.string(),
      diffIds: z.array(z.string()),
      env: z.array(z.string()),
      user: z.string(),
      workdir: z.string(),
      entrypoint: z.array(z.string()),
    }),
  }),
});

const workerShape = z.object({
  name: z.string(),
  track: z.string(),
  state: z.enum(['ready', 'paused', 'draining']),
  reason: z.string().optional(),
  slots: z.number(),
  busy: z.number(),
  fingerprints: z.array(z.string()),
  harness: z.string(),
  release: z.string().optional(),
  startedAtMs: z.number(),
  seenAtMs: z.number(),
  calibration: z.object({ cpuMs: z.number(), memoryMs: z.number(), speed: z.number() }).optional(),
});
