/** The local verbs about images: they work on the engine itself and need no server. */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { runtimeFingerprint } from '../fingerprint/runtime-fingerprint.ts';
import { discoverRuntimes } from '../imaging/catalogue.ts';
import type { BrokenImage, CataloguePorts } from '../imaging/catalogue.ts';
import { createImageEngine } from '../imaging/image-engine.ts';
import { readRecipeFolders } from '../imaging/recipe-folders.ts';
import { buildAll } from '../workshop/build-all.ts';
import type { BuildOptions } from '../workshop/build-all.ts';
import type { Config } from './config.ts';
import { openDocker } from './docker.ts';
import { openProbeCache } from './probe-cache.ts';

export const cataloguePorts = (config: Pick<Config, 'dataDir' | 'dockerHost'>): CataloguePorts => ({
  docker: openDocker(config.dockerHost),
  probeCache: openProbeCache(join(config.dataDir, 'probes')),
  fingerprintOf: runtimeFingerprint,
});

/** Build what is missing or out of date. @throws SerinError, see `buildAll`. */
export const buildImages = async (
  config: Pick<Config, 'dataDir' | 'dockerHost' | 'imagesDir'>,
  options: BuildOptions,
): Promise<RuntimeFacts[]> => {
  const temporaryDir = tmpdir();
  await mkdir(config.dataDir, { recursive: true });
  const engine = createImageEngine({ ...cataloguePorts(config), temporaryDir });
  return buildAll(
    {
      recipes: () => readRecipeFolders(config.imagesDir),
      engine,
      monotonic: () => performance.now(),
    },
    options,
  );
};

/** Runtimes on the engine. @throws SerinError DOCKER_UNAVAILABLE */
export const listImages = (
  config: Pick<Config, 'dataDir' | 'dockerHost'>,
  report: (broken: BrokenImage) => void,
): Promise<RuntimeFacts[]> => discoverRuntimes(cataloguePorts(config), report);
