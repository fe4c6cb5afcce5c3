import { describe, expect, test } from 'vitest';
import { readCandidates } from '../../../src/workshop/candidates.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';
import { coverage, surveyCells, surveyDocument, surveyLanguages } from '../../../src/workshop/survey.ts';
import { baseFolder, runtimeFolder } from './recipe-fixtures.ts';

const recipes = readRecipes([
  baseFolder('forky'),
  baseFolder('trixie'),
  runtimeFolder({ language: 'lua', version: '5.4' }),
  runtimeFolder({ language: 'lua', version: '5.5', suite: 'forky' }),
  runtimeFolder({ language: 'moon', version: '1' }),
]);

const candidates = readCandidates(
  'candidates.yaml',
  `apiVersion: serin/v1
kind: Candidates
languages:
  kotlin: { packages: [kotlin], note: wanted by many }
  lua: { packages: [lua5.4] }
  ocaml: { packages: [ocaml-nox, ocaml] }
`,
);

const asked: string[] = [];
const packages = (suite: string, names: readonly string[]) => {
  asked.push(`${suite}: ${names.join(' ')}`);
  return Promise.resolve(
    new Map(suite === 'trixie' ? [['ocaml', '5.3.0-2']] : [['kotlin', '1:1.3.31+ds1-2']]),
  );
};

describe('the survey', () => {
  test('tells recipes, what Debian has instead, and what it has not', async () => {
    const surveyed = await surveyLanguages({ packages }, recipes, candidates);
    expect(surveyed.map(surveyCells)).toEqual([
      ['kotlin', 'no package among kotlin', 'no recipe; kotlin 1.3.31+ds1', 'no'],
      ['lua', 'recipe 5.4', 'recipe 5.5', 'yes'],
      ['ocaml', 'no recipe; ocaml 5.3.0', 'no package among ocaml-nox, ocaml', 'no'],
      ['moon', 'recipe 1', 'no recipe', 'trixie only'],
    ]);
    expect(surveyed.map(coverage)).toEqual(['no', 'yes', 'no', 'trixie only']);
  });

  test('asks a suite only for what it has no recipe for', async () => {
    asked.length = 0;
    await surveyLanguages({ packages }, recipes, candidates);
    expect(asked).toEqual(['trixie: kotlin ocaml-nox ocaml', 'forky: kotlin ocaml-nox ocaml']);
  });

  test('is written as a document that says what made it, and when', async () => {
    const surveyed = await surveyLanguages({ packages }, recipes, candidates);
    const document = surveyDocument(surveyed, '2026-11-25');
    expect(document).toMatch(/^# Languages\n\nMade by `serin images survey --write` on 2026-11-25/);
    expect(document).toContain('2 of 4 languages have a recipe');
    expect(document).toContain('| `lua` | recipe 5.4 | recipe 5.5 | yes |');
    expect(document).toMatch(/\n- `kotlin`: wanted by many\n$/);
  });
});
