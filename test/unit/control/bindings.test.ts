import { describe, expect, test } from 'vitest';
import { bindTrack, promoteTrack, unbindTrack } from '../../../src/control/bindings.ts';
import { rollbackTrack } from '../../../src/control/rollback.ts';
import { bootstrapBindings } from '../../../src/control/bootstrap.ts';
import { putFreeze } from '../../../src/control/freezes.ts';
import { lineageOf } from '../../../src/control/lineage.ts';
import { release } from '../../../src/control/quarantine.ts';
import { controlWorld, gcc16, gcc17, workerOf } from '../../support/control-world.ts';
import type { ControlWorld } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const gcc14 = factsOf();
const ops = { by: 'ops', reason: 'try gcc 16' };
const plainly = { force: false, dryRun: false };
const canary = { language: 'cpp', track: 'canary', runtime: 'cpp-16', ...ops, ...plainly };
const stable = { ...canary, track: 'stable' };

/** GCC 14 on stable and GCC 16 on canary, as a fresh installation has them. */
const bootstrapped = async (): Promise<ControlWorld> => {
  const world = controlWorld({ runtimes: [gcc14, gcc16, gcc17] });
  await bootstrapBindings(world.ports);
  return world;
};

const boundOf = async ({ tracks }: ControlWorld): Promise<string[]> =>
  (await tracks.state()).bindings.map(({ track, runtime }) => `${track}=${runtime}`);

const kindsOf = async ({ tracks }: ControlWorld): Promise<string[]> =>
  (await tracks.history()).map(
    ({ kind, fingerprint }) => `${kind} ${String(fingerprint).split('@')[0] ?? ''}`,
  );

