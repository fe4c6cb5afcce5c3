import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { containerSpec } from './container-spec.ts';
import { dockerFault } from './engine-fault.ts';
import { EngineWatch, pingEngine } from './engine-watch.ts';
import { readHostCores } from './host-cpus.ts';
import type { SlotLease } from './lease.ts';
import { removeOrphans } from './orphans.ts';
import { removeStrays } from './strays.ts';
import { parsePolicies } from './policy.ts';
import type { PolicyDocument, SandboxPolicy } from './policy.ts';
import type { PoolMetrics } from './pool-metrics.ts';
import { deliverRunner } from './runner-delivery.ts';
import type { RunnerSource } from './runner-image.ts';
import { openSandboxContainer } from './sandbox-container.ts';
import { claimSlots } from './slot-claim.ts';
import { defaultBounds } from './slot-keeper.ts';
import type { KeeperBounds } from './slot-keeper.ts';
import { coresOfCount, planSlots } from './topology.ts';
import type { Cores, Slot } from './topology.ts';
import { WarmPool } from './warm-pool.ts';

export interface SandboxesDeps {
  readonly docker: Docker;
  /** What this worker knows of a runtime; undefined when it has no image of it. */
  readonly runtime: (fingerprint: string) => RuntimeFacts | undefined;
  readonly metrics: PoolMetrics;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly monotonic: () => number;
  /** Lines of the runner's build, where it has to be built. */
  readonly progress: (line: string) => void;
}

export interface SandboxesOptions {
  /** On every container; one live worker of a name per Docker host. */
  readonly workerName: string;
  readonly slots: {
    /** By default one for every core but one. */
    readonly count?: number | undefined;
    /** Number of the first slot. */
    readonly base: number;
    /** The engine's CPUs are those of this machine, so that /sys tells which share a core. */
    readonly engineIsLocal: boolean;
  };
  /** What the runner is built from, where this Docker host has no image of it; see `readRunnerSource`. */
  readonly runnerSource: RunnerSource;
  /** The files of `sandboxes/policies`. */
  readonly policies: readonly PolicyDocument[];
  /** The text of `sandboxes/seccomp/profile.json`. */
  readonly seccompProfile: string;
  readonly bounds?: Partial<KeeperBounds>;
  /** Bytes that warm containers may take of the host; by default an eighth of its memory. */
  readonly warmMemoryBytes?: number | undefined;
  /** The OCI runtime that the engine is to use, as it is named in the engine's configuration: `runc`, `runsc`… */
  readonly ociRuntime?: string | undefined;
}

/** What surrounds every runtime here; goes into the harness digest. */
export interface SandboxHarness {
  /** SHA-256 of the runner's binary, hex. */
  readonly runnerDigest: string;
  /** SHA-256 of the container's seccomp profile, hex, white space not counted. */
  readonly seccompDigest: string;
  readonly policies: Readonly<Record<string, SandboxPolicy>>;
}

