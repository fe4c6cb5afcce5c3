/**
 * Asking an image what is installed in it, by one command in the container of the probes:
 *
 *   dpkg      every installed package, with the source package that it was built from
 *   npm       packages installed for all (`/usr/local/lib/node_modules`, `/usr/lib/serin/node_modules`)
 *   declared  `/usr/lib/serin/packages.json`, where a recipe says what it installed by other means
 *
 * An image without dpkg, or without a shell, is no failure: its list is not known to be whole, and says so.
 */
import { z } from 'zod';
import { comparePackages } from '../domain/packages.ts';
import type { InstalledPackage, InstalledPackages } from '../domain/packages.ts';

/** Separates what the parts say; no package field holds it. */
const mark = '\u001e';

/** What the list may say at most: a thousand packages take about 80 KiB. */
export const packageListBytes = 8 * 1024 * 1024;

const fields = [
  '${db:Status-Status}',
  '${Package}',
  '${Version}',
  '${Architecture}',
  '${source:Package}',
  '${source:Version}',
];

const script = `
part() { printf '${mark}%s\\n' "$1"; }
if command -v dpkg-query >/dev/null; then
  part dpkg
  dpkg-query --show --showformat='${fields.join('\\t')}\\n' || exit 1
fi
for at in /usr/local/lib /usr/lib/serin; do
  for manifest in "$at"/node_modules/*/package.json "$at"/node_modules/@*/*/package.json; do
    if [ -f "$manifest" ]; then part npm; cat "$manifest" || exit 1; fi
  done
done
if [ -f /usr/lib/serin/packages.json ]; then part declared; cat /usr/lib/serin/packages.json || exit 1; fi
`;

/** The command, and the only variable that it needs. */
export const packageQuery = {
  argv: ['/bin/sh', '-c', script],
  env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
} as const;

/** Nothing could be asked. */
export const unknownPackages: InstalledPackages = { known: false, packages: [] };

/** @throws Error naming what cannot be read. */
export const parsePackageList = (said: string): InstalledPackages => {
  const parts = said
    .split(mark)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { kind: part.slice(0, end), text: part.slice(end + 1) };
    });
  const packages = parts.flatMap(({ kind, text }) => readersByKind[kind]?.(text) ?? []).sort(comparePackages);
  return {
    known: parts.some(({ kind }) => kind === 'dpkg'),
    packages: packages.filter((each, index) => !isSame(each, packages[index - 1])),
  };
};

/** One package may lie in two places. */
const isSame = (each: InstalledPackage, before: InstalledPackage | undefined): boolean =>
  before !== undefined && comparePackages(each, before) === 0;

const dpkg = (text: string): InstalledPackage[] =>
  text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([status]) => status === 'installed')
    .map(([, name = '', version = '', architecture = '', source = '', sourceVersion = '']) => ({
      type: 'deb',
      name,
      version,
      architecture,
      source: { name: source, version: sourceVersion },
    }));

const npmManifest = z.object({ name: z.string().min(1), version: z.string().min(1) });

/** A folder without a name or a version is a part of something else. */
const npm = (text: string): InstalledPackage[] => {
  const { data } = npmManifest.safeParse(JSON.parse(text) as unknown);
  return data === undefined ? [] : [{ type: 'npm', ...data }];
};

const declaration = z.object({
  packages: z.array(
    z.object({
      type: z.string().regex(/^[a-z][a-z0-9.+-]*$/),
      name: z.string().min(1),
      version: z.string().min(1),
    }),
  ),
});

const declared = (text: string): InstalledPackage[] =>
  declaration.parse(JSON.parse(text) as unknown).packages;

const readersByKind: Readonly<Record<string, (text: string) => InstalledPackage[]>> = { dpkg, npm, declared };
