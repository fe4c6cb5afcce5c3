/**
 * A real Serin as a child process on a loopback port, with a private Redis in a directory of its own. For benches and
 * for system tests; both run from the repository's root, on what `npm run build` made.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { openWithin } from './opened.ts';

export interface ServiceOptions {
  /** Further words after `up`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Kept after `close` when given; otherwise a temporary one. */
  readonly dataDir?: string;
  readonly port?: number;
  /** One live service of a name; `serin-test` unless stated. */
  readonly workerName?: string;
  /** Number of the first slot, where two services run beside each other. */
  readonly slotBase?: number;
  /**
   * In a process group of its own, which Ctrl-C on a terminal does not reach. For callers that stop it themselves then: a second signal
   * makes a service leave at once, with its containers still there.
   */
  readonly ownGroup?: boolean;
  /** Wait until `/readyz` says yes; on by default. */
  readonly untilReady?: boolean;
}

export interface Service {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly workerName: string;
  readonly pid: number;
  /** What it wrote to stderr, the last 64 KiB. */
  said(): string;
  ready(withinMs?: number): Promise<void>;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, wait for a graceful end, and tell its exit code. */
  stop(): Promise<number | null>;
  /** `stop`, and remove the temporary directory. */
  close(): Promise<void>;
}

/**
 * Far from the slots of a service that may be running on this machine, and on the same core as its first. The worker's name stays
 * the same from run to run, so that what a run that died left behind is taken over by the next.
 */
const usualSlotBase = 64;

/** A machine with sixty images does not probe them all for a test. What is tested beyond these says so in its flags. */
const usualRuntimes = ['--runtimes', 'default'];
const readyWithinMs = 120_000;
const stopWithinMs = 40_000;

/**
 * What images answered when `images build` asked them, by image id: a service that starts in a directory of its own need not ask a dozen
 * images again. What is verified in service is verified all the same.
 */
const withKnownProbes = (dataDir: string): Promise<void> =>
  cp('.serin/probes', join(dataDir, 'probes'), { recursive: true, force: false }).catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  });

/** @throws Error when the service is not ready in time, with the end of what it said. */
export const startService = async (options: ServiceOptions = {}): Promise<Service> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'serin-')));
  await withKnownProbes(dataDir);
  const port = options.port ?? (await freePort());
  const workerName = options.workerName ?? 'serin-test';
  const url = `http://127.0.0.1:${port}`;
  const own = ['--port', String(port), '--data-dir', dataDir, '--worker-name', workerName];
  const slots = ['--slot-base', String(options.slotBase ?? usualSlotBase)];
  const child = spawn(
    process.execPath,
    ['dist/src/main/serin.js', 'up', ...own, ...slots, ...usualRuntimes, ...(options.flags ?? [])],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: options.ownGroup ?? false,
      env: { ...process.env, SERIN_LOG_LEVEL: 'info', SERIN_LOG_FORMAT: 'json', ...options.env },
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-65_536);
  });
  const service: Service = {
    url,
    port,
    dataDir,
    workerName,
    pid: child.pid ?? -1,
    said: () => said,
    ready: (withinMs = readyWithinMs) => untilReady(url, child, () => said, withinMs),
    kill: async () => {
      child.kill('SIGKILL');
      await gone(child);
    },
    stop: () => stop(child),
    close: async () => {
      await stop(child);
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
  if (options.untilReady === false) return service;
  try {
    await service.ready();
  } catch (cause) {
    await service.close();
    throw cause;
  }
  return service;
};

const untilReady = async (
  url: string,
  child: ChildProcess,
  said: () => string,
  withinMs: number,
): Promise<void> => {
  const until = Date.now() + withinMs;
  let last = 'no answer yet';
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (answer !== undefined) last = await answer.text();
    await sleep(50);
  }
  throw new Error(`the service did not become ready: ${last}\n${said().slice(-4_000)}`);
};

const gone = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit');
};

const stop = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  const ended = await Promise.race([
    gone(child).then(() => true),
    sleep(stopWithinMs, false, { ref: false }),
  ]);
  if (!ended) child.kill('SIGKILL');
  await gone(child);
  return child.exitCode;
};

/** A port that nobody listened on a moment ago. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
};

/** A service that the lifecycle closes, also while it is still starting. */
export const startServiceWithin = async (
  lifecycle: Lifecycle,
  options: ServiceOptions = {},
): Promise<Service> => {
  const { it } = await openWithin(lifecycle, {
    name: 'service',
    open: () => startService({ ...options, ownGroup: true }),
    close: (service) => service.close(),
    deadlineMs: readyWithinMs + 2 * stopWithinMs,
  });
  return it;
};
