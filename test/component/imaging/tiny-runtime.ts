import Docker from 'dockerode';
import { runtimeManifestSchema } from '../../../src/domain/runtime.ts';
import type { RuntimeManifest } from '../../../src/domain/runtime.ts';
import { canonicalJson } from '../../../src/fingerprint/canonical.ts';
import type { BuildRequest } from '../../../src/imaging/builder.ts';
import { engineStatus } from '../../../src/imaging/engine-error.ts';
import { labels } from '../../../src/imaging/labels.ts';

/** The engine under test: `DOCKER_HOST` or the local socket. A test that cannot reach it fails. */
export const docker = new Docker();

/** Images of this run alone, so that runs side by side never meet. */
export const repository = `serin-test/tiny-${process.pid.toString()}`;

/** A runtime that takes no time to build: the shell of the Debian image. */
export const tinyManifest = (change: Partial<RuntimeManifest> = {}): RuntimeManifest =>
  runtimeManifestSchema.parse({
    apiVersion: 'serin/v1',
    kind: 'Runtime',
    language: `tiny${process.pid.toString()}`,
    version: '1',
    displayName: 'Tiny',
    suite: 'trixie',
    source: { file: 'main.sh', extensions: ['.sh'] },
    run: {
      argv: ['/bin/sh', '/app/{source}'],
      env: { PATH: '/usr/bin:/bin', GREETING: 'hello from the manifest' },
    },
    probes: {
      version: { argv: ['/bin/cat', '/usr/lib/tiny/version'], pattern: '^tiny (\\d+\\.\\d+)$' },
      features: { greeting: { argv: ['/bin/sh', '-c', 'echo " $GREETING "'] } },
    },
    editor: { codemirror: 'text', monaco: 'plaintext', template: 'hello' },
    ...change,
  });

export const tinyBuild = (
  tag: string,
  manifest: RuntimeManifest,
  dockerfile = defaultDockerfile,
): BuildRequest => ({
  reference: `${repository}:${tag}`,
  files: [
    { path: 'Dockerfile', data: Buffer.from(dockerfile), executable: false },
    { path: 'files/version', data: Buffer.from('tiny 1.7\n'), executable: false },
    { path: 'files/hello', data: Buffer.from('#!/bin/sh\necho hello\n'), executable: true },
  ],
  buildArgs: { DEBIAN: 'debian:trixie-slim' },
  labels: {
    [labels.runtime]: `${manifest.language}-${manifest.version}`,
    [labels.manifest]: canonicalJson(manifest),
  },
  fresh: false,
});

const defaultDockerfile = `ARG DEBIAN
FROM \${DEBIAN}
COPY files /usr/lib/tiny
ENV TINY=1
WORKDIR /srv
`;

/** Remove what this run built, and nothing else. */
export const removeTinyImages = async (): Promise<void> => {
  const images = await docker.listImages({ filters: { reference: [`${repository}:*`] } });
  for (const tag of images.flatMap((image) => image.RepoTags ?? [])) {
    await docker
      .getImage(tag)
      .remove({ force: true })
      .catch((cause: unknown) => {
        if (engineStatus(cause) !== 404) throw cause;
      });
  }
};

/** Throw-away containers that are still there. */
export const probeContainers = async (): Promise<string[]> => {
  const containers = await docker.listContainers({ all: true, filters: { label: [`${labels.role}=probe`] } });
  return containers.filter((each) => each.Labels['serin.runtime']?.startsWith('tiny')).map((each) => each.Id);
};
