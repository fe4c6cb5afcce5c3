/**
 * What a thousand gray rules cost intake: submissions accepted per second with them, beside the same without any, in turn on one Redis
 * and one disk. HTTP and judging are left out, which would only make the difference look smaller.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../src/domain/limits.ts';
import { silentLogger } from '../src/domain/logger.ts';
import type { SubmissionSpec } from '../src/domain/submission.ts';
import type { GraySnapshot } from '../src/gray/context.ts';
import { loadRules } from '../src/gray/load-rules.ts';
import { ContestPins } from '../src/intake/contest-pins.ts';
import type { IntakePorts } from '../src/intake/ports.ts';
import { submit } from '../src/intake/submit.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { startRedisServer } from '../src/main/redis-server.ts';
import { JobQueue, queuePrefix } from '../src/queue/job-queue.ts';
import { BlobStore } from '../src/store/blob-store.ts';
import { keysOf } from '../src/store/keys.ts';
import { RedisLink } from '../src/store/redis-connection.ts';
import { SubmissionStore } from '../src/store/submission-store.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { openWithin } from './opened.ts';
import { record } from './report.ts';
import { atLeastTimes, besideTwin, printRows, rowsAsMarkdown } from './rows.ts';

const ruleCount = 1_000;
const lanes = 32;
const roundSize = 400;
const goalRatio = 0.9;

export const intakeRules = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const machine = await describeMachine();
  const accept = await openIntake(lifecycle);
  const [none, thousand] = [loadRules([], 1), loadRules([{ path: 'rules.yaml', text: rulesText() }], 2)];
  const samples = { judged: [] as number[], twin: [] as number[] };
  for (const rules of [none, thousand]) await accept(rules);
  for (let round = 0; round < (quick ? 4 : 24); round += 1) {
    // In turn, and not always the same one first: what else the machine does touches both alike.
    const order = round % 2 === 0 ? [none, thousand] : [thousand, none];
    for (const rules of order) (rules === none ? samples.twin : samples.judged).push(await accept(rules));
  }
  const name = `intake with ${ruleCount} rules`;
  const rows = [besideTwin(name, 'per s', samples, 'no rules', atLeastTimes(goalRatio))];
  printRows(rows);
  await record('intake-rules', { machine, quick, lanes, roundSize, rows });
  await documentResult('intake-rules', machine, rowsAsMarkdown(rows), quick);
};

/** Of many languages and regions; every tenth is about the language that is submitted, and the last of those decides. */
const rulesText = (): string =>
  Array.from({ length: ruleCount }, (_, index) => {
    const isLast = index === ruleCount - 1;
    const language = isLast || index % 10 === 0 ? 'cpp' : `language${index % 40}`;
    const match = isLast ? '' : `, region: [region-${index}-*], userLevel: { min: ${index % 7} }`;
    return [
      'apiVersion: serin/v1',
      'kind: GrayRule',
      `metadata: { name: rule-${index} }`,
      `spec: { priority: ${ruleCount - index}, match: { language: [${language}]${match} }, weights: { stable: 95, canary: 5 } }`,
    ].join('\n');
  }).join('\n---\n');

/** Answers how to accept a round of submissions by some rules: so many per second. */
const openIntake = async (lifecycle: Lifecycle): Promise<(rules: GraySnapshot) => Promise<number>> => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-bench-'));
  lifecycle.add('directory', () => rm(directory, { recursive: true, force: true }));
  const monotonic = () => performance.now();
  const server = await openWithin(lifecycle, {
    name: 'redis-server',
    open: () =>
      startRedisServer({ log: silentLogger, monotonic, pid: process.pid, tmpDir: tmpdir() }, directory),
    close: (it) => it.close(),
    deadlineMs: 20_000,
  });
  const redis = new RedisLink({ url: server.it.url, log: silentLogger, readyWaitMs: 5_000 });
  lifecycle.add('redis', () => redis.close());
  const keys = keysOf();
  const blobs = new BlobStore({ now: Date.now, newId: randomUUID }, join(directory, 'blobs'));
  const queue = new JobQueue({ redis, prefix: queuePrefix(keys.prefix), log: silentLogger });
  lifecycle.add('queue', () => queue.close());
  const store = new SubmissionStore({
    ...{ redis, blobs, keys, now: Date.now, newId: randomUUID, log: silentLogger },
  });
  const bindings = { revision: 1, bindings: ['stable', 'canary'].map(bound), draining: [], quarantined: [] };
  const ports: Omit<IntakePorts, 'rules'> = {
    ...{ store, queue, bindings: () => bindings, pools: () => 'ok', contests: new ContestPins() },
    ...{ newId: randomUUID, now: Date.now, queueLimit: 10_000_000, log: silentLogger },
  };
  return async (rules) => {
    const began = performance.now();
    let left = roundSize;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await submit({ ...ports, rules: () => rules }, { spec: spec(), material });
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return (roundSize * 1_000) / (performance.now() - began);
  };
};

const bound = (track: string) => ({
  ...{ language: 'cpp', family: 'cpp', track, runtime: `cpp-${track}`, fingerprint: `cpp-${track}@1` },
  ...{ by: 'bench', reason: 'bench', atMs: 0 },
});

const material = {
  files: [{ path: 'main.cpp', content: Buffer.from('int main() {}') }],
  tests: [{ name: '1', input: Buffer.from('1 2\n'), answer: Buffer.from('3\n') }],
};

const spec = (): SubmissionSpec => ({
  ...{ language: 'cpp', limits: defaultLimits, checker: { kind: 'tokens' }, stopAtFirstFailure: false },
  ...{ keepOutputBytes: 0, priority: 'practice', tenant: 'default', client: { id: 'web-1' } },
  user: { id: randomUUID(), level: 3, region: 'cn-east-1', tags: ['beta'] },
  ...{ difficulty: 0.4, traceId: '0af7651916cd43dd8448eb211c80319c' },
});
