/**
 * From recipes to runtimes that can be served.
 *
 *   read recipes → per suite: Debian image → base image → per runtime: build → probe
 *
 * An image carries the digest of its recipe and the id of the image it stands on; one that still agrees is left alone. A failure stops what
 * stands on it and nothing else: the rest is built, and all failures are told together at the end.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { forEachBounded } from './bounded.ts';
import type { Bounds } from './bounded.ts';
import { chosenRuntimes } from './chosen.ts';
import {
  baseLabels,
  groundOf,
  labels,
  layerFiles,
  recipeDigest,
  runtimeLabels,
  sharedLayers,
} from './labels.ts';
import type { BuildProgress, BuildRequest, FoundImage, ImageEngine, WorkshopPorts } from './ports.ts';
import { readRecipes } from './read-recipes.ts';
import type { BaseRecipe, RuntimeRecipe } from './read-recipes.ts';

export interface BuildOptions {
  /** Sets, languages, families or runtimes to build (`default`, `python`, `cpp`, `python-3.13`); the default set when left out. */
  readonly only?: readonly string[] | undefined;
  /** Images built at once, and the bytes of memory that they may take together. */
  readonly bounds?: Bounds | undefined;
  /** Build again even what agrees, with packages fetched anew. */
  readonly fresh?: boolean;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Told the images that will be looked at, before the first is. */
  readonly onPlan?: (images: readonly string[]) => void;
}

/** Images built at once where nothing is said: downloads and compilers take turns. */
const defaultBounds: Bounds = { limit: 2 };

const mebibyte = 1024 * 1024;

/** Unpacking packages, and giving layers another name, take little memory. */
const baseMemoryBytes = 256 * mebibyte;
const variantMemoryBytes = 64 * mebibyte;

/**
 * Build whatever is missing or out of date.
 *
 * @returns the facts of every runtime asked for, in the recipes' order.
 * @throws SerinError `MANIFEST_INVALID` before anything is built; `RUNTIME_NOT_FOUND` for a name in `only` that no recipe
 *   has; `IMAGE_BUILD_FAILED` with one fault per image when all the rest was built.
 */
export const buildAll = async (ports: WorkshopPorts, options: BuildOptions = {}): Promise<RuntimeFacts[]> => {
  const recipes = readRecipes(await ports.recipes());
  const runtimes = withParents(recipes.runtimes, await chosenRuntimes(ports, recipes, options.only));
  const suites = new Set<string>(runtimes.map(({ manifest }) => manifest.suite));
  const work: Work = {
    ports,
    fresh: options.fresh ?? false,
    tell: options.onProgress ?? (() => undefined),
    faults: [],
    assertRoom: once(ports.assertRoom),
  };
  const bounds = options.bounds ?? defaultBounds;
  const grounds = recipes.bases.filter((base) => suites.has(base.suite));
  options.onPlan?.([...grounds, ...runtimes].map(({ reference }) => reference));

  const bases = new Map<string, string>();
  await forEachBounded(
    grounds,
    bounds,
    async (base) => {
      const id = await attempt(work, base.reference, () => buildBase(work, base));
      if (id !== undefined) bases.set(base.reference, id);
    },
    () => baseMemoryBytes,
  );

  const facts = new Map<RuntimeRecipe, RuntimeFacts>();
  const parents = new Map(bases);
  // Variants stand on what was built before them.
  for (const variants of [false, true]) {
    const stage = runtimes.filter(({ parent }) => (parent !== undefined) === variants);
    await forEachBounded(
      stage,
      bounds,
      async (recipe) => {
        const built = await attempt(work, recipe.reference, () => buildRuntime(work, recipe, parents));
        if (built === undefined) return;
        facts.set(recipe, built);
        parents.set(recipe.reference, built.image.id);
      },
      ({ manifest }) => (variants ? variantMemoryBytes : manifest.build.memoryBytes),
    );
  }

  if (work.faults.length > 0) throw summary(work.faults);
  return runtimes.map((recipe) => facts.get(recipe)).filter((each) => each !== undefined);
};

interface Work {
  readonly ports: WorkshopPorts;
  readonly fresh: boolean;
  readonly tell: (progress: BuildProgress) => void;
  readonly faults: Fault[];
  readonly assertRoom: () => Promise<void>;
}

/** The same promise at every call. */
const once = (act: () => Promise<void>): (() => Promise<void>) => {
  let asked: Promise<void> | undefined;
  return () => (asked ??= act());
};

