/**
 * The judge without a service around it: a submission goes in, its result comes out. Compiler, runner, limits and verdicts are those of
 * the service, because it is the same `judge`; only the store is a variable, and no compiled program is kept.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../domain/logger.ts';
import type { Limits } from '../../domain/limits.ts';
import type { RuntimeFacts } from '../../domain/runtime.ts';
import { defaultChecker } from '../../domain/checker.ts';
import { jobOf, schemaVersion } from '../../domain/submission.ts';
import type { SubmissionMaterial, SubmissionRecord } from '../../domain/submission.ts';
import type { SubmissionResult } from '../../domain/verdict.ts';
import { judge } from '../../judging/judge.ts';
import type { JudgingPorts, JudgingStore, Sandboxes } from '../../judging/ports.ts';

export interface JudgeAloneDeps {
  readonly sandboxes: Sandboxes;
  readonly harness: string;
  readonly worker: string;
  readonly rerunMargin: number;
  readonly log: Logger;
}

/** Bytes of what a program wrote that are kept to explain a failure. */
const keptOutputBytes = 2048;

/** @throws SerinError where the sandbox fails, and the signal's reason when it is aborted. */
export const judgeAlone = async (
  deps: JudgeAloneDeps,
  runtime: RuntimeFacts,
  material: SubmissionMaterial,
  limits: Limits,
  signal: AbortSignal,
): Promise<SubmissionResult> => {
  const record = recordOf(runtime, material, limits);
  const store = storeOf(record, material);
  const ports: JudgingPorts = {
    ...deps,
    store,
    data: { open: () => Promise.reject(new Error('all data is in memory')) },
    problems: {
      definition: () => Promise.reject(new Error('no problem is judged by')),
      data: { open: () => Promise.reject(new Error('all data is in memory')) },
    },
    spool: () => {
      throw new Error('no problem is judged by');
    },
    auxiliary: () => {
      throw new Error('no problem is judged by');
    },
    compileCache: { get: () => Promise.resolve(undefined), put: () => Promise.resolve() },
    runtime: (fingerprint) => (fingerprint === runtime.fingerprint ? runtime : undefined),
    limitMultipliers: false,
    parallelTests: false,
    timeScale: () => Promise.resolve(undefined),
    ...withoutOthers,
    metrics: {
      finished: () => undefined,
      compileCache: () => undefined,
      fellBack: () => undefined,
      confirmed: () => undefined,
      shadowDropped: () => undefined,
    },
    now: Date.now,
    monotonic: () => performance.now(),
  };
  await judge(ports, jobOf(record), signal);
  const { result } = store;
  if (result === undefined) throw new Error('the judge ended without a verdict');
  return result;
};

/** What is pinned falls back to nothing, and nothing else judges it. */
const withoutOthers: Pick<JudgingPorts, 'attempts' | 'queue' | 'stable' | 'shadows'> = {
  attempts: {
    peek: () => Promise.resolve(undefined),
    raise: () => Promise.resolve(undefined),
    enqueued: () => Promise.resolve(),
  },
  queue: { enqueue: () => Promise.resolve() },
  stable: () => undefined,
  shadows: {
    judged: () => Promise.resolve(false),
    drop: () => Promise.resolve(false),
    patienceMs: 0,
  },
};

const track = 'test';

const recordOf = (
  { fingerprint, runtime, language }: RuntimeFacts,
  { tests }: SubmissionMaterial,
  limits: Limits,
): SubmissionRecord => {
  const decision = { track, runtime, fingerprint, reason: 'PINNED', revision: 0 } as const;
  const nowMs = Date.now();
  return {
    id: randomUUID(),
    version: schemaVersion,
    spec: {
      language,
      limits,
      checker: defaultChecker,
      stopAtFirstFailure: true,
      keepOutputBytes: keptOutputBytes,
      priority: 'practice',
      tenant: 'default',
      user: {},
      client: {},
      traceId: randomUUID().replaceAll('-', ''),
    },
    testCount: tests.length,
    material: 'in memory',
    state: 'queued',
    attempt: 1,
    attempts: [{ number: 1, decision, startedAtMs: nowMs }],
    decision,
    createdAtMs: nowMs,
  };
};

/** A store of one submission, which is judged once. */
const storeOf = (
  record: SubmissionRecord,
  material: SubmissionMaterial,
): JudgingStore & { readonly result: SubmissionResult | undefined } => {
  let committed: SubmissionResult | undefined;
  return {
    get result() {
      return committed;
    },
    read: () => Promise.resolve(record),
    readMaterial: () => Promise.resolve(material),
    markRunning: () => Promise.resolve(true),
    appendEvent: () => Promise.resolve(),
    commit: (_submission, _attempt, result) => {
      committed = result;
      return Promise.resolve(true);
    },
  };
};
