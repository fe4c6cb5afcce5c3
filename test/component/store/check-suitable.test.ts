import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { checkSuitable } from '../../../src/store/check-suitable.ts';
import { RedisLink } from '../../../src/store/redis-connection.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const link = async (settings: string[]): Promise<{ link: RedisLink; redis: TestRedis }> => {
  const redis = await startRedis(settings);
  closing.push(() => redis.stop());
  const opened = new RedisLink({ url: redis.url, log: silentLogger });
  closing.push(() => opened.close());
  return { link: opened, redis };
};

const declaration = 'redis.declaredDurable: true';

test('a Redis that persists and never evicts is suitable', async () => {
  const { link: good } = await link([]);
  const { version, warnings } = await checkSuitable(good, { declared: false, declaration });
  expect(version).toMatch(/^\d+\.\d+/);
  expect(warnings).toEqual([]);
});

test('a Redis that may answer before it writes is suitable, with a warning and its remedy', async () => {
  const { link: lax } = await link(['--appendfsync', 'everysec']);
  const { warnings } = await checkSuitable(lax, { declared: false, declaration });
  expect(warnings).toEqual([expect.stringContaining('CONFIG SET appendfsync always')]);
});

test('a Redis that neither persists nor keeps its keys is refused, with the remedy for each', async () => {
  const { link: bad } = await link(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
  await expect(checkSuitable(bad, { declared: false, declaration })).rejects.toMatchObject({
    code: 'REDIS_UNSUITABLE',
    faults: [
      { path: 'appendonly', message: expect.stringContaining('CONFIG SET appendonly yes') as string },
      {
        path: 'maxmemory-policy',
        message: expect.stringContaining('CONFIG SET maxmemory-policy noeviction') as string,
      },
    ],
  });
});

test('the remedies make it suitable', async () => {
  const { link: bad } = await link(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
  await bad.run(async (client) => {
    await client.config('SET', 'appendonly', 'yes');
    await client.config('SET', 'maxmemory-policy', 'noeviction');
  });
  await checkSuitable(bad, { declared: false, declaration });
});

test('an operator may declare that a Redis is durable by other means', async () => {
  const { link: bad } = await link(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
  expect((await checkSuitable(bad, { declared: true, declaration })).warnings).toEqual([]);
});

test('where the host hides INFO and forbids CONFIG, a declaration is demanded', async () => {
  const { redis } = await link(['--appendonly', 'no']);
  const admin = new Redis({ path: redis.url.slice('unix:'.length) });
  closing.push(async () => {
    await admin.quit();
  });
  await admin.acl('SETUSER', 'guest', 'on', '>pw', '~*', '&*', '+@all', '-config');
  const guest = new RedisLink({ url: redis.url, log: silentLogger });
  closing.push(() => guest.close());
  await guest.run((client) => client.auth('guest', 'pw'));
  // A host that shows the version alone.
  guest.client.info = () => Promise.resolve('redis_version:7.0.0\r\n');
  await expect(checkSuitable(guest, { declared: false, declaration })).rejects.toMatchObject({
    code: 'REDIS_UNSUITABLE',
    faults: [
      { path: 'appendonly', message: expect.stringContaining(declaration) as string },
      { path: 'maxmemory-policy', message: expect.stringContaining(declaration) as string },
    ],
  });
});

test('a Redis that is too old is refused even when it was declared durable', async () => {
  const { link: old } = await link([]);
  await old.ping();
  old.client.info = () => Promise.resolve('redis_version:6.0.16\r\n');
  await expect(checkSuitable(old, { declared: true, declaration })).rejects.toMatchObject({
    code: 'REDIS_UNSUITABLE',
    faults: [{ path: 'version' }],
  });
});

test('a Redis that is away is not unsuitable, but unavailable', async () => {
  const { link: away, redis } = await link([]);
  await redis.kill();
  await expect(checkSuitable(away, { declared: false, declaration })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
});
