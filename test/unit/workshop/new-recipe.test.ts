import { describe, expect, test } from 'vitest';
import { checkNames } from '../../../src/workshop/checks.ts';
import { lintRecipes } from '../../../src/workshop/lint.ts';
import { newRecipe } from '../../../src/workshop/new-recipe.ts';
import type { NewRecipe, RecipeSkeleton } from '../../../src/workshop/new-recipe.ts';
import type { RecipeFolder } from '../../../src/workshop/ports.ts';
import { baseFolder, runtimeFolder, wholePrograms } from './recipe-fixtures.ts';

const wanted: NewRecipe = {
  language: 'lua',
  version: '5.4',
  suite: 'trixie',
  packages: ['lua5.4'],
  bootstrap: 'stable',
};

/** As they would be read from the disk again. */
const foldersOf = ({ recipe, programs }: RecipeSkeleton): RecipeFolder[] => {
  const folders = new Map<string, RecipeFolder['files'][number][]>();
  for (const file of [...recipe, ...programs]) {
    const [language = '', inner = '', ...rest] = file.path.split('/');
    const name = `${language}/${inner}`;
    folders.set(name, [...(folders.get(name) ?? []), { ...file, path: rest.join('/') }]);
  }
  return [...folders].map(([name, files]) => ({ name, files }));
};

const lint = (folders: readonly RecipeFolder[]) =>
  lintRecipes({
    folders: [baseFolder('trixie'), baseFolder('forky'), ...folders],
    policies: ['default'],
    sets: undefined,
    candidates: undefined,
  }).errors;

const textOf = ({ recipe }: RecipeSkeleton, name: string): string =>
  recipe.find(({ path }) => path.endsWith(`/${name}`))?.data.toString() ?? '';

describe('a recipe from nothing', () => {
  const skeleton = newRecipe(wanted);

  test('is in order but for what is to be filled in, in every file that has to be looked at', () => {
    const errors = lint(foldersOf(skeleton));
    expect(new Set(errors.map(({ message }) => message))).toEqual(new Set(['is left to be filled in']));
    const files = new Set(errors.map(({ path }) => path.replace(/:\d+$/, '')));
    expect(files.has('images/lua/5.4/runtime.yaml')).toBe(true);
    expect(files.size).toBe(checkNames.length + 1);
  });

  test('installs the packages, or asks for them', () => {
    expect(textOf(skeleton, 'Dockerfile')).toBe(
      'ARG BASE=serin/base:trixie\nFROM ${BASE}\n\nRUN install-packages lua5.4\n',
    );
    expect(textOf(newRecipe({ ...wanted, packages: [] }), 'Dockerfile')).toContain('FILL IN');
  });

  test('begins on its track, unless another version does', () => {
    expect(textOf(skeleton, 'runtime.yaml')).toContain('\nbootstrap: stable\n');
    expect(textOf(newRecipe({ ...wanted, bootstrap: undefined }), 'runtime.yaml')).not.toMatch(
      /^bootstrap:/m,
    );
  });

  test('has a program for every check, which says what it has to do', () => {
    expect(skeleton.programs.map(({ path }) => path)).toContain('lua/programs/multi-file/main.txt');
    const sum = skeleton.programs.find(({ path }) => path === 'lua/programs/sum.txt');
    expect(sum?.data.toString()).toMatch(/^FILL IN: read n \(100000\)/);
  });
});

describe('a recipe like another', () => {
  const dockerfile =
    'ARG BASE=serin/base:trixie\nFROM ${BASE}\n\nRUN install-packages lua5.4 \\\n && ln -s lua5.4 lua\n';
  const run = `{ argv: [/usr/bin/lua5.4, '/app/{source}', '15.4', '5.40'], env: { PATH: /usr/bin, HOME: /box, LANG: C.UTF-8, LC_ALL: C.UTF-8, TZ: UTC } }`;
  const recipe = runtimeFolder({ language: 'lua', version: '5.4', bootstrap: 'stable', dockerfile, run });
  const like = { recipe, programs: wholePrograms('lua') };

  test('of the same language has the new version wherever the old one stood as such', () => {
    const made = newRecipe({
      ...wanted,
      version: '5.5',
      suite: 'forky',
      packages: [],
      bootstrap: 'canary',
      like,
    });
    const manifest = textOf(made, 'runtime.yaml');
    expect(manifest).toContain("language: lua\nversion: '5.5'\n");
    expect(manifest).toContain('suite: forky\nbootstrap: canary\n');
    expect(manifest).toContain("[/usr/bin/lua5.5, '/app/{source}', '15.4', '5.40']");
    expect(textOf(made, 'Dockerfile')).toContain(
      'ARG BASE=serin/base:forky\nFROM ${BASE}\n\nRUN install-packages lua5.5 \\\n && ln -s lua5.5 lua\n',
    );
  });

  test('of another language has its name, its packages and a copy of the programs', () => {
    const made = newRecipe({ ...wanted, language: 'moon', version: '1', packages: ['moonscript'], like });
    expect(textOf(made, 'runtime.yaml')).toContain('/usr/bin/moon1');
    expect(textOf(made, 'Dockerfile')).toContain('RUN install-packages moonscript\\\n');
    expect(made.programs.map(({ path }) => path)).toContain('moon/programs/sum.txt');
  });

  test('is refused until somebody has looked at it', () => {
    const made = newRecipe({ ...wanted, language: 'moon', version: '1', packages: [], like });
    expect(lint(foldersOf(made)).map(({ path, message }) => `${path} ${message}`)).toEqual([
      'images/moon/1/Dockerfile:1 is left to be filled in',
      'images/moon/1/runtime.yaml:1 is left to be filled in',
    ]);
  });
});
