import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runtimeManifestSchema } from '../../../src/domain/runtime.ts';
import { loadManifests } from '../../../src/workshop/load-manifest.ts';
import { readRecipeFolders } from '../../../src/imaging/recipe-folders.ts';
import type { Fault } from '../../../src/domain/errors.ts';
import { readRuntimeSets } from '../../../src/main/images.ts';
import { checks } from '../../../src/workshop/checks.ts';
import { chosenRuntimes } from '../../../src/workshop/chosen.ts';
import { readPrograms } from '../../../src/workshop/programs.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';
import { readSets } from '../../../src/workshop/sets.ts';

const document = await readFile('docs/runtimes.md', 'utf8');

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: unknown;
}

/** Sections are told by their keys; what is told as a whole is a leaf. */
const sections = new Set([
  'source',
  'compile',
  'compile.limits',
  'run',
  'probes',
  'editor',
  'multipliers',
  'build',
]);

const keysOf = (schema: Schema, prefix = ''): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    return sections.has(path) ? keysOf(inner, `${path}.`) : [path];
  });

/** The table of keys, and no other. */
const keyTable = document.slice(
  document.indexOf('## runtime.yaml'),
  document.indexOf('In `argv` three words'),
);
const documented = [...keyTable.matchAll(/^\| `([A-Za-z.]+)` \| [^|]+ \| /gm)].map((match) => match[1] ?? '');

describe('docs/runtimes.md', () => {
  test('tells every key of a manifest, and none that is not there', () => {
    const keys = keysOf(z.toJSONSchema(runtimeManifestSchema, { io: 'input' }) as Schema);
    const told = documented.filter((key) => key !== 'compile');
    expect(told.sort()).toEqual(keys.filter((key) => key !== 'apiVersion' && key !== 'kind').sort());
  });

  test('shows a manifest that is valid', () => {
    const example = /```yaml\n(apiVersion[^]*?)```/.exec(document)?.[1] ?? '';
    expect(loadManifests('docs/runtimes.md', example)[0].language).toBe('lua');
  });

  test('lists every runtime of the default set, by its language and version', async () => {
    const recipes = readRecipes(await readRecipeFolders('images'));
    const sets = () => readRuntimeSets('images');
    const table = document.slice(0, document.indexOf('## What a program meets'));
    for (const { manifest } of await chosenRuntimes({ sets }, recipes, ['default'])) {
      expect(rowOf(table, manifest.language)).toContain(` ${manifest.version}`);
    }
  });

  test('tells every check with what its program has to do', () => {
    const told = /<!-- checks -->\n([^]*?)<!-- \/checks -->/.exec(document)?.[1] ?? '';
    const rows = checks.map(({ name, task, verdict }) => `| \`${name}\` | ${task} | \`${verdict}\` |`);
    expect(told.trim().split('\n').slice(2)).toEqual(rows);
  });

  test('shows sets and exceptions that are valid', () => {
    const shown = [...document.matchAll(/```yaml\n(apiVersion[^]*?)```/g)].map(([, text]) => text ?? '');
    const of = (kind: string): string => shown.find((text) => text.includes(`kind: ${kind}\n`)) ?? '';
    expect(readSets('docs/runtimes.md', of('RuntimeSets'))).toHaveProperty('default');
    const faults: Fault[] = [];
    const files = [{ path: 'programs.yaml', data: Buffer.from(of('Programs')), executable: false }];
    const { not } = readPrograms({ name: 'lua/programs', files }, faults);
    expect(not).toEqual({ 'multi-file': 'a program is one file' });
    expect(faults.map(({ message }) => message)).toEqual(['there is no program for this check']);
  });
});

describe('docs/languages.md', () => {
  test('has every runtime that ships: make it anew with "serin images survey --write docs/languages.md"', async () => {
    const { runtimes } = readRecipes(await readRecipeFolders('images'));
    const languages = await readFile('docs/languages.md', 'utf8');
    const missing = runtimes.filter(
      ({ manifest }) =>
        !new RegExp(`recipe [^|]*\\b${manifest.version}\\b`).test(rowOf(languages, manifest.language)),
    );
    expect(missing.map(({ reference }) => reference)).toEqual([]);
  });
});

const rowOf = (table: string, language: string): string =>
  table.split('\n').find((line) => line.startsWith(`| \`${language}\` |`)) ?? '';