describe('binding', () => {
  test('takes a name, a whole fingerprint or a range, and records who, why and when', async () => {
    const world = controlWorld({ runtimes: [gcc14, gcc16] });
    const byName = await bindTrack(world.ports, canary);
    expect(byName).toMatchObject({ changed: true, revision: 1, answer: { binding: { atMs: 7, ...ops } } });
    expect(byName.answer.binding.fingerprint).toBe(gcc16.fingerprint);
    const byRange = await bindTrack(world.ports, { ...canary, track: 'beta', runtime: '^16.1' });
    expect(byRange.answer.binding).toMatchObject({ fingerprint: gcc16.fingerprint, range: '^16.1' });
    expect((await world.tracks.history()).at(-1)).toMatchObject({
      ...{ kind: 'bind', track: 'beta', range: '^16.1', revision: 2, rulesRevision: 3, environment: 'prod' },
      ...ops,
    });
  });

  test('what is bound already makes no revision', async () => {
    const world = await bootstrapped();
    const again = await bindTrack(world.ports, canary);
    expect(again).toMatchObject({ changed: false, revision: 1, answer: { warnings: [] } });
    expect((await world.tracks.state()).revision).toBe(1);
  });

  test('a dry run tells what would happen, and refuses what would be refused, but changes nothing', async () => {
    const world = await bootstrapped();
    const before = await world.tracks.state();
    const trial = await bindTrack(world.ports, { ...canary, runtime: 'cpp-17', dryRun: true });
    expect(trial).toMatchObject({ changed: false, answer: { replaced: gcc16.fingerprint } });
    const refused = bindTrack(world.ports, { ...stable, runtime: 'cpp-17', dryRun: true });
    await expect(refused).rejects.toMatchObject({ code: 'GUARD_REFUSED' });
    expect(await world.tracks.state()).toEqual(before);
  });

  test('that no worker of the track has is refused, for every language of the track would wait; by force it is warned of', async () => {
    const workers = [workerOf('stable', gcc16.fingerprint), workerOf('canary', gcc14.fingerprint)];
    const world = controlWorld({ runtimes: [gcc14, gcc16], workers });
    await expect(bindTrack(world.ports, canary)).rejects.toMatchObject({
      faults: [
        { path: '/guards/not-served', message: expect.stringContaining('serin images load') as string },
      ],
    });
    const { answer } = await bindTrack(world.ports, { ...canary, force: true });
    expect(answer.forced).toEqual(['not-served']);
    expect(answer.warnings).toEqual([
      expect.stringContaining(`no worker of track canary has ${gcc16.fingerprint}`),
    ]);
  });

  test('to a track that no worker serves is refused with how to start one', async () => {
    const { ports } = await bootstrapped();
    await expect(bindTrack(ports, { ...canary, track: 'nightly' })).rejects.toMatchObject({
      faults: [
        { path: '/guards/not-served', message: expect.stringContaining('--tracks nightly') as string },
      ],
    });
  });

  test('warns of workers that lack it, and will take no work', async () => {
    const workers = [workerOf('canary', gcc16.fingerprint), { ...workerOf('canary'), name: 'w2/canary' }];
    const { answer } = await bindTrack(controlWorld({ runtimes: [gcc16], workers }).ports, canary);
    expect(answer.warnings).toEqual([expect.stringContaining('1 of 2 workers of track canary lack it')]);
  });

  test('the same fingerprint by a range moves nobody, so it asks no guard and is no promotion', async () => {
    const world = await bootstrapped();
    await putFreeze(world.ports, {
      ...{ name: 'winter', kind: 'freeze', languages: [], fromMs: 0, untilMs: 1e6 },
      ...ops,
    });
    const { answer } = await bindTrack(world.ports, { ...stable, runtime: '~14.2' });
    expect(answer).toMatchObject({ binding: { range: '~14.2', fingerprint: gcc14.fingerprint }, forced: [] });
    expect((await world.tracks.history()).at(-1)).toMatchObject({ kind: 'bind', track: 'stable' });
  });

  test('what a track had before drains from then on', async () => {
    const world = await bootstrapped();
    world.clock.nowMs = 50;
    const { answer } = await bindTrack(world.ports, { ...canary, runtime: 'cpp-17' });
    expect(answer.replaced).toBe(gcc16.fingerprint);
    expect((await world.tracks.state()).draining).toEqual([
      { language: 'cpp', track: 'canary', runtime: 'cpp-16', fingerprint: gcc16.fingerprint, sinceMs: 50 },
    ]);
  });

  test('when another change comes first, it is planned again from what is then', async () => {
    const world = await bootstrapped();
    const change = world.tracks.change.bind(world.tracks);
    let interfered = false;
    const ports = {
      ...world.ports,
      tracks: {
        state: world.tracks.state,
        history: world.tracks.history,
        freezes: world.tracks.freezes,
        change: async (given: Parameters<typeof change>[0]) => {
          if (!interfered) {
            interfered = true;
            await unbindTrack(world.ports, { ...canary, dryRun: false });
          }
          return change(given);
        },
      },
    };
    const done = await bindTrack(ports, { ...canary, runtime: 'cpp-17' });
    expect(done.revision).toBe(3);
    expect(done.answer.replaced).toBeUndefined();
  });

  test('a language without runtimes is unknown', async () => {
    const { ports } = controlWorld({ runtimes: [gcc14] });
    await expect(bindTrack(ports, { ...canary, language: 'lua' })).rejects.toMatchObject({
      code: 'UNKNOWN_LANGUAGE',
    });
  });
});

describe('bootstrap', () => {
  test('binds what each runtime proposes, once', async () => {
    const world = await bootstrapped();
    expect(await bootstrapBindings(world.ports)).toEqual([]);
    expect(await boundOf(world)).toEqual(['canary=cpp-16', 'stable=cpp-14']);
    expect((await world.tracks.history()).slice(-2).map(({ kind, by }) => [kind, by])).toEqual([
      ['bootstrap', 'serin'],
      ['bootstrap', 'serin'],
    ]);
  });

  test('waits until every worker of the track has the runtime: a new language stops no other', async () => {
    const here = [gcc14.fingerprint, gcc16.fingerprint];
    const workers = [
      workerOf('stable', ...here),
      { ...workerOf('stable', gcc16.fingerprint), name: 'w2/stable' },
    ];
    const world = controlWorld({ runtimes: [gcc14, gcc16], workers });
    expect(await bootstrapBindings(world.ports)).toEqual([]);
    const alone = controlWorld({ runtimes: [gcc14, gcc16], workers: workers.slice(0, 1) });
    expect((await bootstrapBindings(alone.ports)).map(({ track }) => track)).toEqual(['stable']);
  });

  test('never replaces what a person bound, nor puts back what a person took away', async () => {
    const world = await bootstrapped();
    await unbindTrack(world.ports, { ...canary, dryRun: false });
    expect(await bootstrapBindings(world.ports)).toEqual([]);
    expect(await boundOf(world)).toEqual(['stable=cpp-14']);
    const mine = controlWorld({
      runtimes: [gcc14, gcc16],
      bindings: [bindingOf({ runtime: 'cpp-16', fingerprint: gcc16.fingerprint, by: 'ops' })],
    });
    await bootstrapBindings(mine.ports);
    expect(await boundOf(mine)).toEqual(['canary=cpp-16', 'stable=cpp-16']);
  });
});

