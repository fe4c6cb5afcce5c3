import { afterAll, describe, expect, test } from 'vitest';
import { buildImage } from '../../../src/imaging/builder.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { pendingUpdates } from '../../../src/imaging/updates.ts';
import type { ImageUpdates } from '../../../src/imaging/updates.ts';
import { docker, removeTinyImages, repository, tinyBuild, tinyManifest } from './tiny-runtime.ts';

const ignore = (): void => undefined;
const archive = 'http://deb.debian.org/debian';

/** Of the Debian image with another list of sources, and what else a line of shell does to it. */
const updatesOf = async (tag: string, sources: readonly string[], change = 'true'): Promise<ImageUpdates> => {
  const list = sources.map((line) => `'${line}'`).join(' ');
  await buildImage(
    { docker },
    tinyBuild(
      tag,
      tinyManifest(),
      `ARG DEBIAN\nFROM \${DEBIAN}\nRUN rm -f /etc/apt/sources.list.d/*; printf '%s\\n' ${list} > /etc/apt/sources.list; ${change}\n`,
    ),
    ignore,
  );
  const image = await inspectImage({ docker }, `${repository}:${tag}`);
  if (image === undefined) throw new Error(`${repository}:${tag} was not built`);
  return pendingUpdates({ docker }, { id: image.id, reference: `${repository}:${tag}` });
};

afterAll(removeTinyImages);

describe('asking for updates', () => {
  test('names a package of which the archive has a newer version, and where that is', async () => {
    // As if the image were old: dpkg is told that an earlier version of tzdata is installed.
    const old = `awk '/^Package: /{p=$2} p=="tzdata" && /^Version: /{$0="Version: 2000a-1"} {print}' /var/lib/dpkg/status > /tmp/s && mv /tmp/s /var/lib/dpkg/status`;
    const { suites, updates } = await updatesOf('updates', [`deb ${archive} trixie main`], old);
    expect(suites).toHaveLength(2);
    expect(suites).toContainEqual({
      suite: 'trixie',
      uri: `${archive}/dists/trixie/`,
      named: true,
      fetched: true,
    });
    const security = suites.find(({ suite }) => suite === 'trixie-security');
    expect(security).toMatchObject({ named: false, fetched: true });
    expect(updates).toContainEqual({
      name: 'tzdata',
      architecture: 'all',
      installed: '2000a-1',
      available: expect.stringMatching(/^20\d\d/) as string,
      suites: expect.arrayContaining(['stable']) as string[],
      security: false,
    });
  });

  test('says of a suite that cannot be fetched that it could not, and why', async () => {
    const { suites } = await updatesOf('updates-lost', [
      'deb [trusted=yes] http://127.0.0.1:9/debian trixie main',
    ]);
    const lost = suites.find(({ uri }) => uri.includes('127.0.0.1'));
    expect(lost).toMatchObject({ suite: 'trixie', named: true, fetched: false });
    expect(lost?.reason).toMatch(/connect/i);
  });

  test('leaves no container behind', async () => {
    const left = await docker.listContainers({ all: true, filters: { label: ['serin.role=updates'] } });
    expect(left.filter(({ Image }) => Image.startsWith(repository))).toEqual([]);
  });
});
