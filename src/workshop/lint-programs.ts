/** Whether every runtime has programs that show it works, and every program belongs to one. */
import type { Fault } from '../domain/errors.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { checks } from './checks.ts';
import type { LanguagePrograms } from './programs.ts';
import type { Recipes } from './read-recipes.ts';

export const programsOf = (manifest: RuntimeManifest): string => manifest.programs ?? manifest.language;

export const lintPrograms = ({
  runtimes,
  programs,
}: Recipes): { readonly errors: Fault[]; readonly warnings: Fault[] } => {
  const errors: Fault[] = [];
  const warnings: Fault[] = [];
  const users = new Map<string, RuntimeManifest[]>();
  for (const { manifest } of runtimes) {
    const language = programsOf(manifest);
    users.set(language, [...(users.get(language) ?? []), manifest]);
    // A manifest that names another language's programs is told of at its own line.
    if (manifest.programs !== undefined || programs.has(language)) continue;
    errors.push({
      path: `images/${language}`,
      message: `there are no programs that show it works: write images/${language}/programs/`,
    });
  }
  for (const folder of programs.values()) {
    errors.push(...missing(folder), ...withoutEntry(folder, users.get(folder.language) ?? []));
    if (users.has(folder.language)) continue;
    warnings.push({ path: `images/${folder.language}/programs`, message: 'no runtime is shown by these' });
  }
  return { errors, warnings };
};

const missing = ({ language, sources, not }: LanguagePrograms): Fault[] =>
  checks
    .filter(({ name }) => !sources.has(name) && not[name] === undefined)
    .map(({ name, task }) => ({
      path: `images/${language}/programs`,
      message: `there is no program for the check "${name}" (${task}); write one, or say in programs.yaml why not`,
    }));

/** A program of several files begins with the file that the runtime begins with. */
const withoutEntry = (
  { language, sources }: LanguagePrograms,
  users: readonly RuntimeManifest[],
): Fault[] => {
  const files = sources.get('multi-file');
  if (files === undefined) return [];
  const entries = new Set(users.map(({ source }) => source.file));
  return [...entries]
    .filter((entry) => !files.some((file) => file.path === entry))
    .map((entry) => ({
      path: `images/${language}/programs/multi-file`,
      message: `there is no ${entry}, with which the program begins`,
    }));
};
