import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { InstalledPackages } from '../../../src/domain/packages.ts';
import { PackageLists } from '../../../src/store/packages.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';

let redis: TestRedis;
let bench: StoreBench;
let lists: PackageLists;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis, { prefix: `t${randomUUID()}:` });
  lists = new PackageLists({ redis: bench.link, keys: bench.keys });
  return () => bench.close();
});

const installed: InstalledPackages = {
  known: true,
  packages: [
    {
      type: 'deb',
      name: 'bash',
      version: '5.2.37-2+b10',
      architecture: 'amd64',
      source: { name: 'bash', version: '5.2.37-2' },
    },
    {
      type: 'deb',
      name: 'libc6',
      version: '2.41-12',
      architecture: 'amd64',
      source: { name: 'glibc', version: '2.41-12' },
    },
    { type: 'npm', name: '@types/node', version: '20.1.0' },
  ],
};

test('a list is read back as it was published, and again after it was published twice', async () => {
  await lists.publish('cpp-14.2.0@0123456789ab', installed);
  await lists.publish('cpp-14.2.0@0123456789ab', installed);
  expect(await lists.read('cpp-14.2.0@0123456789ab')).toEqual(installed);
});

test('of a fingerprint that nobody told of there is none', async () => {
  expect(await lists.read('cpp-14.2.0@0123456789ab')).toBeUndefined();
});

test('a list of a release that this one cannot read is an error that names it', async () => {
  await bench.link.client.hset(bench.keys.packages, 'cpp-1@0', '{"v":99,"known":true,"packages":[]}');
  await expect(lists.read('cpp-1@0')).rejects.toThrow('packages of cpp-1@0');
});
