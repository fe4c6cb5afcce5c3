/**
 * What was built: version, commit and whether the checkout had changes, kept as `dist/build.json` beside the program. An image is built
 * without the checkout's history; there `SERIN_COMMIT` and `SERIN_DIRTY` say it. Where neither does, the commit is unknown, and is
 * said to be.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const buildRecordSchema = z.object({
  version: z.string(),
  /** All of its digits. */
  commit: z.string().nullable(),
  /** The sources were not those of the commit. */
  dirty: z.boolean(),
  builtAtMs: z.number(),
});

export type BuildRecord = z.infer<typeof buildRecordSchema>;

/** What the service is made of; a word in a document does not make another service. `./serin` looks at the same. */
const sources = [
  'src',
  'sandboxes',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** @throws Error where `SERIN_COMMIT` or `SERIN_DIRTY` cannot be what it says. */
export const buildRecord = (
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  builtAtMs: number,
): BuildRecord => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { version, ...(fromGit(root) ?? fromEnvironment(env)), builtAtMs };
};

type Source = Pick<BuildRecord, 'commit' | 'dirty'>;

/** Undefined without git, and where the folder is no checkout of its own but lies in one of something else. */
const fromGit = (root: string): Source | undefined => {
  const top = git(root, 'rev-parse', '--show-toplevel');
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return undefined;
  const commit = git(root, 'rev-parse', '--verify', 'HEAD');
  const changes = git(root, '--no-optional-locks', 'status', '--porcelain', '--', ...sources);
  return commit === undefined || changes === undefined ? undefined : { commit, dirty: changes !== '' };
};

const git = (root: string, ...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

const fromEnvironment = ({
  SERIN_COMMIT: commit = '',
  SERIN_DIRTY: dirty = '',
}: typeof process.env): Source => {
  if (!/^([0-9a-f]{40}([0-9a-f]{24})?)?$/.test(commit)) {
    throw new Error(
      `SERIN_COMMIT is the whole id of a commit, 40 or 64 hex digits, not ${JSON.stringify(commit)}`,
    );
  }
  if (!['', 'true', 'false'].includes(dirty)) {
    throw new Error(`SERIN_DIRTY is true or false, not ${JSON.stringify(dirty)}`);
  }
  return { commit: commit === '' ? null : commit, dirty: dirty === 'true' };
};
