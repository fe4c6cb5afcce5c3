/**
 * The files of the rules' directory: `*.yaml`, `*.yml` and `*.json` in it and below it. Names that begin with a dot are passed over, as
 * those that Kubernetes makes in a mounted ConfigMap; a link counts as what it leads to.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SerinError } from '../../domain/errors.ts';
import type { Fault } from '../../domain/errors.ts';
import type { RuleFile } from '../../gray/load-rules.ts';

/** A directory with more is not one of rules. */
const mostFiles = 10_000;
const deepest = 16;
/** Of one file, and of all of them. */
const largestFileBytes = 8 * 1024 * 1024;
const largestSetBytes = 64 * 1024 * 1024;

interface Found {
  readonly path: string;
  readonly bytes: number;
  /** What makes this file another one: its size, times and number. */
  readonly version: string;
}

/**
 * Names, sizes and times of all files in one word; undefined: there is no directory.
 *
 * @throws SerinError RULES_INVALID when it cannot be listed.
 */
export const seeRules = async (directory: string): Promise<string | undefined> => {
  const found = await findRules(directory);
  return found?.map(({ path, version }) => `${relative(directory, path)} ${version}`).join('\n');
};

/** The texts in the order of their paths; undefined: there is no directory. @throws SerinError RULES_INVALID with every fault */
export const readRuleTexts = async (directory: string): Promise<RuleFile[] | undefined> => {
  const found = await findRules(directory);
  if (found === undefined) return undefined;
  const faults: Fault[] = found
    .filter(({ bytes }) => bytes > largestFileBytes)
    .map(({ path }) => ({ path, message: 'is larger than 8 MiB: split it' }));
  if (faults.length === 0 && found.reduce((sum, { bytes }) => sum + bytes, 0) > largestSetBytes) {
    faults.push({ path: directory, message: 'holds more than 64 MiB of rules' });
  }
  if (faults.length > 0) throw refused(directory, faults);
  const files: RuleFile[] = [];
  for (const { path } of found) {
    try {
      files.push({ path, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) });
    } catch (cause) {
      const message = cause instanceof TypeError ? 'is not UTF-8' : `cannot be read: ${reasonOf(cause)}`;
      faults.push({ path, message });
    }
  }
  if (faults.length > 0) throw refused(directory, faults);
  return files;
};

const findRules = async (directory: string): Promise<Found[] | undefined> => {
  const found: Found[] = [];
  const walk = async (within: string, depth: number): Promise<void> => {
    for (const name of (await readdir(within)).sort()) {
      if (name.startsWith('.')) continue;
      const path = join(within, name);
      const is = await stat(path, { bigint: true }).catch(() => undefined);
      // Gone since it was listed, or a link that leads nowhere: what a swap looks like half-way.
      if (is === undefined) {
        if (isRules(name)) found.push({ path, bytes: 0, version: 'gone' });
      } else if (is.isDirectory()) {
        if (depth < deepest) await walk(path, depth + 1);
      } else if (isRules(name) && is.isFile()) {
        const version = `${is.size} ${is.mtimeNs} ${is.ctimeNs} ${is.dev}:${is.ino}`;
        found.push({ path, bytes: Number(is.size), version });
      }
      if (found.length > mostFiles) {
        throw refused(directory, [{ path: directory, message: `holds more than ${mostFiles} files` }]);
      }
    }
  };
  try {
    await walk(directory, 0);
  } catch (cause) {
    if (cause instanceof SerinError) throw cause;
    if (codeOf(cause) === 'ENOENT' && (await missing(directory))) return undefined;
    throw refused(directory, [{ path: directory, message: `cannot be read: ${reasonOf(cause)}` }]);
  }
  return found;
};

const isRules = (name: string): boolean => /\.(ya?ml|json)$/.test(name);

const missing = (directory: string): Promise<boolean> =>
  stat(directory).then(
    () => false,
    (cause: unknown) => codeOf(cause) === 'ENOENT',
  );

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined;

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const refused = (directory: string, faults: readonly Fault[]): SerinError =>
  new SerinError(
    'RULES_INVALID',
    `the gray rules in ${directory} are refused:${faults.map((each) => `\n  ${each.path}: ${each.message}`).join('')}`,
    { faults },
  );
