import { expect, test } from 'vitest';
import { bindTrack, unbindTrack } from '../../../src/control/bindings.ts';
import { bootstrapBindings } from '../../../src/control/bootstrap.ts';
import { settleDraining } from '../../../src/control/drain.ts';
import { controlWorld, gcc16 } from '../../support/control-world.ts';
import { factsOf } from '../../support/facts.ts';

const unbound = async () => {
  const world = controlWorld({ runtimes: [factsOf(), gcc16] });
  await bootstrapBindings(world.ports);
  await unbindTrack(world.ports, { language: 'cpp', track: 'canary', by: 'ops', reason: 'r', dryRun: false });
  return { ...world, key: `canary:${gcc16.fingerprint}` };
};

test('what was unbound drains until nothing that was sent to it is unfinished', async () => {
  const { ports, tracks, clock, unfinished, key } = await unbound();
  unfinished.set(key, 2);
  clock.nowMs = 20_000;
  expect(await settleDraining(ports)).toEqual([]);
  expect((await tracks.state()).draining).toHaveLength(1);
  unfinished.set(key, 0);
  expect(await settleDraining(ports)).toEqual([gcc16.fingerprint]);
  expect((await tracks.state()).draining).toEqual([]);
  expect((await tracks.history()).at(-1)).toMatchObject({ kind: 'drained', fingerprint: gcc16.fingerprint });
});

test('it drains for a while even with nothing to do, because not every process has heard yet', async () => {
  const { ports, clock } = await unbound();
  clock.nowMs = 7 + 9_999;
  expect(await settleDraining(ports)).toEqual([]);
  clock.nowMs = 7 + 10_000;
  expect(await settleDraining(ports)).toEqual([gcc16.fingerprint]);
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
  expect(await settleDraining(racing)).toEqual([]);
  expect((await tracks.state()).bindings).toHaveLength(2);
});
