import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { startRedisServer } from '../../../src/main/redis-server.ts';
import type { RedisServer, RedisServerDeps } from '../../../src/main/redis-server.ts';

let dir: string;
const servers: RedisServer[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'serin-redis-'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

const deps = (given: Partial<RedisServerDeps> = {}): RedisServerDeps => ({
  log: silentLogger,
  monotonic: () => performance.now(),
  pid: process.pid,
  tmpDir: tmpdir(),
  ...given,
});

const start = async (dataDir = dir, given: Partial<RedisServerDeps> = {}): Promise<RedisServer> => {
  const server = await startRedisServer(deps(given), dataDir);
  servers.push(server);
  return server;
};

const socketOf = (server: RedisServer): string => server.url.replace('unix://', '');

const ask = async <T>(server: RedisServer, use: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis({ path: socketOf(server), retryStrategy: (times) => Math.min(50, times * 10) });
  client.on('error', () => undefined);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
};

const eventually = async (check: () => Promise<boolean> | boolean): Promise<void> => {
  const until = performance.now() + 15_000;
  while (!(await check())) {
    if (performance.now() > until) throw new Error('it did not come about within 15 s');
    await sleep(20);
  }
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('it keeps an append-only file, never evicts, listens on no port, and its directory is private', async () => {
  const server = await start();
  const setting = (name: string) => ask(server, async (client) => client.config('GET', name));
  expect(await setting('appendonly')).toEqual(['appendonly', 'yes']);
  expect(await setting('appendfsync')).toEqual(['appendfsync', 'no']);
  expect(await setting('maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await setting('port')).toEqual(['port', '0']);
  expect((await stat(join(dir, 'redis'))).mode & 0o777).toBe(0o700);
  expect((await stat(socketOf(server))).mode & 0o077).toBe(0);
});

test('killed, it comes back by itself and knows what it was told', async () => {
  const server = await start();
  await ask(server, async (client) => client.set('verdict', 'accepted'));
  await ask(server, async (client) => client.call('WAITAOF', '1', '0', '2000').catch(() => sleep(1_200)));
  const first = server.pid();
  if (first === undefined) throw new Error('it should be running');
  process.kill(first, 'SIGKILL');
  await eventually(() => server.pid() !== undefined && server.pid() !== first);
  expect(await ask(server, async (client) => client.get('verdict'))).toBe('accepted');
});

test('killed again and again, it comes back each time', async () => {
  const server = await start();
  for (let round = 0; round < 3; round += 1) {
    const pid = server.pid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await eventually(() => server.pid() !== undefined && server.pid() !== pid);
    expect(await ask(server, async (client) => client.ping())).toBe('PONG');
  }
});

test('closed, it is gone with its socket, and everything is there at the next start', async () => {
  const first = await start();
  await ask(first, async (client) => client.set('verdict', 'accepted'));
  const pid = first.pid();
  await Promise.all([first.close(), first.close()]);
  expect(pid !== undefined && alive(pid)).toBe(false);
  await expect(stat(socketOf(first))).rejects.toThrow('ENOENT');
  const second = await start();
  expect(await ask(second, async (client) => client.get('verdict'))).toBe('accepted');
});

test('closed while it is being restarted, it stays gone', async () => {
  const server = await start();
  const pid = server.pid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await eventually(() => server.pid() === undefined);
  await server.close();
  await sleep(300);
  expect(server.pid()).toBeUndefined();
});

test('what a killed Serin left running is ended in order, and nothing it knew is lost', async () => {
  const socket = join(dir, 'redis', 'redis.sock');
  const first = await start();
  await first.close();
  const orphan = spawn(
    'redis-server',
    ['--port', '0', '--unixsocket', socket, '--dir', join(dir, 'redis'), '--appendonly', 'yes', '--save', ''],
    { stdio: 'ignore', detached: true },
  );
  children.push(orphan);
  await eventually(async () =>
    stat(socket).then(
      () => true,
      () => false,
    ),
  );
  await ask(first, async (client) => client.set('left', 'behind'));
  const gone = once(orphan, 'exit');
  const second = await start();
  await gone;
  expect(second.pid()).not.toBe(orphan.pid);
  expect(await ask(second, async (client) => client.get('left'))).toBe('behind');
});

test('a socket that nobody listens on is cleared away', async () => {
  const first = await start();
  const socket = socketOf(first);
  await first.close();
  await writeFile(socket, '');
  expect(await ask(await start(), async (client) => client.ping())).toBe('PONG');
});

test('a data directory whose path is too long for a socket gets one under the temporary directory', async () => {
  const long = join(dir, 'x'.repeat(120));
  const server = await start(long);
  expect(socketOf(server).startsWith(tmpdir())).toBe(true);
  expect(Buffer.byteLength(socketOf(server))).toBeLessThan(108);
  expect(await ask(server, async (client) => client.ping())).toBe('PONG');
  expect((await stat(join(socketOf(server), '..'))).mode & 0o777).toBe(0o700);
});

test('a second Serin on the same directory is refused with the pid of the first', async () => {
  await start();
  await expect(start()).rejects.toMatchObject({
    code: 'DATA_DIR_TAKEN',
    message: expect.stringContaining(`pid ${process.pid}`) as string,
  });
});

test('a missing redis-server is told with its remedy, and leaves no lock', async () => {
  await expect(start(dir, { command: join(dir, 'no-such-program') })).rejects.toThrow(
    /redis-server is not installed: apt-get install redis-server, or set SERIN_REDIS_URL/,
  );
  expect(await ask(await start(), async (client) => client.ping())).toBe('PONG');
});

test('a server that ends at once is told with what it said', async () => {
  const command = join(dir, 'broken');
  await writeFile(command, '#!/bin/sh\necho "Bad file format reading the append only file" >&2\nexit 1\n');
  await chmod(command, 0o755);
  await expect(start(dir, { command })).rejects.toThrow(/ended at once \(exit code 1\)[^]*Bad file format/);
});

test('Ctrl-C on the terminal does not reach it: it leads a session of its own', async () => {
  const server = await start();
  const fields =
    (await readFile(`/proc/${String(server.pid())}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  expect(fields[3]).toBe(String(server.pid()));
});
