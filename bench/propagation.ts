/**
 * How long a publish takes to be in force everywhere: from the request to one of eight API processes until the last of the eight decides by
 * the new revision. Each process notes by the clock of this machine when it swapped its rules; the request's beginning is noted by the
 * same clock, in whole milliseconds as well. One publish follows the other, so no two are under way.
 *
 * Whoever publishes sends the whole layer. What changes in it is one rule, as a rollout does, or every rule, which every process has to read.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { silentLogger } from '../src/domain/logger.ts';
import type { Lifecycle } from '../src/main/lifecycle.ts';
import { startRedisServer } from '../src/main/redis-server.ts';
import { documentResult } from './document.ts';
import { describeMachine } from './machine.ts';
import { openWithin } from './opened.ts';
import { markdownTable, printTable, record } from './report.ts';
import { startServiceWithin } from './service.ts';
import type { Service } from './service.ts';
import { summarise } from './statistics.ts';
import type { Summary } from './statistics.ts';

const processes = 8;
const ruleCount = 100;
const goalP99Ms = 100;

const statusSchema = z.object({
  everywhere: z.boolean(),
  nodes: z.array(z.object({ revision: z.number(), sinceMs: z.number() })),
});

export const propagation = async (argv: readonly string[], lifecycle: Lifecycle): Promise<void> => {
  const quick = argv.includes('--quick');
  const machine = await describeMachine();
  const services = await openProcesses(lifecycle);
  const rounds = quick ? 20 : 200;
  await publishOnce(services, documentsOf(0, ruleCount), 'all there');
  const rows: Row[] = [];
  for (const changed of [1, ruleCount]) {
    const lags: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const what = `round ${round}, ${changed} changed`;
      lags.push(await publishOnce(services, documentsOf(round, changed), what));
    }
    rows.push({ changed, lagMs: summarise(lags) });
  }
  printTable(...words(rows));
  await record('propagation', { machine, quick, processes, ruleCount, rows });
  const goals = rows.map(told).join('\n');
  await documentResult('propagation', machine, `${markdownTable(...words(rows))}\n\n${goals}`, quick);
};

interface Row {
  /** Rules of the layer that a publish changes. */
  readonly changed: number;
  readonly lagMs: Summary;
}

const openProcesses = async (lifecycle: Lifecycle): Promise<Service[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-bench-'));
  lifecycle.add('directory', () => rm(directory, { recursive: true, force: true }));
  const monotonic = () => performance.now();
  const redis = await openWithin(lifecycle, {
    name: 'redis-server',
    open: () =>
      startRedisServer({ log: silentLogger, monotonic, pid: process.pid, tmpDir: tmpdir() }, directory),
    close: (it) => it.close(),
    deadlineMs: 20_000,
  });
  // Apart from where Redis writes: a directory that is not there is watched from the one that it would be in.
  const apart = join(directory, 'apart');
  await mkdir(apart);
  const flags = ['--role', 'api', '--redis-url', redis.it.url, '--rules-dir', join(apart, 'none')];
  const services = await Promise.all(
    Array.from({ length: processes }, (_, at) =>
      startServiceWithin(lifecycle, { flags, workerName: `serin-propagation-${at}`, untilReady: false }),
    ),
  );
  await Promise.all(services.map((service) => answering(service)));
  await atRest(services);
  return services;
};

const answering = async (service: Service): Promise<void> => {
  const { url } = service;
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${url}: ${service.said()}`);
};

/** A process that just started prepares itself for a while after its first answer. */
const atRest = async (services: readonly Service[]): Promise<void> => {
  for (let tries = 0; tries < 60; tries += 1) {
    const before = await Promise.all(services.map(({ pid }) => cpuTicks(pid)));
    await sleep(1_000);
    const after = await Promise.all(services.map(({ pid }) => cpuTicks(pid)));
    if (after.every((ticks, at) => ticks - (before[at] ?? 0) <= ticksAtRest)) return;
  }
  throw new Error('the processes did not come to rest within a minute');
};

/** Of 100 in a second; the timers of a process at rest take 1 or 2. */
const ticksAtRest = 5;

/** User and system time: fields 14 and 15 of proc(5), the name of the program being the second. */
const cpuTicks = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

let turn = 0;

/** Publishes at one of them, in turn, and answers after how many milliseconds the last one served it. */
const publishOnce = async (
  services: readonly Service[],
  documents: readonly object[],
  message: string,
): Promise<number> => {
  const url = services[(turn += 1) % services.length]?.url ?? '';
  const body = JSON.stringify({ documents, message });
  const headers = { 'content-type': 'application/json' };
  const beganMs = Date.now();
  const published = await fetch(`${url}/v1/rules/api`, { method: 'PUT', headers, body });
  if (!published.ok) throw new Error(`not published: ${await published.text()}`);
  const { revision } = z.object({ revision: z.number() }).parse(await published.json());
  const status = await fetch(`${url}/v1/rules/status?revision=${revision}&wait=20s`);
  const { everywhere, nodes } = statusSchema.parse(await status.json());
  if (!everywhere || nodes.length !== processes || nodes.some((node) => node.revision !== revision)) {
    throw new Error(`revision ${revision} is not served by ${processes} processes: ${JSON.stringify(nodes)}`);
  }
  return Math.max(...nodes.map(({ sinceMs }) => sinceMs)) - beganMs;
};

/** @param changed - how many of them have weights of their round. */
const documentsOf = (round: number, changed: number): object[] =>
  Array.from({ length: ruleCount }, (_, at) => {
    const canary = at < changed ? 1 + (round % 90) : 50;
    return {
      apiVersion: 'serin/v1',
      kind: 'GrayRule',
      metadata: { name: `rule-${at}` },
      spec: {
        priority: at,
        match: { language: [`language-${at}`] },
        weights: { stable: 100 - canary, canary },
      },
    };
  });

const words = (rows: readonly Row[]): [string[], string[][]] => [
  ['processes', 'rules', 'changed', 'publishes', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'],
  rows.map(({ changed, lagMs: { count, p50, p95, p99, max } }) =>
    [processes, ruleCount, changed, count, p50, p95, p99, max].map(String),
  ),
];

const told = ({ changed, lagMs: { p99 } }: Row): string =>
  `- ${changed} of ${ruleCount} rules changed, p99: ${p99} ms; goal ≤ ${goalP99Ms} ms: ${p99 <= goalP99Ms ? 'met' : 'not met'}`;
