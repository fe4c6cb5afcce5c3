import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';
import type { RecipeFolder } from '../../../src/workshop/ports.ts';
import { baseFolder, runtimeFolder } from './recipe-fixtures.ts';

const faultsOf = (folders: readonly RecipeFolder[]): string[] => {
  try {
    readRecipes(folders);
  } catch (error) {
    if (error instanceof SerinError) return error.faults.map((fault) => `${fault.path}: ${fault.message}`);
    throw error;
  }
  return [];
};

const lua = runtimeFolder({ language: 'lua', version: '5.4', bootstrap: 'stable' });

describe('recipes', () => {
  test('are bases and runtimes, each with the name of its image', () => {
    const recipes = readRecipes([baseFolder('trixie'), lua]);
    expect(recipes.bases.map((base) => base.reference)).toEqual(['serin/base:trixie']);
    expect(recipes.runtimes.map((runtime) => runtime.reference)).toEqual(['serin/lua:5.4']);
  });

  test('make layers from every file but the manifest', () => {
    const [runtime] = readRecipes([baseFolder('trixie'), lua]).runtimes;
    expect(runtime?.files.map((file) => file.path)).toEqual(['Dockerfile']);
  });
});

describe('variants', () => {
  test('are runtimes of their own on the layers of their folder', () => {
    const more = 'variants: [{ language: luajit, displayName: LuaJIT }]\n';
    const folder = runtimeFolder({ language: 'lua', version: '5.4', more });
    const { runtimes } = readRecipes([baseFolder('trixie'), folder]);
    expect(runtimes.map(({ reference, parent, files }) => [reference, parent, files.length])).toEqual([
      ['serin/lua:5.4', undefined, 1],
      ['serin/luajit:5.4', 'serin/lua:5.4', 0],
    ]);
  });
});

describe('recipes are refused', () => {
  test('when a folder says another language or version than its manifest', () => {
    expect(faultsOf([baseFolder('trixie'), { ...lua, name: 'moon/5.5' }])).toEqual([
      'images/moon/5.5/runtime.yaml /language: the folder says "moon"',
      'images/moon/5.5/runtime.yaml /version: the folder says "5.5"',
    ]);
  });

  test('when the base of a suite is missing', () => {
    expect(faultsOf([lua])).toEqual(['images/lua/5.4/runtime.yaml /suite: there is no images/base/trixie']);
  });

  test('when a manifest or a Dockerfile is missing', () => {
    const [dockerfile, manifest] = lua.files;
    expect(faultsOf([baseFolder('trixie'), { ...lua, files: manifest ? [manifest] : [] }])).toEqual([
      'images/lua/5.4: there is no Dockerfile',
    ]);
    expect(faultsOf([baseFolder('trixie'), { ...lua, files: dockerfile ? [dockerfile] : [] }])).toEqual([
      'images/lua/5.4: there is no runtime.yaml',
    ]);
  });

  test('when two versions ask to be the first on one track', () => {
    const rival = runtimeFolder({ language: 'lua', version: '5.5', bootstrap: 'stable' });
    expect(faultsOf([baseFolder('trixie'), lua, rival])).toEqual([
      'images/lua/5.5/runtime.yaml /bootstrap: lua 5.4 is the first on stable already',
    ]);
  });

  test('when a variant is called like another runtime', () => {
    const moon = runtimeFolder({
      language: 'moon',
      version: '5.4',
      more: 'variants: [{ language: lua, displayName: Lua }]\n',
    });
    expect(faultsOf([baseFolder('trixie'), lua, moon])).toEqual([
      'images/moon/5.4/runtime.yaml /variants: there is another lua 5.4',
    ]);
  });

  test('with the faults of all folders at once', () => {
    const broken = runtimeFolder({ language: 'moon', version: '1', suite: 'jessie' });
    const other = runtimeFolder({ language: 'sun', version: '1', bootstrap: 'NO' });
    expect(faultsOf([baseFolder('trixie'), broken, lua, other])).toEqual([
      expect.stringContaining('images/moon/1/runtime.yaml:6 /suite'),
      expect.stringContaining('images/sun/1/runtime.yaml:7 /bootstrap'),
    ]);
  });
});
