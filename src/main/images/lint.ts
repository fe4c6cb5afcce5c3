/** `serin images lint` */
import { printJson, printLine } from '../../cli/terminal.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { parsePolicies } from '../../sandbox/policy.ts';
import { candidatesPath, lintRecipes, setsPath } from '../../workshop/lint.ts';
import type { Lint } from '../../workshop/lint.ts';
import type { Config } from '../config.ts';
import { readBesideRecipes } from '../images.ts';
import { readPolicies } from '../sandbox-options.ts';
import type { ImageVerbDeps } from './deps.ts';

export const lintVerb = async (
  { stdout }: Pick<ImageVerbDeps, 'stdout'>,
  config: Pick<Config, 'imagesDir' | 'sandboxesDir'>,
  { json }: { readonly json: boolean },
): Promise<number> => {
  const lint = await lintShipped(config);
  if (json) printJson(stdout, lint);
  else for (const line of told(lint)) printLine(stdout, line);
  return lint.errors.length === 0 ? 0 : 1;
};

export const lintShipped = async ({
  imagesDir,
  sandboxesDir,
}: Pick<Config, 'imagesDir' | 'sandboxesDir'>): Promise<Lint> =>
  lintRecipes({
    folders: await readRecipeFolders(imagesDir),
    policies: [...parsePolicies(await readPolicies(sandboxesDir)).keys()],
    sets: await readBesideRecipes(imagesDir, setsPath),
    candidates: await readBesideRecipes(imagesDir, candidatesPath),
  });

const told = ({ errors, warnings, runtimes, languages }: Lint): string[] => [
  ...errors.map(({ path, message }) => `error    ${path}: ${message}`),
  ...warnings.map(({ path, message }) => `warning  ${path}: ${message}`),
  `${languages} languages, ${runtimes} runtimes: ${errors.length} errors, ${warnings.length} warnings`,
];
