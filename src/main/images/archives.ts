/** `serin images save` and `serin images load` */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ImageVerbs, LoadOptions, SaveOptions } from '../../cli/image-verbs.ts';
import { CliFailure, exitCodes } from '../../cli/failure.ts';
import { bytes } from '../../cli/figures.ts';
import { openProgressLine, printJson, printLine } from '../../cli/terminal.ts';
import { runtimeName } from '../../domain/runtime.ts';
import {
  digestFile,
  openArchive,
  readTextFile,
  writeArchive,
  writeTextFile,
} from '../../imaging/archive-files.ts';
import { imageNames, loadImage, nameImage, removeImage, saveImage } from '../../imaging/archives.ts';
import { runtimeFacts } from '../../imaging/catalogue.ts';
import type { CataloguePorts } from '../../imaging/catalogue.ts';
import { keepImage } from '../../imaging/kept-images.ts';
import { loadArchive, saveRuntime } from '../../workshop/archives.ts';
import type { ArchiveNote, ArchivePorts } from '../../workshop/archives.ts';
import type { RuntimeRecipe } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import { cataloguePorts, chosenRecipes } from '../images.ts';
import type { ImageVerbDeps } from './deps.ts';

export const archiveVerbs = (deps: ImageVerbDeps): Pick<ImageVerbs, 'save' | 'load'> => ({
  save: (settings, options) => save(deps, deps.configOf(settings), options),
  load: (settings, options) => load(deps, deps.configOf(settings), options),
});

/** The engine and the disk, as the workshop's archives want them. */
export const archivePorts = (catalogue: CataloguePorts): ArchivePorts => ({
  engine: {
    facts: (reference) => runtimeFacts(catalogue, reference),
    save: (reference) => saveImage(catalogue, reference),
    load: (archive) => loadImage(catalogue, archive),
    names: () => imageNames(catalogue),
    name: (imageId, reference) => nameImage(catalogue, imageId, reference),
    remove: (reference) => removeImage(catalogue, reference),
    keep: (imageId, reference) => keepImage(catalogue, imageId, reference),
  },
  files: {
    write: writeArchive,
    digest: digestFile,
    open: openArchive,
    readText: readTextFile,
    writeText: writeTextFile,
  },
  now: Date.now,
});

const save = async (deps: ImageVerbDeps, config: Config, options: SaveOptions): Promise<number> => {
  const chosen = await chosenRecipes(config, options.names);
  const paths = await pathsOf(chosen, resolve(deps.cwd, options.output), options.output);
  const ports = archivePorts(cataloguePorts(config));
  const line = openProgressLine(deps.stderr);
  const saved: (ArchiveNote & { readonly file: string })[] = [];
  try {
    for (const [recipe, file] of paths) {
      line.show(`saving ${recipe.reference}`);
      saved.push({ file, ...(await saveRuntime(ports, recipe.reference, file)) });
    }
  } finally {
    line.clear();
  }
  if (options.json) printJson(deps.stdout, saved);
  else {
    for (const { file, fingerprint, archive } of saved)
      printLine(deps.stdout, `${fingerprint}  ${file}  ${bytes(archive.bytes)}`);
  }
  return 0;
};

/** One runtime may be given a file's name; a directory takes any number. */
const pathsOf = async (
  chosen: readonly RuntimeRecipe[],
  output: string,
  asGiven: string,
): Promise<(readonly [RuntimeRecipe, string])[]> => {
  const isDirectory = await stat(output).then(
    (found) => found.isDirectory(),
    () => asGiven.endsWith('/'),
  );
  const [only, another] = chosen;
  if (!isDirectory && only !== undefined && another === undefined) {
    await mkdir(dirname(output), { recursive: true });
    return [[only, output]];
  }
  if (!isDirectory && another !== undefined) {
    throw new CliFailure(
      exitCodes.usage,
      `${String(chosen.length)} runtimes do not fit into one file: --output must be a directory, such as ${asGiven}/`,
    );
  }
  await mkdir(output, { recursive: true });
  return chosen.map((recipe) => [recipe, join(output, `${runtimeName(recipe.manifest)}.tar.gz`)]);
};

const load = async (deps: ImageVerbDeps, config: Config, options: LoadOptions): Promise<number> => {
  const { files, expect, json } = options;
  if (expect !== undefined && files.length > 1) {
    throw new CliFailure(exitCodes.usage, '--expect says what one file must hold: load one at a time');
  }
  const ports = archivePorts(cataloguePorts(config));
  const line = openProgressLine(deps.stderr);
  const loaded: { readonly file: string; readonly fingerprint: string; readonly image: string }[] = [];
  try {
    for (const file of files) {
      line.show(`loading ${file}`);
      const { fingerprint, image } = await loadArchive(ports, resolve(deps.cwd, file), expect);
      loaded.push({ file, fingerprint, image: image.reference });
      line.clear();
      if (!json) printLine(deps.stdout, `${fingerprint}  ${image.reference}`);
    }
  } finally {
    line.clear();
  }
  if (json) printJson(deps.stdout, loaded);
  return 0;
};
