/** Serin's worker without the rest: its sandboxes, opened in the bench's own process as the worker role opens them. */
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SerinError } from '../src/domain/errors.ts';
import { silentLogger } from '../src/domain/logger.ts';
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import { runtimeFacts } from '../src/imaging/catalogue.ts';
import { openDocker } from '../src/main/docker.ts';
import { cataloguePorts } from '../src/main/images.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { silentPoolMetrics } from '../src/sandbox/pool-metrics.ts';
import { readRunnerSource } from '../src/sandbox/runner-image.ts';
import { openSandboxes } from '../src/sandbox/sandboxes.ts';
import type { OpenSandboxes } from '../src/sandbox/sandboxes.ts';
import { openWithin } from './opened.ts';

/** One live worker of a name: benches run one after the other, and each takes over what a former one left. */
export const benchWorker = 'serin-bench';

/** Far from the slots of a service that may be running on this machine. */
export const benchSlotBase = 160;

const closeMs = 10_000;
const openAndCloseMs = 40_000;
const sandboxesDir = new URL('../../sandboxes/', import.meta.url);
/** Only what probes said is kept here, so that a second run need not ask the images again. */
const dataDir = fileURLToPath(new URL('../../.serin/bench', import.meta.url));

export interface BenchWorker {
  readonly sandboxes: OpenSandboxes;
  /** The core that its programs run on. */
  readonly core: number;
  /** Why containers were destroyed, and how often. */
  readonly destroyed: Readonly<Record<string, number>>;
}

export interface BenchWorkerOptions {
  readonly name?: string;
  readonly slot?: number;
  readonly isolation?: 'reuse' | 'fresh';
}

/** A worker of one slot, which the lifecycle closes. @throws SerinError, see `openSandboxes`. */
export const openBenchWorker = async (
  lifecycle: Lifecycle,
  runtimes: readonly RuntimeFacts[],
  options: BenchWorkerOptions = {},
): Promise<BenchWorker> => {
  const destroyed: Record<string, number> = {};
  const open = async () =>
    openSandboxes(
      {
        docker: openDocker(process.env['DOCKER_HOST']),
        runtime: (fingerprint) => runtimes.find((each) => each.fingerprint === fingerprint),
        metrics: {
          ...silentPoolMetrics,
          destroyed: (reason) => {
            destroyed[reason] = (destroyed[reason] ?? 0) + 1;
          },
        },
        log: silentLogger,
        monotonic: () => performance.now(),
        progress: () => undefined,
      },
      {
        workerName: options.name ?? benchWorker,
        slots: { count: 1, base: options.slot ?? benchSlotBase, engineIsLocal: true },
        runnerSource: { files: await readRunnerSource(fileURLToPath(new URL('runner', sandboxesDir))) },
        policies: await readPolicies(),
        seccompProfile: await readFile(new URL('seccomp/profile.json', sandboxesDir), 'utf8'),
        bounds: { isolation: options.isolation ?? 'reuse' },
      },
    );
  const { it: sandboxes } = await openWithin(lifecycle, {
    name: 'sandboxes',
    open,
    close: (opened) => opened.close(closeMs),
    deadlineMs: openAndCloseMs,
  });
  const [slot] = sandboxes.slots;
  if (slot === undefined) throw new Error('the sandboxes have no slot');
  return { sandboxes, core: slot.cpu, destroyed };
};

const readPolicies = async () => {
  const directory = new URL('policies/', sandboxesDir);
  const names = (await readdir(directory)).filter((name) => name.endsWith('.yaml'));
  return Promise.all(
    names.map(async (path) => ({ path, text: await readFile(new URL(path, directory), 'utf8') })),
  );
};

/** `c:14` → what Serin knows of `serin/c:14`. @throws SerinError RUNTIME_NOT_FOUND with the remedy */
export const findRuntime = async (name: string): Promise<RuntimeFacts> => {
  const ports = cataloguePorts({ dataDir, dockerHost: process.env['DOCKER_HOST'] });
  try {
    return await runtimeFacts(ports, `serin/${name}`);
  } catch (cause) {
    if (!(cause instanceof SerinError) || cause.code !== 'RUNTIME_NOT_FOUND') throw cause;
    throw new SerinError(cause.code, `${cause.message}: "./serin images build" makes what is missing`, {
      cause,
    });
  }
};