describe('promoting', () => {
  test('binds to stable what canary has, and says what it replaced', async () => {
    const world = await bootstrapped();
    const { answer } = await promoteTrack(world.ports, {
      language: 'cpp',
      from: 'canary',
      ...ops,
      ...plainly,
    });
    expect(answer).toMatchObject({ replaced: gcc14.fingerprint, binding: { runtime: 'cpp-16' } });
    expect(await boundOf(world)).toEqual(['canary=cpp-16', 'stable=cpp-16']);
    expect(await kindsOf(world)).toContain('promote cpp-16.2.0');
  });

  test('means what the track had when it was looked at: what came meanwhile is not promoted', async () => {
    const world = await bootstrapped();
    const request = { language: 'cpp', from: 'canary', ...ops, ...plainly };
    await bindTrack(world.ports, { ...canary, runtime: 'cpp-17' });
    const late = promoteTrack(world.ports, { ...request, expected: gcc16.fingerprint });
    await expect(late).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `cpp has ${gcc17.fingerprint} on canary now, and ${gcc16.fingerprint} was expected; look again: serin tracks`,
    });
  });

  test('from a track that has nothing is refused with the tracks that there are', async () => {
    const { ports } = await bootstrapped();
    const asked = promoteTrack(ports, { language: 'cpp', from: 'beta', ...ops, ...plainly });
    await expect(asked).rejects.toMatchObject({
      code: 'UNKNOWN_TRACK',
      message: 'cpp has nothing on track beta; it has canary, stable',
    });
  });
});

describe('guards refuse', () => {
  test('to make stable what was never canary, with the way to go', async () => {
    const { ports } = await bootstrapped();
    await expect(bindTrack(ports, { ...stable, runtime: 'cpp-17' })).rejects.toMatchObject({
      code: 'GUARD_REFUSED',
      message: expect.stringContaining('was never canary here and staging has not vouched for it') as string,
      faults: [
        { path: '/guards/not-canaried', message: expect.stringContaining('tracks set cpp canary') as string },
      ],
    });
  });

  test('a promotion in a freeze or during a contest, unless it is for other languages or over', async () => {
    const rust = factsOf({
      ...gcc17,
      language: 'rust',
      family: 'rust',
      runtime: 'rust-1.85',
      fingerprint: 'rust-1.85.0@1',
    });
    const world = controlWorld({ runtimes: [gcc14, gcc16, gcc17, rust] });
    await bootstrapBindings(world.ports);
    const { ports, clock } = world;
    const freeze = { fromMs: 10, untilMs: 20, by: 'ann', reason: 'finals', languages: ['cpp'] };
    await putFreeze(ports, { ...freeze, name: 'winter', kind: 'freeze', languages: ['rust'] });
    await putFreeze(ports, { ...freeze, name: 'weekly-12', kind: 'contest' });
    const promote = (dryRun: boolean) =>
      promoteTrack(ports, { language: 'cpp', from: 'canary', ...ops, force: false, dryRun });
    await promote(true);
    clock.nowMs = 10;
    await expect(promote(true)).rejects.toMatchObject({
      faults: [
        { path: '/guards/contest', message: expect.stringContaining('weekly-12 runs until') as string },
      ],
    });
    await putFreeze(ports, { ...freeze, name: 'winter', kind: 'freeze', languages: [] });
    await expect(promote(true)).rejects.toMatchObject({
      faults: [{ path: '/guards/frozen' }, { path: '/guards/contest' }],
    });
    // Canary is not promotion.
    await bindTrack(ports, { ...canary, runtime: 'cpp-17' });
    clock.nowMs = 20;
    await expect(promote(false)).resolves.toMatchObject({ changed: true });
  });

  test('nothing that force passes over, and what was passed over is recorded', async () => {
    const world = await bootstrapped();
    const { answer } = await bindTrack(world.ports, { ...stable, runtime: 'cpp-17', force: true });
    expect(answer.forced).toEqual(['not-canaried']);
    expect((await world.tracks.history()).at(-1)).toMatchObject({
      kind: 'promote',
      forced: ['not-canaried'],
    });
  });

  test('what was never canary, although stable was emptied first', async () => {
    const { ports } = await bootstrapped();
    for (const track of ['canary', 'stable']) {
      await unbindTrack(ports, { language: 'cpp', track, ...ops, dryRun: false });
    }
    await expect(bindTrack(ports, { ...stable, runtime: 'cpp-17' })).rejects.toMatchObject({
      faults: [{ path: '/guards/not-canaried' }],
    });
  });

  test('nothing where a language has no stable yet', async () => {
    const { ports } = controlWorld({ runtimes: [gcc17] });
    await expect(bindTrack(ports, { ...stable, runtime: 'cpp-17' })).resolves.toMatchObject({
      changed: true,
    });
  });
});

