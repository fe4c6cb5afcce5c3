import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { prune } from '../../../src/workshop/prune.ts';
import type { Prunable, PruneOptions, PrunePorts } from '../../../src/workshop/prune.ts';

const runtime = (id: string, given: Partial<Prunable> = {}): Prunable => ({
  kind: 'runtime',
  id,
  tags: [`serin/lua:5.4-${id}`],
  containers: 0,
  replaced: true,
  fingerprint: `lua-5.4@${id}`,
  ...given,
});

const current = runtime('now', { tags: ['serin/lua:5.4'], replaced: false });

const fake = (prunables: readonly Prunable[], referred: Record<string, string> = {}) => {
  const removed: string[] = [];
  const ports: PrunePorts = {
    prunables: () => Promise.resolve(prunables),
    currentRunner: () => Promise.resolve('serin/runner:now'),
    referred: () => Promise.resolve(new Map(Object.entries(referred))),
    remove: ({ id }) => Promise.resolve(void removed.push(id)),
  };
  const run = async (options: Partial<PruneOptions> = {}, change: Partial<PrunePorts> = {}) =>
    (await prune({ ...ports, ...change }, { dryRun: false, offline: false, ...options })).map(
      ({ prunable, outcome, why }) => `${prunable.id} ${outcome}: ${why}`,
    );
  return { run, removed };
};

describe('with a server', () => {
  test('a replaced build that nothing refers to goes', async () => {
    const { run, removed } = fake([current, runtime('old')]);
    expect(await run()).toEqual([
      'now kept: is current',
      'old removed: was replaced, and nothing refers to it',
    ]);
    expect(removed).toEqual(['old']);
  });

  test('what a track is bound to, what drains and what a rollback may need stays, with the reason', async () => {
    const { run, removed } = fake([runtime('bound'), runtime('drained'), runtime('gone')], {
      'lua-5.4@bound': 'lua on stable is bound to it',
      'lua-5.4@drained': 'submissions for it are still being judged',
    });
    expect(await run()).toEqual([
      'bound kept: lua on stable is bound to it',
      'drained kept: submissions for it are still being judged',
      'gone removed: was replaced, and nothing refers to it',
    ]);
    expect(removed).toEqual(['gone']);
  });

  test('what has lost every name stays as well when something refers to it', async () => {
    const { run } = fake([runtime('nameless', { tags: [] })], { 'lua-5.4@nameless': 'is stable' });
    expect(await run()).toEqual(['nameless kept: is stable']);
  });

  test('what is the same runtime as the current one, or nobody knows what, stays', async () => {
    const { run, removed } = fake([
      current,
      runtime('relabelled', { fingerprint: 'lua-5.4@now' }),
      runtime('broken', { fingerprint: undefined }),
    ]);
    expect(await run()).toEqual([
      'now kept: is current',
      'relabelled kept: is the same runtime as the current one',
      'broken kept: cannot be probed, so nobody knows whether it is needed',
    ]);
    expect(removed).toEqual([]);
  });

  test('that does not answer nothing is removed', async () => {
    const { run, removed } = fake([runtime('old')]);
    const referred = () => Promise.reject(new Error('no server'));
    await expect(run({}, { referred })).rejects.toThrow('no server');
    expect(removed).toEqual([]);
  });
});

describe('without a server', () => {
  test('only what has no name goes', async () => {
    const { run, removed } = fake([current, runtime('kept'), runtime('nameless', { tags: [] })]);
    const referred = () => Promise.reject(new Error('must not be asked'));
    expect(await run({ offline: true }, { referred })).toEqual([
      'now kept: is current',
      'kept kept: was replaced, and only a server knows whether a track is bound to it',
      'nameless removed: has no name',
    ]);
    expect(removed).toEqual(['nameless']);
  });
});

describe('bases and runners', () => {
  const base = (id: string, tags: string[] = []): Prunable => ({ kind: 'base', id, tags, containers: 0 });
  const runner = (id: string): Prunable => ({
    kind: 'runner',
    id,
    tags: [`serin/runner:${id}`],
    containers: 0,
  });
  const volume = (id: string, containers = 0): Prunable => ({ kind: 'volume', id, tags: [id], containers });

  test('go when a newer one took their place, in an order in which the engine lets them', async () => {
    const { run, removed } = fake([
      base('old-base'),
      base('base', ['serin/base:trixie']),
      runtime('old'),
      runner('old-runner'),
      runner('now'),
      volume('serin-runner-1'),
    ]);
    await run();
    expect(removed).toEqual(['serin-runner-1', 'old-runner', 'old', 'old-base']);
  });

  test('stay while a container uses them', async () => {
    const used = { ...runner('old-runner'), containers: 1 };
    const { run, removed } = fake([used, volume('serin-runner-1', 2), runtime('old', { containers: 1 })]);
    expect(await run()).toEqual([
      'serin-runner-1 kept: 2 container(s) use it',
      'old-runner kept: 1 container(s) use it',
      'old kept: 1 container(s) use it',
    ]);
    expect(removed).toEqual([]);
  });
});

test('a dry run tells what would go and removes nothing', async () => {
  const { run, removed } = fake([runtime('old')]);
  expect(await run({ dryRun: true })).toEqual(['old would go: was replaced, and nothing refers to it']);
  expect(removed).toEqual([]);
});

test('what the engine refuses to remove is told as kept, and the rest goes on', async () => {
  const { run } = fake([runtime('stood-on'), runtime('old')]);
  const remove = ({ id }: Prunable) =>
    id === 'stood-on'
      ? Promise.reject(new SerinError('INTERNAL', 'it has dependent images'))
      : Promise.resolve();
  expect(await run({}, { remove })).toEqual([
    'stood-on kept: it has dependent images',
    'old removed: was replaced, and nothing refers to it',
  ]);
});

test('an engine that is gone ends the work', async () => {
  const { run } = fake([runtime('old')]);
  const remove = () => Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'gone'));
  await expect(run({}, { remove })).rejects.toMatchObject({ code: 'DOCKER_UNAVAILABLE' });
});
