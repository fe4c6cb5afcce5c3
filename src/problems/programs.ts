/** Programs in a package: checkers, validators, interactors, submissions. Each is a file, a folder, or several files. */
import type { AuxiliaryProgram, ProblemFile } from '../domain/problem.ts';
import type { PartialLimits } from '../domain/limits.ts';
import type { ReadContext } from './context.ts';
import type { Place } from './faults.ts';
import type { PackageFile } from './package-files.ts';
import { baseName, withoutExtension } from './package-path.ts';

/** Files as a program sees them: by their paths in its folder. */
export type ProgramFiles = ReadonlyMap<string, PackageFile>;

/** The files of a program given by one path. Undefined: there is nothing there. */
export const filesAt = ({ files }: ReadContext, path: string): ProgramFiles | undefined => {
  const file = files.get(path);
  if (file !== undefined) return new Map([[baseName(path), file]]);
  const within = files.below(path).flatMap((each) => files.get(each) ?? []);
  if (path === '' || within.length === 0) return undefined;
  return new Map(within.map((each) => [each.path.slice(path.length + 1), each]));
};

export interface AuxiliaryWish {
  /** What it is, for faults: "the checker". */
  readonly what: string;
  readonly place: Place;
  readonly language?: string | undefined;
  /** The file that it begins with, where that is said. */
  readonly begins?: string | undefined;
  readonly limits?: PartialLimits | undefined;
}

/** A program of the problem's own; undefined where the faults say why. */
export const auxiliary = async (
  context: ReadContext,
  sources: ProgramFiles,
  { what, place, language, begins, limits }: AuxiliaryWish,
): Promise<AuxiliaryProgram | undefined> => {
  const { faults, languages } = context;
  const paths = [...sources.keys()];
  const script = paths.find((path) => path === 'build' || path === 'run');
  if (script !== undefined) {
    const message = `${what} is built by a script, "${script}", which is not run here`;
    faults.error(place, `${message}: give its sources in one language and leave "build" and "run" out`);
    return undefined;
  }
  const id = language === undefined ? languages.ofFiles(paths) : languages.idNamed(language);
  if (id === undefined) {
    faults.error(place, unknownLanguage(what, paths, language));
    return undefined;
  }
  const entry = begins ?? entryFile(paths, id, context);
  if (entry === undefined) {
    const names = paths.slice(0, 5).join(', ');
    faults.error(
      place,
      `which file ${what} begins with cannot be told of ${names}: call it main, or give one file`,
    );
    return undefined;
  }
  return { language: id, files: await entryFirst(context, sources, entry), limits: limits ?? {} };
};

const unknownLanguage = (what: string, paths: readonly string[], language: string | undefined): string =>
  language === undefined
    ? `the language of ${what} (${paths.slice(0, 5).join(', ')}) cannot be told by its files' extensions: name it by "language"`
    : `${what} is in "${language}", a language that does not exist here`;

/** Names that the file which a program begins with has, of several. */
const entryNames = [
  'main',
  '__main__',
  'checker',
  'check',
  'validator',
  'validate',
  'interactor',
  'grader',
  'solution',
];

/** Compilers take all files at once: which one comes first does not matter to them. */
const compiledWhole = new Set([
  'c',
  'cpp',
  'c-clang',
  'cpp-clang',
  'java',
  'kotlin',
  'csharp',
  'go',
  'd',
  'swift',
]);

export const entryFile = (
  paths: readonly string[],
  language: string | undefined,
  { languages }: Pick<ReadContext, 'languages'>,
): string | undefined => {
  const extensions = language === undefined ? [] : languages.extensions(language);
  const sources = paths.filter((path) => extensions.some((extension) => path.endsWith(extension)));
  const candidates = sources.length > 0 ? sources : paths;
  if (candidates.length === 1) return candidates[0];
  const top = candidates.filter((path) => !path.includes('/'));
  const plain = (path: string): string => withoutExtension(baseName(path)).toLowerCase();
  const byName = entryNames
    .map((name) => top.find((path) => plain(path) === name))
    .find((path) => path !== undefined);
  if (byName !== undefined) return byName;
  return language !== undefined && compiledWhole.has(language.replace(/[0-9]+$/, ''))
    ? (top[0] ?? candidates[0])
    : undefined;
};

/** The files of a program with the one that it begins with before all others. */
export const entryFirst = async (
  context: ReadContext,
  sources: ProgramFiles,
  entry: string | undefined,
): Promise<readonly ProblemFile[]> => {
  const order = [...sources.keys()].sort((a, b) => Number(b === entry) - Number(a === entry));
  return storedFiles(
    context,
    new Map(
      order.flatMap((path) => {
        const file = sources.get(path);
        return file === undefined ? [] : [[path, file] as const];
      }),
    ),
  );
};

export const storedFiles = async (
  { files }: ReadContext,
  sources: ProgramFiles,
): Promise<readonly ProblemFile[]> => {
  const stored: ProblemFile[] = [];
  for (const [path, file] of sources) stored.push({ path, data: await files.stored(file) });
  return stored;
};
