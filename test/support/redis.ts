/**
 * A private Redis for tests: a Unix socket in a directory of its own, append-only file, no eviction, no TCP port. Whatever it has
 * answered is there after `kill()` and `start()`: `no` always writes before it answers,
 * where `everysec` would answer first whenever a sync is slow.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly directory: string;
  /** `unix:/tmp/…/redis.sock` */
  readonly url: string;
  readonly pid: number | undefined;
  /** After `kill()`, or to begin with settings of its own: `['--appendonly', 'no']`. */
  start(): Promise<void>;
  /** SIGKILL: the process is gone at once, as after a crash. */
  kill(): Promise<void>;
  /** SIGKILL and, after a while, a new process on the same files. */
  restart(options?: { downMs?: number }): Promise<void>;
  /** Stops answering, or answers again, without closing any connection. */
  freeze(): void;
  thaw(): void;
  /** Stops it and removes its directory. */
  stop(): Promise<void>;
}

/** Starts a Redis. Fails, naming the remedy, where `redis-server` is missing. */
export const startRedis = async (settings: readonly string[] = []): Promise<TestRedis> => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-redis-'));
  const socket = join(directory, 'redis.sock');
  let server: ChildProcess | undefined;
  // A test that broke off before its clean-up must not leave a server behind.
  const lastResort = (): void => {
    server?.kill('SIGKILL');
  };
  process.once('exit', lastResort);

  const start = async (): Promise<void> => {
    const started = spawn(
      'redis-server',
      [
        ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', directory],
        ...['--appendonly', 'yes', '--appendfsync', 'no', '--maxmemory-policy', 'noeviction'],
        ...['--save', '', '--daemonize', 'no', '--logfile', join(directory, 'redis.log')],
        ...settings,
      ],
      { stdio: 'ignore' },
    );
    server = started;
    const failed = once(started, 'error').then(([error]: unknown[]) => {
      throw new Error('redis-server cannot be started: install the package redis-server', { cause: error });
    });
    await Promise.race([answering(socket, started, directory), failed]);
  };

  const kill = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  };

  await start();
  return {
    directory,
    url: `unix:${socket}`,
    get pid() {
      return server?.pid;
    },
    start,
    kill,
    restart: async ({ downMs = 0 } = {}) => {
      await kill();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await start();
    },
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      process.off('exit', lastResort);
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const answering = async (socket: string, redis: ChildProcess, directory: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (redis.exitCode !== null) {
      const log = await readFile(join(directory, 'redis.log'), 'utf8').catch(() => '');
      throw new Error(`redis-server ended at once:\n${log.slice(-2_000)}`);
    }
    if (await pong(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`redis-server does not answer at ${socket}`);
};

/** Whether it answers PING with PONG (and not with LOADING). */
const pong = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('connect', () => connection.write('PING\r\n'));
    connection.on('data', (bytes) => {
      resolve(bytes.toString().startsWith('+PONG'));
      connection.destroy();
    });
    connection.on('error', () => resolve(false));
    connection.setTimeout(500, () => {
      resolve(false);
      connection.destroy();
    });
  });
