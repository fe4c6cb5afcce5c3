import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { PoolHealth } from '../../../src/intake/pool-health.ts';
import type { PoolHealthPorts } from '../../../src/intake/pool-health.ts';
import { workerOf } from '../../support/control-world.ts';
import { newCpp, oldCpp } from '../../support/intake.ts';

const world = () => {
  const given = {
    workers: [workerOf('canary', newCpp.fingerprint)] as WorkerStatus[],
    unfinished: 0,
    next: undefined as { priority: 'practice' | 'rejudge'; enqueuedAtMs: number } | undefined,
    nowMs: 100_000,
    bindings: [oldCpp, newCpp],
  };
  const logged: string[] = [];
  const told: Record<string, number>[] = [];
  const log = {
    ...silentLogger,
    error: (_fields: object, message: string) => logged.push(`error: ${message}`),
    info: (_fields: object, message: string) => logged.push(`info: ${message}`),
  };
  const ports: PoolHealthPorts = {
    bindings: () => given.bindings,
    workers: () => Promise.resolve(given.workers),
    unfinished: () => Promise.resolve(given.unfinished),
    next: () => Promise.resolve(given.next),
    told: (_track, languages) => told.push({ ...languages }),
    now: () => given.nowMs,
    log,
  };
  const pools = new PoolHealth(ports, { waitMs: 30_000, depth: 50 });
  const state = async () => {
    await pools.look();
    return pools.of('canary', newCpp.fingerprint);
  };
  return { given, pools, state, logged, told };
};

test('a pool with a worker that takes work is well; nothing is known before the first look, and that is well too', async () => {
  const { pools, state, logged } = world();
  expect(pools.of('canary', newCpp.fingerprint)).toBe('ok');
  expect(await state()).toBe('ok');
  expect(logged).toEqual([]);
});

test('a pool is empty when no worker of the track has the fingerprint, though others have it', async () => {
  const { given, state } = world();
  given.workers = [workerOf('stable', newCpp.fingerprint), workerOf('canary', 'python-3@1')];
  expect(await state()).toBe('empty');
});

test('a pool is unhealthy when all that have the fingerprint are paused, but not in the moment after it was bound', async () => {
  const { given, state } = world();
  given.workers = [{ ...workerOf('canary', newCpp.fingerprint), state: 'paused' }];
  expect(await state()).toBe('unhealthy');
  given.bindings = [oldCpp, { ...newCpp, atMs: given.nowMs - 5_000 }];
  expect(await state()).toBe('ok');
});

test('a pool is slow when its next job waits too long or too much is unfinished, until it is clearly better', async () => {
  const { given, state } = world();
  given.next = { priority: 'practice', enqueuedAtMs: given.nowMs - 30_000 };
  expect(await state()).toBe('slow');
  given.next = { priority: 'practice', enqueuedAtMs: given.nowMs - 20_000 };
  expect(await state()).toBe('slow');
  given.next = { priority: 'practice', enqueuedAtMs: given.nowMs - 14_000 };
  expect(await state()).toBe('ok');
  given.unfinished = 49;
  expect(await state()).toBe('ok');
  given.unfinished = 50;
  expect(await state()).toBe('slow');
});

test('a rejudge that waits keeps nobody waiting', async () => {
  const { given, state } = world();
  given.next = { priority: 'rejudge', enqueuedAtMs: 0 };
  expect(await state()).toBe('ok');
});

test('an alarm is raised once when it begins and taken back once when it ends', async () => {
  const { given, state, logged, told } = world();
  given.workers = [];
  await state();
  await state();
  given.workers = [workerOf('canary', newCpp.fingerprint)];
  await state();
  await state();
  expect(logged).toEqual([
    'error: new submissions for this pool go to stable',
    'info: the pool takes submissions again',
  ]);
  expect(told.map(({ empty }) => empty)).toEqual([1, 1, 0, 0]);
});

test('a track that nothing is bound to any more is no alarm', async () => {
  const { given, state, logged } = world();
  given.workers = [];
  await state();
  given.bindings = [oldCpp];
  await state();
  expect(logged.at(-1)).toBe('info: the pool takes submissions again');
});

test('when a look fails, what is known holds', async () => {
  const { given, pools, state } = world();
  given.workers = [];
  await state();
  Object.defineProperty(given, 'workers', {
    get: () => {
      throw new Error('Redis is gone');
    },
  });
  await expect(pools.look()).rejects.toThrow('Redis is gone');
  expect(pools.of('canary', newCpp.fingerprint)).toBe('empty');
});
