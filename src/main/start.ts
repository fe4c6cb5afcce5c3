/**
 * From a configuration to a running process: what is shared first, then the roles it plays.
 *
 *   private Redis (unless one is given) → shared → controller → worker → api
 *
 * The API comes last, so that what answers HTTP can be served. Everything registers its closing; the order of release is the reverse.
 */
import { tmpdir } from 'node:os';
import type { Logger } from '../domain/logger.ts';
import { openApi } from './api-role.ts';
import type { Config } from './config.ts';
import { openController } from './controller-role.ts';
import type { Identity } from './identity.ts';
import type { Lifecycle } from './lifecycle.ts';
import { openProbes } from './probes-server.ts';
import { startRedisServer } from './redis-server.ts';
import { checkDirectory } from './rules-directory/open-directory.ts';
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
  if (config.roles.includes('api')) await checkDirectory(config.rulesDir);
  const redisUrl = config.redisUrl ?? (await privateRedis(config, deps));
  const shared = await openShared({ config, lifecycle, log, identity, redisUrl });
  if (config.roles.includes('controller')) openController(shared);
  const worker = config.roles.includes('worker') ? await openWorker(shared) : undefined;
  if (config.roles.includes('api')) return { url: await openApi(shared, worker?.harness) };
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
