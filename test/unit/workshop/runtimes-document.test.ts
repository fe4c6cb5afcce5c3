import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runtimeManifestSchema } from '../../../src/domain/runtime.ts';
import { loadManifests } from '../../../src/workshop/load-manifest.ts';
import { readRecipeFolders } from '../../../src/imaging/recipe-folders.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';

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
});

describe('docs/languages.md', () => {
  test('lists every runtime that ships, by its language and version', async () => {
    const { runtimes } = readRecipes(await readRecipeFolders('images'));
    const table = await readFile('docs/languages.md', 'utf8');
    for (const { manifest } of runtimes) {
      const row = table.split('\n').find((line) => line.startsWith(`| \`${manifest.language}\` |`));
      expect(row ?? `no row of ${manifest.language}`).toContain(`recipe ${manifest.version}`);
    }
  });
});
