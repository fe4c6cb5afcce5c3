import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { loadManifests } from './load-manifest.ts';
import type { RecipeFile, RecipeFolder } from './ports.ts';
import { readPrograms } from './programs.ts';
import type { LanguagePrograms } from './programs.ts';

/** The folder under `images/` that holds what all runtimes of a suite share. */
const baseFolder = 'base';

/** The folder beside a language's versions that holds programs which show that a runtime works; see `programs.ts`. */
const programsFolder = 'programs';

export const manifestFile = 'runtime.yaml';

export interface BaseRecipe {
  readonly suite: string;
  readonly reference: string;
  readonly files: readonly RecipeFile[];
}

export interface RuntimeRecipe {
  readonly reference: string;
  readonly manifest: RuntimeManifest;
  /** What the layers are made from: the folder without its manifest. Of a variant: nothing. */
  readonly files: readonly RecipeFile[];
  /** Of a variant: the image whose layers it shares. */
  readonly parent?: string;
}

export interface Recipes {
  readonly bases: readonly BaseRecipe[];
  readonly runtimes: readonly RuntimeRecipe[];
  /** Programs that show that a runtime works, by language. */
  readonly programs: ReadonlyMap<string, LanguagePrograms>;
}

/**
 * Folders of files to recipes, held against each other: a folder says what its manifest says, the base it stands on
 * exists, and no two runtimes ask for the same first binding.
 *
 * @throws SerinError `MANIFEST_INVALID` with the faults of all folders at once.
 */
export const readRecipes = (folders: readonly RecipeFolder[]): Recipes => {
  const { recipes, faults } = examineRecipes(folders);
  if (faults.length > 0) {
    throw new SerinError('MANIFEST_INVALID', `the runtime recipes are not valid: ${faults.length} fault(s)`, {
      faults,
    });
  }
  return recipes;
};

/** The recipes as far as they can be read, and everything that is wrong with them. */
export const examineRecipes = (
  folders: readonly RecipeFolder[],
): { readonly recipes: Recipes; readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const bases: BaseRecipe[] = [];
  const runtimes: RuntimeRecipe[] = [];
  const programs = new Map<string, LanguagePrograms>();
  for (const folder of folders) {
    const [outer = '', inner = ''] = folder.name.split('/');
    if (inner === programsFolder) {
      programs.set(outer, readPrograms(folder, faults));
      continue;
    }
    if (!folder.files.some((file) => file.path === 'Dockerfile')) {
      faults.push({ path: `images/${folder.name}`, message: 'there is no Dockerfile' });
    }
    if (outer === baseFolder) {
      bases.push({ suite: inner, reference: `serin/base:${inner}`, files: folder.files });
      continue;
    }
    const manifests = manifestsOf(folder, faults);
    if (manifests === undefined) continue;
    const [own, ...variants] = manifests;
    const reference = `serin/${outer}:${inner}`;
    const files = folder.files.filter(({ path }) => path !== manifestFile);
    runtimes.push({ reference, manifest: own, files });
    for (const manifest of variants) {
      runtimes.push({
        reference: `serin/${manifest.language}:${inner}`,
        manifest,
        files: [],
        parent: reference,
      });
    }
    faults.push(...misnamed(folder, own));
  }
  faults.push(...withoutBase(bases, runtimes), ...rivals(runtimes), ...namesakes(runtimes));
  return { recipes: { bases, runtimes, programs }, faults };
};

const pathOf = (folder: string): string => `images/${folder}/${manifestFile}`;

const manifestsOf = (folder: RecipeFolder, faults: Fault[]): ReturnType<typeof loadManifests> | undefined => {
  const file = folder.files.find(({ path }) => path === manifestFile);
  if (file === undefined) {
    faults.push({ path: `images/${folder.name}`, message: 'there is no runtime.yaml' });
    return undefined;
  }
  try {
    return loadManifests(pathOf(folder.name), file.data.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SerinError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
};

const misnamed = (folder: RecipeFolder, manifest: RuntimeManifest): Fault[] => {
  const [language, version] = folder.name.split('/');
  const faults: Fault[] = [];
  if (manifest.language !== language) {
    faults.push({
      path: `${pathOf(folder.name)} /language`,
      message: `the folder says "${String(language)}"`,
    });
  }
  if (manifest.version !== version) {
    faults.push({ path: `${pathOf(folder.name)} /version`, message: `the folder says "${String(version)}"` });
  }
  return faults;
};

const withoutBase = (bases: readonly BaseRecipe[], runtimes: readonly RuntimeRecipe[]): Fault[] =>
  runtimes
    .filter(({ manifest }) => !bases.some((base) => base.suite === manifest.suite))
    .map(({ manifest }) => ({
      path: `${pathOf(`${manifest.language}/${manifest.version}`)} /suite`,
      message: `there is no images/base/${manifest.suite}`,
    }));

const rivals = (runtimes: readonly RuntimeRecipe[]): Fault[] => {
  const first = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { manifest } of runtimes) {
    if (manifest.bootstrap === undefined) continue;
    const key = `${manifest.language} on ${manifest.bootstrap}`;
    const rival = first.get(key);
    first.set(key, rival ?? manifest.version);
    if (rival === undefined) continue;
    faults.push({
      path: `${pathOf(`${manifest.language}/${manifest.version}`)} /bootstrap`,
      message: `${manifest.language} ${rival} is the first on ${manifest.bootstrap} already`,
    });
  }
  return faults;
};

/** A variant is a language of its own, so it may be called like no other at its version. */
const namesakes = (runtimes: readonly RuntimeRecipe[]): Fault[] => {
  const first = new Map<string, RuntimeRecipe>();
  const faults: Fault[] = [];
  for (const recipe of runtimes) {
    const { reference, manifest, parent } = recipe;
    const other = first.get(reference);
    first.set(reference, other ?? recipe);
    if (other === undefined) continue;
    const folder = parent ?? other.parent ?? reference;
    faults.push({
      path: `${pathOf(folder.replace(/^serin\/([^:]+):/, '$1/'))} /variants`,
      message: `there is another ${manifest.language} ${manifest.version}`,
    });
  }
  return faults;
};
