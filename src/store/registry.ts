import { z } from 'zod';
import { storedManifestSchema } from '../domain/runtime.ts';
import type { Logger } from '../domain/logger.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import { schemaVersion } from '../domain/submission.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { bindScript } from './scripts/bind.ts';
import { digits, json, parseStored, readable, version } from './versioned.ts';

export interface RegistryDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  readonly log: Logger;
}

export interface RegistryOptions {
  /** A worker that said nothing for this long is gone. */
  readonly workerTtlMs: number;
  readonly auditEntries: number;
}

/** One change of a binding, as it was recorded when it happened. */
export interface AuditEntry {
  readonly id: string;
  readonly revision: number;
  readonly before?: Binding;
  readonly after: Binding;
}

/** Runtimes, bindings and workers on record. Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class Registry {
  readonly #redis: RedisLink;
  readonly #keys: Keys;
  readonly #log: Logger;
  readonly #options: RegistryOptions;

  constructor(deps: RegistryDeps, options: RegistryOptions = { workerTtlMs: 15_000, auditEntries: 10_000 }) {
    this.#redis = deps.redis;
    this.#keys = deps.keys;
    this.#log = deps.log;
    this.#options = options;
  }

  async publishRuntime(facts: RuntimeFacts): Promise<void> {
    await this.#redis.run((client) => client.hset(this.#keys.runtimes, facts.fingerprint, encode(facts)));
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

  /** Bindings and the revision that carries them, read in one step. */
  async bindings(): Promise<{ revision: number; bindings: Binding[] }> {
    const answers = await this.#redis.run((client) =>
      client.multi().get(this.#keys.revision).hgetall(this.#keys.bindings).exec().then(values),
    );
    const [revision, kept] = answers as [string | null, Record<string, string>];
    return {
      revision: Number(revision ?? 0),
      bindings: Object.entries(kept)
        .map(([field, text]) => decode(bindingShape, text, `binding ${field}`))
        .sort((a, b) => a.language.localeCompare(b.language) || a.track.localeCompare(b.track)),
    };
  }

  /** See `scripts/bind.ts`. Answers the new revision; undefined when it had to be unbound and was not. */
  async bind(binding: Binding, options: { readonly onlyIfUnbound: boolean }): Promise<number | undefined> {
    const keys = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(
        client,
        bindScript,
        [keys.bindings, keys.revision, keys.audit],
        [
          ...[`${binding.language}:${binding.track}`, encode(binding), options.onlyIfUnbound ? '1' : '0'],
          ...[keys.control, schemaVersion, this.#options.auditEntries],
        ],
      ),
    );
    return typeof answer === 'number' ? answer : undefined;
  }

  /** The latest changes of bindings, newest first. */
  async audit(limit: number): Promise<AuditEntry[]> {
    const entries = await this.#redis.run((client) =>
      client.xrevrange(this.#keys.audit, '+', '-', 'COUNT', limit),
    );
    return entries.map(([id, fields]) => {
      const kept = parseStored(auditShape, pairs(fields), `audit entry ${id}`);
      return {
        id,
        revision: kept.revision,
        ...(kept.before === undefined ? {} : { before: kept.before }),
        after: kept.after,
      };
    });
  }

  /** A worker's word that it lives; it holds for the worker TTL. */
  async heartbeat(status: WorkerStatus): Promise<void> {
    const { workers, worker } = this.#keys;
    await this.#redis.run((client) =>
      client
        .multi()
        .set(worker(status.name), encode(status), 'PX', this.#options.workerTtlMs)
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
      return [decode(shape, text, what) as T];
    } catch (error) {
      this.#log.warn({ cause: String(error) }, 'passed over');
      return [];
    }
  }
}

const payload = z.looseObject({
  v: z.number().refine(readable, 'written by a release that this one cannot read'),
});

const encode = (value: object): string => JSON.stringify({ v: schemaVersion, ...value });

const decode = <T extends z.ZodType>(shape: T, text: string, what: string): z.output<T> =>
  parseStored(shape, parseStored(json(payload), text, what), what);

const bindingShape = z.object({
  language: z.string(),
  family: z.string(),
  track: z.string(),
  runtime: z.string(),
  fingerprint: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
});

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

const keptBinding = json(bindingShape);

const auditShape = z.object({
  v: version,
  revision: digits,
  after: keptBinding,
  before: z.preprocess((text) => (text === '' ? undefined : text), keptBinding.optional()),
});

const pairs = (fields: readonly string[]): Record<string, string> => {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) named[fields[at] ?? ''] = fields[at + 1] ?? '';
  return named;
};

/** The answers of a transaction; the first failure among them is thrown. */
const values = (answers: [Error | null, unknown][] | null): unknown[] =>
  (answers ?? []).map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
