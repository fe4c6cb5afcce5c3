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
import { runtimeName } from '../domain/runtime.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { canonicalDigest, canonicalJson, sha256Hex } from '../fingerprint/canonical.ts';
import { forEachBounded } from './bounded.ts';
import type {
  BuildProgress,
  BuildRequest,
  FoundImage,
  ImageEngine,
  RecipeFile,
  WorkshopPorts,
} from './ports.ts';
import { readRecipes } from './read-recipes.ts';
import type { BaseRecipe, RuntimeRecipe } from './read-recipes.ts';

export interface BuildOptions {
  /** Runtimes to build, as `python-3.13` or `python`; all when left out. */
  readonly only?: readonly string[];
  /** Images built at once. */
  readonly parallel?: number;
  /** Build again even what agrees, with packages fetched anew. */
  readonly fresh?: boolean;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** Images built at once where nothing is said: downloads and compilers take turns. */
const defaultParallel = 2;

const labels = {
  /** Digest of the folder that the layers were made from. */
  recipe: 'serin.recipe',
  /** Id of the image that it stands on. */
  parent: 'serin.parent',
  runtime: 'serin.runtime',
  manifest: 'serin.manifest',
} as const;

/**
 * Build whatever is missing or out of date.
 *
 * @returns the facts of every runtime asked for, in the recipes' order.
 * @throws SerinError `MANIFEST_INVALID` before anything is built; `RUNTIME_NOT_FOUND` for a name in `only` that no recipe
 *   has; `IMAGE_BUILD_FAILED` with one fault per image when all the rest was built.
 */
export const buildAll = async (ports: WorkshopPorts, options: BuildOptions = {}): Promise<RuntimeFacts[]> => {
  const recipes = readRecipes(await ports.recipes());
  const runtimes = chosen(recipes.runtimes, options.only ?? []);
  const suites = new Set<string>(runtimes.map(({ manifest }) => manifest.suite));
  const work: Work = {
    ports,
    fresh: options.fresh ?? false,
    tell: options.onProgress ?? (() => undefined),
    faults: [],
  };
  const parallel = options.parallel ?? defaultParallel;

  const bases = new Map<string, string>();
  await forEachBounded(
    recipes.bases.filter((base) => suites.has(base.suite)),
    parallel,
    async (base) => {
      const id = await attempt(work, base.reference, () => buildBase(work, base));
      if (id !== undefined) bases.set(base.reference, id);
    },
  );

  const facts = new Map<RuntimeRecipe, RuntimeFacts>();
  const parents = new Map(bases);
  // Variants stand on what was built before them.
  for (const variants of [false, true]) {
    const stage = runtimes.filter(({ parent }) => (parent !== undefined) === variants);
    await forEachBounded(stage, parallel, async (recipe) => {
      const built = await attempt(work, recipe.reference, () => buildRuntime(work, recipe, parents));
      if (built === undefined) return;
      facts.set(recipe, built);
      parents.set(recipe.reference, built.image.id);
    });
  }

  if (work.faults.length > 0) throw summary(work.faults);
  return runtimes.map((recipe) => facts.get(recipe)).filter((each) => each !== undefined);
};

interface Work {
  readonly ports: WorkshopPorts;
  readonly fresh: boolean;
  readonly tell: (progress: BuildProgress) => void;
  readonly faults: Fault[];
}

const chosen = (runtimes: readonly RuntimeRecipe[], only: readonly string[]): readonly RuntimeRecipe[] => {
  if (only.length === 0) return runtimes;
  const names = ({ manifest }: RuntimeRecipe): string[] => [
    runtimeName(manifest),
    manifest.language,
    manifest.family ?? manifest.language,
  ];
  const unknown = only.filter((name) => !runtimes.some((recipe) => names(recipe).includes(name)));
  if (unknown.length > 0) {
    throw new SerinError('RUNTIME_NOT_FOUND', `there is no recipe for ${unknown.join(', ')}`);
  }
  const asked = runtimes.filter((recipe) => names(recipe).some((name) => only.includes(name)));
  const parents = new Set(asked.map(({ parent }) => parent));
  return runtimes.filter((recipe) => asked.includes(recipe) || parents.has(recipe.reference));
};

/** Undefined, and a fault on record, when the image could not be had. An engine that is gone ends the whole work. */
const attempt = async <T>(work: Work, image: string, build: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await build();
  } catch (error) {
    if (!(error instanceof SerinError) || error.code === 'DOCKER_UNAVAILABLE') throw error;
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
    (await engine.ensureDebian(base.suite, (step) =>
      work.tell({ image: base.reference, state: 'building', step }),
    ));
  await bringUpToDate(work, present, {
    reference: base.reference,
    files: base.files,
    buildArgs: { DEBIAN: debian },
    labels: { [labels.recipe]: recipeDigest(base.files), [labels.parent]: parent },
    fresh: work.fresh,
  });
  const built = await engine.find(base.reference);
  if (built !== undefined) return built.id;
  throw new SerinError('IMAGE_BUILD_FAILED', `${base.reference} was built, but the engine does not have it`);
};

const buildRuntime = async (
  work: Work,
  recipe: RuntimeRecipe,
  parents: ReadonlyMap<string, string>,
): Promise<RuntimeFacts> => {
  const { engine } = work.ports;
  const { reference, manifest } = recipe;
  const ground = recipe.parent ?? `serin/base:${manifest.suite}`;
  const files = recipe.parent === undefined ? recipe.files : sharedLayers(ground);
  const parent = parents.get(ground);
  if (parent === undefined) {
    throw new SerinError('IMAGE_BUILD_FAILED', `${ground}, on which it stands, could not be built`);
  }
  const present = await engine.find(reference);
  await bringUpToDate(work, present, {
    reference,
    files,
    buildArgs: recipe.parent === undefined ? { BASE: ground } : {},
    labels: {
      [labels.recipe]: recipeDigest(files),
      [labels.parent]: parent,
      [labels.runtime]: runtimeName(manifest),
      [labels.manifest]: canonicalJson(manifest),
    },
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

/** An image that adds nothing but its name and its labels. */
const sharedLayers = (reference: string): RecipeFile[] => [
  { path: 'Dockerfile', data: Buffer.from(`FROM ${reference}\n`), executable: false },
];

/** Digest of the files that layers are made from. */
const recipeDigest = (files: readonly RecipeFile[]): string =>
  canonicalDigest(
    Object.fromEntries(files.map((file) => [file.path, [sha256Hex(file.data), file.executable]])),
  );

const summary = (faults: readonly Fault[]): SerinError =>
  new SerinError(
    'IMAGE_BUILD_FAILED',
    `${faults.length} image(s) could not be built: ${faults.map((fault) => fault.path).join(', ')}`,
    { faults },
  );
