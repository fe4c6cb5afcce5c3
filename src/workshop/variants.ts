/**
 * Languages that share an image: `cpp17` and `cpp20` are one compiler with other flags.
 *
 *   variants:
 *     - language: cpp17
 *       displayName: C++17 (GCC 14)
 *       compile: { argv: [/usr/bin/g++-14, -std=gnu++17, …] }
 *
 * A variant says what differs from the folder's own runtime: objects are merged, everything else is replaced, and null takes a key
 * away. It has the version of its folder, and its family is the folder's language unless it says otherwise. Its image is
 * the folder's own under another name and other labels.
 */

type Json = Readonly<Record<string, unknown>>;

/** Where a value of an expanded manifest was written: below `/variants/<index>`, or in the folder's own runtime. */
export interface Expanded {
  readonly value: unknown;
  /** Undefined for the folder's own runtime. */
  readonly variant?: number;
}

/** The folder's own runtime and each of its variants. What is no document of a runtime is left as it is, for the schema to refuse. */
export const expandVariants = (document: unknown): Expanded[] => {
  if (!isObject(document) || !Array.isArray(document['variants'])) return [{ value: document }];
  const { variants, ...own } = document;
  return [
    { value: own },
    ...(variants as unknown[]).map((variant, index) => ({ value: variantOf(own, variant), variant: index })),
  ];
};

const variantOf = (own: Json, variant: unknown): unknown => {
  if (!isObject(variant)) return variant;
  const { family = own['language'], programs = own['language'], ...rest } = own;
  const inherited = Object.fromEntries(Object.entries(rest).filter(([key]) => isInherited(key)));
  return merged({ ...inherited, family, programs }, variant);
};

/** Two languages need two names, for programs and for people. */
export const isInherited = (key: PropertyKey | undefined): boolean =>
  key !== 'language' && key !== 'displayName';

const merged = (base: Json, changes: Json): Json => {
  const result: Record<string, unknown> = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const before = result[key];
    if (change === null) Reflect.deleteProperty(result, key);
    else result[key] = isObject(before) && isObject(change) ? merged(before, change) : change;
  }
  return result;
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
