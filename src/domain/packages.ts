import { z } from 'zod';

/** What is installed in a runtime image, as the image itself says. It is told beside the fingerprint and is no part of it: the layers are. */
export interface InstalledPackage {
  /** As in a package URL: `deb`, `npm`, … */
  readonly type: string;
  /** `libc6`; of npm with its scope, `@types/node`. */
  readonly name: string;
  readonly version: string;
  /** `amd64`, `all`; absent where a package has none. */
  readonly architecture?: string;
  /** What it was built from, where that is known: of `libc6` that is `glibc`. */
  readonly source?: { readonly name: string; readonly version: string };
}

export interface InstalledPackages {
  /** False: the image has no package manager that could be asked, so the list is not all that it holds. */
  readonly known: boolean;
  /** Ordered by type, name and architecture. */
  readonly packages: readonly InstalledPackage[];
}

/** One place in the order of a list: two lists of the same packages are the same list. */
export const comparePackages = (a: InstalledPackage, b: InstalledPackage): number =>
  compareText(a.type, b.type) ||
  compareText(a.name, b.name) ||
  compareText(a.architecture ?? '', b.architecture ?? '') ||
  compareText(a.version, b.version);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How a list is kept, in a cache and on record: what a package has beside these is passed over. */
export const storedPackagesSchema = z.object({
  known: z.boolean(),
  packages: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      version: z.string(),
      architecture: z.string().exactOptional(),
      source: z.object({ name: z.string(), version: z.string() }).exactOptional(),
    }),
  ),
});
