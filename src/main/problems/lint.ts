/** `serin problems lint`: what a server would say of packages, without one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LintProblemOptions } from '../../cli/problem-lint.ts';
import { printJson, printLine } from '../../cli/terminal.ts';
import type { Output } from '../../cli/terminal.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { placed } from '../../problems/keep-problem.ts';
import type { PackageLanguage, PackageReading } from '../../problems/ports.ts';
import { readPackage } from '../../problems/read-package.ts';
import { readRecipes } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import { measureBlob, packageBounds } from './port.ts';

/** @returns the exit code: 1 where a package has errors. */
export const lintProblems = async (
  { stdout }: { readonly stdout: Output },
  config: Pick<Config, 'imagesDir' | 'sizes' | 'packageUnpackedLimitBytes'>,
  { paths, json }: LintProblemOptions,
): Promise<number> => {
  const temporaryDir = await mkdtemp(join(tmpdir(), 'serin-lint-'));
  try {
    const ports = { putBlob: measureBlob, languages: await languagesOf(config), temporaryDir };
    const readings: (PackageReading & { readonly path: string })[] = [];
    for (const path of paths) {
      readings.push({ path, ...(await readPackage(ports, path, packageBounds(config))) });
    }
    if (json) printJson(stdout, readings.map(asJson));
    else for (const line of readings.flatMap(told)) printLine(stdout, line);
    return readings.every(({ definition }) => definition !== undefined) ? 0 : 1;
  } finally {
    await rm(temporaryDir, { recursive: true, force: true });
  }
};

/** The languages that there are recipes for. */
const languagesOf = async ({ imagesDir }: Pick<Config, 'imagesDir'>): Promise<PackageLanguage[]> => {
  const byName = new Map<string, PackageLanguage>();
  for (const { manifest } of readRecipes(await readRecipeFolders(imagesDir)).runtimes) {
    const { language, family, source } = manifest;
    byName.set(language, { language, family: family ?? language, extensions: source.extensions });
  }
  return [...byName.values()];
};

const asJson = ({ path, format, definition, faults }: PackageReading & { readonly path: string }) => ({
  path,
  format,
  ...(definition === undefined ? {} : { title: definition.title, tests: definition.tests.length }),
  faults,
});

const told = ({ path, format, definition, faults }: PackageReading & { readonly path: string }): string[] => {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const about =
    definition === undefined
      ? `${path}: refused`
      : `${path}: ${definition.title}, ${definition.tests.length} tests`;
  return [
    ...faults.map((fault) => {
      const { path: place, message } = placed(fault);
      return `${fault.severity.padEnd(9)}${place}: ${message}`;
    }),
    `${about} (${format}): ${errors} errors, ${faults.length - errors} warnings`,
  ];
};
