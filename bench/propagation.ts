/**
 * How long a publish takes to be in force everywhere: from the request to one of eight API processes until the last of the eight decides by
 * the new revision. Each process notes by the clock of this machine when it swapped its rules; the request's beginning is noted by the
 * same clock, in whole milliseconds as well. One publish follows the other, so no two are under way.
 */
import { mkdtemp, rm } from 'node:fs/promises';
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
  const lags: number[] = [];
  for (let round = 0; round < (quick ? 20 : 200); round += 1) {
    lags.push(await publishOnce(services, round));
  }
  const lagMs = summarise(lags);
  printTable(...words(lagMs));
  await record('propagation', { machine, quick, processes, ruleCount, lagMs });
  await documentResult('propagation', machine, `${markdownTable(...words(lagMs))}\n\n${told(lagMs)}`, quick);
};

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
  const flags = ['--role', 'api', '--redis-url', redis.it.url, '--rules-dir', join(directory, 'none')];
  const services = await Promise.all(
    Array.from({ length: processes }, (_, at) =>
      startServiceWithin(lifecycle, { flags, workerName: `serin-propagation-${at}`, untilReady: false }),
    ),
  );
  await Promise.all(services.map((service) => answering(service)));
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

/** Publishes at one of them, in turn, and answers after how many milliseconds the last one served it. */
const publishOnce = async (services: readonly Service[], round: number): Promise<number> => {
  const url = services[round % services.length]?.url ?? '';
  const body = JSON.stringify({ documents: documentsOf(round), message: `round ${round}` });
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

const documentsOf = (round: number): object[] =>
  Array.from({ length: ruleCount }, (_, at) => ({
    apiVersion: 'serin/v1',
    kind: 'GrayRule',
    metadata: { name: `rule-${at}` },
    spec: {
      priority: at,
      match: { language: [`language-${at}`] },
      // Every round changes something.
      weights: { stable: 99 - (round % 90), canary: 1 + (round % 90) },
    },
  }));

const words = ({ count, p50, p95, p99, max }: Summary): [string[], string[][]] => [
  ['processes', 'rules', 'publishes', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'],
  [[processes, ruleCount, count, p50, p95, p99, max].map(String)],
];

const told = ({ p99 }: Summary): string =>
  `- p99: ${p99} ms; goal ≤ ${goalP99Ms} ms: ${p99 <= goalP99Ms ? 'met' : 'not met'}`;
