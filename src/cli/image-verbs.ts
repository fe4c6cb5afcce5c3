/** `serin images …`: what there is to say on the command line; what is done, main gives. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { serverOption, verb, whole, withSettings } from './commands.ts';
import type { SetExit, SettingOption, SettingValues } from './commands.ts';

/** Each answers the exit code. */
export interface ImageVerbs {
  build(settings: SettingValues, options: BuildOptions): Promise<number>;
  list(settings: SettingValues, options: { readonly json: boolean }): Promise<number>;
  lint(settings: SettingValues, options: { readonly json: boolean }): Promise<number>;
  test(settings: SettingValues, options: TestOptions): Promise<number>;
  create(settings: SettingValues, options: NewOptions): Promise<number>;
  save(settings: SettingValues, options: SaveOptions): Promise<number>;
  load(settings: SettingValues, options: LoadOptions): Promise<number>;
  prune(settings: SettingValues, options: PruneOptions): Promise<number>;
  survey(settings: SettingValues, options: SurveyOptions): Promise<number>;
  updates(settings: SettingValues, options: UpdatesOptions): Promise<number>;
}

export interface BuildOptions {
  /** Sets, languages, families or runtimes; empty for the usual ones, `all` for every one. */
  readonly names: readonly string[];
  /** Undefined: as many as the engine has room for. */
  readonly parallel: number | undefined;
  readonly fresh: boolean;
  /** Free bytes of the engine's disk below which nothing is begun. */
  readonly minFreeBytes: number;
  readonly json: boolean;
}

export interface TestOptions {
  readonly names: readonly string[];
  /** Only runtimes that begin on this track. */
  readonly track: string | undefined;
  readonly json: boolean;
}

export interface NewOptions {
  readonly language: string;
  readonly version: string;
  readonly suite: string;
  readonly packages: readonly string[];
  /** `lua/5.4`: the recipe to begin with. */
  readonly like: string | undefined;
}

export interface SaveOptions {
  readonly names: readonly string[];
  readonly output: string;
  readonly json: boolean;
}

export interface LoadOptions {
  readonly files: readonly string[];
  readonly expect: string | undefined;
  readonly json: boolean;
}

export interface PruneOptions {
  readonly dryRun: boolean;
  readonly offline: boolean;
  readonly server: string;
  readonly key: string | undefined;
  readonly json: boolean;
}

export interface SurveyOptions {
  readonly write: string | undefined;
  readonly json: boolean;
}

export interface UpdatesOptions {
  readonly names: readonly string[];
  readonly json: boolean;
}

export interface ImageCliDeps {
  readonly local: { readonly images: ImageVerbs };
  readonly settings: readonly SettingOption[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const mebibyte = 1024 * 1024;
const defaultMinFreeMib = 2048;

const aboutNames = 'sets, languages, families or runtimes: default, python, python-3.14';

export const addImages = (program: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  const images = verb(program, 'images', 'build, test and look after the runtime images: images --help');
  images.usage('VERB [options]').helpCommand(false);
  addBuild(images, deps, setExit);
  addTest(images, deps, setExit);
  addLooks(images, deps, setExit);
  addUpdates(images, deps, setExit);
  addNew(images, deps, setExit);
  addArchives(images, deps, setExit);
  addPrune(images, deps, setExit);
};

const addBuild = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'build', 'build the runtime images that are missing or out of date'), deps)
    .argument('[names...]', `only these: ${aboutNames}`)
    .option('--all', 'every runtime there is a recipe for')
    .option('--parallel <N>', 'images built at once; as many as the engine has room for unless told', whole)
    .option('--fresh', 'build again even what agrees, with packages fetched anew')
    .option('--min-free-mib <N>', 'refuse to begin with less free disk', whole, defaultMinFreeMib)
    .option('--json', 'as JSON')
    .action(async (given: string[], options: BuildFlags) => {
      const { all, parallel, fresh, minFreeMib, json, ...settings } = options;
      const minFreeBytes = minFreeMib * mebibyte;
      const named = { names: namesOf(given, all), parallel, fresh: fresh === true, minFreeBytes };
      setExit(await deps.local.images.build(settings, { ...named, json: json === true }));
    });
};

/** The flags of a verb as commander gives them; what else it gives are settings. */
interface BuildFlags {
  readonly all?: true;
  readonly parallel?: number;
  readonly fresh?: true;
  readonly minFreeMib: number;
  readonly json?: true;
}

const addTest = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'test', 'judge the programs of every language on its built runtimes'), deps)
    .argument('[names...]', `only these: ${aboutNames}`)
    .option('--all', 'every runtime there is a recipe for')
    .option('--track <NAME>', 'only runtimes that begin on this track')
    .option('--json', 'as JSON')
    .action(async (given: string[], options: TestFlags) => {
      const { all, track, json, ...settings } = options;
      const named = { names: namesOf(given, all), track };
      setExit(await deps.local.images.test(settings, { ...named, json: json === true }));
    });
};

