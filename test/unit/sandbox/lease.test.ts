import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inputMaxBytes } from '../../../src/sandbox/container-spec.ts';
import { SlotLease } from '../../../src/sandbox/lease.ts';
import { SlotKeeper, defaultBounds } from '../../../src/sandbox/slot-keeper.ts';
import type { KeptContainer } from '../../../src/sandbox/slot-keeper.ts';
import { FakeContainers } from './fake-containers.ts';
import { command } from './fake-runner.ts';

const file = (path: string) => ({ path, data: Buffer.from('x'), executable: false });

const leased = async () => {
  const fake = new FakeContainers();
  const slot = { index: 0, cpu: 0, uid: 200_000 };
  const keeper = new SlotKeeper(fake.keeperDeps, slot, defaultBounds);
  const kept = await keeper.take('a');
  const lease = new SlotLease(
    { keeper, memoryMaxBytes: 1 << 30, wanted: () => false, onRelease: () => undefined },
    kept,
    0,
  );
  return { fake, lease };
};

/** The container's memory ran out under the next run. */
const outOfMemory = (fake: FakeContainers): void => {
  const { runner } = fake.last;
  runner.exit = () => Promise.resolve({ oomKilled: true, exitCode: 137 });
  runner.onRequest = (name) => {
    if (name === 'run') runner.die();
  };
};

