/** What an image carries that says what it was made from, so that it can be told whether it still agrees with its recipe. */
import { runtimeName } from '../domain/runtime.ts';
import { canonicalDigest, canonicalJson, sha256Hex } from '../fingerprint/canonical.ts';
import type { RecipeFile } from './ports.ts';
import type { BaseRecipe, RuntimeRecipe } from './read-recipes.ts';

export const labels = {
  /** Digest of the folder that the layers were made from. */
  recipe: 'serin.recipe',
  /** Id of the image that it stands on. */
  parent: 'serin.parent',
  runtime: 'serin.runtime',
  manifest: 'serin.manifest',
} as const;

type Labels = Readonly<Record<string, string>>;

export const baseLabels = (base: BaseRecipe, parentId: string): Labels => ({
  [labels.recipe]: recipeDigest(base.files),
  [labels.parent]: parentId,
});

export const runtimeLabels = (recipe: RuntimeRecipe, parentId: string): Labels => ({
  [labels.recipe]: recipeDigest(layerFiles(recipe)),
  [labels.parent]: parentId,
  [labels.runtime]: runtimeName(recipe.manifest),
  [labels.manifest]: canonicalJson(recipe.manifest),
});

/** Whether an image carries all of these. */
export const carries = (image: { readonly labels: Labels }, expected: Labels): boolean =>
  Object.entries(expected).every(([name, value]) => image.labels[name] === value);

/** The image that a runtime stands on. */
export const groundOf = ({ parent, manifest }: RuntimeRecipe): string =>
  parent ?? `serin/base:${manifest.suite}`;

/** What the layers of a runtime are made from. */
export const layerFiles = (recipe: RuntimeRecipe): readonly RecipeFile[] =>
  recipe.parent === undefined ? recipe.files : sharedLayers(recipe.parent);

/** An image that adds nothing but its name and its labels. */
export const sharedLayers = (reference: string): RecipeFile[] => [
  { path: 'Dockerfile', data: Buffer.from(`FROM ${reference}\n`), executable: false },
];

/** Digest of the files that layers are made from. */
export const recipeDigest = (files: readonly RecipeFile[]): string =>
  canonicalDigest(
    Object.fromEntries(files.map((file) => [file.path, [sha256Hex(file.data), file.executable]])),
  );
