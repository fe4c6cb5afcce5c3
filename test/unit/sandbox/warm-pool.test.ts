import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { defaultBounds } from '../../../src/sandbox/slot-keeper.ts';
import type { KeeperBounds } from '../../../src/sandbox/slot-keeper.ts';
import { WarmPool } from '../../../src/sandbox/warm-pool.ts';
import { FakeContainers, slotsOf } from './fake-containers.ts';
import { command } from './fake-runner.ts';

const open = (slots = 1, bounds: Partial<KeeperBounds> = {}) => {
  const fake = new FakeContainers();
  const pool = new WarmPool(fake.poolDeps, slotsOf(slots), { ...defaultBounds, ...bounds });
  return { fake, pool };
};

describe('leases', () => {
  test('of one runtime share a container that was reset between them', async () => {
    const { fake, pool } = open();
    for (let round = 0; round < 3; round += 1) {
      const lease = await pool.lease('a');
      await lease.run(command);
      lease.release();
    }
    await pool.settled();
    expect(fake.opened()).toEqual(['a']);
    expect(fake.resets).toEqual([true, true, true]);
    expect(fake.last.runner.names()).toEqual(['run', 'reset', 'run', 'reset', 'run', 'reset']);
  });

  test('wait for a free slot in the order they came', async () => {
    const { pool } = open();
    const order: string[] = [];
    const first = await pool.lease('a');
    const others = ['a', 'b', 'a'].map(async (fingerprint, place) => {
      const lease = await pool.lease(fingerprint);
      order.push(`${fingerprint}${place}`);
      lease.release();
    });
    await delay(5);
    expect(order).toEqual([]);
    first.release();
    await Promise.all(others);
    expect(order).toEqual(['a0', 'b1', 'a2']);
  });

  test('never share a slot: the next one has it only when the last was reset', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    let finishReset = (): void => undefined;
    fake.last.runner.onRequest = (name, id) => {
      if (name === 'reset') finishReset = () => fake.last.runner.resetDone(id, '');
    };
    lease.release();
    let got = false;
    const next = pool.lease('a').then((second) => {
      got = true;
      second.release();
    });
    await delay(5);
    expect(got).toBe(false);
    finishReset();
    await next;
    expect(fake.opened()).toEqual(['a']);
  });

  test('prefer the slot that has their runtime warm', async () => {
    const { fake, pool } = open(2);
    const [a, b] = [await pool.lease('a'), await pool.lease('b')];
    a.release();
    b.release();
    await pool.settled();
    for (const fingerprint of ['b', 'a', 'b']) {
      (await pool.lease(fingerprint)).release();
      await pool.settled();
    }
    expect(fake.opened()).toEqual(['a', 'b']);
  });

  test('tell how long they were waited for', async () => {
    const { fake, pool } = open();
    fake.beforeOpen = () => {
      fake.clockMs += 250;
      return Promise.resolve();
    };
    expect((await pool.lease('a')).waitedMs).toBe(250);
    expect(fake.waits).toBe(1);
  });

  test('that are given up while waiting leave the line with their reason', async () => {
    const { pool } = open();
    const held = await pool.lease('a');
    const abort = new AbortController();
    const given = pool.lease('a', abort.signal);
    abort.abort(new Error('the user went away'));
    await expect(given).rejects.toThrow('the user went away');
    const next = pool.lease('a');
    held.release();
    (await next).release();
    await expect(pool.lease('a', abort.signal)).rejects.toThrow('the user went away');
  });

  test('that are given up while their container is being opened leave the container to the next', async () => {
    const { fake, pool } = open();
    const abort = new AbortController();
    fake.beforeOpen = () => {
      abort.abort(new Error('gone'));
      return Promise.resolve();
    };
    await expect(pool.lease('a', abort.signal)).rejects.toThrow('gone');
    (await pool.lease('a')).release();
    expect(fake.opened()).toEqual(['a']);
  });

  test('fail with what kept them from a container, and free the slot', async () => {
    const { fake, pool } = open();
    const gone = new SerinError('DOCKER_UNAVAILABLE', 'no engine');
    fake.beforeOpen = () => Promise.reject(gone);
    await expect(pool.lease('a')).rejects.toBe(gone);
    expect(fake.failures).toContain(gone);
    fake.beforeOpen = () => Promise.resolve();
    await expect(pool.lease('a')).resolves.toBeDefined();
  });

  test('can be given back twice without harm', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    lease.release();
    lease.release();
    await pool.settled();
    expect(fake.resets).toEqual([true]);
    await expect(lease.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  });
});

