import type { InstalledPackage, InstalledPackages } from '../domain/packages.ts';
import type { PackageChange, PackagesDiff } from '../domain/runtime-diff.ts';
import { compareDebianVersions } from './debian-version.ts';

/** What differs between two lists of packages, by source package. */
export const packagesDiff = (
  from: InstalledPackages | undefined,
  to: InstalledPackages | undefined,
): PackagesDiff => {
  if (from?.known !== true || to?.known !== true) return { known: false, sources: [] };
  const keyOf = keysFor(from.packages, to.packages);
  const before = new Map(from.packages.map((each) => [keyOf(each), each]));
  const after = new Map(to.packages.map((each) => [keyOf(each), each]));
  const bySource = new Map<string, PackageChange[]>();
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [left, right] = [before.get(key), after.get(key)];
    const change = changeOf(left, right);
    if (change === undefined) continue;
    // A package that moved to another source is told where it is now.
    const { source, name } = right ?? left ?? { name: key };
    const group = bySource.get(source?.name ?? name) ?? [];
    bySource.set(source?.name ?? name, [...group, change]);
  }
  return {
    known: true,
    sources: [...bySource]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, packages]) => ({ source, packages })),
  };
};

/** The name alone, unless a list has it for several architectures: a package may turn from `all` to one of them. */
const keysFor = (
  ...lists: readonly (readonly InstalledPackage[])[]
): ((each: InstalledPackage) => string) => {
  const plain = ({ type, name }: InstalledPackage): string => `${type}:${name}`;
  const several = new Set(
    lists.flatMap((list) => {
      const seen = new Set<string>();
      return list.map(plain).filter((key) => seen.size === seen.add(key).size);
    }),
  );
  return (each) => (several.has(plain(each)) ? `${plain(each)}:${each.architecture ?? ''}` : plain(each));
};

const changeOf = (
  from: InstalledPackage | undefined,
  to: InstalledPackage | undefined,
): PackageChange | undefined => {
  const about = to ?? from;
  if (about === undefined || from?.version === to?.version) return undefined;
  const { type, name, architecture } = about;
  return {
    kind: kindOf(type, from?.version, to?.version),
    type,
    name,
    ...(architecture === undefined ? {} : { architecture }),
    ...(from === undefined ? {} : { from: from.version }),
    ...(to === undefined ? {} : { to: to.version }),
  };
};

const kindOf = (type: string, from: string | undefined, to: string | undefined): PackageChange['kind'] => {
  if (from === undefined) return 'added';
  if (to === undefined) return 'removed';
  const order = type === 'deb' ? compareDebianVersions(from, to) : 0;
  if (order === 0) return 'changed';
  return order < 0 ? 'upgraded' : 'downgraded';
};
