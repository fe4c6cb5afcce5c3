import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { defaultBounds } from '../../../src/sandbox/slot-keeper.ts';
import type { KeeperBounds } from '../../../src/sandbox/slot-keeper.ts';
import { companionsMax } from '../../../src/sandbox/topology.ts';
import { WarmPool } from '../../../src/sandbox/warm-pool.ts';
import { FakeContainers, slotsOf } from './fake-containers.ts';
import { command } from './fake-runner.ts';

const open = (bounds: Partial<KeeperBounds> = {}) => {
  const fake = new FakeContainers();
  const pool = new WarmPool(fake.poolDeps, slotsOf(1), { ...defaultBounds, ...bounds });
  return { fake, pool };
};

describe('a companion', () => {
  test('has a container of its own on the slot of its lease, with a uid of its own', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const companion = await lease.companion('a');
    await companion.run(command);
    expect(fake.all.map(({ slot }) => slot)).toEqual([0, 0]);
    expect(new Set(fake.all.map(({ uid }) => uid)).size).toBe(2);
    expect(fake.all.map(({ runner }) => runner.names())).toEqual([[], ['run']]);
    expect(pool.ids).toEqual(new Set(['c1', 'c2']));
    lease.release();
    await pool.settled();
  });

  test('is reset and kept warm for the next lease', async () => {
    const { fake, pool } = open();
    for (let round = 0; round < 3; round += 1) {
      const lease = await pool.lease('a');
      const companion = await lease.companion('b');
      await companion.run(command);
      companion.release();
      lease.release();
    }
    await pool.settled();
    expect(fake.opened()).toEqual(['a', 'b']);
    expect(fake.last.runner.names()).toEqual(['run', 'reset', 'run', 'reset', 'run', 'reset']);
  });

  test('that was not given back goes with its lease, and the slot waits for its reset', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const companion = await lease.companion('b');
    let finishReset = (): void => undefined;
    fake.last.runner.onRequest = (name, id) => {
      if (name === 'reset') finishReset = () => fake.last.runner.resetDone(id, '');
    };
    lease.release();
    await expect(companion.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    const next = pool.lease('a');
    await delay(5);
    expect(fake.all.map(({ runner }) => runner.names())).toEqual([['reset'], ['reset']]);
    await expect(Promise.race([next, delay(5, 'waits')])).resolves.toBe('waits');
    finishReset();
    (await next).release();
  });

  test('has no companions of its own', async () => {
    const { pool } = open();
    const companion = await (await pool.lease('a')).companion('b');
    await expect(companion.companion('c')).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  });

  test.each(['a', 'b'])('may be one of several at once, as many as there are places (%s)', async (second) => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const names = ['a', ...Array.from({ length: companionsMax - 1 }, () => second)];
    const companions = await Promise.all(names.map((name) => lease.companion(name)));
    expect(new Set(fake.all.map(({ uid }) => uid)).size).toBe(1 + companionsMax);
    await expect(lease.companion('a')).rejects.toThrow(`at most ${companionsMax} companions`);
    companions[1]?.release();
    await pool.settled();
    (await lease.companion(second)).release();
    await pool.settled();
    expect(fake.all).toHaveLength(1 + companionsMax);
  });

  test('whose container died goes on in another one at the same place', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const companion = await lease.companion('b');
    const { uid } = fake.last;
    fake.last.runner.die();
    await delay(5);
    await companion.run(command);
    expect(fake.last).toMatchObject({ fingerprint: 'b', uid });
    expect(fake.destroyed).toEqual(['died']);
    lease.release();
    await pool.settled();
    expect(pool.ids.size).toBe(2);
  });

  test('counts among the containers that may wait on the slot', async () => {
    const { fake, pool } = open({ maxContainers: 2 });
    for (const name of ['b', 'c']) {
      const lease = await pool.lease('a');
      await lease.companion(name);
      lease.release();
      await pool.settled();
    }
    (await (await pool.lease('a')).companion('d')).release();
    await pool.settled();
    expect(fake.destroyed).toContain('evicted');
    expect(pool.alive).toBeLessThanOrEqual(3);
  });

  test('that comes after its lease was given back is given back as well', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    let opened = (): void => undefined;
    fake.beforeOpen = () => new Promise((resolve) => (opened = resolve));
    const late = lease.companion('b');
    late.catch(() => undefined);
    await delay(1);
    lease.release();
    await delay(5);
    opened();
    await expect(late).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await pool.settled();
    expect(fake.last.runner.names()).toEqual(['reset']);
    await expect(lease.companion('b')).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
  });

  test('that nobody waits for any more is given back with the reason of who gave up', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const abort = new AbortController();
    fake.beforeOpen = () => {
      abort.abort(new Error('gone'));
      return Promise.resolve();
    };
    await expect(lease.companion('b', abort.signal)).rejects.toThrow('gone');
    await pool.settled();
    expect(fake.last.runner.names()).toEqual(['reset']);
  });

  test('that cannot be opened fails with what kept it from a container, and its place is free again', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    const gone = new Error('no engine');
    fake.beforeOpen = () => Promise.reject(gone);
    for (let round = 0; round <= companionsMax; round += 1) {
      await expect(lease.companion('b')).rejects.toBe(gone);
    }
    expect(fake.failures).toContain(gone);
    fake.beforeOpen = () => Promise.resolve();
    await lease.companion('b');
    lease.release();
    await pool.settled();
  });

  test('is removed when the pool is closed, lent or waiting', async () => {
    const { fake, pool } = open();
    const lease = await pool.lease('a');
    await lease.companion('b');
    (await lease.companion('c')).release();
    await pool.close(1_000);
    expect(fake.all.map(({ removed }) => removed)).toEqual([true, true, true]);
    lease.release();
    await pool.settled();
    expect(pool.ids.size).toBe(0);
  });
});
