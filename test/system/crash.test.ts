import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { finished, get, judged, post } from '../support/client.ts';

const run = promisify(execFile);

const sleeper = (seconds: number) => ({
  language: 'python',
  source: `import time\ntime.sleep(${seconds})\nprint(3)`,
  tests: [{ input: '', answer: '3' }],
  limits: { cpuMs: 2_000, wallMs: 20_000 },
});

const containersOf = async (worker: string): Promise<string[]> => {
  const { stdout } = await run('docker', [
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=serin.worker=${worker}`,
  ]);
  return stdout.split('\n').filter((line) => line !== '');
};

let directory: string;
let redis: TestRedis;
const opened: Service[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-crash-'));
  redis = await startRedis();
});

afterEach(async () => {
  for (const service of opened.splice(0).reverse()) await service.close();
  await redis.stop();
  await rm(directory, { recursive: true, force: true });
});

/** One role of a service that shares a Redis and a blob directory with the others. */
const role = async (
  name: 'api' | 'worker' | 'controller',
  port: number,
  untilReady: boolean,
): Promise<Service> => {
  const service = await startService({
    flags: ['--role', name],
    env: { SERIN_REDIS_URL: redis.url },
    dataDir: directory,
    port,
    workerName: 'crash-worker',
    untilReady,
  });
  opened.push(service);
  return service;
};

test('a worker killed in the middle of judging: the verdict comes once, within 10 s of its return, and no container is left', async () => {
  const api = await role('api', 18_081, false);
  await role('controller', 18_082, false);
  const first = await role('worker', 18_083, false);
  await api.ready();

  const { body } = await post(api.url, sleeper(3));
  await running(api.url, body.id);
  const before = await containersOf('crash-worker');
  expect(before.length).toBeGreaterThan(0);
  await first.kill();

  const back = await role('worker', 18_083, false);
  await back.ready();
  const readyAt = Date.now();
  const answer = await finished(api.url, body.id, 20_000);
  expect(answer.result?.verdict).toBe('accepted');
  // The sleep itself takes 3 s of the time allowed.
  expect(Date.now() - readyAt).toBeLessThan(13_000);

  const events = await fetch(`${api.url}/v1/submissions/${body.id}/events`).then((reply) => reply.text());
  expect(events.match(/^event: finished$/gm)).toHaveLength(1);
  const left = await containersOf('crash-worker');
  expect(left.filter((id) => before.includes(id))).toEqual([]);
  await back.stop();
  expect(await containersOf('crash-worker')).toEqual([]);
});

test('an api killed right after recording loses nothing that it answered for', async () => {
  const api = await role('api', 18_084, false);
  await role('controller', 18_085, false);
  await role('worker', 18_086, false);
  await api.ready();
  const replies: string[] = [];
  const burst = Array.from({ length: 40 }, async () => {
    const reply = await post(api.url, sleeper(0)).catch(() => undefined);
    if (reply?.status === 202) replies.push(reply.body.id);
  });
  await sleep(60);
  await api.kill();
  await Promise.all(burst);

  const again = await role('api', 18_084, false);
  await again.ready();
  const answers = await Promise.all(replies.map((id) => finished(again.url, id, 60_000)));
  expect(answers.map((answer) => answer.result?.verdict)).toEqual(replies.map(() => 'accepted'));
});

test('Redis gone: not ready, submissions get 503, and service resumes by itself with what was accepted', async () => {
  const api = await role('api', 18_087, false);
  await role('controller', 18_088, false);
  await role('worker', 18_089, false);
  await api.ready();
  const { body } = await post(api.url, sleeper(2));

  await redis.kill();
  const refused = await post(api.url, sleeper(0));
  expect(refused.status).toBe(503);
  expect(refused.body.code).toBe('STORE_UNAVAILABLE');
  expect(refused.headers.get('retry-after')).not.toBeNull();
  const readiness = await fetch(`${api.url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.text()).toContain('redis');

  await redis.start();
  await api.ready(30_000);
  expect((await finished(api.url, body.id, 40_000)).result?.verdict).toBe('accepted');
  expect((await judged(api.url, sleeper(0))).result?.verdict).toBe('accepted');
});

const running = async (url: string, id: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await get(url, id)).state === 'running') return;
    await sleep(50);
  }
  throw new Error(`${id} was never taken by a worker`);
};