interface TestFlags {
  readonly all?: true;
  readonly track?: string;
  readonly json?: true;
}

const namesOf = (given: readonly string[], all: true | undefined): readonly string[] =>
  all === true ? ['all'] : given;

const addLooks = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'list', 'list the recipes beside what the engine has'), deps)
    .option('--json', 'as JSON')
    .action(async ({ json, ...settings }: { json?: true }) =>
      setExit(await deps.local.images.list(settings, { json: json === true })),
    );
  withSettings(verb(images, 'lint', 'tell everything that is wrong with the recipes'), deps)
    .option('--json', 'as JSON')
    .action(async ({ json, ...settings }: { json?: true }) =>
      setExit(await deps.local.images.lint(settings, { json: json === true })),
    );
  withSettings(verb(images, 'survey', 'tell which wanted languages each Debian suite has'), deps)
    .option('--write <FILE>', 'write the table as Markdown')
    .option('--json', 'as JSON')
    .action(async ({ write, json, ...settings }: { write?: string; json?: true }) =>
      setExit(await deps.local.images.survey(settings, { write, json: json === true })),
    );
};

const addUpdates = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'updates', 'list packages of the images that Debian has newer'), deps)
    .argument('[names...]', `only these: ${aboutNames}`)
    .option('--json', 'as JSON')
    .action(async (names: string[], { json, ...settings }: SettingValues & { json?: true }) =>
      setExit(await deps.local.images.updates(settings, { names, json: json === true })),
    );
};

const listOf = (text: string): string[] => {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw new InvalidArgumentError('It must be A,B,C.');
  return items;
};

const addNew = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'new', 'begin a recipe: Dockerfile, runtime.yaml and programs to fill in'), deps)
    .argument('<language>')
    .requiredOption('--version <V>', 'the version, which is the name of the folder: 5.4')
    .addOption(
      new Option('--suite <NAME>', 'the Debian suite that it stands on')
        .choices(['trixie', 'forky'])
        .makeOptionMandatory(),
    )
    .option('--packages <A,B>', 'packages of Debian that bring it', listOf)
    .option('--like <LANGUAGE/VERSION>', 'begin with a copy of this recipe and its programs')
    .action(async (language: string, options: NewFlags) => {
      const { version, suite, packages = [], like, ...settings } = options;
      const wanted = { language, version, suite, packages, like };
      setExit(await deps.local.images.create(settings, wanted));
    });
};

interface NewFlags {
  readonly version: string;
  readonly suite: string;
  readonly packages?: readonly string[];
  readonly like?: string;
}

const addArchives = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'save', 'write built runtimes as archives, for hosts without a registry'), deps)
    .argument('<names...>', aboutNames)
    .option('--output <PATH>', 'a directory, or for one runtime a file', '.')
    .option('--json', 'as JSON')
    .action(async (names: string[], options: { output: string; json?: true }) => {
      const { output, json, ...settings } = options;
      setExit(await deps.local.images.save(settings, { names, output, json: json === true }));
    });
  withSettings(verb(images, 'load', 'take archives into the engine, if they hold what they say'), deps)
    .argument('<files...>', 'archives that "serin images save" wrote')
    .option('--expect <FINGERPRINT>', 'what the runtime must be; needed where no <file>.json lies beside it')
    .option('--json', 'as JSON')
    .action(async (files: string[], options: { expect?: string; json?: true }) => {
      const { expect, json, ...settings } = options;
      setExit(await deps.local.images.load(settings, { files, expect, json: json === true }));
    });
};

interface PruneFlags {
  readonly dryRun?: true;
  readonly offline?: true;
  readonly server: string;
  readonly key?: string;
  readonly json?: true;
}

const addPrune = (images: Command, deps: ImageCliDeps, setExit: SetExit): void => {
  withSettings(verb(images, 'prune', 'remove replaced images that nothing refers to'), deps)
    .option('--dry-run', 'only tell what would be removed')
    .option('--offline', 'ask no server; only what no tag and no container uses')
    .addOption(serverOption(deps.env))
    .option('--key <KEY>', 'API key')
    .option('--json', 'as JSON')
    .action(async (options: PruneFlags) => {
      const { dryRun, offline, server, key, json, ...settings } = options;
      const asked = { dryRun: dryRun === true, offline: offline === true, json: json === true };
      const credentials = { server, key: key ?? deps.env['SERIN_KEY'] };
      setExit(await deps.local.images.prune(settings, { ...asked, ...credentials }));
    });
};
