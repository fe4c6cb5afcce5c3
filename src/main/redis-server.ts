/**
 * The private Redis: a `redis-server` of our own below the data directory, for whoever gives no SERIN_REDIS_URL. It
 * listens on a Unix socket alone, keeps an append-only file, and never evicts.
 *
 *   lock the data directory → end an orphan on the socket → start → PONG ─┬─ close() → SIGTERM → gone → unlock
 *                                                    ▲                    │
 *                                                    └── wait, longer ◄── it died
 *
 * An orphan is what a killed Serin left running: it is shut down in order, so that everything it knows is in the file
 * that the new one reads. The server runs in a session of its own, because Ctrl-C on a terminal reaches the whole
 * foreground group and Redis has to outlive those that still write to it.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { lockDataDir } from './data-lock.ts';

export interface RedisServerDeps {
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  readonly pid: number;
  /** Where a socket goes whose path would be too long below the data directory. */
  readonly tmpDir: string;
  /** The program; `redis-server` unless stated. */
  readonly command?: string;
}

export interface RedisServer {
  /** `unix:///…/redis.sock` */
  readonly url: string;
  /** The process that serves now; undefined while it is being restarted. */
  pid(): number | undefined;
  /** Ends the server in order, so that all it knows is on disk. Idempotent. */
  close(): Promise<void>;
}

/** `sockaddr_un.sun_path` holds 108 bytes, the closing zero included. */
const longestSocketPathBytes = 107;
const readyWithinMs = 30_000;
const stopWithinMs = 8_000;
const leastBackoffMs = 50;
const mostBackoffMs = 5_000;
const logTailLength = 4_000;

/**
 * @returns when the server answers PING
 * @throws SerinError DATA_DIR_TAKEN; STORE_UNAVAILABLE when the program is missing or does not start, with the end of
 *   what it said
 */
export const startRedisServer = async (deps: RedisServerDeps, dataDir: string): Promise<RedisServer> => {
  const directory = resolve(dataDir, 'redis');
  const lock = await lockDataDir(resolve(dataDir), deps.pid);
  try {
    const socket = await prepareSocket(directory, deps.tmpDir);
    await endOrphan(deps, socket);
    await rm(socket, { force: true });
    const supervisor = new Supervisor(deps, directory, socket);
    await supervisor.start();
    let ending: Promise<void> | undefined;
    return {
      url: `unix://${socket}`,
      pid: () => supervisor.pid(),
      close: () => (ending ??= supervisor.stop().finally(() => lock.release())),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
};

/** A path short enough for a socket, in a directory that is ours alone. */
const prepareSocket = async (directory: string, tmpDir: string): Promise<string> => {
  await privateDirectory(directory);
  const near = join(directory, 'redis.sock');
  if (Buffer.byteLength(near) <= longestSocketPathBytes) return near;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const shortDirectory = join(tmpDir, `serin-${name}`);
  await privateDirectory(shortDirectory);
  return join(shortDirectory, 'redis.sock');
};

/** Changing the mode of a directory that another user made fails, so nobody can prepare one for us under /tmp. */
const privateDirectory = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
};

const endOrphan = async (deps: RedisServerDeps, socket: string): Promise<void> => {
  if (!(await answers(socket, 'loading counts'))) return;
  deps.log.warn({ socket }, 'a private Redis was left running; shutting it down');
  await withClient(socket, (client) => client.call('SHUTDOWN', 'NOSAVE')).catch(() => undefined);
  const until = deps.monotonic() + stopWithinMs;
  while (deps.monotonic() < until) {
    if (!(await answers(socket, 'loading counts'))) return;
    await sleep(50);
  }
  throw new SerinError(
    'STORE_UNAVAILABLE',
    `the Redis that was left running on ${socket} does not end; kill it`,
  );
};

/** While it reads its file, Redis answers PING with an error: alive, not ready. */
const answers = async (socket: string, loading: 'loading counts' | 'ready alone'): Promise<boolean> => {
  try {
    await withClient(socket, (client) => client.ping());
    return true;
  } catch (error) {
    return loading === 'loading counts' && error instanceof Error && error.name === 'ReplyError';
  }
};

const withClient = async <T>(socket: string, use: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis({
    path: socket,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: 5_000,
    retryStrategy: () => null,
  });
  // Failures reach the caller through the promises.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    client.disconnect();
  }
};