describe('a container is destroyed and replaced', () => {
  const leaseOnce = async (pool: WarmPool): Promise<void> => {
    (await pool.lease('a')).release();
    await pool.settled();
  };

  test.each([
    ['its reset was not verified', 'box', 1, 'unverified:box'],
    ['its reset took too long', '', 101, 'slow'],
  ])('when %s', async (_, reason, durationMs, counted) => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const { runner } = fake.last;
    runner.onRequest = (name, id) => {
      if (name === 'reset') runner.resetDone(id, reason, durationMs);
    };
    lease.release();
    await pool.settled();
    expect(fake.destroyed).toEqual([counted]);
    expect(fake.opened()).toEqual(['a', 'a']);
    expect(fake.all.map(({ removed }) => removed)).toEqual([true, false]);
  });

  test('when it died during its lease', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    fake.last.runner.die();
    await fake.last.runner.connection.closed;
    lease.release();
    await pool.settled();
    expect(fake.destroyed).toEqual(['died']);
    expect(fake.opened()).toEqual(['a', 'a']);
  });

  test('when it was given back with a program running in it', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    fake.last.runner.onRequest = () => undefined;
    const running = lease.run(command);
    await delay(2);
    lease.release();
    await expect(running).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await pool.settled();
    expect(fake.destroyed).toEqual(['abandoned']);
  });

  test('after as many leases as it may have', async () => {
    const { fake, pool } = open(1, { maxLeases: 2 });
    for (let round = 0; round < 4; round += 1) await leaseOnce(pool);
    expect(fake.destroyed).toEqual(['worn', 'worn']);
  });

  test('when it is too old, whether it was lent or was waiting', async () => {
    const { fake, pool } = open(1, { maxAgeMs: 1000 });
    const lease = await pool.lease('a');
    fake.clockMs = 1000;
    lease.release();
    await pool.settled();
    expect(fake.destroyed).toEqual(['aged']);
    fake.clockMs = 2000;
    pool.tend();
    await pool.settled();
    expect(fake.destroyed).toEqual(['aged', 'aged']);
    expect(fake.opened()).toEqual(['a', 'a', 'a']);
  });

  test('after every lease where isolation is fresh, and never reset', async () => {
    const { fake, pool } = open(1, { isolation: 'fresh' });
    await leaseOnce(pool);
    await leaseOnce(pool);
    expect(fake.destroyed).toEqual(['fresh', 'fresh']);
    expect(fake.opened()).toEqual(['a', 'a', 'a']);
    expect(fake.resets).toEqual([]);
  });

  test('when it dies while it waits', async () => {
    const { fake, pool } = open();
    pool.prewarm(['a']);
    await pool.settled();
    fake.last.runner.die();
    await delay(5);
    expect(fake.destroyed).toEqual(['died']);
    expect(fake.all[0]?.removed).toBe(true);
    pool.tend();
    await pool.settled();
    expect(fake.opened()).toEqual(['a', 'a']);
  });

  test('when room is needed: the one that was not used for longest goes', async () => {
    const { fake, pool } = open(1, { maxContainers: 2 });
    for (const fingerprint of ['a', 'b', 'a', 'c']) {
      (await pool.lease(fingerprint)).release();
      await pool.settled();
    }
    expect(fake.destroyed).toEqual(['evicted']);
    expect(fake.all.find(({ removed }) => removed)?.fingerprint).toBe('b');
  });

  test('and what is asked for less goes before what was used longer ago', async () => {
    const { fake, pool } = open(1, { maxContainers: 2 });
    for (const fingerprint of ['a', 'a', 'a', 'b', 'c']) {
      (await pool.lease(fingerprint)).release();
      await pool.settled();
    }
    expect(fake.all.find(({ removed }) => removed)?.fingerprint).toBe('b');
    fake.clockMs += 3_600_000;
    for (const fingerprint of ['c', 'c', 'd']) {
      (await pool.lease(fingerprint)).release();
      await pool.settled();
    }
    expect(fake.all.filter(({ removed }) => removed).map(({ fingerprint }) => fingerprint)).toContain('a');
  });

  test('and a slot gets nothing new while Docker cannot remove what was on it', async () => {
    const { fake, pool } = open(1, { isolation: 'fresh' });
    const lease = await pool.lease('a');
    fake.beforeRemove = () => Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'no engine'));
    lease.release();
    await pool.settled();
    await expect(pool.lease('a')).rejects.toMatchObject({ code: 'DOCKER_UNAVAILABLE' });
    expect(fake.opened()).toEqual(['a']);
    fake.beforeRemove = () => Promise.resolve();
    (await pool.lease('a')).release();
    await pool.settled();
    expect(fake.all[0]?.removed).toBe(true);
  });
});

