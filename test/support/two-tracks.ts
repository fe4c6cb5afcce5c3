/** Two tracks on a real Redis, whose runtimes are played: what a program prints, and whether there is a slot, is told by the test. */
import { randomUUID } from 'node:crypto';
import type { Decision } from '../../src/domain/decision.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import type { RunCommand } from '../../src/domain/run.ts';
import { jobId, jobOf } from '../../src/domain/submission.ts';
import type { JudgeJob, SubmissionRecord, SubmissionSpec } from '../../src/domain/submission.ts';
import type { JudgingPorts, Lease } from '../../src/judging/ports.ts';
import { Fallbacks } from '../../src/store/fallbacks.ts';
import { ShadowStore } from '../../src/store/shadow-store.ts';
import { alone } from './alone.ts';
import { factsOf, manifestOf, specOf } from './facts.ts';
import { memorySpool } from './memory-spool.ts';
import { exited, runReport } from './run-report.ts';
import { anAcceptance } from './store.ts';
import type { StoreBench } from './store.ts';

export const stable = { runtime: 'cpp-14', fingerprint: 'cpp-14@1' };
export const canary = { runtime: 'cpp-16', fingerprint: 'cpp-16@1' };

export const onCanary = (given: Partial<Decision> = {}): Decision => ({
  ...{ track: 'canary', ...canary, rule: 'r', bucket: 7, reason: 'SPLIT', revision: 3 },
  ...given,
});

export const onStable = (given: Partial<Decision> = {}): Decision => ({
  ...{ track: 'stable', ...stable, reason: 'DEFAULT', revision: 3 },
  ...given,
});

export interface TwoTracks {
  readonly ports: JudgingPorts;
  readonly fallbacks: Fallbacks;
  readonly shadows: ShadowStore;
  /** What waits in the queues, by job id. */
  readonly jobs: Map<string, JudgeJob>;
  readonly counted: { readonly name: string; readonly labels: object }[];
  /** Takes one in, the right answer being `ok`, and answers its first job. */
  submit(decision: Decision, spec?: Partial<SubmissionSpec>): Promise<JudgeJob>;
  read(id: string): Promise<SubmissionRecord>;
  events(id: string): Promise<{ readonly type: string; readonly attempt: number }[]>;
}

export interface Played {
  /** By fingerprint: what programs print there, or what is thrown. `ok` unless told. */
  readonly prints?: Readonly<Record<string, string | Error>>;
  readonly stable?: JudgingPorts['stable'];
  /** Whether a slot is free that nobody needs. */
  readonly spare?: () => boolean;
  readonly now?: () => number;
}

export const twoTracks = (bench: StoreBench, played: Played = {}): TwoTracks => {
  const place = { redis: bench.link, keys: bench.keys };
  const now = played.now ?? Date.now;
  const fallbacks = new Fallbacks({ ...place, now, newId: randomUUID });
  const shadows = new ShadowStore(place);
  const jobs = new Map<string, JudgeJob>();
  const counted: { name: string; labels: object }[] = [];
  const count = (name: string) => (labels: object) => void counted.push({ name, labels });
  const enqueue = (job: JudgeJob): Promise<void> => {
    jobs.set(jobId(job.submission, job.attempt), job);
    return Promise.resolve();
  };
  const lease = (fingerprint: string) =>
    Promise.resolve(leaseThatPrints(played.prints?.[fingerprint] ?? 'ok'));
  const ports: JudgingPorts = {
    ...alone,
    store: bench.store,
    attempts: {
      peek: (id) => bench.store.peek(id),
      raise: (raise) => fallbacks.raise(raise),
      enqueued: (id, attempt) => bench.store.enqueued(id, attempt),
    },
    queue: { enqueue },
    stable: played.stable ?? (() => stable),
    shadows: {
      judged: (id, shadow, result) => shadows.judged(id, shadow, result),
      drop: (id, shadow, reason) => shadows.drop(id, shadow, reason),
      patienceMs: 60_000,
    },
    metrics: {
      finished: count('finished'),
      compileCache: () => undefined,
      fellBack: count('fellBack'),
      confirmed: count('confirmed'),
      shadowDropped: count('shadowDropped'),
    },
    data: { open: () => Promise.reject(new Error('all data is in memory')) },
    problems: {
      definition: () => Promise.reject(new Error('there is no problem here')),
      data: { open: () => Promise.reject(new Error('there is no problem here')) },
    },
    sandboxes: {
      lease,
      leaseSpare: (fingerprint) =>
        (played.spare?.() ?? true) ? lease(fingerprint) : Promise.resolve(undefined),
    },
    spool: memorySpool,
    compileCache: { get: () => Promise.resolve(undefined), put: () => Promise.resolve() },
    runtime: (fingerprint) => factsOf({ fingerprint, manifest: manifestOf({ compile: undefined }) }),
    auxiliary: () => factsOf(),
    harness: 'h1',
    worker: 'w1',
    limitMultipliers: false,
    rerunMargin: 0,
    parallelTests: false,
    timeScale: () => Promise.resolve(undefined),
    log: silentLogger,
    now,
    monotonic: () => performance.now(),
  };
  const read = async (id: string): Promise<SubmissionRecord> => {
    const record = await bench.store.read(id);
    if (record === undefined) throw new Error(`${id} is gone`);
    return record;
  };
  return {
    ...{ ports, fallbacks, shadows, jobs, counted, read },
    submit: async (decision, spec = {}) => {
      const material = await bench.store.writeMaterial({
        files: [{ path: 'main.cpp', content: Buffer.from('int main() {}') }],
        tests: [{ name: '1', input: Buffer.alloc(0), answer: Buffer.from('ok') }],
      });
      const acceptance = anAcceptance({ spec: specOf(spec), material, decision, createdAtMs: now() });
      await bench.store.accept(acceptance);
      await bench.store.enqueued(acceptance.id, 1);
      return jobOf(await read(acceptance.id));
    },
    events: async (id) =>
      (await bench.store.events(id)).map(({ event: { type, attempt } }) => ({ type, attempt })),
  };
};

const leaseThatPrints = (prints: string | Error): Lease => ({
  waitedMs: 0,
  wanted: false,
  put: () => Promise.resolve(),
  companion: () => Promise.reject(new Error('no problem brings a program here')),
  join: () => Promise.reject(new Error('nobody is joined here')),
  run: (command: RunCommand) => {
    if (prints instanceof Error) return Promise.reject(prints);
    command.onStdout?.(Buffer.from(prints));
    return Promise.resolve(runReport(exited(0), { stdout: Buffer.from(prints), stdoutBytes: prints.length }));
  },
  collect: () => Promise.resolve([]),
  reset: () => Promise.resolve(),
  release: () => undefined,
});