export interface OpenSandboxes {
  readonly harness: SandboxHarness;
  readonly slots: readonly Slot[];
  /** Why Docker cannot be used; undefined while it answers. */
  engineFault(): string | undefined;
  /** Tells of every change of `engineFault`; returns how to stop that. */
  onEngineChange(listener: (fault: string | undefined) => void): () => void;
  /**
   * Waits for a free slot and a container of the runtime. Throws `SANDBOX_FAILED`, `RUNNER_PROTOCOL`, `DOCKER_UNAVAILABLE`,
   * `SHUTTING_DOWN` or the signal's reason.
   */
  lease(fingerprint: string, signal?: AbortSignal): Promise<SlotLease>;
  /** A further lease for somebody who has one, where a slot is free and warm and nobody waits; nothing otherwise, at once. */
  leaseSpare(fingerprint: string, signal?: AbortSignal): Promise<SlotLease | undefined>;
  /** Have containers of these waiting on every slot. Returns at once. */
  prewarm(fingerprints: readonly string[]): void;
  /** Resolves when nothing is being warmed, reset or removed. */
  settled(): Promise<void>;
  /** Kills and removes every container and gives the slots back, within the deadline. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Opens the sandboxes of one worker:
 *
 *     ping → remove orphans → deliver the runner → plan and claim slots → pool
 *
 * Throws `CONFIG_INVALID`, `DOCKER_UNAVAILABLE`, `IMAGE_BUILD_FAILED`, `SLOT_TAKEN` or `SANDBOX_FAILED`; nothing stays
 * open then.
 */
export const openSandboxes = async (
  deps: SandboxesDeps,
  options: SandboxesOptions,
): Promise<OpenSandboxes> => {
  const { docker, log } = deps;
  const { workerName: worker } = options;
  const policies = parsePolicies(options.policies);
  const seccompProfile = compactProfile(options.seccompProfile);
  await pingEngine(docker);
  const engine = await factsOf(docker);
  assertHasRuntime(engine, options.ociRuntime);
  const orphans = await removeOrphans(docker, worker);
  if (orphans > 0) log.warn({ orphans, worker }, 'removed containers that a former life of this worker left');
  const runner = await deliverRunner(deps, options.runnerSource, worker);
  const plan = planSlots(await coresOfEngine(engine, options.slots.engineIsLocal), options.slots);
  if (plan.coresShared)
    log.warn({ slots: plan.slots.length }, 'there are more slots than cores: timings will suffer');
  const releaseSlots = await claimSlots(docker, plan.slots, {
    worker,
    image: runner.image,
    runnerVolume: runner.volume,
  });

  const watch = new EngineWatch({ ping: () => pingEngine(docker), log });
  const setting = {
    worker,
    runnerVolume: runner.volume,
    seccompProfile,
    ociRuntime: options.ociRuntime,
  };
  const pool = new WarmPool(
    {
      open: (fingerprint, place) => {
        const { runtime, policy } = lookUp(deps.runtime, policies, fingerprint);
        return openSandboxContainer(deps, containerSpec(runtime, policy, place, setting), place.uid);
      },
      memoryMaxBytes: (fingerprint) => lookUp(deps.runtime, policies, fingerprint).policy.memoryMaxBytes,
      onFailure: (error) => {
        if (error instanceof SerinError) watch.report(error);
      },
      metrics: deps.metrics,
      log,
      monotonic: deps.monotonic,
    },
    plan.slots,
    {
      ...defaultBounds,
      maxContainers: warmContainers(options.warmMemoryBytes ?? engine.memoryBytes / 8, plan.slots.length),
      ...options.bounds,
    },
  );
  const sweeping = setInterval(() => {
    removeStrays(docker, worker, pool.ids, Date.now()).then(
      (strays) => {
        for (let stray = 0; stray < strays; stray += 1) deps.metrics.destroyed('stray');
        if (strays > 0) log.warn({ strays }, 'removed containers that the pool had lost');
      },
      (err: unknown) => log.debug({ err }, 'stray containers could not be looked for'),
    );
  }, strayIntervalMs);
  sweeping.unref();
  watch.onChange((fault) => {
    if (fault === undefined) pool.tend();
  });

  return {
    harness: {
      runnerDigest: runner.digest,
      seccompDigest: createHash('sha256').update(seccompProfile).digest('hex'),
      policies: Object.fromEntries(policies),
    },
    slots: plan.slots,
    engineFault: () => watch.fault,
    onEngineChange: (listener) => watch.onChange(listener),
    lease: (fingerprint, signal) => pool.lease(fingerprint, signal),
    leaseSpare: (fingerprint, signal) => pool.leaseSpare(fingerprint, signal),
    prewarm: (fingerprints) => pool.prewarm(fingerprints),
    settled: () => pool.settled(),
    close: async (deadlineMs) => {
      clearInterval(sweeping);
      watch.close();
      await pool.close(deadlineMs);
      try {
        await removeOrphans(docker, worker);
      } finally {
        await releaseSlots();
      }
    },
  };
};

/** The profile as Docker is given it, which is one line. Throws `CONFIG_INVALID` where it is not JSON. */
const compactProfile = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (cause) {
    throw new SerinError('CONFIG_INVALID', 'the seccomp profile is not JSON', {
      cause,
      faults: [{ path: 'sandboxes/seccomp/profile.json', message: String(cause) }],
    });
  }
};

interface EngineFacts {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly ociRuntimes: readonly string[];
}

const factsOf = async (docker: Docker): Promise<EngineFacts> => {
  const info = (await docker.info().catch((error: unknown) => {
    throw dockerFault(error, 'asking Docker what it has');
  })) as { NCPU: number; MemTotal: number; Runtimes?: Record<string, unknown> };
  return {
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    ociRuntimes: Object.keys(info.Runtimes ?? {}),
  };
};

const assertHasRuntime = ({ ociRuntimes }: EngineFacts, wanted: string | undefined): void => {
  if (wanted === undefined || ociRuntimes.includes(wanted)) return;
  throw new SerinError(
    'CONFIG_INVALID',
    `the Docker engine has no OCI runtime "${wanted}", it has ${ociRuntimes.join(', ')}: ` +
      `install it, name it under "runtimes" in the engine's daemon.json and restart the engine`,
  );
};

/** What an idle container takes of the host: its runner, the kernel's bookkeeping, and the engine's shim beside it. */
const idleContainerBytes = 24 * 1024 * 1024;

/** Containers that may wait on each slot; two at least, for the generations of one language. */
const warmContainers = (budgetBytes: number, slots: number): number =>
  Math.max(2, Math.floor(budgetBytes / idleContainerBytes / slots));

const coresOfEngine = async (engine: EngineFacts, isLocal: boolean): Promise<Cores> => {
  const cores = isLocal ? await readHostCores() : undefined;
  return cores ?? coresOfCount(engine.cpus);
};

const strayIntervalMs = 60_000;

const lookUp = (
  runtimeOf: SandboxesDeps['runtime'],
  policies: ReadonlyMap<string, SandboxPolicy>,
  fingerprint: string,
): { runtime: RuntimeFacts; policy: SandboxPolicy } => {
  const runtime = runtimeOf(fingerprint);
  if (runtime === undefined)
    throw new SerinError('SANDBOX_FAILED', `this worker has no image of ${fingerprint}`);
  const policy = policies.get(runtime.manifest.policy);
  if (policy === undefined) {
    throw new SerinError(
      'CONFIG_INVALID',
      `${runtime.runtime} names the sandbox policy "${runtime.manifest.policy}", there is ${[...policies.keys()].join(', ')}`,
    );
  }
  return { runtime, policy };
};