describe('warming', () => {
  test('has every wanted runtime waiting on every slot', async () => {
    const { fake, pool } = open(2);
    pool.prewarm(['a', 'b']);
    await pool.settled();
    expect(fake.all.map(({ fingerprint, slot }) => `${fingerprint}${slot}`).sort()).toEqual([
      'a0',
      'a1',
      'b0',
      'b1',
    ]);
    expect(pool.alive).toBe(4);
    expect(fake.warmCount).toBe(4);
  });

  test('lets leases pass between two containers', async () => {
    const { fake, pool } = open();
    const order: string[] = [];
    fake.beforeOpen = async (fingerprint) => {
      await delay(2);
      order.push(fingerprint);
    };
    pool.prewarm(['a', 'b', 'c']);
    const lease = await pool.lease('z');
    expect(order).toEqual(['a', 'z']);
    lease.release();
    await pool.settled();
    expect(order).toEqual(['a', 'z', 'b', 'c']);
  });

  test('that fails is not tried again at once, but when the engine came back', async () => {
    const { fake, pool } = open();
    let tries = 0;
    fake.beforeOpen = () => {
      tries += 1;
      return Promise.reject(new SerinError('SANDBOX_FAILED', 'no'));
    };
    pool.prewarm(['a']);
    await pool.settled();
    expect(tries).toBe(1);
    fake.beforeOpen = () => Promise.resolve();
    pool.tend();
    await pool.settled();
    expect(fake.opened()).toEqual(['a']);
  });

  test('stops where a slot is full instead of evicting in circles', async () => {
    const { fake, pool } = open(1, { maxContainers: 2 });
    pool.prewarm(['a', 'b', 'c']);
    await pool.settled();
    expect(fake.opened()).toEqual(['a', 'b']);
    expect(fake.destroyed).toEqual([]);
  });
});

describe('a spare lease', () => {
  test('is given where a slot is free and warm, and else refused at once', async () => {
    const { pool } = open(2);
    pool.prewarm(['a']);
    await pool.settled();
    const first = await pool.lease('a');
    expect(await pool.leaseSpare('b')).toBeUndefined();
    const spare = await pool.leaseSpare('a');
    expect(spare).toBeDefined();
    expect(await pool.leaseSpare('a')).toBeUndefined();
    expect(spare?.wanted).toBe(false);
    const waiting = pool.lease('a');
    expect(spare?.wanted).toBe(true);
    expect(await pool.leaseSpare('a')).toBeUndefined();
    spare?.release();
    (await waiting).release();
    first.release();
    await pool.settled();
  });
});

describe('closing', () => {
  test('removes what waits, what is lent and what is being opened, and turns everybody away', async () => {
    const { fake, pool } = open(2);
    pool.prewarm(['a']);
    await pool.settled();
    await pool.lease('a');
    let opened = (): void => undefined;
    fake.beforeOpen = () => new Promise((resolve) => (opened = resolve));
    const opening = pool.lease('b');
    const waiting = pool.lease('a');
    const closed = pool.close(1000);
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    opened();
    await expect(opening).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await closed;
    await expect(pool.lease('a')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(fake.all.every(({ removed }) => removed)).toBe(true);
    expect(pool.alive).toBe(0);
  });

  test('does not wait beyond its deadline', async () => {
    const { fake, pool } = open();
    await pool.lease('a');
    fake.beforeRemove = () => new Promise(() => undefined);
    const begun = performance.now();
    await pool.close(30);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
