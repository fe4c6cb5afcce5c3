import { beforeEach, describe, expect, test } from 'vitest';
import { baseLabels, runtimeLabels } from '../../../src/workshop/labels.ts';
import { listRuntimes } from '../../../src/workshop/listing.ts';
import type { EngineImage } from '../../../src/workshop/listing.ts';
import type { FoundImage } from '../../../src/workshop/ports.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';
import { baseFolder, runtimeFolder } from './recipe-fixtures.ts';

const more = 'variants: [{ language: luajit, displayName: LuaJIT }]\n';
const recipes = readRecipes([
  baseFolder('trixie'),
  runtimeFolder({ language: 'lua', version: '5.4', more }),
  runtimeFolder({ language: 'perl', version: '5.40' }),
]);
const [lua, luajit] = recipes.runtimes;
const [base] = recipes.bases;
if (lua === undefined || luajit === undefined || base === undefined) throw new Error('recipes are missing');

const image = (id: string, given: Partial<EngineImage>): EngineImage => ({
  id,
  tags: [],
  labels: {},
  replaced: false,
  fingerprint: `f@${id}`,
  sizeBytes: 1,
  createdAtMs: 0,
  ...given,
});

let grounds: Record<string, FoundImage>;
let images: EngineImage[];

const list = async () =>
  (
    await listRuntimes(
      {
        engine: {
          find: (reference) => Promise.resolve(grounds[reference]),
          debianReference: (suite) => `debian:${suite}-slim`,
        },
        images: () => Promise.resolve(images),
      },
      recipes,
    )
  ).map(({ runtime, state, reference }) => `${runtime} ${state} ${reference}`);

beforeEach(() => {
  grounds = {
    'debian:trixie-slim': { id: 'debian', labels: {} },
    'serin/base:trixie': { id: 'base', labels: baseLabels(base, 'debian') },
  };
  images = [
    image('lua', { tags: ['serin/lua:5.4'], labels: runtimeLabels(lua, 'base') }),
    image('luajit', { tags: ['serin/luajit:5.4'], labels: runtimeLabels(luajit, 'lua') }),
  ];
});

describe('the list', () => {
  test('has every recipe, built or not, in the recipes’ order', async () => {
    expect(await list()).toEqual([
      'lua-5.4 built serin/lua:5.4',
      'luajit-5.4 built serin/luajit:5.4',
      'perl-5.40 not built serin/perl:5.40',
    ]);
  });

  test('calls out of date what building would change: by its recipe, its base, or what it shares layers with', async () => {
    images[0] = image('lua', {
      tags: ['serin/lua:5.4'],
      labels: { ...runtimeLabels(lua, 'base'), 'serin.manifest': '{}' },
    });
    expect((await list()).slice(0, 2)).toEqual([
      'lua-5.4 out of date serin/lua:5.4',
      'luajit-5.4 out of date serin/luajit:5.4',
    ]);
  });

  test('calls everything out of date that stands on a base or a Debian image of before', async () => {
    grounds['debian:trixie-slim'] = { id: 'newer', labels: {} };
    expect((await list())[0]).toBe('lua-5.4 out of date serin/lua:5.4');
  });

  test('does without the Debian image when it is gone', async () => {
    delete grounds['debian:trixie-slim'];
    expect((await list())[0]).toBe('lua-5.4 built serin/lua:5.4');
  });

  test('tells replaced builds after what replaced them, and images without a recipe last', async () => {
    const labels = { 'serin.runtime': 'lua-5.4' };
    images.push(
      image('old', { tags: ['serin/lua:5.4-aaaaaaaaaaaa'], labels, replaced: true }),
      image('moon', { tags: ['serin/moon:1'], labels: { 'serin.runtime': 'moon-1' } }),
      image('sun', { tags: [], labels: { 'serin.runtime': 'sun-1' }, replaced: true }),
    );
    expect(await list()).toEqual([
      'lua-5.4 built serin/lua:5.4',
      'lua-5.4 replaced serin/lua:5.4-aaaaaaaaaaaa',
      'luajit-5.4 built serin/luajit:5.4',
      'perl-5.40 not built serin/perl:5.40',
      'moon-1 foreign serin/moon:1',
      'sun-1 replaced sun',
    ]);
  });
});