/** Runs the process, and runs it again when it dies, until it is stopped. */
class Supervisor {
  readonly #deps: RedisServerDeps;
  readonly #directory: string;
  readonly #socket: string;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #watching: Promise<void> = Promise.resolve();
  #said = '';

  constructor(deps: RedisServerDeps, directory: string, socket: string) {
    this.#deps = deps;
    this.#directory = directory;
    this.#socket = socket;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    const exited = this.#spawn();
    const ready = await Promise.race([this.#untilReady(), exited.then(explain)]);
    if (ready !== true) {
      await this.stop();
      throw notStarted(ready, this.#said);
    }
    this.#watching = this.#watch(exited);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child !== undefined) {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await new Promise<void>((done) => {
        if (this.#child === undefined) done();
        else child.once('close', () => done());
      });
      clearTimeout(late);
    }
    await this.#watching;
    await rm(this.#socket, { force: true });
  }

  #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #watch(first: Promise<Ending>): Promise<void> {
    let exited = first;
    let backoffMs = leastBackoffMs;
    for (;;) {
      const startedAt = this.#deps.monotonic();
      const ending = await exited;
      if (this.#stopped()) return;
      this.#deps.log.error(
        { ...ending, said: this.#said.slice(-500) },
        'the private Redis died; restarting it',
      );
      if (this.#deps.monotonic() - startedAt > mostBackoffMs) backoffMs = leastBackoffMs;
      await sleep(backoffMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      backoffMs = Math.min(mostBackoffMs, backoffMs * 2);
      // Between the sleep and the spawn nothing is awaited, so a stop sees either the child or the abort.
      if (this.#stopped()) return;
      exited = this.#spawn();
    }
  }

  #spawn(): Promise<Ending> {
    const child = spawn(
      this.#deps.command ?? 'redis-server',
      serverArguments(this.#directory, this.#socket),
      {
        cwd: this.#directory,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    const keep = (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-logTailLength);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    return new Promise((done) => {
      let failure: Error | undefined;
      child.on('error', (error) => {
        failure = error;
      });
      child.once('close', (code, signal) => {
        this.#child = undefined;
        done({ code, signal, ...(failure === undefined ? {} : { failure }) });
      });
    });
  }

  async #untilReady(): Promise<true | 'late'> {
    const until = this.#deps.monotonic() + readyWithinMs;
    while (this.#deps.monotonic() < until && !this.#stopped()) {
      if (await answers(this.#socket, 'ready alone')) return true;
      await sleep(20);
    }
    return 'late';
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure?: Error;
}

const explain = (ending: Ending): Ending => ending;

const serverArguments = (directory: string, socket: string): string[] => {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: directory,
    daemonize: 'no',
    appendonly: 'yes',
    // Redis writes before it answers, so its own death loses nothing; `everysec` answers first while a sync is slow.
    appendfsync: 'no',
    'maxmemory-policy': 'noeviction',
    // The append-only file is the record; snapshots would only cost.
    save: '',
    loglevel: 'notice',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
};

const notStarted = (why: Ending | 'late', said: string): SerinError => {
  if (why !== 'late' && why.failure !== undefined && 'code' in why.failure && why.failure.code === 'ENOENT') {
    return new SerinError(
      'STORE_UNAVAILABLE',
      'redis-server is not installed: apt-get install redis-server, or set SERIN_REDIS_URL to a Redis that runs',
      { cause: why.failure },
    );
  }
  const how =
    why === 'late'
      ? `did not answer within ${readyWithinMs / 1000} s`
      : `ended at once (${why.failure?.message ?? why.signal ?? `exit code ${String(why.code)}`})`;
  return new SerinError('STORE_UNAVAILABLE', `the private redis-server ${how}; it said:\n${said.trim()}`);
};
