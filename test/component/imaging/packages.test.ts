import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildImage } from '../../../src/imaging/builder.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { probeImage } from '../../../src/imaging/prober.ts';
import type { ImageAnswers } from '../../../src/imaging/prober.ts';
import { docker, removeTinyImages, repository, tinyBuild, tinyManifest } from './tiny-runtime.ts';

const ignore = (): void => undefined;
const manifest = tinyManifest();

const answersOf = async (tag: string, dockerfile?: string): Promise<ImageAnswers> => {
  await buildImage({ docker }, tinyBuild(tag, manifest, dockerfile), ignore);
  const image = await inspectImage({ docker }, `${repository}:${tag}`);
  if (image === undefined) throw new Error(`${repository}:${tag} was not built`);
  return probeImage({ docker, background: true }, image.id, manifest);
};

let plain: ImageAnswers;
beforeAll(async () => {
  plain = await answersOf('packages');
});
afterAll(removeTinyImages);

describe('the packages of an image', () => {
  test('are those that dpkg has installed, each with its source', () => {
    const { known, packages } = plain.packages;
    expect(known).toBe(true);
    expect(packages.length).toBeGreaterThan(50);
    const libc = packages.find(({ name }) => name === 'libc6');
    expect(libc).toMatchObject({ type: 'deb', architecture: expect.stringMatching(/^\w+$/) as string });
    expect(libc?.source).toEqual({ name: 'glibc', version: libc?.version });
    for (const { version } of packages) expect(version).toMatch(/^\d/);
  });

  test('include npm packages for all and what the recipe declares', async () => {
    const { packages } = await answersOf(
      'packages-npm',
      `ARG DEBIAN
FROM \${DEBIAN}
COPY files /usr/lib/tiny
RUN mkdir -p /usr/local/lib/node_modules/@types/node /usr/lib/serin/node_modules/left-pad \\
 && echo '{"name":"@types/node","version":"20.1.0"}' > /usr/local/lib/node_modules/@types/node/package.json \\
 && echo '{"name":"left-pad","version":"1.3.0"}' > /usr/lib/serin/node_modules/left-pad/package.json \\
 && echo '{"packages":[{"type":"generic","name":"zig","version":"0.15.1"}]}' > /usr/lib/serin/packages.json
`,
    );
    expect(packages.packages.filter(({ type }) => type !== 'deb')).toEqual([
      { type: 'generic', name: 'zig', version: '0.15.1' },
      { type: 'npm', name: '@types/node', version: '20.1.0' },
      { type: 'npm', name: 'left-pad', version: '1.3.0' },
    ]);
    expect(packages.packages.filter(({ type }) => type === 'deb')).toEqual(plain.packages.packages);
  });

  test('are not known in an image without dpkg, which is no failure', async () => {
    const { probes, packages } = await answersOf(
      'packages-none',
      'ARG DEBIAN\nFROM ${DEBIAN}\nCOPY files /usr/lib/tiny\nRUN rm /usr/bin/dpkg-query\n',
    );
    expect(probes.version).toBe('1.7');
    expect(packages).toEqual({ known: false, packages: [] });
  });
});
