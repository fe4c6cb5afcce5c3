/** What the judge without a service around it stands on: real sandboxes on slots of this host. */
import { join } from 'node:path';
import { SerinError } from '../../domain/errors.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Logger } from '../../domain/logger.ts';
import type { RuntimeFacts } from '../../domain/runtime.ts';
import type { SubmissionMaterial } from '../../domain/submission.ts';
import type { SubmissionResult } from '../../domain/verdict.ts';
import { sha256Hex, shortDigest } from '../../fingerprint/canonical.ts';
import { runtimeFacts } from '../../imaging/catalogue.ts';
import type { Sandboxes } from '../../judging/ports.ts';
import { silentPoolMetrics } from '../../sandbox/pool-metrics.ts';
import { openSandboxes } from '../../sandbox/sandboxes.ts';
import type { OpenSandboxes } from '../../sandbox/sandboxes.ts';
import type { Config } from '../config.ts';
import { lockDataDir } from '../data-lock.ts';
import { openDocker } from '../docker.ts';
import type { Identity } from '../identity.ts';
import { cataloguePorts } from '../images.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { harnessOf, sandboxOptions } from '../sandbox-options.ts';
import { judgeAlone } from './judge-alone.ts';

const sandboxCloseMs = 10_000;

export interface OpenJudge {
  readonly slots: number;
  /** What the engine has under a name; undefined when it has nothing. */
  readonly built: (reference: string) => Promise<RuntimeFacts | undefined>;
  /** Of a runtime that `built` has found. Throws where the sandbox fails; what becomes of a program is a value. */
  readonly judge: (
    runtime: RuntimeFacts,
    material: SubmissionMaterial,
    limits: Limits,
    signal: AbortSignal,
  ) => Promise<SubmissionResult>;
}

/** Everything opened is registered with the lifecycle. @throws SerinError DOCKER_UNAVAILABLE, SLOT_TAKEN, DATA_DIR_TAKEN */
export const openJudgeAlone = async (
  identity: Identity,
  config: Config,
  lifecycle: Lifecycle,
  log: Logger,
): Promise<OpenJudge> => {
  const docker = openDocker(config.dockerHost);
  const known = new Map<string, RuntimeFacts>();
  const options = await sandboxOptions(config);
  const workerName = await ownName(config, lifecycle);
  const sandboxes = await claimed(() =>
    openSandboxes(
      {
        docker,
        runtime: (fingerprint) => known.get(fingerprint),
        metrics: silentPoolMetrics,
        log,
        monotonic: () => performance.now(),
        progress: () => undefined,
      },
      { ...options, workerName },
    ),
  );
  lifecycle.add('sandboxes', () => sandboxes.close(sandboxCloseMs), { deadlineMs: 2 * sandboxCloseMs });
  const judging = {
    sandboxes: sandboxes satisfies Sandboxes,
    harness: await harnessOf(identity, docker, sandboxes),
    worker: workerName,
    rerunMargin: config.rerunMargin / 100,
    log,
  };
  return {
    slots: sandboxes.slots.length,
    built: async (reference) => {
      const facts = await factsIfBuilt(config, reference);
      if (facts !== undefined) known.set(facts.fingerprint, facts);
      return facts;
    },
    judge: (facts, material, limits, signal) => judgeAlone(judging, facts, material, limits, signal),
  };
};

/**
 * Two workers of one name would take each other's containers for left-overs. So this one is called like no service, nor like the same
 * verb of another installation on this host; and in one installation it runs once for each first slot.
 */
const ownName = async ({ workerName, dataDir, slotBase }: Config, lifecycle: Lifecycle): Promise<string> => {
  const lock = await lockDataDir(join(dataDir, 'images-test', String(slotBase)), process.pid);
  lifecycle.add('lock', () => lock.release());
  return `${workerName.slice(0, 40)}-test-${shortDigest(sha256Hex(dataDir))}`;
};

const factsIfBuilt = async (config: Config, reference: string): Promise<RuntimeFacts | undefined> => {
  try {
    return await runtimeFacts(cataloguePorts(config), reference);
  } catch (cause) {
    if (cause instanceof SerinError && cause.code === 'RUNTIME_NOT_FOUND') return undefined;
    throw cause;
  }
};

/** A service on this host holds slots of its own: programs beside it would falsify its timings, and it theirs. */
const claimed = async (open: () => Promise<OpenSandboxes>): Promise<OpenSandboxes> => {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof SerinError) || cause.code !== 'SLOT_TAKEN') throw cause;
    throw new SerinError(
      'SLOT_TAKEN',
      `${cause.message}. To test images beside it, take slots that it does not have: --slot-base 64 --slots 1`,
      { cause },
    );
  }
};
