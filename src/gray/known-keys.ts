/** Which keys a schema takes at a path: what to say instead of "there is no such key". */
import type { z } from 'zod';
import { nearest } from '../domain/nearest.ts';

/** As much of a zod schema as is walked here. */
interface Def {
  readonly shape?: Readonly<Record<string, { readonly def: Def }>>;
  readonly innerType?: { readonly def: Def };
  readonly element?: { readonly def: Def };
}

export const keysAt = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => {
  let def: Def | undefined = bare(schema.def as unknown as Def);
  for (const key of path) {
    const inner: { readonly def: Def } | undefined =
      typeof key === 'number' ? def?.element : def?.shape?.[String(key)];
    def = inner === undefined ? undefined : bare(inner.def);
  }
  return Object.keys(def?.shape ?? {});
};

const bare = (def: Def): Def => (def.innerType === undefined ? def : bare(def.innerType.def));

export const unknownKey = (key: string, known: readonly string[]): string => {
  const meant = nearest(key, known);
  const hint = meant === undefined ? `there are ${known.join(', ')}` : `did you mean "${meant}"?`;
  return known.length === 0 ? 'there is no such key' : `there is no such key: ${hint}`;
};
