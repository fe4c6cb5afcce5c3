/**
 * From a package to a problem.
 *
 * Theory of operation: the package is read once into an index (`index-package.ts`), its format is told by the files at its top, the format's reader
 * makes a draft of it, and `finish` checks the draft and puts it in order. Faults are collected all the way; a definition is answered only where
 * none of them is an error. What is no fault of the package (a full disk, a bug) is thrown.
 */
import { readDmoj } from './dmoj/read-dmoj.ts';
import type { ReadContext } from './context.ts';
import type { Draft } from './draft.ts';
import { FaultLog, Refusal } from './faults.ts';
import { finish } from './finish.ts';
import { readKattis } from './kattis/read-kattis.ts';
import { Languages } from './languages.ts';
import { withPackage } from './open-package.ts';
import type { OpenPackage } from './open-package.ts';
import { once } from './package-files.ts';
import type { PackageFiles } from './package-files.ts';
import { defaultBounds } from './ports.ts';
import type { PackageBounds, PackagePorts, PackageReading } from './ports.ts';
import { readSerin } from './serin/read-serin.ts';
import { readYamlFile } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * `archivePath` is a local file (zip, tar, tar.gz; told by its bytes) or a directory. Never holds a whole test file in memory, nor follows a
 * link, nor writes outside.
 */
export const readPackage = async (
  ports: PackagePorts,
  archivePath: string,
  bounds: PackageBounds = defaultBounds,
): Promise<PackageReading> => {
  const faults = new FaultLog();
  let format = 'unknown';
  try {
    return await withPackage(ports, archivePath, bounds, faults, async (opened) => {
      const context = contextOf(ports, bounds, faults, opened);
      const read = readerOf(opened.files, faults);
      if (read === undefined) return { format, faults: faults.list() };
      format = read.format;
      const draft = await read.draft(context);
      const definition = draft === undefined ? undefined : await finish(context, draft);
      const sound = definition !== undefined && !faults.hasErrors;
      return { format, ...(sound ? { definition } : {}), faults: faults.list() };
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.error(error.place, error.message);
    return { format, faults: faults.list() };
  }
};

const contextOf = (
  ports: PackagePorts,
  bounds: PackageBounds,
  faults: FaultLog,
  { files, name, inner }: OpenPackage,
): ReadContext => ({
  files,
  faults,
  bounds,
  name,
  inner,
  languages: new Languages(ports.languages),
  putBytes: (bytes) => ports.putBlob(once(bytes)),
});

interface FormatReader {
  readonly format: string;
  readonly draft: (context: ReadContext) => Promise<Draft | undefined>;
}

/** Told by what lies at the top: `init.yml` is DMOJ's, a `problem.yaml` with an `apiVersion` ours, any other the ICPC format's. */
const readerOf = (files: PackageFiles, faults: FaultLog): FormatReader | undefined => {
  const problem = files.get('problem.yaml');
  const init = files.get('init.yml') ?? files.get('init.yaml');
  const yaml = problem === undefined ? undefined : readYamlFile(problem, faults);
  if (yaml !== undefined && isSerins(yaml))
    return { format: 'serin', draft: (context) => readSerin(context, yaml) };
  if (init !== undefined) {
    return {
      format: 'dmoj',
      draft: async (context) => {
        const read = readYamlFile(init, faults);
        return read === undefined ? undefined : readDmoj(context, read);
      },
    };
  }
  if (yaml !== undefined) return kattisReader(yaml, faults);
  if (problem === undefined) faults.error('', missing(files));
  return undefined;
};

const isSerins = ({ value }: YamlFile): boolean =>
  typeof value === 'object' && value !== null && ('apiVersion' in value || 'kind' in value);

const kattisReader = (yaml: YamlFile, faults: FaultLog): FormatReader | undefined => {
  const value = yaml.value as Record<string, unknown> | null;
  const stated = typeof value === 'object' ? value?.['problem_format_version'] : undefined;
  switch (stated) {
    case undefined:
    case 'legacy':
    case 'legacy-icpc':
      return { format: 'kattis-legacy', draft: (context) => readKattis(context, yaml, 'kattis-legacy') };
    case '2023-07-draft':
    case '2023-07':
      return { format: 'kattis-2023-07', draft: (context) => readKattis(context, yaml, 'kattis-2023-07') };
    default: {
      const message = `the version ${JSON.stringify(stated)} of the ICPC format is not read here: legacy and 2023-07-draft are`;
      faults.error(yaml.placeOf(['problem_format_version']), message);
      return undefined;
    }
  }
};

const missing = (files: PackageFiles): string => {
  const deeper = files.paths.find((path) => /(^|\/)(problem\.yaml|init\.yml)$/.test(path));
  const said = 'there is no problem.yaml and no init.yml at the top of the package';
  return deeper === undefined
    ? `${said}: see docs/problems.md`
    : `${said}; one lies at ${deeper}: pack that folder`;
};
