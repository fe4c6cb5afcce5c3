import { describe, expect, test } from 'vitest';
import { listFreezes, putFreeze, removeFreeze } from '../../../src/control/freezes.ts';
import { quarantine, release } from '../../../src/control/quarantine.ts';
import { controlWorld, gcc16 } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const actor = { by: 'ann', reason: 'finals' };
const winter = { name: 'winter', kind: 'freeze', languages: [], fromMs: 10, untilMs: 20, ...actor } as const;

describe('freezes', () => {
  test('are listed until they are over, and whether they are in force', async () => {
    const { ports, clock } = controlWorld({ runtimes: [] });
    await putFreeze(ports, winter);
    await putFreeze(ports, { ...winter, name: 'weekly', kind: 'contest', fromMs: 0 });
    expect((await listFreezes(ports)).map(({ name, inForce }) => [name, inForce])).toEqual([
      ['winter', false],
      ['weekly', true],
    ]);
    clock.nowMs = 20;
    expect(await listFreezes(ports)).toEqual([]);
  });

  test('that end before they begin, or are over, are refused', async () => {
    const { ports, clock } = controlWorld({ runtimes: [] });
    await expect(putFreeze(ports, { ...winter, untilMs: 10 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      faults: [{ path: '/until', message: 'must be later than from' }],
    });
    clock.nowMs = 20;
    await expect(putFreeze(ports, winter)).rejects.toMatchObject({ faults: [{ path: '/until' }] });
  });

  test('are ended with a reason; one that is not there is told', async () => {
    const { ports, tracks } = controlWorld({ runtimes: [] });
    await putFreeze(ports, winter);
    await removeFreeze(ports, { name: 'winter', by: 'bob', reason: 'over early' });
    expect((await tracks.history()).map(({ kind, by, freeze }) => [kind, by, freeze])).toEqual([
      ['freeze', 'ann', 'winter'],
      ['thaw', 'bob', 'winter'],
    ]);
    await expect(removeFreeze(ports, { name: 'winter', ...actor })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('quarantine', () => {
  const { fingerprint } = gcc16;

  test('takes what is on no track, once', async () => {
    const { ports, tracks } = controlWorld({ runtimes: [gcc16] });
    expect(await quarantine(ports, { fingerprint, ...actor })).toMatchObject({ changed: true });
    expect(await quarantine(ports, { fingerprint, ...actor })).toMatchObject({ changed: false });
    expect((await tracks.state()).quarantined).toMatchObject([{ fingerprint, ...actor }]);
  });

  test('refuses what is bound, and says what does both', async () => {
    const { ports } = controlWorld({ runtimes: [factsOf()], bindings: [bindingOf()] });
    await expect(quarantine(ports, { fingerprint: bindingOf().fingerprint, ...actor })).rejects.toMatchObject(
      { code: 'CONFLICT', message: expect.stringContaining('tracks rollback cpp stable') as string },
    );
  });

  test('is not lifted where there is none, and nothing unknown is kept away', async () => {
    const { ports } = controlWorld({ runtimes: [gcc16] });
    await expect(release(ports, { fingerprint, ...actor })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(quarantine(ports, { fingerprint: 'x@1', ...actor })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
    });
  });
});
