/**
 * One rules directory, watched by three API processes: every change of its files becomes one revision, whoever of the three leads, also when
 * the one that led was killed in the middle of a change.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { ruleDocument } from '../support/rules-world.ts';
import { openStoreBench } from '../support/store.ts';
import type { StoreBench } from '../support/store.ts';

const changes = 24;
const killedAt = [8, 16];

let redis: TestRedis;
let store: StoreBench;
let directory: string;
let services: Service[];

beforeAll(async () => {
  redis = await startRedis();
  store = await openStoreBench(redis, { prefix: 'serin:' });
  directory = join(redis.directory, 'rules');
  await mkdir(directory);
  await write(0);
  services = await Promise.all(['directory-a', 'directory-b', 'directory-c'].map(start));
  await servedByAll(0);
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await store.close();
  await redis.stop();
});

const start = (workerName: string): Promise<Service> =>
  startService({
    flags: ['--role', 'api', '--redis-url', redis.url, '--rules-dir', directory],
    workerName,
    untilReady: false,
  });

/** As editors and tools write: beside it first. */
const write = async (change: number): Promise<void> => {
  const canary = change / 2;
  const text = JSON.stringify(ruleDocument('r', { weights: { stable: 100 - canary, canary } }));
  await writeFile(join(directory, '.next'), text);
  await rename(join(directory, '.next'), join(directory, 'r.yaml'));
};

interface Held {
  readonly layers: {
    readonly directory: readonly { readonly spec: { readonly weights: { readonly canary?: number } } }[];
  };
}

const servedByAll = async (change: number): Promise<void> => {
  for (const { url } of services) {
    await until(async () => {
      const held = (await (await fetch(`${url}/v1/rules`)).json()) as Held;
      const status = (await (await fetch(`${url}/v1/rules/status`)).json()) as { everywhere: boolean };
      return (held.layers.directory[0]?.spec.weights.canary ?? 0) === change / 2 && status.everywhere;
    }, `${url} serves change ${change}`);
  }
};

const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await holds().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error(`not within a minute: ${what}`);
};

/** Of the process that leads. */
const leader = async (): Promise<string> => {
  const holder = await store.link.run((client) => client.get(store.keys.rulesLeader));
  return holder?.split('/')[0] ?? 'nobody';
};

test('is published once a change, by one that leads, and by another when that one is killed', async () => {
  const led = new Set([await leader()]);
  for (let change = 1; change <= changes; change += 1) {
    await write(change);
    if (killedAt.includes(change)) {
      const name = await leader();
      const killed = services.find(({ workerName }) => workerName === name);
      await killed?.kill();
      services = services.filter((service) => service !== killed);
      expect(services).toHaveLength(2);
      await servedByAll(change);
      services.push(await start(name));
    }
    await servedByAll(change);
    led.add(await leader());
  }
  expect(led.size).toBeGreaterThan(1);
  const url = services[0]?.url ?? '';
  const { revisions } = (await (await fetch(`${url}/v1/rules/revisions?limit=200`)).json()) as {
    revisions: { revision: number; layer: string; sizes: { directory: number } }[];
  };
  // The first is that of the start.
  expect(revisions.toReversed().map(({ revision }) => revision)).toEqual(
    Array.from({ length: changes + 1 }, (_, at) => at + 1),
  );
  expect(new Set(revisions.map(({ layer }) => layer))).toEqual(new Set(['directory']));
});
