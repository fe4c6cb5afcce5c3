import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { SerinError } from '../domain/errors.ts';

interface RecipeFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly data: Buffer;
  readonly executable: boolean;
}

/** One folder of recipes: `base/trixie`, `python/3.13`. */
export interface RecipeFolder {
  readonly name: string;
  readonly files: readonly RecipeFile[];
}

/**
 * Every `<language>/<version>` folder below `root`, and every `base/<suite>`, in the order of their names.
 *
 * @throws SerinError `MANIFEST_INVALID` when they cannot be read.
 */
export const readRecipeFolders = async (root: string): Promise<RecipeFolder[]> => {
  try {
    return await readAll(root);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SerinError('MANIFEST_INVALID', `the runtime recipes cannot be read: ${reason}`, { cause });
  }
};

const readAll = async (root: string): Promise<RecipeFolder[]> => {
  const folders: RecipeFolder[] = [];
  for (const outer of await directories(root)) {
    for (const inner of await directories(join(root, outer))) {
      folders.push({ name: `${outer}/${inner}`, files: await readFiles(join(root, outer, inner)) });
    }
  }
  return folders;
};

const directories = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
};

const readFiles = async (root: string): Promise<RecipeFile[]> => {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path).split(sep).join('/'),
      data: await readFile(path),
      executable: ((await stat(path)).mode & 0o111) !== 0,
    })),
  );
};
