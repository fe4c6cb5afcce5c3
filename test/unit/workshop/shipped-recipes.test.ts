import { describe, expect, test } from 'vitest';
import { readRecipeFolders } from '../../../src/imaging/recipe-folders.ts';
import { lintShipped } from '../../../src/main/images/lint.ts';
import { readRecipes } from '../../../src/workshop/read-recipes.ts';

const { runtimes } = readRecipes(await readRecipeFolders('images'));
const languages = ['c', 'cpp', 'go', 'java', 'javascript', 'python', 'rust'];

describe('the recipes that ship', () => {
  test.each(languages)('bind %s to both tracks, stable from trixie and canary from forky', (language) => {
    const bound = runtimes
      .map(({ manifest }) => manifest)
      .filter((manifest) => manifest.language === language)
      .map(({ bootstrap, suite }) => `${String(bootstrap)} from ${suite}`);
    expect(bound.sort()).toEqual(['canary from forky', 'stable from trixie']);
  });

  test.each(runtimes.map((recipe) => [recipe.reference, recipe] as const))(
    'let %s see a fixed locale, time zone and home that it may write',
    (_, { manifest }) => {
      // What needs no compiling has no such section.
      const sections = manifest.compile === undefined ? [manifest.run] : [manifest.compile, manifest.run];
      for (const section of sections) {
        expect(section.env).toMatchObject({
          PATH: '/usr/bin:/bin',
          HOME: '/box',
          LANG: 'C.UTF-8',
          LC_ALL: 'C.UTF-8',
          TZ: 'UTC',
        });
      }
    },
  );

  test.each(
    runtimes
      .filter(({ manifest }) => /^cpp(17|20|23)?$/.test(manifest.language))
      .map((recipe) => [recipe.reference, recipe] as const),
  )(
    'precompile the header of %s with the flags that programs are compiled with',
    (_, { manifest, reference, parent }) => {
      const { files } = runtimes.find((recipe) => recipe.reference === (parent ?? reference)) ?? {
        files: [],
      };
      const dockerfile = files.find((file) => file.path === 'Dockerfile')?.data.toString() ?? '';
      const flags = manifest.compile?.argv.filter((word) => /^-(std|O|pipe|D)/.test(word)) ?? [];
      expect(flags).toContainEqual(expect.stringMatching(/^-std=gnu\+\+(17|20|23)$/));
      expect(dockerfile).toContain(`${flags.join(' ')} -x c++-header`);
    },
  );

  test.each(
    runtimes
      .filter((recipe) => recipe.manifest.language === 'go')
      .map((recipe) => [recipe.reference, recipe] as const),
  )('prime the cache of %s with the flags that programs are compiled with', (_, { manifest, files }) => {
    const dockerfile = files.find((file) => file.path === 'Dockerfile')?.data.toString() ?? '';
    const env = manifest.compile?.env ?? {};
    for (const name of ['GOCACHE', 'XDG_CONFIG_HOME', 'CGO_ENABLED', 'GOTOOLCHAIN', 'GOFLAGS']) {
      expect(env[name]).toBeTruthy();
      expect(dockerfile).toContain(`${name}=${String(env[name])}`);
    }
  });

  test('have nothing wrong with them, nor programs missing that show they work', async () => {
    const { errors } = await lintShipped({ imagesDir: 'images', sandboxesDir: 'sandboxes' });
    expect(errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([]);
  });
});
