/**
 * Everything that is wrong with the recipes, told at once: what building would refuse, and what would only be noticed by a program
 * that is judged wrongly.
 */
import type { Fault } from '../domain/errors.ts';
import { runtimeName } from '../domain/runtime.ts';
import { lintDocument } from './lint-manifest.ts';
import { lintPrograms } from './lint-programs.ts';
import type { RecipeFile, RecipeFolder } from './ports.ts';
import { examineRecipes } from './read-recipes.ts';
import type { Recipes, RuntimeRecipe } from './read-recipes.ts';
import { examineCandidates } from './candidates.ts';
import { defaultSet, examineSets, meansAlone } from './sets.ts';

export interface LintInput {
  readonly folders: readonly RecipeFolder[];
  /** Names of the policies in `sandboxes/policies`. */
  readonly policies: readonly string[];
  /** Text of `images/sets.yaml`; undefined when there is none. */
  readonly sets: string | undefined;
  /** Text of `images/candidates.yaml`; undefined when there is none. */
  readonly candidates: string | undefined;
}

export interface Lint {
  readonly errors: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** What was looked at. */
  readonly runtimes: number;
  readonly languages: number;
}

export const setsPath = 'images/sets.yaml';
export const candidatesPath = 'images/candidates.yaml';

export const lintRecipes = (input: LintInput): Lint => {
  const { recipes, faults } = examineRecipes(input.folders);
  const errors: Fault[] = [...faults];
  const warnings: Fault[] = [];
  for (const folder of input.folders) {
    errors.push(...leftToFillIn(folder));
    if (!isRecipe(folder)) continue;
    errors.push(...lintDockerfile(folder));
    errors.push(...lintDocument(folder, recipes, input.policies));
  }
  const programs = lintPrograms(recipes);
  errors.push(...programs.errors, ...disagreeing(recipes.runtimes));
  warnings.push(...programs.warnings, ...lintSets(input.sets, recipes, errors), ...unbound(recipes.runtimes));
  warnings.push(...lintCandidates(input.candidates, recipes, errors));
  return {
    errors: distinct(errors),
    warnings: distinct(warnings),
    runtimes: recipes.runtimes.length,
    languages: new Set(recipes.runtimes.map(({ manifest }) => manifest.language)).size,
  };
};

const isRecipe = ({ name }: RecipeFolder): boolean =>
  !name.startsWith('base/') && !name.endsWith('/programs');

const distinct = (faults: readonly Fault[]): Fault[] => [
  ...new Map(faults.map((fault) => [`${fault.path} ${fault.message}`, fault])).values(),
];

const mark = 'FILL IN';

/** What `serin images new` leaves to whoever writes the recipe. */
const leftToFillIn = (folder: RecipeFolder): Fault[] =>
  folder.files.flatMap((file) =>
    linesOf(file).flatMap((line, index) =>
      line.includes(mark)
        ? [{ path: `images/${folder.name}/${file.path}:${index + 1}`, message: 'is left to be filled in' }]
        : [],
    ),
  );

const linesOf = (file: RecipeFile): string[] => file.data.toString('utf8').split('\n');

/** Every image of a suite stands on its base, whichever one the build is given. */
const lintDockerfile = (folder: RecipeFolder): Fault[] => {
  const file = folder.files.find(({ path }) => path === 'Dockerfile');
  if (file === undefined) return [];
  const path = `images/${folder.name}/Dockerfile`;
  const [first, second] = linesOf(file)
    .map((text, index) => ({ text: text.trim(), place: `${path}:${index + 1}` }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  if (first === undefined || !/^ARG\s+BASE(=\S+)?$/.test(first.text)) {
    return [{ path: first?.place ?? path, message: 'must begin with "ARG BASE"' }];
  }
  if (second === undefined || !/^FROM\s+\$(BASE|\{BASE\})(\s+AS\s+\S+)?$/i.test(second.text)) {
    return [{ path: second?.place ?? path, message: 'must go on with "FROM ${BASE}"' }];
  }
  return [];
};

const pathOf = ({ reference, parent }: RuntimeRecipe): string =>
  `images/${(parent ?? reference).replace(/^serin\//, '').replace(':', '/')}/runtime.yaml`;

/** Two generations of a language are one language: the same rules name them, and the same files belong to them. */
const disagreeing = (runtimes: readonly RuntimeRecipe[]): Fault[] => {
  const first = new Map<string, RuntimeRecipe>();
  const faults: Fault[] = [];
  for (const recipe of runtimes) {
    const { manifest } = recipe;
    const other = first.get(manifest.language)?.manifest;
    first.set(manifest.language, first.get(manifest.language) ?? recipe);
    if (other === undefined) continue;
    const differs = (key: string, mine: string, its: string): void => {
      if (mine === its) return;
      const message = `${runtimeName(manifest)} says ${mine}, ${runtimeName(other)} says ${its}`;
      faults.push({ path: `${pathOf(recipe)} ${key}`, message });
    };
    const extensions = (of: typeof manifest): string => [...of.source.extensions].sort().join(' ');
    differs('/source/extensions', extensions(manifest), extensions(other));
    differs('/family', manifest.family ?? manifest.language, other.family ?? other.language);
  }
  return faults;
};

/** A runtime that no track begins with serves nobody until an operator binds it: that may be meant. */
const unbound = (runtimes: readonly RuntimeRecipe[]): Fault[] => {
  const bound = new Set(
    runtimes
      .filter(({ manifest }) => manifest.bootstrap !== undefined)
      .map(({ manifest }) => manifest.language),
  );
  return runtimes
    .filter(({ manifest }) => !bound.has(manifest.language))
    .map((recipe) => ({
      path: `${pathOf(recipe)} /bootstrap`,
      message: `no version of ${recipe.manifest.language} is bound to a track by itself`,
    }));
};

/** Errors go to `errors`; answers the warnings. */
const lintSets = (text: string | undefined, { runtimes }: Recipes, errors: Fault[]): Fault[] => {
  if (text === undefined) return [{ path: setsPath, message: 'is missing: every runtime is built' }];
  const document = examineSets(setsPath, text, errors);
  if (document === undefined) return [];
  const { value, placeOf } = document;
  for (const [set, members] of Object.entries(value.sets)) {
    if (runtimes.some(({ manifest }) => manifest.language === set || manifest.family === set)) {
      errors.push({ path: placeOf(['sets', set]), message: 'is the name of a language or a family as well' });
    }
    members.forEach((member, index) => {
      if (runtimes.some(({ manifest }) => meansAlone(member, manifest))) return;
      errors.push({ path: placeOf(['sets', set, index]), message: `there is no recipe for ${member}` });
    });
  }
  if (Object.hasOwn(value.sets, defaultSet)) return [];
  return [{ path: placeOf(['sets']), message: `there is no set "${defaultSet}": every runtime is built` }];
};

const lintCandidates = (text: string | undefined, { runtimes }: Recipes, errors: Fault[]): Fault[] => {
  if (text === undefined) return [];
  const document = examineCandidates(candidatesPath, text, errors);
  if (document === undefined) return [];
  const own = runtimes.filter(({ parent }) => parent === undefined);
  return own
    .filter(({ manifest }) => !Object.hasOwn(document.value.languages, manifest.language))
    .map((recipe) => ({
      path: candidatesPath,
      message: `does not name ${recipe.manifest.language}: the survey cannot say what Debian has for it`,
    }));
};