/** A variant needs the image whose layers it shares. */
const withParents = (
  runtimes: readonly RuntimeRecipe[],
  asked: readonly RuntimeRecipe[],
): readonly RuntimeRecipe[] => {
  const parents = new Set(asked.map(({ parent }) => parent));
  return runtimes.filter((recipe) => asked.includes(recipe) || parents.has(recipe.reference));
};

/** Failures that are not of one image: they end the whole work. */
const endsTheWork: ReadonlySet<string> = new Set(['DOCKER_UNAVAILABLE', 'STORAGE_FULL']);

/** Undefined, and a fault on record, when the image could not be had. */
const attempt = async <T>(work: Work, image: string, build: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await build();
  } catch (error) {
    if (!(error instanceof SerinError) || endsTheWork.has(error.code)) throw error;
    work.faults.push({ path: image, message: error.message });
    work.tell({ image, state: 'failed', reason: error.message });
    return undefined;
  }
};

/** Answers the id of the suite's base image. A base that agrees does not need the Debian image it was made from. */
const buildBase = async (work: Work, base: BaseRecipe): Promise<string> => {
  const { engine } = work.ports;
  const debian = engine.debianReference(base.suite);
  const present = await engine.find(base.reference);
  const agrees = !work.fresh && present?.labels[labels.recipe] === recipeDigest(base.files);
  const parent =
    (await engine.find(debian))?.id ??
    (agrees ? present.labels[labels.parent] : undefined) ??
    (await makeDebian(work, base));
  await bringUpToDate(work, present, {
    reference: base.reference,
    files: base.files,
    buildArgs: { DEBIAN: debian },
    labels: baseLabels(base, parent),
    fresh: work.fresh,
  });
  const built = await engine.find(base.reference);
  if (built !== undefined) return built.id;
  throw new SerinError('IMAGE_BUILD_FAILED', `${base.reference} was built, but the engine does not have it`);
};

const makeDebian = async (work: Work, { suite, reference }: BaseRecipe): Promise<string> => {
  await work.assertRoom();
  return work.ports.engine.ensureDebian(suite, (step) =>
    work.tell({ image: reference, state: 'building', step }),
  );
};

const buildRuntime = async (
  work: Work,
  recipe: RuntimeRecipe,
  parents: ReadonlyMap<string, string>,
): Promise<RuntimeFacts> => {
  const { engine } = work.ports;
  const { reference } = recipe;
  const ground = groundOf(recipe);
  const parent = parents.get(ground);
  if (parent === undefined) {
    throw new SerinError('IMAGE_BUILD_FAILED', `${ground}, on which it stands, could not be built`);
  }
  const present = await engine.find(reference);
  await bringUpToDate(work, present, {
    reference,
    files: layerFiles(recipe),
    buildArgs: recipe.parent === undefined ? { BASE: ground } : {},
    labels: runtimeLabels(recipe, parent),
    fresh: work.fresh,
  });
  await keepReplaced(engine, present, reference);
  return engine.facts(reference);
};

/** A runtime that was served may be bound to a track: it stays until an operator removes it. */
const keepReplaced = async (
  engine: ImageEngine,
  former: FoundImage | undefined,
  reference: string,
): Promise<void> => {
  if (former?.labels[labels.runtime] === undefined) return;
  const current = await engine.find(reference);
  if (current?.id !== former.id) await engine.keep(former.id, reference);
};

/**
 * Build, unless what is there agrees. When its layers agree and only the manifest does not, it is labelled anew on the same layers: no
 * word in a manifest may change a compiler.
 */
const bringUpToDate = async (
  work: Work,
  present: FoundImage | undefined,
  request: BuildRequest,
): Promise<void> => {
  const { engine, monotonic } = work.ports;
  const image = request.reference;
  const agrees = (name: string): boolean => !request.fresh && present?.labels[name] === request.labels[name];
  const sameLayers = agrees(labels.recipe) && agrees(labels.parent);
  if (sameLayers && agrees(labels.manifest)) {
    work.tell({ image, state: 'cached' });
    return;
  }
  await work.assertRoom();
  const startedMs = monotonic();
  work.tell({ image, state: 'building' });
  await engine.build(sameLayers ? relabelled(request) : request, (step) =>
    work.tell({ image, state: 'building', step }),
  );
  work.tell({ image, state: 'built', seconds: (monotonic() - startedMs) / 1000 });
};

const relabelled = (request: BuildRequest): BuildRequest => ({
  ...request,
  files: sharedLayers(request.reference),
  buildArgs: {},
});

const summary = (faults: readonly Fault[]): SerinError =>
  new SerinError(
    'IMAGE_BUILD_FAILED',
    `${faults.length} image(s) could not be built: ${faults.map((fault) => fault.path).join(', ')}`,
    { faults },
  );
