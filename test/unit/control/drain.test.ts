import { expect, test } from 'vitest';
import { bindTrack, unbindTrack } from '../../../src/control/bindings.ts';
import { bootstrapBindings } from '../../../src/control/bootstrap.ts';
import { settleDraining } from '../../../src/control/drain.ts';
import { quarantine } from '../../../src/control/quarantine.ts';
import { controlWorld, gcc16, workerOf } from '../../support/control-world.ts';
import { factsOf } from '../../support/facts.ts';

const unbound = async () => {
  const world = controlWorld({ runtimes: [factsOf(), gcc16] });
  await bootstrapBindings(world.ports);
  await unbindTrack(world.ports, { language: 'cpp', track: 'canary', by: 'ops', reason: 'r', dryRun: false });
  const given: string[] = [];
  const held = new Set<string>();
  const giveUp = (each: { fingerprint: string }) => {
    given.push(each.fingerprint);
    return Promise.resolve(1);
  };
  return {
    ...world,
    held,
    ports: { ...world.ports, giveUp, heldByContests: () => Promise.resolve(held) },
    given,
    key: `canary:${gcc16.fingerprint}`,
  };
};

test('what was unbound drains until nothing that was sent to it is unfinished', async () => {
  const { ports, tracks, clock, unfinished, key } = await unbound();
  unfinished.set(key, 2);
  clock.nowMs = 20_000;
  expect(await settleDraining(ports, new Map())).toEqual([]);
  expect((await tracks.state()).draining).toHaveLength(1);
  unfinished.set(key, 0);
  expect(await settleDraining(ports, new Map())).toEqual([gcc16.fingerprint]);
  expect((await tracks.state()).draining).toEqual([]);
  expect((await tracks.history()).at(-1)).toMatchObject({ kind: 'drained', fingerprint: gcc16.fingerprint });
});

test('it drains for a while even with nothing to do, because not every process has heard yet', async () => {
  const { ports, clock } = await unbound();
  clock.nowMs = 7 + 9_999;
  expect(await settleDraining(ports, new Map())).toEqual([]);
  clock.nowMs = 7 + 10_000;
  expect(await settleDraining(ports, new Map())).toEqual([gcc16.fingerprint]);
});

test('what is bound again meanwhile is not let go', async () => {
  const { ports, tracks, clock, unfinished, key } = await unbound();
  clock.nowMs = 20_000;
  const request = { language: 'cpp', track: 'canary', runtime: 'cpp-16', by: 'ops', reason: 'r' };
  const racing = {
    ...ports,
    unfinished: async () => {
      await bindTrack(ports, { ...request, force: false, dryRun: false });
      return unfinished.get(key) ?? 0;
    },
  };
  expect(await settleDraining(racing, new Map())).toEqual([]);
  expect((await tracks.state()).bindings).toHaveLength(2);
});

test('what no worker of the track has any more is given up after a while, so that the others go on', async () => {
  const { ports, clock, given, unfinished, key } = await unbound();
  unfinished.set(key, 1);
  const others = { ...ports.registry, workers: () => Promise.resolve([workerOf('canary', 'cpp-9@1')]) };
  const forsaken = { ...ports, registry: others };
  const since = new Map<string, number>();
  await settleDraining(forsaken, since);
  clock.nowMs += 59_999;
  await settleDraining(forsaken, since);
  expect(given).toEqual([]);
  clock.nowMs += 1;
  await settleDraining(forsaken, since);
  expect(given).toEqual([gcc16.fingerprint]);
});

test('nothing is given up while somebody has it, or while nobody is there at all', async () => {
  const { ports, clock, given } = await unbound();
  const nobody = { ...ports, registry: { ...ports.registry, workers: () => Promise.resolve([]) } };
  for (const asked of [ports, nobody]) {
    const since = new Map<string, number>();
    await settleDraining(asked, since);
    clock.nowMs += 120_000;
    await settleDraining(asked, since);
  }
  expect(given).toEqual([]);
});

test('a count that fails is no reason to let go', async () => {
  const { ports, tracks, clock } = await unbound();
  clock.nowMs = 20_000;
  const broken = { ...ports, unfinished: () => Promise.reject(new Error('a record cannot be read')) };
  expect(await settleDraining(broken, new Map())).toEqual([]);
  expect((await tracks.state()).draining).toHaveLength(1);
});

test('what a contest is held to drains until the contest is over', async () => {
  const { ports, tracks, clock, held } = await unbound();
  held.add(gcc16.fingerprint);
  clock.nowMs = 3_600_000;
  expect(await settleDraining(ports, new Map())).toEqual([]);
  expect((await tracks.state()).draining).toHaveLength(1);
  held.clear();
  expect(await settleDraining(ports, new Map())).toEqual([gcc16.fingerprint]);
});

test('a contest holds nothing that stable has by now, nor what is quarantined: its submissions are not sent there', async () => {
  const promoted = await unbound();
  promoted.held.add(gcc16.fingerprint);
  const request = { language: 'cpp', track: 'stable', runtime: 'cpp-16', by: 'ops', reason: 'r' };
  await bindTrack(promoted.ports, { ...request, force: false, dryRun: false });
  promoted.clock.nowMs = 20_000;
  expect(await settleDraining(promoted.ports, new Map())).toContain(gcc16.fingerprint);

  const bad = await unbound();
  bad.held.add(gcc16.fingerprint);
  await quarantine(bad.ports, { fingerprint: gcc16.fingerprint, by: 'ops', reason: 'miscompiles' });
  bad.clock.nowMs = 20_000;
  expect(await settleDraining(bad.ports, new Map())).toEqual([gcc16.fingerprint]);
});

test('a contest does not hold what no worker has any more, which would hold up every other language', async () => {
  const { ports, clock, held } = await unbound();
  held.add(gcc16.fingerprint);
  const others = { ...ports.registry, workers: () => Promise.resolve([workerOf('canary', 'cpp-9@1')]) };
  const forsaken = { ...ports, registry: others };
  const since = new Map<string, number>();
  clock.nowMs = 20_000;
  expect(await settleDraining(forsaken, since)).toEqual([]);
  clock.nowMs += 60_000;
  expect(await settleDraining(forsaken, since)).toEqual([gcc16.fingerprint]);
});
