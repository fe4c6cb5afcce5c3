/** What a manifest may say by its schema and still must not, with the line of each. */
import type { Fault } from '../domain/errors.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { readYaml } from '../gray/read-yaml.ts';
import type { RecipeFolder } from './ports.ts';
import { manifestFile } from './read-recipes.ts';
import type { Recipes, RuntimeRecipe } from './read-recipes.ts';

/** What a program must not depend on the host for. */
const neededVariables = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ'];

interface Complaint {
  /** In the expanded manifest. */
  readonly at: readonly (string | number)[];
  readonly message: string;
}

/** The faults of a folder's own runtime and of its variants; one that cannot be read has been told of already. */
export const lintDocument = (
  folder: RecipeFolder,
  recipes: Recipes,
  policies: readonly string[],
): Fault[] => {
  const reference = `serin/${folder.name.replace('/', ':')}`;
  const own = recipes.runtimes.find(
    (recipe) => recipe.reference === reference && recipe.parent === undefined,
  );
  const file = folder.files.find(({ path }) => path === manifestFile);
  if (own === undefined || file === undefined) return [];
  const [document] = readYaml(`images/${folder.name}/${manifestFile}`, file.data.toString('utf8'), []);
  if (document === undefined) return [];
  const ofOwn = complaintsAbout(own, recipes, policies);
  const known = new Set(ofOwn.map(keyOf));
  const variants = recipes.runtimes.filter(({ parent }) => parent === reference);
  return [
    ...ofOwn.map(({ at, message }) => ({ path: document.placeOf(at), message })),
    // What a variant inherits has been told of.
    ...variants.flatMap((variant, index) =>
      complaintsAbout(variant, recipes, policies)
        .filter((complaint) => !known.has(keyOf(complaint)))
        .map(({ at, message }) => ({ path: document.placeOf(['variants', index, ...at]), message })),
    ),
  ];
};

const keyOf = ({ at, message }: Complaint): string => `${at.join('/')} ${message}`;

const complaintsAbout = (
  { manifest }: RuntimeRecipe,
  recipes: Recipes,
  policies: readonly string[],
): Complaint[] => {
  const complaints = [...aboutEnvironments(manifest), ...aboutCommands(manifest)];
  if (!policies.includes(manifest.policy)) {
    complaints.push({
      at: ['policy'],
      message: `there is no policy "${manifest.policy}", there is ${policies.join(', ')}`,
    });
  }
  if (manifest.programs !== undefined && !recipes.programs.has(manifest.programs)) {
    complaints.push({ at: ['programs'], message: `there are no images/${manifest.programs}/programs` });
  }
  return complaints;
};

const aboutEnvironments = ({ compile, run }: RuntimeManifest): Complaint[] =>
  Object.entries({ compile: compile?.env, run: run.env }).flatMap(([section, env]) => {
    const missing = env === undefined ? [] : neededVariables.filter((name) => !Object.hasOwn(env, name));
    if (missing.length === 0) return [];
    return [{ at: [section, 'env'], message: `does not set ${missing.join(', ')}` }];
  });

/** There is no shell and no search: a command is a path, or stands for one. */
const aboutCommands = ({ compile, run, probes }: RuntimeManifest): Complaint[] => {
  const commands: readonly (readonly [readonly string[], readonly string[] | undefined])[] = [
    [['compile', 'argv'], compile?.argv],
    [['run', 'argv'], run.argv],
    [['probes', 'version', 'argv'], probes.version.argv],
    ...Object.entries(probes.features).map(
      ([name, feature]) => [['probes', 'features', name, 'argv'], feature.argv] as const,
    ),
  ];
  return commands.flatMap(([at, argv]) => {
    const word = argv?.[0] ?? '/';
    return /^[/{]/.test(word) ? [] : [{ at: [...at, 0], message: `"${word}" must be an absolute path` }];
  });
};
