import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { openSocketProxy } from '../support/socket-proxy.ts';
import type { SocketProxy } from '../support/socket-proxy.ts';
import { finished, get, judged, post } from '../support/client.ts';

const hello = { language: 'python', source: 'print(1)', tests: [{ input: '', answer: '1' }] };

let directory: string;
let proxy: SocketProxy;
let service: Service;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-docker-'));
  proxy = await openSocketProxy(join(directory, 'docker.sock'), '/var/run/docker.sock');
  service = await startService({ env: { SERIN_DOCKER_HOST: `unix://${proxy.path}` } });
});

afterAll(async () => {
  await service.close();
  await proxy.close();
  await rm(directory, { recursive: true, force: true });
});

interface Workers {
  readonly workers: readonly { readonly state: string; readonly reason?: string }[];
}

const workers = async (): Promise<Workers['workers']> =>
  ((await fetch(`${service.url}/v1/workers`).then((reply) => reply.json())) as Workers).workers;

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`it never came true: ${what}`);
};

test('Docker gone: workers pause and say why, queued work waits, and all of it is judged when Docker is back', async () => {
  expect((await judged(service.url, hello)).result?.verdict).toBe('accepted');
  await proxy.cut();
  await until('every worker is paused', async () =>
    (await workers()).every((worker) => worker.state === 'paused'),
  );
  expect((await workers())[0]?.reason).toMatch(/docker/i);

  const { status, body } = await post(service.url, hello);
  expect(status).toBe(202);
  await sleep(1_500);
  expect((await get(service.url, body.id)).state).not.toBe('finished');

  await proxy.restore();
  expect((await finished(service.url, body.id, 60_000)).result?.verdict).toBe('accepted');
});
