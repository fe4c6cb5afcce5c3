/** `serin images new`: writes the beginning of a recipe. What is there already is never touched. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliFailure, exitCodes } from '../../cli/failure.ts';
import type { NewOptions } from '../../cli/image-verbs.ts';
import { printLine } from '../../cli/terminal.ts';
import { runtimeManifestSchema } from '../../domain/runtime.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { newRecipe } from '../../workshop/new-recipe.ts';
import type { NewRecipe } from '../../workshop/new-recipe.ts';
import type { RecipeFile, RecipeFolder } from '../../workshop/ports.ts';
import { examineRecipes } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import type { ImageVerbDeps } from './deps.ts';

/** The track that each suite is for. */
const tracks: Readonly<Record<string, string>> = { trixie: 'stable', forky: 'canary' };

export const createVerb = async (
  { stdout }: Pick<ImageVerbDeps, 'stdout'>,
  { imagesDir }: Pick<Config, 'imagesDir'>,
  options: NewOptions,
): Promise<number> => {
  const { language, version, suite, packages } = options;
  assertNames(options);
  const folders = await readRecipeFolders(imagesDir);
  if (folders.some(({ name }) => name === `${language}/${version}`)) {
    throw new CliFailure(exitCodes.usage, `there is images/${language}/${version} already`);
  }
  const { recipe, programs } = newRecipe({
    language,
    version,
    suite,
    packages,
    ...nearest(options, folders),
    bootstrap: trackOf(options, folders),
  });
  const hasPrograms = folders.some(({ name }) => name === `${language}/programs`);
  const files = [...recipe, ...(hasPrograms ? [] : programs)];
  for (const file of files) {
    await writeNew(join(imagesDir, file.path), file);
    printLine(stdout, `images/${file.path}`);
  }
  if (hasPrograms) printLine(stdout, `images/${language}/programs is left as it is`);
  for (const step of nextSteps(`${language}-${version}`)) printLine(stdout, step);
  return 0;
};

const assertNames = ({ language, version }: NewOptions): void => {
  const { shape } = runtimeManifestSchema;
  for (const [what, parsed] of [
    ['language', shape.language.safeParse(language)],
    ['version', shape.version.safeParse(version)],
  ] as const) {
    if (!parsed.success) {
      throw new CliFailure(exitCodes.usage, `${what}: ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
    }
  }
};

const nearest = ({ like }: NewOptions, folders: readonly RecipeFolder[]): Pick<NewRecipe, 'like'> => {
  if (like === undefined) return {};
  const recipe = folders.find(({ name }) => name === like);
  const [language = ''] = like.split('/');
  if (recipe === undefined || language === 'base' || like.endsWith('/programs')) {
    throw new CliFailure(exitCodes.usage, `there is no images/${like} to begin with`);
  }
  return { like: { recipe, programs: folders.find(({ name }) => name === `${language}/programs`) } };
};

/** The track of its suite, unless another version of the language begins there. */
const trackOf = ({ language, suite }: NewOptions, folders: readonly RecipeFolder[]): string | undefined => {
  const track = tracks[suite];
  const taken = examineRecipes(folders).recipes.runtimes.some(
    ({ manifest }) => manifest.language === language && manifest.bootstrap === track,
  );
  return taken ? undefined : track;
};

const writeNew = async (path: string, { data, executable }: RecipeFile): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data, { flag: 'wx', mode: executable ? 0o755 : 0o644 });
};

const nextSteps = (runtime: string): string[] => [
  '',
  'Next:',
  '  serin images lint                  until it finds nothing: every FILL IN has its line there',
  `  serin images build ${runtime}`,
  `  serin images test ${runtime}`,
];
