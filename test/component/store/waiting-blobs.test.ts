import { randomUUID } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { BlobStore } from '../../../src/store/blob-store.ts';
import { touchNeeded, touchWaiting } from '../../../src/store/waiting-blobs.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;
let uploads: BlobStore;

beforeAll(async () => {
  redis = await startRedis();
  bench = await openStoreBench(redis);
  uploads = new BlobStore({ now: Date.now, newId: randomUUID }, join(redis.directory, 'uploads'));
});

afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const hourMs = 3_600_000;

const age = async (store: BlobStore, key: string): Promise<void> => {
  const { path } = await store.locate(key);
  await utimes(path, 1_000, 1_000);
};

/** A submission with a stored input, made so long ago; both blobs are older still. */
const waitingFor = async (hours: number): Promise<{ id: string; material: string; input: string }> => {
  const id = randomUUID();
  const bytes = Buffer.from(`input of ${id}`);
  const input = await uploads.put(bytes);
  const material = await bench.store.writeMaterial({
    files: [{ path: 'main.c', content: Buffer.from(id) }],
    tests: [{ name: '1', input: { digest: input, bytes: bytes.length } }],
  });
  const createdAtMs = Date.now() - hours * hourMs;
  await bench.store.accept(anAcceptance({ id, material, createdAtMs }));
  await age(bench.blobs, material);
  await age(uploads, input);
  return { id, material, input };
};

test('what a rejudge needs is made young, the old result included; what is missing is said', async () => {
  const { id, material, input } = await waitingFor(1);
  await bench.store.commit(id, 1, aResult({ message: 'x'.repeat(2_000) }));
  const kept = await bench.link.run((client) => client.hget(bench.keys.record(id), 'result'));
  const { blob } = JSON.parse(kept ?? '{}') as { blob: string };
  await age(bench.blobs, blob);
  const place = { redis: bench.link, keys: bench.keys, blobs: bench.blobs, uploads };
  expect(await touchNeeded(place, id)).toBeUndefined();
  await uploads.removeOlderThan(Date.now() - hourMs, Date.now());
  await bench.blobs.removeOlderThan(Date.now() - hourMs, Date.now());
  expect(await bench.blobs.find(blob)).toBeDefined();
  expect(await bench.blobs.find(material)).toBeDefined();
  await age(uploads, input);
  await uploads.removeOlderThan(Date.now() - hourMs, Date.now());
  expect(await touchNeeded(place, id)).toBe('a blob of its test 1 is not kept any more');
  await age(bench.blobs, material);
  await bench.blobs.removeOlderThan(Date.now() - hourMs, Date.now());
  expect(await touchNeeded(place, id)).toBe('its sources and tests are not kept any more');
  expect(await touchNeeded(place, 'never-was')).toBe('its record is past its retention');
});

const touch = () =>
  touchWaiting(
    { redis: bench.link, keys: bench.keys, blobs: bench.blobs, uploads, log: silentLogger },
    Date.now() - 12 * hourMs,
  );

test('what submissions that wait for long need outlives a removal; what others needed does not', async () => {
  const long = await waitingFor(200);
  const gone = await waitingFor(200);
  await bench.store.cancel(gone.id, Date.now());
  expect(await touch()).toBe(1);
  for (const store of [bench.blobs, uploads]) await store.removeOlderThan(Date.now() - hourMs);
  expect(await bench.blobs.find(long.material)).toBeDefined();
  expect(await uploads.find(long.input)).toBeDefined();
  expect(await bench.blobs.find(gone.material)).toBeUndefined();
  expect(await uploads.find(gone.input)).toBeUndefined();
});

test('one whose blobs are lost already keeps the others from nothing', async () => {
  const lost = await waitingFor(100);
  await bench.blobs.remove(lost.material);
  const other = await waitingFor(100);
  await touch();
  const { path } = await uploads.locate(other.input);
  expect((await stat(path)).atimeMs).toBeGreaterThan(Date.now() - hourMs);
});

test('a young one is left alone', async () => {
  const before = await touch();
  await waitingFor(1);
  expect(await touch()).toBe(before);
});
