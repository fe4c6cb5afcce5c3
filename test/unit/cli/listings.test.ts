import { afterEach, expect, test } from 'vitest';
import { languages } from './answers.ts';
import { fakeCli } from './fake-cli.ts';
import type { Ran } from './fake-cli.ts';
import { json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const run = async (routes: Parameters<typeof startFakeServer>[0], ...argv: string[]): Promise<Ran> => {
  server = await startFakeServer(routes);
  return fakeCli().run(...argv, '--server', server.url);
};

const binding = {
  language: 'python',
  family: 'python',
  track: 'canary',
  runtime: 'python-3.14',
  fingerprint: 'python-3.14.0@1f2e3d4c5b6a',
  by: 'ops',
  reason: 'try it',
  atMs: 1,
};

const ready = { ready: true, checks: [{ name: 'redis', ok: true, detail: 'answers' }] };
const notReady = {
  ready: false,
  checks: [{ name: 'docker', ok: false, detail: 'does not answer', remedy: 'start it' }],
};
const worker = {
  name: 'judge-1-0',
  track: 'stable',
  state: 'paused',
  reason: 'docker is away',
  slots: 4,
  busy: 1,
  fingerprints: ['a', 'b'],
};
const metrics = (_: unknown, response: { end: (text: string) => void }) =>
  response.end('# HELP x\nserin_queue_jobs{track="stable",state="waiting"} 3\nserin_queue_jobs_other 1\n');
const refused = json({ title: 'This API key may not do that', code: 'FORBIDDEN' }, 403);

test('languages are a table of tracks, without a trailing blank on any line', async () => {
  const { exitCode, stdout } = await run({ 'GET /v1/languages': json(languages) }, 'languages');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'language  name      files  track   version  fingerprint',
    'python    Python 3  .py    stable  3.13.5   python-3.13.5@aaaaaaaaaaaa',
    '                           canary  3.14.0   python-3.14.0@1f2e3d4c5b6a',
  ]);
  expect(stdout).not.toMatch(/ $/m);
});

test.each([
  ['languages', 'GET /v1/languages', languages],
  ['runtimes', 'GET /v1/runtimes', { runtimes: [] }],
  ['tracks', 'GET /v1/tracks', { revision: 4, tracks: [binding], draining: [], quarantined: [] }],
])('%s --json is what the server answered', async (verb, route, answer) => {
  const { stdout } = await run({ [route]: json(answer) }, verb, '--json');
  expect(JSON.parse(stdout)).toEqual(answer);
});

test('runtimes tell fingerprint, tracks, image and size', async () => {
  const runtime = {
    ...{ runtime: 'python-3.14', version: '3.14.0', fingerprint: binding.fingerprint, tracks: ['canary'] },
    image: { id: 'sha256:1', reference: 'serin/python:3.14', sizeBytes: 162_000_000, architecture: 'amd64' },
  };
  const { stdout } = await run({ 'GET /v1/runtimes': json({ runtimes: [runtime] }) }, 'runtimes');
  expect(stdout).toMatch(
    /python-3\.14 +3\.14\.0 +python-3\.14\.0@1f2e3d4c5b6a +canary +serin\/python:3\.14 +154 MiB/,
  );
});

test('a server without runtimes, languages or bindings is said to have none', async () => {
  expect((await run({ 'GET /v1/runtimes': json({ runtimes: [] }) }, 'runtimes')).stdout).toContain(
    'No worker',
  );
  await server?.close();
  expect((await run({ 'GET /v1/languages': json({ languages: [] }) }, 'languages')).stdout).toContain(
    'No language',
  );
  await server?.close();
  expect(
    (
      await run(
        { 'GET /v1/tracks': json({ revision: 0, tracks: [], draining: [], quarantined: [] }) },
        'tracks',
      )
    ).stdout,
  ).toContain('No language');
});

test('a name in an address is escaped', async () => {
  await run({}, 'tracks', 'set', 'c++/../x', 'canary', 'r');
  expect(server?.asked[0]?.path).toBe('/v1/tracks/c%2B%2B%2F..%2Fx/canary');
});

test('status shows checks, workers and queues', async () => {
  const routes = {
    'GET /readyz': json(ready),
    'GET /v1/workers': json({ workers: [worker] }),
    'GET /metrics': metrics,
  };
  const { exitCode, stdout } = await run(routes, 'status');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/is ready\n/);
  expect(stdout).toMatch(/redis +ok +answers/);
  expect(stdout).toMatch(/judge-1-0 +stable +paused +1 +4 +2 +docker is away/);
  expect(stdout).toMatch(/stable +waiting +3\n/);
});

test('a server that is not ready ends status with 1, and tells the remedy', async () => {
  const routes = {
    'GET /readyz': json(notReady, 503),
    'GET /v1/workers': json({ workers: [] }),
    'GET /metrics': metrics,
  };
  const { exitCode, stdout } = await run(routes, 'status');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/docker +failing +does not answer; start it/);
  await server?.close();
  const asJson = await run(routes, 'status', '--json');
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    ready: false,
    workers: [],
    queues: [{ track: 'stable', state: 'waiting', jobs: 3 }],
  });
});

test('without the right to see workers, status shows the rest and says so', async () => {
  const routes = { 'GET /readyz': json(ready), 'GET /v1/workers': refused, 'GET /metrics': refused };
  const { exitCode, stdout } = await run(routes, 'status');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('shown to operators');
});

test('version tells what runs here, and what the server runs where one answers', async () => {
  const answered = await run({ 'GET /v1/version': json({ serin: '0.2.0', node: 'v24.0.0' }) }, 'version');
  expect(answered.stdout).toMatch(
    /^serin 0\.1\.0 \(Node 20\.0\.0\)\nhttp.*: serin 0\.2\.0 \(Node v24\.0\.0\)\n$/,
  );
  await server?.close();
  const { stdout } = await run(
    { 'GET /v1/version': json({ serin: '0.2.0', release: '0.2.0+1fa6633', node: 'v24.0.0' }) },
    'version',
  );
  expect(stdout).toContain(': serin 0.2.0+1fa6633 (Node v24.0.0)');
  await server?.close();
  const alone = await fakeCli().run('version', '--server', 'http://127.0.0.1:9');
  expect(alone).toMatchObject({ exitCode: 0, stdout: 'serin 0.1.0 (Node 20.0.0)\n' });
});
