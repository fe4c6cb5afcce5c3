/** What can be removed of an engine: found, with what uses it, and removed by itself alone. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runtimeFingerprint } from '../../../src/fingerprint/runtime-fingerprint.ts';
import { buildImage } from '../../../src/imaging/builder.ts';
import type { CataloguePorts } from '../../../src/imaging/catalogue.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { keepImage } from '../../../src/imaging/kept-images.ts';
import { labels } from '../../../src/imaging/labels.ts';
import { leftovers, removeLeftover } from '../../../src/imaging/leftovers.ts';
import type { Leftover } from '../../../src/imaging/leftovers.ts';
import { prune } from '../../../src/workshop/prune.ts';
import { docker, removeTinyImages, repository, tinyBuild, tinyManifest } from './tiny-runtime.ts';

const manifest = tinyManifest({ displayName: 'Tiny, to be pruned' });
const newer = tinyManifest({
  displayName: 'Tiny, to be pruned',
  run: { ...manifest.run, env: { TINY: '2' } },
});

const catalogue: CataloguePorts = {
  docker,
  probeCache: {
    // Only images of this test are asked what they are: there may be many others.
    get: (id) => Promise.resolve(id === formerId || id === currentId ? undefined : elsewhere),
    put: () => Promise.resolve(),
  },
  fingerprintOf: runtimeFingerprint,
};
const elsewhere = { probes: { version: '0', features: {} }, packages: { known: false, packages: [] } };

const volume = `serin-runner-${process.pid.toString(16).padStart(12, '0')}`;
let formerId = '';
let currentId = '';

const mine = async (): Promise<Leftover[]> =>
  (await leftovers(catalogue, () => undefined)).filter(({ id }) =>
    [formerId, currentId, volume].includes(id),
  );

/** As on the command line, but nothing that is not of this test is even looked at. */
const pruneMine = (referred: Record<string, string>) =>
  prune(
    {
      prunables: mine,
      currentRunner: () => Promise.resolve('serin/runner:none'),
      referred: () => Promise.resolve(new Map(Object.entries(referred))),
      remove: (prunable) => removeLeftover({ docker }, prunable),
    },
    { dryRun: false, offline: false },
  );

const build = async (of: typeof manifest): Promise<string> => {
  await buildImage({ docker }, tinyBuild('pruned', of), () => undefined);
  return (await inspectImage({ docker }, `${repository}:pruned`))?.id ?? '';
};

const keptName = (): string => `${repository}:pruned-${formerId.replace('sha256:', '').slice(0, 12)}`;

beforeAll(async () => {
  formerId = await build(manifest);
  currentId = await build(newer);
  await keepImage({ docker }, formerId, `${repository}:pruned`);
  await docker.createVolume({ Name: volume });
});

afterEach(async () => {
  const left = await docker.listContainers({ all: true, filters: { label: [`${labels.role}=prune-test`] } });
  for (const { Id: id } of left) await docker.getContainer(id).remove({ force: true });
});

afterAll(async () => {
  await removeTinyImages();
  await removeLeftover({ docker }, { kind: 'volume', id: volume, tags: [volume] });
});

describe('what an engine has left over', () => {
  test('is found with its kind, its fingerprint and whether it was replaced', async () => {
    const found = await mine();
    expect(found.find(({ id }) => id === formerId)).toMatchObject({
      kind: 'runtime',
      tags: [keptName()],
      replaced: true,
      containers: 0,
      fingerprint: expect.stringMatching(/^tiny\d+-1\.7@[0-9a-f]{12}$/) as string,
    });
    expect(found.find(({ id }) => id === currentId)).toMatchObject({ kind: 'runtime', replaced: false });
    expect(found.find(({ id }) => id === volume)).toMatchObject({ kind: 'volume', containers: 0 });
  });

  test('is in use while a container of it exists, though it never ran', async () => {
    await docker.createContainer({
      Image: formerId,
      Labels: { [labels.role]: 'prune-test' },
      HostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: '/runner' }] },
    });
    const found = await mine();
    expect(found.find(({ id }) => id === formerId)?.containers).toBe(1);
    expect(found.find(({ id }) => id === volume)?.containers).toBe(1);
    expect((await pruneMine({})).map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept']);
  });

  test('stays while a server needs it, and goes with all its names when nothing does', async () => {
    const fingerprint = (await mine()).find(({ id }) => id === formerId)?.fingerprint ?? '';
    await pruneMine({ [fingerprint]: 'is stable' });
    expect(await inspectImage({ docker }, keptName())).toMatchObject({ id: formerId });
    await pruneMine({});
    expect(await inspectImage({ docker }, keptName())).toBeUndefined();
    expect(await inspectImage({ docker }, `${repository}:pruned`)).toMatchObject({ id: currentId });
  });

  test('that is gone already is no failure', async () => {
    await removeLeftover({ docker }, { kind: 'runtime', id: formerId, tags: [keptName()] });
    await removeLeftover({ docker }, { kind: 'volume', id: 'serin-runner-none', tags: [] });
  });
});
