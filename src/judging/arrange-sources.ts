/**
 * Which files are compiled, and which of them the program begins with.
 *
 * A problem may bring files of its own: a grader with the main program, a header, a stub. They lie beside the submitted ones. Where two have
 * one name the problem's file is taken, and the submitted one is left out and named in the compile log: nobody replaces a grader. Of the problem's own
 * files, those for the language come before those for its family, and these before those for all.
 *
 * A program that came as one text has no name. It gets the runtime's (`main.py`), or, where the problem brings a file of that name,
 * `solution.py`.
 */
import type { RuntimeManifest } from '../domain/runtime.ts';
import { soleSource } from '../domain/submission.ts';
import type { SourceFile } from '../domain/submission.ts';

export interface Arranged {
  readonly sources: readonly SourceFile[];
  /** What `{source}` stands for. */
  readonly entry: string;
  /** Paths of submitted files that the problem's take the place of. */
  readonly leftOut: readonly string[];
}

export const arrangeSources = (
  manifest: Pick<RuntimeManifest, 'source'>,
  submitted: readonly SourceFile[],
  provided: readonly SourceFile[] = [],
): Arranged => {
  const taken = new Map(provided.map((file) => [file.path, file]));
  const named = submitted.map((file) =>
    file.path === soleSource ? { ...file, path: nameOfSole(manifest.source, taken) } : file,
  );
  const sources = [...taken.values(), ...named.filter(({ path }) => !taken.has(path))];
  return {
    sources,
    entry: entryOf(manifest.source, sources),
    leftOut: named.map(({ path }) => path).filter((path) => taken.has(path)),
  };
};

type SourceNaming = RuntimeManifest['source'];

/** `main.py` → `solution.py`, `Main.java` → `Solution.java`. */
const nameOfSole = ({ file }: SourceNaming, taken: ReadonlyMap<string, unknown>): string => {
  if (!taken.has(file)) return file;
  const dot = file.indexOf('.');
  const name = /^[A-Z]/.test(file) ? 'Solution' : 'solution';
  return dot === -1 ? name : `${name}${file.slice(dot)}`;
};

/** The file that is named as the runtime wants it; else the first that is the language's. Problems' files come first. */
const entryOf = ({ file, extensions }: SourceNaming, sources: readonly SourceFile[]): string => {
  const paths = sources.map(({ path }) => path);
  if (paths.includes(file)) return file;
  return paths.find((path) => extensions.some((extension) => path.endsWith(extension))) ?? file;
};
