/**
 * One Serin per data directory. The kernel keeps the lock (flock), so it cannot be stale: Node cannot ask for one, and a
 * small child does, `flock FILE cat`. It reads from a pipe that only this process writes to, so it ends, and the lock
 * with it, when this process closes the pipe or dies in whatever way. The file holds the pid, for people.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { SerinError } from '../domain/errors.ts';

export interface DataLock {
  readonly path: string;
  /** Idempotent. */
  release(): Promise<void>;
}

type Keeper = ChildProcessByStdio<Writable, Readable, null>;

const heldByAnother = 75;

/** @throws SerinError DATA_DIR_TAKEN, with the pid of the process that holds it */
export const lockDataDir = async (dataDir: string, pid: number): Promise<DataLock> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'lock');
  const keeper = spawnKeeper(path);
  const gone = new Promise<number | Error | null>((resolve) => {
    keeper.once('error', resolve);
    keeper.once('close', resolve);
  });
  const outcome = await Promise.race([gone, once(keeper.stdout, 'data').then(() => 'held' as const)]);
  if (outcome !== 'held') throw await refusal(dataDir, path, outcome);
  await writeFile(path, `${pid}\n`);
  return {
    path,
    release: async () => {
      keeper.stdin.end();
      await gone;
    },
  };
};

/** In a session of its own: Ctrl-C reaches the whole foreground group, and the lock has to outlast the shutdown. */
const spawnKeeper = (path: string): Keeper => {
  const keeper = spawn(
    'flock',
    ['--nonblock', '--conflict-exit-code', String(heldByAnother), path, 'sh', '-c', 'echo held && exec cat'],
    { stdio: ['pipe', 'pipe', 'ignore'], detached: true },
  );
  // A keeper that is gone is told by its end; writing to it is not what it is for.
  keeper.stdin.on('error', () => undefined);
  return keeper;
};

const refusal = async (
  dataDir: string,
  path: string,
  outcome: number | Error | null,
): Promise<SerinError> => {
  if (outcome === heldByAnother) {
    const pid = /^\d+/.exec(await readFile(path, 'utf8').catch(() => ''))?.[0];
    const holder = pid === undefined ? 'another Serin' : `another Serin (pid ${pid})`;
    return new SerinError(
      'DATA_DIR_TAKEN',
      `${holder} runs on ${dataDir}; stop it, or give this one a --data-dir of its own`,
    );
  }
  if (outcome instanceof Error) {
    return new SerinError(
      'DATA_DIR_TAKEN',
      `${dataDir} cannot be locked: flock cannot be started (${outcome.message}); install util-linux`,
      { cause: outcome },
    );
  }
  return new SerinError('DATA_DIR_TAKEN', `${dataDir} cannot be locked: may this user write to ${path}?`);
};
