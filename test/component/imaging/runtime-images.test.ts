import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import Docker from 'dockerode';
import type { RuntimeManifest } from '../../../src/domain/runtime.ts';
import { runtimeFingerprint } from '../../../src/fingerprint/runtime-fingerprint.ts';
import { buildImage } from '../../../src/imaging/builder.ts';
import { findRuntimes, runtimeFacts } from '../../../src/imaging/catalogue.ts';
import type { BrokenImage, CataloguePorts } from '../../../src/imaging/catalogue.ts';
import { ensureDebian } from '../../../src/imaging/debian.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { keepImage } from '../../../src/imaging/kept-images.ts';
import { unknownPackages } from '../../../src/imaging/package-list.ts';
import { probeImage } from '../../../src/imaging/prober.ts';
import type { ImageAnswers } from '../../../src/imaging/prober.ts';
import type { BuildStep } from '../../../src/imaging/progress.ts';
import {
  docker,
  probeContainers,
  removeTinyImages,
  repository,
  tinyBuild,
  tinyManifest,
} from './tiny-runtime.ts';

const ignore = (): void => undefined;
const manifest = tinyManifest();

const idOf = async (tag: string): Promise<string> => {
  const image = await inspectImage({ docker }, `${repository}:${tag}`);
  if (image === undefined) throw new Error(`${repository}:${tag} was not built`);
  return image.id;
};

const discoverRuntimes = async (...asked: Parameters<typeof findRuntimes>) =>
  (await findRuntimes(...asked)).map(({ facts }) => facts);

beforeAll(async () => {
  await ensureDebian(
    { docker, bootstrap: () => Promise.reject(new Error('debian:trixie-slim is needed for this test')) },
    'trixie',
    ignore,
  );
  await buildImage({ docker }, tinyBuild('1', manifest), ignore);
});
afterAll(removeTinyImages);

describe('building an image', () => {
  test('tells each step, but not the labels', async () => {
    const steps: BuildStep[] = [];
    await buildImage({ docker }, tinyBuild('steps', manifest), (step) => steps.push(step));
    expect(steps.map((step) => step.instruction)).toEqual([
      'ARG DEBIAN',
      'FROM ${DEBIAN}',
      'COPY files /usr/lib/tiny',
      'ENV TINY=1',
      'WORKDIR /srv',
    ]);
    expect(steps.map((step) => step.index)).toEqual([1, 2, 3, 4, 5]);
  });

  test('twice from the same files gives the same layers, though the labels differ', async () => {
    const other = { ...tinyBuild('again', manifest), labels: { 'serin.note': 'another label' } };
    await buildImage({ docker }, other, ignore);
    const [first, second] = await Promise.all(
      ['1', 'again'].map((tag) => inspectImage({ docker }, `${repository}:${tag}`)),
    );
    expect(second?.id).not.toBe(first?.id);
    expect(second?.identity).toEqual(first?.identity);
  });

  test('that fails tells the command and what it said', async () => {
    const request = tinyBuild(
      'broken',
      manifest,
      'ARG DEBIAN\nFROM ${DEBIAN}\nRUN echo "no such package"; exit 7\n',
    );
    await expect(buildImage({ docker }, request, ignore)).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringMatching(/returned a non-zero code: 7[^]*no such package/) as string,
    });
    expect(await inspectImage({ docker }, request.reference)).toBeUndefined();
  });

  test('with an engine that is not there says so', async () => {
    const nobody = new Docker({ socketPath: '/nonexistent/docker.sock' });
    await expect(buildImage({ docker: nobody }, tinyBuild('1', manifest), ignore)).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
    });
    await expect(inspectImage({ docker: nobody }, 'debian')).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
    });
  });
});

