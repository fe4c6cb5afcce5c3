/** `serin images survey` */
import { resolve } from 'node:path';
import type { SurveyOptions } from '../../cli/image-verbs.ts';
import { formatTable } from '../../cli/table.ts';
import { openProgressLine, printJson, printLine } from '../../cli/terminal.ts';
import { writeTextFile } from '../../imaging/archive-files.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { suitePackages } from '../../imaging/suite-packages.ts';
import { readCandidates } from '../../workshop/candidates.ts';
import { candidatesPath } from '../../workshop/lint.ts';
import { readRecipes } from '../../workshop/read-recipes.ts';
import { surveyCells, surveyDocument, surveyHeadings, surveyLanguages } from '../../workshop/survey.ts';
import type { Config } from '../config.ts';
import { cataloguePorts, readBesideRecipes } from '../images.ts';
import type { ImageVerbDeps } from './deps.ts';

export const surveyVerb = async (
  { stdout, stderr, cwd }: Pick<ImageVerbDeps, 'stdout' | 'stderr' | 'cwd'>,
  config: Config,
  { write, json }: SurveyOptions,
): Promise<number> => {
  const recipes = readRecipes(await readRecipeFolders(config.imagesDir));
  const text = await readBesideRecipes(config.imagesDir, candidatesPath);
  const candidates = text === undefined ? {} : readCandidates(candidatesPath, text);
  const ports = cataloguePorts(config);
  const line = openProgressLine(stderr);
  const packages = (suite: string, names: readonly string[]) => {
    line.show(`asking ${suite} for ${names.length} packages`);
    return suitePackages(ports, `serin/base:${suite}`, names);
  };
  try {
    const surveyed = await surveyLanguages({ packages }, recipes, candidates);
    line.clear();
    if (json) printJson(stdout, { languages: surveyed });
    else printLine(stdout, formatTable(surveyHeadings, surveyed.map(surveyCells)));
    if (write !== undefined) {
      const day = new Date().toISOString().slice(0, 10);
      await writeTextFile(resolve(cwd, write), surveyDocument(surveyed, day));
    }
    return 0;
  } finally {
    line.clear();
  }
};
