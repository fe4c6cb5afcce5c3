import { SerinError } from '../domain/errors.ts';
import type { WorkshopPorts } from './ports.ts';
import type { Recipes, RuntimeRecipe } from './read-recipes.ts';
import { isNamed, unknownNames, usualNames } from './sets.ts';

/**
 * The recipes that names mean, in the recipes' order: sets, languages, families, runtimes or `all`; the usual ones for no name.
 *
 * @throws SerinError `RUNTIME_NOT_FOUND` for a name that means nothing.
 */
export const chosenRuntimes = async (
  ports: Pick<WorkshopPorts, 'sets'>,
  { runtimes }: Pick<Recipes, 'runtimes'>,
  names: readonly string[] = [],
): Promise<readonly RuntimeRecipe[]> => {
  const sets = await ports.sets();
  const asked = names.length === 0 ? usualNames(sets) : names;
  const manifests = runtimes.map(({ manifest }) => manifest);
  const unknown = unknownNames(asked, sets, manifests);
  // A set that ships is not the operator's word: what it names beyond the recipes here is for `lint` to tell.
  const wrong = unknown.filter((name) => !Object.hasOwn(sets, name));
  if (wrong.length > 0) {
    throw new SerinError(
      'RUNTIME_NOT_FOUND',
      `there is no recipe for ${wrong.join(', ')}: "serin images list" tells what there is, "serin images new" begins one`,
    );
  }
  return runtimes.filter(({ manifest }) => isNamed(asked, sets, manifest));
};
