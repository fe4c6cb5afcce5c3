/**
 * The beginning of a recipe: a folder that has every key, with what only its author can know marked `FILL IN`, which `lint` refuses. Made
 * from nothing, or from a recipe that is near.
 */
import { checks } from './checks.ts';
import type { RecipeFile, RecipeFolder } from './ports.ts';

export interface NewRecipe {
  readonly language: string;
  readonly version: string;
  readonly suite: string;
  /** Packages of Debian that bring it. */
  readonly packages: readonly string[];
  /** The folder of the recipe to begin with, and the programs of its language. */
  readonly like?: { readonly recipe: RecipeFolder; readonly programs: RecipeFolder | undefined };
  /** The track that it begins on; undefined where another version has it. */
  readonly bootstrap: string | undefined;
}

/** Files below `images/`, by path; those of `programs/` are wanted only where there are none yet. */
export interface RecipeSkeleton {
  readonly recipe: readonly RecipeFile[];
  readonly programs: readonly RecipeFile[];
}

export const newRecipe = (wanted: NewRecipe): RecipeSkeleton => {
  const { like } = wanted;
  if (like === undefined) return { recipe: fromNothing(wanted), programs: emptyPrograms(wanted.language) };
  return {
    recipe: likeAnother(wanted, like.recipe),
    programs:
      like.programs?.files.map((file) => ({ ...file, path: `${wanted.language}/programs/${file.path}` })) ??
      emptyPrograms(wanted.language),
  };
};

const textFile = (path: string, text: string): RecipeFile => ({
  path,
  data: Buffer.from(text),
  executable: false,
});

const fromNothing = ({ language, version, suite, packages, bootstrap }: NewRecipe): RecipeFile[] => {
  const folder = `${language}/${version}`;
  const install = packages.length === 0 ? 'FILL-IN # FILL IN: the packages' : packages.join(' ');
  return [
    textFile(
      `${folder}/Dockerfile`,
      `ARG BASE=serin/base:${suite}\nFROM \${BASE}\n\nRUN install-packages ${install}\n`,
    ),
    textFile(
      `${folder}/runtime.yaml`,
      `apiVersion: serin/v1
kind: Runtime
language: ${language}
version: '${version}'
displayName: 'FILL IN ${version}'
suite: ${suite}
${bootstrap === undefined ? '# No bootstrap: another version begins on its track.' : `bootstrap: ${bootstrap}`}
source:
  file: main.txt # FILL IN: the entry file's name, and the extensions of sources
  extensions: [.txt]
compile: # FILL IN: the compiler, or a check of the syntax with keepSources; an interpreter that checks by itself needs none
  argv: [/usr/bin/false, '{sources}']
  env: { PATH: '/usr/bin:/bin', HOME: /box, LANG: C.UTF-8, LC_ALL: C.UTF-8, TZ: UTC }
  artifacts: [program]
run:
  argv: [/app/program] # FILL IN
  env: { PATH: '/usr/bin:/bin', HOME: /box, LANG: C.UTF-8, LC_ALL: C.UTF-8, TZ: UTC }
probes:
  version: # FILL IN: what says the exact version
    argv: [/usr/bin/false, --version]
    pattern: '(\\d+\\.\\d+\\.\\d+)'
  features: # FILL IN: what would notice another compiler, C library or ABI
    libc: { argv: [/usr/bin/getconf, GNU_LIBC_VERSION] }
editor: # FILL IN
  codemirror: text
  monaco: plaintext
  template: |
    FILL IN: reads two numbers and prints their sum
`,
    ),
  ];
};

const emptyPrograms = (language: string): RecipeFile[] =>
  checks.map(({ name, task }) =>
    textFile(
      `${language}/programs/${name === 'multi-file' ? 'multi-file/main.txt' : `${name}.txt`}`,
      `FILL IN: ${task}. Give this file the language's extension, or say in programs.yaml why the language cannot show it.\n`,
    ),
  );

const likeAnother = (wanted: NewRecipe, near: RecipeFolder): RecipeFile[] => {
  const [language = '', version = ''] = near.name.split('/');
  return near.files.map((file) => {
    const path = `${wanted.language}/${wanted.version}/${file.path}`;
    if (file.path !== 'Dockerfile' && file.path !== 'runtime.yaml') return { ...file, path };
    const text = renamed(file.data.toString('utf8'), language, version, wanted);
    const turned = file.path === 'runtime.yaml' ? manifestOf(text, wanted) : dockerfileOf(text, wanted);
    const mark = `# FILL IN: this was ${near.name}; look at every line, then take this one away.\n`;
    return { ...file, path, data: Buffer.from(mark + turned) };
  });
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Names and versions where they stand as such: `python3.13` becomes `python3.14`, `13` inside `130` does not. */
const renamed = (text: string, language: string, version: string, wanted: NewRecipe): string =>
  text
    .replaceAll(new RegExp(`(?<![0-9.])${escaped(version)}(?![0-9]|\\.[0-9])`, 'g'), () => wanted.version)
    .replaceAll(new RegExp(`(?<![A-Za-z])${escaped(language)}(?![A-Za-z])`, 'g'), () => wanted.language);

const dockerfileOf = (text: string, { suite, packages }: NewRecipe): string => {
  const based = text.replace(/^ARG BASE=.*$/m, `ARG BASE=serin/base:${suite}`);
  return packages.length === 0
    ? based
    : based.replace(
        /(install-packages) [^\n\\]*/,
        (_, command: string) => `${command} ${packages.join(' ')}`,
      );
};

const manifestOf = (text: string, { language, version, suite, bootstrap }: NewRecipe): string => {
  const own = text
    .replace(/^language: .*$/m, `language: ${language}`)
    .replace(/^version: .*$/m, `version: '${version}'`)
    .replace(/^suite: .*$/m, `suite: ${suite}`)
    .replace(/^bootstrap: .*\n/m, '');
  return bootstrap === undefined
    ? own
    : own.replace(/^suite: .*$/m, (line) => `${line}\nbootstrap: ${bootstrap}`);
};
