/** Expressions that failed at run time: how often, and why the last time. */
export interface Failures {
  readonly add: (name: string, reason: string) => void;
  readonly of: (name: string) => { readonly count: number; readonly last: string } | undefined;
  readonly list: () => readonly { readonly name: string; readonly count: number; readonly last: string }[];
}

export const openFailures = (): Failures => {
  const byName = new Map<string, { count: number; last: string }>();
  return {
    add: (name, last) => {
      byName.set(name, { count: (byName.get(name)?.count ?? 0) + 1, last });
    },
    of: (name) => {
      const seen = byName.get(name);
      return seen && { ...seen };
    },
    list: () => [...byName].map(([name, seen]) => ({ name, ...seen })),
  };
};
