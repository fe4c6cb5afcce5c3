import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lease } from '../../../src/store/lease.ts';
import { aPublish, aRule, aSet, openRuleStore } from '../../support/rules.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { eventually } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;

beforeAll(async () => {
  redis = await startRedis();
  bench = await openStoreBench(redis);
});

afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const keysOf = () => ({ lease: `{x}:${randomUUID()}`, fence: `{x}:${randomUUID()}` });

test('one of many holds a lease, keeps it while it asks, and hands it on with a higher fence', async () => {
  const keys = keysOf();
  const all = ['a', 'b', 'c'].map((holder) => new Lease(bench.link, keys, holder, 400));
  const held = await Promise.all(all.map((lease) => lease.hold()));
  expect(held.filter((fence) => fence !== undefined)).toEqual([1]);
  const holder = all[held.findIndex((fence) => fence !== undefined)];
  const others = all.filter((lease) => lease !== holder);
  for (let each = 0; each < 5; each += 1) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await holder?.hold()).toBe(1);
    expect(await others[0]?.hold()).toBeUndefined();
  }
  await others[0]?.release();
  expect(await others[0]?.hold()).toBeUndefined();
  await holder?.release();
  expect(await others[0]?.hold()).toBe(2);
  await eventually('its time is over', async () => (await others[1]?.hold()) === 3, 2_000);
});

test('whoever held it before publishes nothing any more', async () => {
  const { keys } = bench;
  const leases = ['a', 'b'].map(
    (holder) => new Lease(bench.link, { lease: keys.rulesLeader, fence: keys.rulesFence }, holder, 50),
  );
  const store = openRuleStore(bench);
  const old = await leases[0]?.hold();
  if (old === undefined) throw new Error('it is not held');
  await store.publish(aPublish(0, aSet({ directory: [aRule('a')] }), { layer: 'directory', fence: old }));
  let next: number | undefined;
  await eventually('another holds it', async () => (next = await leases[1]?.hold()) !== undefined);
  const late = aPublish(1, aSet({ directory: [aRule('late')] }), { layer: 'directory', fence: old });
  await expect(store.publish(late)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await store.head())?.set.layers.directory).toEqual([aRule('a')]);
  const now = { ...late, ...(next === undefined ? {} : { fence: next }) };
  expect(await store.publish(now)).toMatchObject({ kind: 'published', revision: { revision: 2 } });
});
