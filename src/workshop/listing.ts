/** Recipes beside what the engine has of them. Nothing is built and nothing is removed. */
import { runtimeName } from '../domain/runtime.ts';
import { baseLabels, carries, groundOf, labels, runtimeLabels } from './labels.ts';
import type { ImageEngine } from './ports.ts';
import type { Recipes, RuntimeRecipe } from './read-recipes.ts';

/** An image of the engine that says it is a runtime. */
export interface EngineImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** It has lost its name to a newer build. */
  readonly replaced: boolean;
  /** Undefined when it is broken. */
  readonly fingerprint?: string | undefined;
  readonly sizeBytes: number;
  /** What is not shared with another image; undefined where the engine does not say. */
  readonly ownBytes?: number | undefined;
  readonly createdAtMs: number;
}

export interface ListingPorts {
  readonly engine: Pick<ImageEngine, 'find' | 'debianReference'>;
  readonly images: () => Promise<readonly EngineImage[]>;
}

/**
 * `built`: agrees with its recipe. `out of date`: building would change it. `replaced`: kept for tracks that are bound to it.
 * `foreign`: there is no recipe for it here.
 */
export type ListedState = 'built' | 'out of date' | 'not built' | 'replaced' | 'foreign';

export interface ListedRuntime {
  readonly runtime: string;
  /** Undefined where no recipe says. */
  readonly suite?: string;
  readonly state: ListedState;
  /** Its name on the engine, or the name it would have. */
  readonly reference: string;
  readonly image?: EngineImage;
}

/** Recipes in their order, each followed by the builds it replaced; then what has no recipe. */
export const listRuntimes = async (ports: ListingPorts, recipes: Recipes): Promise<ListedRuntime[]> => {
  const images = await ports.images();
  const sound = await soundGrounds(ports, recipes);
  const listed: ListedRuntime[] = [];
  const told = new Set<string>();
  for (const recipe of recipes.runtimes) {
    const current = images.find((image) => image.tags.includes(recipe.reference));
    const agrees = current !== undefined && agreesWith(recipe, current, sound);
    // Variants come after what they stand on.
    if (agrees) sound.set(recipe.reference, current.id);
    listed.push(rowOf(recipe, current, agrees));
    if (current !== undefined) told.add(current.id);
    for (const image of images.filter((each) => each.replaced && isOf(recipe, each) && !told.has(each.id))) {
      told.add(image.id);
      listed.push({ ...rowOf(recipe, image, false), state: 'replaced', reference: nameOf(image) });
    }
  }
  const foreign = images.filter(({ id }) => !told.has(id));
  return [...listed, ...foreign.map(foreignRow)];
};

/** Ids of the bases that agree with their recipes, by name. */
const soundGrounds = async ({ engine }: ListingPorts, { bases }: Recipes): Promise<Map<string, string>> => {
  const sound = new Map<string, string>();
  for (const base of bases) {
    const [debian, present] = await Promise.all([
      engine.find(engine.debianReference(base.suite)),
      engine.find(base.reference),
    ]);
    if (present === undefined) continue;
    const parent = debian?.id ?? present.labels[labels.parent] ?? '';
    if (carries(present, baseLabels(base, parent))) sound.set(base.reference, present.id);
  }
  return sound;
};

const agreesWith = (
  recipe: RuntimeRecipe,
  image: EngineImage,
  sound: ReadonlyMap<string, string>,
): boolean => {
  const ground = sound.get(groundOf(recipe));
  return ground !== undefined && carries(image, runtimeLabels(recipe, ground));
};

const isOf = ({ manifest }: RuntimeRecipe, image: EngineImage): boolean =>
  image.labels[labels.runtime] === runtimeName(manifest);

const rowOf = (
  { reference, manifest }: RuntimeRecipe,
  image: EngineImage | undefined,
  agrees: boolean,
): ListedRuntime => ({
  runtime: runtimeName(manifest),
  suite: manifest.suite,
  state: image === undefined ? 'not built' : agrees ? 'built' : 'out of date',
  reference,
  ...(image === undefined ? {} : { image }),
});

const foreignRow = (image: EngineImage): ListedRuntime => ({
  runtime: image.labels[labels.runtime] ?? '?',
  state: image.replaced ? 'replaced' : 'foreign',
  reference: nameOf(image),
  image,
});

const nameOf = ({ tags, id }: EngineImage): string => tags[0] ?? id;
