/**
 * `images/sets.yaml`: runtimes that are built and served together, by names of languages (each means that language alone, without
 * the others of its family) or of runtimes.
 */
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { runtimeName } from '../domain/runtime.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { readDocument } from './document.ts';
import type { ReadDocument } from './document.ts';

export type RuntimeSets = Readonly<Record<string, readonly string[]>>;

/** The set that is meant where no name is given. */
export const defaultSet = 'default';

/** The word for every runtime. */
export const everything = 'all';

const name = z
  .string()
  .regex(
    /^[a-z][a-z0-9.-]{0,63}$/,
    'must be a language or a runtime: lower case letters, digits, "." and "-"',
  );

const setsSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('RuntimeSets'),
  sets: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower case letters, digits and "-"'),
      z.array(name).min(1),
    )
    .refine(
      (sets) => !Object.hasOwn(sets, everything),
      `"${everything}" is every runtime: no set has that name`,
    ),
});

/** Undefined, with its faults, for what is no document of sets. */
export const examineSets = (
  path: string,
  text: string,
  faults: Fault[],
): ReadDocument<{ readonly sets: RuntimeSets }> | undefined => readDocument(setsSchema, path, text, faults);

/** @throws SerinError MANIFEST_INVALID with every fault at its line. */
export const readSets = (path: string, text: string): RuntimeSets => {
  const faults: Fault[] = [];
  const document = examineSets(path, text, faults);
  if (document !== undefined) return document.value.sets;
  const told = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  throw new SerinError('MANIFEST_INVALID', `the sets of runtimes are not valid: ${told}`, { faults });
};

type Named = Pick<RuntimeManifest, 'language' | 'version' | 'family'>;

/**
 * Whether one of the names means this runtime: a set that it is in, its own name (`python-3.14`), its language, its family, or `all`.
 */
export const isNamed = (names: readonly string[], sets: RuntimeSets, manifest: Named): boolean =>
  names.some((each) => {
    if (each === everything) return true;
    const set = setOf(sets, each);
    if (set !== undefined) return set.some((member) => meansAlone(member, manifest));
    return meansAlone(each, manifest) || manifest.family === each;
  });

/** The names that mean nothing among these runtimes. */
export const unknownNames = (
  names: readonly string[],
  sets: RuntimeSets,
  manifests: readonly Named[],
): string[] =>
  names.filter(
    (each) => each !== everything && !manifests.some((manifest) => isNamed([each], sets, manifest)),
  );

export const meansAlone = (name: string, manifest: Named): boolean =>
  name === manifest.language || name === runtimeName(manifest);

const setOf = (sets: RuntimeSets, name: string): readonly string[] | undefined =>
  Object.hasOwn(sets, name) ? sets[name] : undefined;

/** What is meant where nobody named anything: the default set, or everything where there is none. */
export const usualNames = (sets: RuntimeSets): string[] => [
  Object.hasOwn(sets, defaultSet) ? defaultSet : everything,
];
