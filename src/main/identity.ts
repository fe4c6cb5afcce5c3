import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildRecordSchema } from './build-record.ts';
import type { BuildRecord } from './build-record.ts';

/** What runs. */
export interface Identity {
  readonly version: string;
  /** All digits of the commit, or `unknown`. */
  readonly commit: string;
  /** The sources were not those of the commit. */
  readonly dirty: boolean;
  /** Absent where the sources are run as they are. */
  readonly builtAtMs?: number;
  /** The version with the commit as its build: `0.1.0+1fa6633`, `0.1.0+1fa6633.dirty`; the version alone where that is unknown. */
  readonly release: string;
}

const shortDigits = 7;

export const shortCommit = (commit: string): string =>
  commit === 'unknown' ? commit : commit.slice(0, shortDigits);

/** Reads the package.json above this file, wherever the build put it, and what the build left. @throws Error when there is none. */
export const readIdentity = (from = dirname(fileURLToPath(import.meta.url))): Identity => {
  let directory = from;
  let build: BuildRecord | undefined;
  for (;;) {
    build ??= readBuild(join(directory, 'build.json'));
    const found = readPackage(join(directory, 'package.json'));
    if (found?.name === 'serin') return identityOf(found.version, build);
    const above = dirname(directory);
    if (above === directory)
      throw new Error('Serin’s package.json is missing: the installation is not whole');
    directory = above;
  }
};

const identityOf = (version: string, build: BuildRecord | undefined): Identity => {
  const commit = build?.commit ?? 'unknown';
  const dirty = build?.dirty ?? false;
  const known = [...(commit === 'unknown' ? [] : [shortCommit(commit)]), ...(dirty ? ['dirty'] : [])];
  return {
    version,
    commit,
    dirty,
    ...(build === undefined ? {} : { builtAtMs: build.builtAtMs }),
    release: known.length === 0 ? version : `${version}+${known.join('.')}`,
  };
};

const readPackage = (path: string): { name: string; version: string } | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch {
    return undefined;
  }
};

const readBuild = (path: string): BuildRecord | undefined => {
  try {
    return buildRecordSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
};
