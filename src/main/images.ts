/** The rooms that deal with images, put together: for the worker, and for the local verbs that need no server. */
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts, RuntimeManifest } from '../domain/runtime.ts';
import { runtimeFingerprint } from '../fingerprint/runtime-fingerprint.ts';
import { labelledImages } from '../imaging/catalogue.ts';
import type { CataloguePorts } from '../imaging/catalogue.ts';
import { buildRoom, freeDisk } from '../imaging/engine-room.ts';
import type { RoomPorts } from '../imaging/engine-room.ts';
import { createImageEngine } from '../imaging/image-engine.ts';
import { readRecipeFolders } from '../imaging/recipe-folders.ts';
import type { Bounds } from '../workshop/bounded.ts';
import { buildAll } from '../workshop/build-all.ts';
import type { BuildOptions } from '../workshop/build-all.ts';
import { chosenRuntimes } from '../workshop/chosen.ts';
import { setsPath } from '../workshop/lint.ts';
import type { WorkshopPorts } from '../workshop/ports.ts';
import { readRecipes } from '../workshop/read-recipes.ts';
import type { RuntimeRecipe } from '../workshop/read-recipes.ts';
import { everything, isNamed, readSets } from '../workshop/sets.ts';
import type { RuntimeSets } from '../workshop/sets.ts';
import type { Config } from './config.ts';
import { isLocalEngine, openDocker } from './docker.ts';
import { openProbeCache } from './probe-cache.ts';

export type ImagesConfig = Pick<Config, 'dataDir' | 'dockerHost' | 'imagesDir' | 'runtimes'>;

const mebibyte = 1024 * 1024;

/** Free disk below which no image is begun: a compiler and what it stands on. */
const defaultMinFreeBytes = 2048 * mebibyte;

/** The share of the free memory that builds may take together. */
const memoryShare = 0.75;

export const cataloguePorts = (config: Pick<Config, 'dataDir' | 'dockerHost'>): CataloguePorts => ({
  docker: openDocker(config.dockerHost),
  probeCache: openProbeCache(join(config.dataDir, 'probes')),
  fingerprintOf: runtimeFingerprint,
});

export const roomPorts = ({ dockerHost }: Pick<Config, 'dockerHost'>): RoomPorts => ({
  docker: openDocker(dockerHost),
  isLocal: isLocalEngine(dockerHost),
});

export const workshopPorts = (config: ImagesConfig, minFreeBytes = defaultMinFreeBytes): WorkshopPorts => ({
  recipes: () => readRecipeFolders(config.imagesDir),
  sets: () => readRuntimeSets(config.imagesDir),
  engine: createImageEngine({ ...cataloguePorts(config), temporaryDir: tmpdir() }),
  assertRoom: () => assertRoom(roomPorts(config), minFreeBytes),
  monotonic: () => performance.now(),
});

/** The text of a file beside the recipes; undefined when there is none. */
export const readBesideRecipes = async (imagesDir: string, path: string): Promise<string | undefined> => {
  try {
    return await readFile(join(imagesDir, path.replace(/^images\//, '')), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new SerinError('MANIFEST_INVALID', `${path} cannot be read: ${String(cause)}`, { cause });
  }
};

/** @throws SerinError MANIFEST_INVALID */
export const readRuntimeSets = async (imagesDir: string): Promise<RuntimeSets> => {
  const text = await readBesideRecipes(imagesDir, setsPath);
  return text === undefined ? {} : readSets(setsPath, text);
};

/**
 * Which runtimes a worker serves: all that its engine has, or those that the setting names. A worker needs no recipes, so sets are
 * known to it only where it has them.
 */
export const servedRuntimes = async (
  config: Pick<Config, 'imagesDir' | 'runtimes'>,
): Promise<((manifest: RuntimeManifest) => boolean) | undefined> => {
  const { runtimes } = config;
  if (runtimes === undefined || runtimes.includes(everything)) return undefined;
  const sets = await readRuntimeSets(config.imagesDir);
  return (manifest) => isNamed(runtimes, sets, manifest);
};

/** The engine has the image of some runtime, whatever it is worth. @throws SerinError DOCKER_UNAVAILABLE */
export const hasRuntimes = async (config: Pick<Config, 'dataDir' | 'dockerHost'>): Promise<boolean> =>
  (await labelledImages(cataloguePorts(config))).length > 0;

const assertRoom = async (ports: RoomPorts, minFreeBytes: number): Promise<void> => {
  const free = await freeDisk(ports);
  if (free === undefined || free >= minFreeBytes) return;
  const mib = (count: number): string => `${Math.floor(count / mebibyte)} MiB`;
  throw new SerinError(
    'STORAGE_FULL',
    `the disk of the Docker engine has ${mib(free)} free, and nothing is built below ${mib(minFreeBytes)}: ` +
      'make room ("serin images prune"), or say --min-free-mib',
  );
};

/** As many builds as processors, and together no more memory than most of what is free. */
export const buildBounds = async (config: Pick<Config, 'dockerHost'>, parallel?: number): Promise<Bounds> => {
  const { cpus, freeMemoryBytes } = await buildRoom(roomPorts(config));
  return { limit: Math.max(1, parallel ?? cpus), capacity: freeMemoryBytes * memoryShare };
};

/** Build what is missing or out of date: what the setting names, unless told. @throws SerinError, see `buildAll`. */
export const buildImages = async (
  config: ImagesConfig,
  options: BuildOptions & { readonly parallel?: number | undefined; readonly minFreeBytes?: number },
): Promise<RuntimeFacts[]> => {
  const { parallel, minFreeBytes, ...rest } = options;
  await mkdir(config.dataDir, { recursive: true });
  return buildAll(workshopPorts(config, minFreeBytes), {
    ...rest,
    only: namesOr(config, rest.only),
    bounds: await buildBounds(config, parallel),
  });
};

/** What was named, or what the setting names. */
export const namesOr = (
  { runtimes }: Pick<Config, 'runtimes'>,
  names: readonly string[] = [],
): readonly string[] => (names.length > 0 ? names : (runtimes ?? []));

/** The recipes that names mean, or else the setting. @throws SerinError RUNTIME_NOT_FOUND, MANIFEST_INVALID */
export const chosenRecipes = async (
  config: Pick<Config, 'imagesDir' | 'runtimes'>,
  names: readonly string[] = [],
): Promise<readonly RuntimeRecipe[]> => {
  const recipes = readRecipes(await readRecipeFolders(config.imagesDir));
  const sets = () => readRuntimeSets(config.imagesDir);
  return chosenRuntimes({ sets }, recipes, namesOr(config, names));
};
