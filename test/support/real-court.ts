/** Judging by definitions in real containers, without a service around it: what is submitted and what judges it are variables. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { defaultLimits } from '../../src/domain/limits.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import type { ProblemDefinition } from '../../src/domain/problem.ts';
import type { RuntimeFacts } from '../../src/domain/runtime.ts';
import { jobOf } from '../../src/domain/submission.ts';
import type { SourceFile, SubmissionRecord } from '../../src/domain/submission.ts';
import type { SubmissionResult } from '../../src/domain/verdict.ts';
import { runtimeFingerprint } from '../../src/fingerprint/runtime-fingerprint.ts';
import { runtimeFacts } from '../../src/imaging/catalogue.ts';
import { judge } from '../../src/judging/judge.ts';
import type { CachedProgram, JudgingPorts, Sandboxes } from '../../src/judging/ports.ts';
import { openProbeCache } from '../../src/main/probe-cache.ts';
import { readPolicies } from '../../src/main/sandbox-options.ts';
import { silentPoolMetrics } from '../../src/sandbox/pool-metrics.ts';
import { readRunnerSource } from '../../src/sandbox/runner-image.ts';
import { openSandboxes } from '../../src/sandbox/sandboxes.ts';
import { specOf } from './facts.ts';
import { readerOf } from './problems.ts';
import { alone } from './alone.ts';
import { memorySpool } from './memory-spool.ts';

const sandboxesDir = fileURLToPath(new URL('../../sandboxes', import.meta.url));

/** Slots that no worker of a real service takes on a machine of this size; those of one court after those of another. */
let nextSlot = 920;

export interface Submitted {
  readonly language: string;
  readonly files: readonly SourceFile[];
}

export interface Court {
  /** @throws what judging throws: our own failure. */
  readonly judged: (
    definition: ProblemDefinition,
    submitted: Submitted,
    changes?: Partial<SubmissionRecord['spec']>,
  ) => Promise<SubmissionResult>;
  readonly close: () => Promise<void>;
}

/** `images`: of each language the reference of its image. */
export const openCourt = async (
  images: Readonly<Record<string, string>>,
  blobs: ReadonlyMap<string, Buffer>,
  slots = 1,
): Promise<Court> => {
  const docker = new Docker();
  const slotBase = nextSlot;
  nextSlot += slots;
  const catalogue = {
    docker,
    probeCache: openProbeCache('.serin/probes'),
    fingerprintOf: runtimeFingerprint,
  };
  const facts = new Map<string, RuntimeFacts>();
  for (const [language, reference] of Object.entries(images)) {
    facts.set(language, await runtimeFacts(catalogue, reference));
  }
  const byFingerprint = new Map([...facts.values()].map((each) => [each.fingerprint, each]));
  const sandboxes = await openSandboxes(
    {
      docker,
      runtime: (fingerprint) => byFingerprint.get(fingerprint),
      metrics: silentPoolMetrics,
      log: silentLogger,
      monotonic: () => performance.now(),
      progress: () => undefined,
    },
    {
      workerName: `court-test-${process.pid}-${slotBase}`,
      slots: { base: slotBase, count: slots, engineIsLocal: true },
      runnerSource: { files: await readRunnerSource(`${sandboxesDir}/runner`) },
      policies: await readPolicies(sandboxesDir),
      seccompProfile: await readFile(`${sandboxesDir}/seccomp/profile.json`, 'utf8'),
      // Other work on the machine may make a reset slow.
      bounds: { maxResetMs: 5_000 },
    },
  );
  const factsOf = (language: string): RuntimeFacts => {
    const found = facts.get(language);
    if (found === undefined) throw new Error(`no image of ${language} was named`);
    return found;
  };
  const ports = portsOf({ sandboxes, blobs, factsOf, byFingerprint, parallel: slots > 1 });
  return {
    judged: async (definition, submitted, changes = {}) => {
      const record = recordOf(factsOf(submitted.language), definition, changes);
      let result: SubmissionResult | undefined;
      const store: JudgingPorts['store'] = {
        read: () => Promise.resolve(record),
        readMaterial: () => Promise.resolve({ files: submitted.files, tests: [] }),
        markRunning: () => Promise.resolve(true),
        appendEvent: () => Promise.resolve(),
        commit: (_, __, committed) => {
          result = committed;
          return Promise.resolve(true);
        },
      };
      const problems = { definition: () => Promise.resolve(definition), data: ports.problems.data };
      await judge({ ...ports, store, problems }, jobOf(record), new AbortController().signal);
      if (result === undefined) throw new Error('nothing was committed');
      return result;
    },
    close: () => sandboxes.close(10_000),
  };
};

interface Given {
  readonly sandboxes: Sandboxes;
  readonly blobs: ReadonlyMap<string, Buffer>;
  readonly factsOf: (language: string) => RuntimeFacts;
  readonly byFingerprint: ReadonlyMap<string, RuntimeFacts>;
  readonly parallel: boolean;
}

const portsOf = (given: Given): Omit<JudgingPorts, 'store'> => {
  const cache = new Map<string, CachedProgram>();
  return {
    data: readerOf(),
    problems: { definition: () => Promise.reject(new Error('see below')), data: readerOf(given.blobs) },
    sandboxes: given.sandboxes,
    spool: memorySpool,
    compileCache: {
      get: (key) => Promise.resolve(cache.get(key)),
      put: (key, program) => {
        cache.set(key, program);
        return Promise.resolve();
      },
    },
    runtime: (fingerprint) => given.byFingerprint.get(fingerprint),
    auxiliary: given.factsOf,
    harness: 'abcdef012345',
    worker: 'court',
    rerunMargin: 0.1,
    limitMultipliers: false,
    parallelTests: given.parallel,
    timeScale: () => Promise.resolve(undefined),
    ...alone,
    log: silentLogger,
    now: Date.now,
    monotonic: () => performance.now(),
  };
};

const recordOf = (
  { fingerprint, runtime, language }: RuntimeFacts,
  { tests }: ProblemDefinition,
  changes: Partial<SubmissionRecord['spec']>,
): SubmissionRecord => {
  const decision = { track: 'stable', runtime, fingerprint, reason: 'DEFAULT', revision: 1 } as const;
  const createdAtMs = Date.now();
  return {
    id: `court-${createdAtMs}`,
    version: 1,
    spec: specOf({
      language,
      limits: defaultLimits,
      problem: 'p',
      problemRevision: { id: 'p', revision: 1, digest: 'd' },
      ...changes,
    }),
    testCount: tests.length,
    material: 'in memory',
    state: 'queued',
    attempt: 1,
    attempts: [{ number: 1, decision, startedAtMs: createdAtMs }],
    decision,
    createdAtMs,
  };
};
