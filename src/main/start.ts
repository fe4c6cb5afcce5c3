/**
 * From a configuration to a running process: what is shared first, then the roles it plays.
 *
 *   private Redis (unless one is given) → shared → controller → worker → api
 *
 * The API comes last, so that what answers HTTP can be served. Everything registers its closing; the order of release is the reverse.
 */
import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { GraySnapshot } from '../gray/context.ts';
import { loadRules } from '../gray/load-rules.ts';
import { openApi } from './api-role.ts';
import type { Config } from './config.ts';
import { openController } from './controller-role.ts';
import type { Identity } from './identity.ts';
import type { Lifecycle } from './lifecycle.ts';
import { openProbes } from './probes-server.ts';
import { startRedisServer } from './redis-server.ts';
import { openShared } from './shared.ts';
import { openWorker } from './worker-role.ts';

export interface StartDeps {
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly identity: Identity;
}

export interface Started {
  /** Where this process answers HTTP: the API, or health and metrics only. */
  readonly url: string;
}

/** @throws SerinError; whatever was opened by then is registered with the lifecycle. */
export const start = async (config: Config, deps: StartDeps): Promise<Started> => {
  const { lifecycle, log, identity } = deps;
  // Before anything is opened: a broken rule refuses the start.
  const rules = config.roles.includes('api') ? await readRules(config.rulesDir) : undefined;
  const redisUrl = config.redisUrl ?? (await privateRedis(config, deps));
  const shared = await openShared({ config, lifecycle, log, identity, redisUrl });
  if (config.roles.includes('controller')) openController(shared);
  const worker = config.roles.includes('worker') ? await openWorker(shared) : undefined;
  if (rules !== undefined) return { url: await openApi(shared, rules, worker?.harness) };
  return { url: await openProbes(shared, worker) };
};

const privateRedis = async (config: Config, { lifecycle, log }: StartDeps): Promise<string> => {
  const server = await startRedisServer(
    { log, monotonic: () => performance.now(), pid: process.pid, tmpDir: tmpdir() },
    config.dataDir,
  );
  lifecycle.add('redis-server', () => server.close());
  return server.url;
};

/** Every `*.yaml` of the directory; one that is not there holds no rules. @throws SerinError RULES_INVALID */
const readRules = async (directory: string): Promise<GraySnapshot> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new SerinError('RULES_INVALID', `the directory of the gray rules cannot be read: ${String(error)}`);
  });
  const files = await Promise.all(
    names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map(async (name) => ({
        path: join(directory, name),
        text: await readFile(join(directory, name), 'utf8'),
      })),
  );
  return loadRules(files, files.length === 0 ? 0 : 1);
};