describe('rolling back', () => {
  const promoted = async (): Promise<ControlWorld> => {
    const world = await bootstrapped();
    await promoteTrack(world.ports, { language: 'cpp', from: 'canary', ...ops, ...plainly });
    return world;
  };
  const back = { language: 'cpp', track: 'stable', by: 'ops', reason: 'wrong answers', dryRun: false };

  test('binds what was there before, and keeps what is taken away from every track', async () => {
    const world = await promoted();
    const { answer } = await rollbackTrack(world.ports, back);
    expect(answer).toMatchObject({
      quarantined: gcc16.fingerprint,
      binding: { fingerprint: gcc14.fingerprint, track: 'stable' },
    });
    expect(await boundOf(world)).toEqual(['stable=cpp-14']);
    const { quarantined, draining } = await world.tracks.state();
    expect(quarantined).toMatchObject([{ fingerprint: gcc16.fingerprint, reason: 'wrong answers' }]);
    expect(draining.map(({ track }) => track).sort()).toEqual(['canary', 'stable']);
  });

  test('asks no guard: a freeze does not stand in the way', async () => {
    const world = await promoted();
    await putFreeze(world.ports, {
      ...{ name: 'finals', kind: 'freeze', languages: [], fromMs: 0, untilMs: 1e6 },
      ...ops,
    });
    await expect(rollbackTrack(world.ports, back)).resolves.toMatchObject({ changed: true });
  });

  test('what was rolled back is refused everywhere, by force too, until it is released with a reason', async () => {
    const world = await promoted();
    await rollbackTrack(world.ports, back);
    for (const track of ['stable', 'canary', 'beta']) {
      await expect(bindTrack(world.ports, { ...canary, track, force: true })).rejects.toMatchObject({
        faults: [
          {
            path: '/guards/quarantined',
            message: expect.stringContaining('serin lineage release') as string,
          },
        ],
      });
    }
    expect(await bootstrapBindings(world.ports)).toEqual([]);
    await release(world.ports, { fingerprint: gcc16.fingerprint, by: 'ann', reason: 'it was the checker' });
    await expect(bindTrack(world.ports, canary)).resolves.toMatchObject({ changed: true });
    expect((await world.tracks.history()).at(-2)).toMatchObject({
      kind: 'release',
      reason: 'it was the checker',
    });
  });

  test('tells what became of other tracks that had it', async () => {
    const world = await promoted();
    const { answer } = await rollbackTrack(world.ports, { ...back, dryRun: true });
    expect(answer.also).toEqual([{ track: 'canary' }]);
  });

  test('canary, while it is stable too, is refused: nobody moves stable by the name of another track', async () => {
    const world = await promoted();
    await expect(rollbackTrack(world.ports, { ...back, track: 'canary' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is stable too; roll back stable') as string,
    });
    expect(await boundOf(world)).toEqual(['canary=cpp-16', 'stable=cpp-16']);
  });

  test('asked twice for one release goes back once', async () => {
    const world = await promoted();
    await bindTrack(world.ports, { ...canary, runtime: 'cpp-17' });
    await promoteTrack(world.ports, { language: 'cpp', from: 'canary', ...ops, ...plainly });
    const once = { ...back, expected: gcc17.fingerprint };
    await rollbackTrack(world.ports, once);
    await expect(rollbackTrack(world.ports, once)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await boundOf(world)).toEqual(['canary=cpp-16', 'stable=cpp-16']);
  });

  test('passes by what no worker has any more, and says so', async () => {
    const world = await promoted();
    await bindTrack(world.ports, { ...canary, runtime: 'cpp-17' });
    await promoteTrack(world.ports, { language: 'cpp', from: 'canary', ...ops, ...plainly });
    const workers = [workerOf('stable', gcc14.fingerprint, gcc17.fingerprint)];
    const ports = {
      ...world.ports,
      registry: { ...world.ports.registry, workers: () => Promise.resolve(workers) },
    };
    const { answer } = await rollbackTrack(ports, { ...back, dryRun: true });
    expect(answer.binding?.runtime).toBe('cpp-14');
    expect([...answer.warnings].sort()).toEqual(
      ['canary', 'stable'].map(
        (track) => expect.stringContaining(`${gcc16.fingerprint} was on ${track} before`) as string,
      ),
    );
    workers.pop();
    await expect(rollbackTrack(ports, back)).rejects.toMatchObject({
      message: expect.stringContaining('no worker has any of them') as string,
    });
  });

  test('canary, which had nothing before, is unbound', async () => {
    const world = await bootstrapped();
    const { answer } = await rollbackTrack(world.ports, { ...back, track: 'canary' });
    expect(answer).toEqual({ quarantined: gcc16.fingerprint, also: [], warnings: [] });
    expect(await boundOf(world)).toEqual(['stable=cpp-14']);
    expect(await kindsOf(world)).toEqual(
      expect.arrayContaining(['unbind cpp-16.2.0', 'quarantine cpp-16.2.0']),
    );
  });

  test('stable, which had nothing before, is refused and stays', async () => {
    const world = await bootstrapped();
    await expect(rollbackTrack(world.ports, back)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('had nothing on stable before') as string,
    });
    expect(await boundOf(world)).toEqual(['canary=cpp-16', 'stable=cpp-14']);
    expect((await world.tracks.state()).quarantined).toEqual([]);
  });

  test('twice goes back twice', async () => {
    const world = await promoted();
    await bindTrack(world.ports, { ...canary, runtime: 'cpp-17' });
    await promoteTrack(world.ports, { language: 'cpp', from: 'canary', ...ops, ...plainly });
    expect((await rollbackTrack(world.ports, back)).answer.binding?.runtime).toBe('cpp-16');
    expect((await rollbackTrack(world.ports, back)).answer.binding?.runtime).toBe('cpp-14');
    await expect(rollbackTrack(world.ports, back)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('unbinding', () => {
  test('lets what was sent there drain, and is in the history', async () => {
    const world = await bootstrapped();
    const done = await unbindTrack(world.ports, { language: 'cpp', track: 'canary', ...ops, dryRun: false });
    expect(done).toMatchObject({ changed: true, answer: { fingerprint: gcc16.fingerprint } });
    const state = await world.tracks.state();
    expect(state.draining.map(({ fingerprint }) => fingerprint)).toEqual([gcc16.fingerprint]);
    const node = lineageOf(await world.tracks.history(), state).nodes.find(
      ({ runtime }) => runtime === 'cpp-16',
    );
    expect(node).toMatchObject({ stage: 'retired', draining: true, tracks: [] });
  });

  test('stable, once nothing falls back to it, warns of what it means', async () => {
    const world = await bootstrapped();
    await unbindTrack(world.ports, { language: 'cpp', track: 'canary', ...ops, dryRun: false });
    const off = { language: 'cpp', track: 'stable', ...ops, dryRun: true };
    const { answer } = await unbindTrack(world.ports, off);
    expect(answer.warnings).toEqual([expect.stringContaining('cpp are refused from then on')]);
  });

  test('stable is refused while another track falls back to it', async () => {
    const { ports } = await bootstrapped();
    await expect(
      unbindTrack(ports, { language: 'cpp', track: 'stable', ...ops, dryRun: false }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('unbind canary first') as string,
    });
  });
});
