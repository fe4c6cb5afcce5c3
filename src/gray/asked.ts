import type { GrayContext } from './context.ts';

/** One decision under way: its context, and what was worked out of it so far. Many rules ask for the same. */
export interface Asked {
  readonly context: GrayContext;
  /** Buckets by group and sticky key. */
  buckets?: Map<string, number>;
  /** By name, whether the user is in a segment. */
  segments?: Map<string, boolean>;
  /** The context as expressions see it. */
  facts?: Readonly<Record<string, unknown>>;
}

/** `make` is called once per map and key. */
export const remembered = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
};