describe('inspecting an image', () => {
  test('gives what can change a run', async () => {
    const image = await inspectImage({ docker }, `${repository}:1`);
    expect(image?.identity).toMatchObject({ user: '', workdir: '/srv', entrypoint: [] });
    expect(image?.identity.env).toContain('TINY=1');
    expect(image?.identity.diffIds.length).toBeGreaterThanOrEqual(2);
    for (const diffId of image?.identity.diffIds ?? []) expect(diffId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(image?.identity.architecture).toMatch(/^[a-z0-9]+$/);
    expect(image?.sizeBytes).toBeGreaterThan(1_000_000);
  });

  test('that is not there gives nothing', async () => {
    expect(await inspectImage({ docker }, `${repository}:missing`)).toBeUndefined();
  });
});

describe('probing an image', () => {
  test('gives the exact version and the trimmed features, with the manifest’s environment', async () => {
    const { probes } = await probeImage({ docker }, await idOf('1'), manifest);
    expect(probes).toEqual({ version: '1.7', features: { greeting: 'hello from the manifest' } });
  });

  test('happens as an unprivileged user, without a network, on a root that it cannot write', async () => {
    const script =
      'id -u; ls /sys/class/net; touch /usr/x 2>/dev/null || echo read-only; touch /box/x && echo box';
    const curious = tinyManifest({
      probes: { ...manifest.probes, features: { surroundings: { argv: ['/bin/sh', '-c', script] } } },
    });
    const { probes } = await probeImage({ docker }, await idOf('1'), curious);
    expect(probes.features['surroundings']).toBe('199999\nlo\nread-only\nbox');
  });

  const failing = (argv: string[]) =>
    tinyManifest({ probes: { ...manifest.probes, features: { heap: { argv } } } });

  test.each([
    [
      'exits with a failure',
      failing(['/bin/sh', '-c', 'echo "no heap" >&2; exit 4']),
      /probe "heap" failed, exit code 4: no heap/,
    ],
    ['is not there', failing(['/usr/bin/missing']), /probe "heap" failed, .*exit code 12[67]/],
    ['says far too much', failing(['/bin/sh', '-c', 'yes']), /probe "heap" failed, more than 16384 bytes/],
    [
      'says no version',
      tinyManifest({
        probes: { version: { argv: ['/bin/echo', 'tiny x'], pattern: '^tiny (\\d+)$' }, features: {} },
      }),
      /probe "version" said "tiny x"/,
    ],
  ])('fails and names the probe when one %s', async (_, broken, message) => {
    const probing = probeImage({ docker }, await idOf('1'), broken);
    await expect(probing).rejects.toMatchObject({ code: 'IMAGE_PROBE_FAILED' });
    await expect(probing).rejects.toThrow(message);
  });

  test('fails when a probe does not end', async () => {
    const probing = probeImage(
      { docker, probeTimeoutMs: 300 },
      await idOf('1'),
      failing(['/bin/sleep', '60']),
    );
    await expect(probing).rejects.toThrow('probe "heap" failed, no end after 300 ms');
  });

  test('leaves no container behind, whatever happened', async () => {
    expect(await probeContainers()).toEqual([]);
  });
});

describe('the catalogue', () => {
  const shared = new Map<string, ImageAnswers>();

  /** Knows every image of this machine but those of this run, so that only they are probed. */
  const catalogue = (known = shared): CataloguePorts & { probed: string[] } => {
    const probed: string[] = [];
    return {
      docker,
      probed,
      fingerprintOf: runtimeFingerprint,
      probeCache: {
        get: async (id) => {
          const image = await inspectImage({ docker }, id);
          const ours = image?.labels['serin.runtime']?.startsWith(`${manifest.language}-`) === true;
          return ours ? known.get(id) : { probes: { version: '0', features: {} }, packages: unknownPackages };
        },
        put: (id, answers) => {
          probed.push(id);
          known.set(id, answers);
          return Promise.resolve();
        },
      },
    };
  };

  test('knows a runtime from its image alone', async () => {
    const facts = await runtimeFacts(catalogue(), `${repository}:1`);
    expect(facts).toMatchObject({
      runtime: `${manifest.language}-1`,
      language: manifest.language,
      family: manifest.language,
      version: '1.7',
      manifest,
      image: { id: await idOf('1'), reference: `${repository}:1` },
    });
    expect(facts.fingerprint).toMatch(new RegExp(`^${manifest.language}-1\\.7@[0-9a-f]{12}$`));
  });

  test('probes an image once, for its id never means another', async () => {
    const ports = catalogue(new Map());
    const first = await runtimeFacts(ports, `${repository}:1`);
    expect(await runtimeFacts(ports, `${repository}:1`)).toEqual(first);
    expect(ports.probed).toEqual([await idOf('1')]);
  });

  test('gives two images with the same layers and manifest one fingerprint, and lists them once', async () => {
    const request = tinyBuild('twin', manifest);
    await buildImage({ docker }, { ...request, labels: { ...request.labels, 'serin.note': 'twin' } }, ignore);
    const ports = catalogue();
    const twin = await runtimeFacts(ports, `${repository}:twin`);
    const first = await runtimeFacts(ports, `${repository}:1`);
    expect(twin.image.id).not.toBe(first.image.id);
    expect(twin.fingerprint).toBe(first.fingerprint);
    const found = await discoverRuntimes(ports, ignore);
    expect(found.filter((facts) => facts.language === manifest.language)).toHaveLength(1);
  });

  test('finds a build that was replaced, after the current one', async () => {
    const changed = tinyManifest({ version: '2', policy: 'wide' });
    const replaced = tinyManifest({ version: '2', policy: 'narrow' });
    await buildImage({ docker }, tinyBuild('2', replaced), ignore);
    const former = await idOf('2');
    await buildImage({ docker }, tinyBuild('2', changed), ignore);
    await keepImage({ docker }, former, `${repository}:2`);
    const found = await discoverRuntimes(catalogue(), ignore);
    const versions = found.filter((facts) => facts.runtime === `${manifest.language}-2`);
    expect(versions.map((facts) => facts.image.reference)).toEqual([
      `${repository}:2`,
      `${repository}:2-${former.replace('sha256:', '').slice(0, 12)}`,
    ]);
    expect(versions.map((facts) => facts.manifest.policy)).toEqual(['wide', 'narrow']);
  });

  test('passes over a broken image and says why', async () => {
    const request = tinyBuild('3', tinyManifest({ version: '3' }));
    const noManifest = { ...request, labels: { ...request.labels, 'serin.manifest': '{"kind":"Runtime"}' } };
    const unprobeable = tinyManifest({
      version: '4',
      probes: { version: { argv: ['/bin/false'], pattern: '(.*)' }, features: {} },
    });
    await buildImage({ docker }, noManifest, ignore);
    await buildImage({ docker }, tinyBuild('4', unprobeable), ignore);
    const broken: BrokenImage[] = [];
    const found = await discoverRuntimes(catalogue(), (image) => broken.push(image));
    expect(broken).toContainEqual({
      image: `${repository}:3`,
      reason: expect.stringContaining('serin.manifest/language') as string,
    });
    expect(broken).toContainEqual({
      image: `${repository}:4`,
      reason: expect.stringContaining('probe "version" failed') as string,
    });
    expect(found.map((facts) => facts.runtime)).toContain(`${manifest.language}-1`);
    expect(found.map((facts) => facts.runtime)).not.toContain(`${manifest.language}-3`);
  });

  test('asks only the images that are wanted what they are', async () => {
    const ports = catalogue(new Map());
    const wanted = ({ language, version }: RuntimeManifest): boolean =>
      language === manifest.language && version === '2';
    const found = await discoverRuntimes(ports, ignore, wanted);
    expect(found.map(({ manifest: { policy } }) => policy)).toEqual(['wide', 'narrow']);
    expect(ports.probed).toHaveLength(2);
  });

  test('says that an image is not there', async () => {
    await expect(runtimeFacts(catalogue(), `${repository}:missing`)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
    });
  });
});
