/**
 * Connections to Redis, of two tempers.
 *
 *   fail-fast  what a person waits for. Redis gone: the command waits a moment for the connection, then fails with
 *              STORE_UNAVAILABLE. A command that was under way when the connection broke fails at once and is never sent again behind
 *              the caller's back: an answer of 503 must not turn into a submission a minute later.
 *   patient    what works in the background (queue workers, subscribers). Commands wait until Redis is back.
 *
 * Both reconnect by themselves, at most half a second apart, for as long as they are open.
 */
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';

export interface RedisConnectionOptions {
  /** `redis://…`, `rediss://…`, `unix:/path/to.sock` or the absolute path of a Unix socket. */
  readonly url: string;
  /** Shown by `CLIENT LIST`. */
  readonly name?: string;
  readonly log: Logger;
  /** How long a command waits for a connection that is being made again. */
  readonly readyWaitMs?: number;
  /** How long a command waits for its answer. */
  readonly commandTimeoutMs?: number;
}

const mostBetweenTriesMs = 500;
const retryAfterSeconds = 2;

/** A fail-fast connection. */
export class RedisLink {
  readonly client: Redis;
  readonly #readyWaitMs: number;
  #becomingReady: Promise<void> | undefined;

  constructor(options: RedisConnectionOptions) {
    this.#readyWaitMs = options.readyWaitMs ?? 500;
    this.client = connect(options, {
      enableOfflineQueue: false,
      // Zero: everything under way fails when the connection closes.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: options.commandTimeoutMs ?? 1_500,
    });
  }

  get reachable(): boolean {
    return this.client.status === 'ready';
  }

  /**
   * Run commands. Ends within the ready wait and the command timeout.
   *
   * @throws SerinError STORE_UNAVAILABLE when Redis cannot be reached or refuses for now; INTERNAL when it refuses the command.
   */
  async run<T>(use: (client: Redis) => Promise<T>): Promise<T> {
    try {
      if (this.client.status !== 'ready') await this.#ready();
      return await use(this.client);
    } catch (error) {
      throw storeFault(error);
    }
  }

  /** For readiness. @throws SerinError STORE_UNAVAILABLE */
  async ping(): Promise<void> {
    await this.run((client) => client.ping());
  }

  async close(): Promise<void> {
    await closeRedis(this.client);
  }

  /** One wait shared by everybody who comes while the connection is away. */
  #ready(): Promise<void> {
    this.#becomingReady ??= readyWithin(this.client, this.#readyWaitMs).finally(() => {
      this.#becomingReady = undefined;
    });
    return this.#becomingReady;
  }
}

/** A connection whose commands wait for Redis; for queue workers and subscribers. */
export const openPatientRedis = (options: RedisConnectionOptions): Redis =>
  connect(options, { maxRetriesPerRequest: null, enableOfflineQueue: true, autoResubscribe: false });

/** Close politely where Redis answers, at once where it does not. Never throws. */
export const closeRedis = async (client: Redis): Promise<void> => {
  if (client.status === 'end') return;
  if (client.status === 'ready') {
    await Promise.race([client.quit().catch(() => undefined), after(500)]);
  }
  client.disconnect();
};

/** Which of our errors a failure of Redis is. */
export const storeFault = (error: unknown): SerinError => {
  if (error instanceof SerinError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const refusal = error instanceof Error && error.name === 'ReplyError';
  if (refusal && !refusedForNow.test(message)) {
    return new SerinError('INTERNAL', `Redis refused a command: ${message}`, { cause: error });
  }
  return new SerinError('STORE_UNAVAILABLE', `Redis cannot be used now: ${message}`, {
    cause: error,
    retryAfterSeconds,
  });
};

const refusedForNow =
  /^(LOADING|BUSY|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS|UNKILLABLE|NOAUTH|WRONGPASS)\b/;

const connect = (options: RedisConnectionOptions, temper: RedisOptions): Redis => {
  const where = target(options.url);
  const common: RedisOptions = {
    connectTimeout: 2_000,
    keepAlive: 5_000,
    retryStrategy: (times) => Math.min(50 * times, mostBetweenTriesMs),
    // After a failover the old primary is read-only: look up the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(options.name === undefined ? {} : { connectionName: options.name }),
    ...temper,
  };
  const client =
    where.url === undefined ? new Redis({ ...common, path: where.path }) : new Redis(where.url, common);
  // Many wait for the same connection; that is no leak. A number, because BullMQ adds its own to it, and 0 + 3 is 3.
  client.setMaxListeners(1_000);
  tellOutages(client, options.log);
  return client;
};

type Target = { readonly url: string } | { readonly url?: undefined; readonly path: string };

/** @throws SerinError CONFIG_INVALID */
const target = (url: string): Target => {
  if (/^rediss?:\/\//.test(url) && URL.canParse(url)) return { url };
  const path = /^unix:(?:\/\/)?(\/.+)$/.exec(url)?.[1] ?? (url.startsWith('/') ? url : undefined);
  if (path !== undefined) return { path };
  throw new SerinError(
    'CONFIG_INVALID',
    'a Redis address is redis://host:port, rediss://host:port, unix:/path/to.sock or the path of a socket',
  );
};

/** One line when Redis goes and one when it is back, however often the connection is tried. */
const tellOutages = (client: Redis, log: Logger): void => {
  let away = false;
  client.on('error', (error: Error) => {
    if (!away) log.warn({ cause: error.message }, 'Redis is out of reach');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info({}, 'Redis is back');
    away = false;
  });
};

const readyWithin = async (client: Redis, waitMs: number): Promise<void> => {
  let onReady: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      onReady = resolve;
      client.once('ready', onReady);
      timer = setTimeout(() => reject(new Error(`no connection within ${waitMs} ms`)), waitMs);
    });
  } finally {
    clearTimeout(timer);
    if (onReady !== undefined) client.off('ready', onReady);
  }
};

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
