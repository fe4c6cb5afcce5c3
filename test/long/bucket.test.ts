/** Blobs in a bucket: an API and a worker that share nothing but it and Redis. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, get, post } from '../support/client.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { s3Credentials, startS3 } from '../support/s3.ts';
import type { TestS3 } from '../support/s3.ts';
import { eventually } from '../support/submissions.ts';

let redis: TestRedis;
let s3: TestS3;
let api: Service;
let worker: Service;

beforeAll(async () => {
  [redis, s3] = await Promise.all([startRedis(), startS3()]);
  const env = {
    AWS_ACCESS_KEY_ID: s3Credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
    SERIN_REDIS_URL: redis.url,
    SERIN_BLOB_STORE: 's3',
    SERIN_S3_BUCKET: s3.options.bucket,
    SERIN_S3_ENDPOINT: s3.options.endpoint ?? '',
    SERIN_S3_PREFIX: 'judge',
  };
  api = await startService({ flags: ['--role', 'api,controller'], env, untilReady: false });
  const flags = ['--role', 'worker', '--slots', '1', '--runtimes', 'python-3.13'];
  worker = await startService({ workerName: 'serin-bucket', slotBase: 208, flags, env });
  await api.ready();
});

afterAll(async () => {
  await worker.close();
  await api.close();
  await redis.stop();
  await s3.stop();
});

const importPackage = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, SERIN_SERVER: api.url };
    const argv = ['dist/src/main/serin.js', 'problems', 'import', `test/problems/${name}`];
    execFile(process.execPath, argv, { env }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(stderr, { cause: error }));
    });
  });

const sourceOf = (path: string): Promise<string> => readFile(`test/problems/${path}`, 'utf8');

const digestOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(`test/problems/${path}`))
    .digest('hex');

/** Digests of what the worker has copied. */
const copiesOf = async (kind: 'problem-data' | 'upload-data'): Promise<string[]> => {
  const names = await readdir(join(worker.dataDir, kind), { recursive: true }).catch(() => []);
  return names
    .map((name) => name.split('/').slice(-2).join(''))
    .filter((word) => /^[0-9a-f]{64}$/.test(word));
};

const submit = async (body: object): Promise<string> => {
  const { status, body: answer } = await post(api.url, { language: 'python', ...body });
  expect(status, JSON.stringify(answer)).toBe(202);
  return answer.id;
};

test('a problem is put by one, judged by the other, and lies in the bucket alone', async () => {
  await importPackage('hello-serin');
  const source = await sourceOf('hello-serin/submissions/accepted/hello.py');
  const id = await submit({ source, problem: 'hello-serin' });
  expect((await finished(api.url, id)).result).toMatchObject({ verdict: 'accepted' });
  const input = await digestOf('hello-serin/tests/10.in');
  expect(await s3.names()).toContain(`judge/problems/${input}`);
  expect(await copiesOf('problem-data')).toContain(input);
  for (const { dataDir } of [api, worker]) expect(await readdir(dataDir)).not.toContain('blobs');
  expect(await readdir(join(api.dataDir, 'received'))).toEqual([]);
});

test('an uploaded input is judged with', async () => {
  const text = 'put beforehand\n';
  const answer = await fetch(`${api.url}/v1/blobs`, { method: 'POST', body: text });
  expect(answer.status).toBe(201);
  const { blob } = (await answer.json()) as { blob: string };
  expect(await (await fetch(`${api.url}/v1/blobs/${blob}`)).text()).toBe(text);
  const id = await submit({ source: 'print(input())', tests: [{ input: { blob }, answer: { blob } }] });
  expect((await finished(api.url, id)).result).toMatchObject({ verdict: 'accepted' });
  expect(await copiesOf('upload-data')).toEqual([blob.slice('sha256:'.length)]);
});

test('test data is on the worker before the submission that needs it is taken', async () => {
  await importPackage('file-io');
  const input = await digestOf('file-io/tests/2.in');
  expect(await copiesOf('problem-data')).not.toContain(input);
  const limits = { cpuMs: 20_000, wallMs: 60_000 };
  const long = { source: 'import time\ntime.sleep(20)', tests: [{ input: '', answer: '' }], limits };
  const first = await submit(long);
  await eventually('the only slot is taken', async () => (await get(api.url, first)).state === 'running');
  const source = await sourceOf('file-io/submissions/accepted/reverse.py');
  const second = await submit({ source, problem: 'file-io' });
  await eventually('its input is fetched', async () => (await copiesOf('problem-data')).includes(input));
  expect((await get(api.url, second)).state).toBe('queued');
  expect((await finished(api.url, first)).result).toMatchObject({ verdict: 'accepted' });
  expect((await finished(api.url, second)).result).toMatchObject({ verdict: 'accepted' });
});

test('while the bucket is away submissions are refused with a reason that may pass', async () => {
  await s3.kill();
  const { status, body } = await post(api.url, {
    language: 'python',
    source: 'print(1)',
    tests: [{ input: '', answer: '1' }],
  });
  expect([status, body.code]).toEqual([503, 'BLOB_STORE_UNAVAILABLE']);
});