describe('a lease', () => {
  test('whose container died of a memory limit goes on in another one with the same files', async () => {
    const { fake, lease } = await leased();
    await lease.put([file('main'), file('lib/a')]);
    outOfMemory(fake);
    await expect(lease.run(command)).resolves.toMatchObject({ fate: { kind: 'killed', by: 'memory' } });
    await expect(lease.run(command)).resolves.toMatchObject({ fate: { kind: 'exited', code: 0 } });
    expect(fake.all.map(({ removed }) => removed)).toEqual([true, false]);
    expect(fake.last.runner.names()).toEqual(['put', 'put', 'run']);
    expect(fake.destroyed).toEqual(['died']);
  });

  test('whose container could not be wiped after a run goes on in another one', async () => {
    const { fake, lease } = await leased();
    await lease.put([file('main')]);
    const { runner } = fake.last;
    runner.onRequest = (name, id) => {
      if (name === 'run') runner.report(id, { clean: false });
    };
    await expect(lease.run(command)).resolves.toMatchObject({ fate: { kind: 'exited' } });
    await lease.run(command);
    expect(fake.destroyed).toEqual(['unclean']);
    expect(fake.last.runner.names()).toEqual(['put', 'run']);
  });

  test('that lost its compiled program with its container is an error', async () => {
    const { fake, lease } = await leased();
    await lease.run({ ...command, phase: 'compile' });
    fake.last.runner.die();
    await fake.last.runner.connection.closed;
    await expect(lease.collect(['*'], { maxBytes: 1, maxFiles: 1 })).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
    });
    await expect(lease.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    expect(fake.opened()).toEqual(['a']);
  });

  test('whose run was lost for no fault of the program fails with an error that may be retried', async () => {
    const { fake, lease } = await leased();
    fake.last.runner.onRequest = () => fake.last.runner.die();
    await expect(lease.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED', retryable: true });
  });

  test('that is reset keeps its container where that was verified, and places nothing again', async () => {
    const { fake, lease } = await leased();
    await lease.put([file('main')]);
    await lease.reset();
    expect(fake.opened()).toEqual(['a']);
    outOfMemory(fake);
    await lease.run(command);
    await lease.run(command);
    expect(fake.last.runner.names()).toEqual(['run']);
  });

  test.each([
    ['was not verified', 'memory', 1, 'unverified:memory'],
    ['took too long', '', 150, 'slow'],
  ])('whose reset %s gets another container', async (_, reason, durationMs, counted) => {
    const { fake, lease } = await leased();
    const { runner } = fake.last;
    runner.onRequest = (name, id) => {
      if (name === 'reset') runner.resetDone(id, reason, durationMs);
    };
    await lease.reset();
    expect(fake.opened()).toEqual(['a', 'a']);
    expect(fake.destroyed).toEqual([counted]);
  });

  test('whose reset has many files to remove may take the time for that', async () => {
    const { fake, lease } = await leased();
    const { runner } = fake.last;
    runner.onRequest = (name, id) => {
      if (name === 'reset') runner.resetDone(id, '', 150);
    };
    await lease.put([{ path: 'input', data: Buffer.alloc(64 << 20), executable: false }]);
    await lease.reset();
    expect(fake.destroyed).toEqual([]);
    await lease.reset();
    expect(fake.destroyed).toEqual(['slow']);
  });

  test('that is given back while its container is being replaced gives back the new one', async () => {
    const fake = new FakeContainers();
    const keeper = new SlotKeeper(fake.keeperDeps, { index: 0, cpu: 0, uid: 200_000 }, defaultBounds);
    const returned: string[] = [];
    const onRelease = ({ container }: KeptContainer) => {
      returned.push(container.id);
    };
    const deps = { keeper, memoryMaxBytes: 1 << 30, wanted: () => false, onRelease };
    const lease = new SlotLease(deps, await keeper.take('a'), 0);
    fake.last.runner.die();
    await delay(5);
    let opened = (): void => undefined;
    fake.beforeOpen = () => new Promise((resolve) => (opened = resolve));
    const running = lease.run(command).catch(() => undefined);
    await delay(5);
    lease.release();
    expect(returned).toEqual([]);
    opened();
    await running;
    expect(returned).toEqual(['c2']);
  });

  test('that lost what a run kept in its box is an error', async () => {
    const { fake, lease } = await leased();
    await lease.run({ ...command, keepBox: true });
    fake.last.runner.die();
    await fake.last.runner.connection.closed;
    await expect(lease.run(command)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    expect(fake.opened()).toEqual(['a']);
  });

  test('joins in another container where its own is gone', async () => {
    const { fake, lease } = await leased();
    await lease.put([file('main')]);
    fake.last.runner.die();
    await fake.last.runner.connection.closed;
    await lease.join({ stdin: 'a', stdout: 'b' });
    expect(fake.last.runner.names()).toEqual(['put', 'join']);
  });

  test.each([
    ['an input between FIFOs', { joined: true, stdin: { bytes: 1, read: () => [] } }],
    ['an input file between FIFOs', { joined: true, inputFile: 'in' }],
    ['an output file between FIFOs', { joined: true, outputFile: 'out' }],
    ['a file outside of its box', { inputFile: '../in' }],
    ['a file in a directory', { outputFile: 'a/b' }],
    ['its box as a directory', { directories: ['a', '.'] }],
    ['too many directories', { directories: Array.from({ length: 17 }, (_, each) => `d${each}`) }],
    ['a directory without a name', { directories: [''] }],
    ['a name with a NUL', { outputFile: 'a\0' }],
    ['a name that is too long', { outputFile: 'ü'.repeat(128) }],
  ] as const)('refuses a run that wants %s', async (_, changes) => {
    const { fake, lease } = await leased();
    await expect(lease.run({ ...command, ...changes })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(fake.last.runner.names()).toEqual([]);
  });

  test.each([
    ['a path', 'a/b', 'b'],
    ['no name', '', 'b'],
    ['a long name', 'a', 'b'.repeat(65)],
    ['one FIFO for both', 'a', 'a'],
  ])('refuses to be joined by %s', async (_, stdin, stdout) => {
    const { fake, lease } = await leased();
    await expect(lease.join({ stdin, stdout })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(fake.last.runner.names()).toEqual([]);
  });

  test('refuses a run that wants more memory or input than its container holds', async () => {
    const { fake, lease } = await leased();
    const limits = { ...command.limits, memoryBytes: 2 ** 31 };
    await expect(lease.run({ ...command, limits })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const stdin = { bytes: inputMaxBytes + 1, read: () => [] };
    await expect(lease.run({ ...command, stdin })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(fake.last.runner.names()).toEqual([]);
  });
});
