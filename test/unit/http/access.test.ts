import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { ApiKey } from '../../../src/http/options.ts';
import { appOf, call, minimal, recordOf, world } from './world.ts';
import type { Answered } from './world.ts';

const apiKeys: ApiKey[] = [
  { name: 'site', key: 'site-key-1234567890', role: 'submitter', tenant: 'site' },
  { name: 'ops', key: 'ops-key-1234567890', role: 'operator', tenant: 'ops' },
  { name: 'boss', key: 'boss-key-1234567890', role: 'admin', tenant: 'ops' },
];
const boss = { authorization: 'Bearer boss-key-1234567890' };
const site = { authorization: 'Bearer site-key-1234567890' };
const ops = { authorization: 'bearer ops-key-1234567890' };

const here = world();
let app: FastifyInstance;
beforeAll(async () => {
  app = await appOf(here, { apiKeys });
  here.put(recordOf({ id: 'theirs', spec: { ...recordOf().spec, tenant: 'another' } }));
  here.put(recordOf({ id: 'ours', spec: { ...recordOf().spec, tenant: 'site' } }));
});
afterAll(() => app.close());

describe('a request without a known key', () => {
  test.each([
    ['none', {}],
    ['another', { authorization: 'Bearer ops-key-123456789' }],
    ['the key twice', { authorization: 'Bearer ops-key-1234567890 ops-key-1234567890' }],
    ['another scheme', { authorization: 'Basic ops-key-1234567890' }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s: 401, before the body is looked at', async (_, headers) => {
    const answered = await call(app, 'POST', '/v1/submissions', { body: 'not json', headers });
    expect(answered.status).toBe(401);
    expect(answered.body['code']).toBe('UNAUTHENTICATED');
    expect(answered.headers['www-authenticate']).toBe('Bearer realm="serin"');
  });

  test.each([
    '/v1/submissions/ours',
    '/v1/submissions/ours/events',
    '/v1/languages',
    '/v1/runtimes',
    '/v1/tracks',
    '/v1/lineage',
    '/v1/history',
    '/v1/freezes',
    '/v1/workers',
    '/v1/version',
    '/metrics',
  ])('%s is closed', async (url) => {
    expect((await call(app, 'GET', url)).status).toBe(401);
  });

  test.each(['/healthz', '/readyz', '/openapi.json', '/docs/', '/'])('%s is open', async (url) => {
    expect((await call(app, 'GET', url)).status).toBe(200);
  });
});

describe('a submitter', () => {
  test('submits for the tenant of its key, whatever the body says', async () => {
    await call(app, 'POST', '/v1/submissions', { body: minimal(), headers: site });
    expect(here.submitted.at(-1)?.spec.tenant).toBe('site');
    const claimed = await call(app, 'POST', '/v1/submissions', {
      body: minimal({ tenant: 'ops' }),
      headers: site,
    });
    expect(claimed.status).toBe(400);
  });

  test("sees its tenant's submissions; another's are as if they were not there", async () => {
    const read = (id: string): Promise<Answered> =>
      call(app, 'GET', `/v1/submissions/${id}`, { headers: site });
    expect((await read('ours')).status).toBe(200);
    const theirs = await read('theirs');
    const none = await read('none');
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
    expect(theirs.headers['x-release-tag']).toBeUndefined();
  });

  test("neither cancels nor follows another's", async () => {
    const cancelled = await call(app, 'DELETE', '/v1/submissions/theirs', { headers: site });
    expect(cancelled.status).toBe(404);
    expect(here.records.get('theirs')?.state).toBe('queued');
    expect((await call(app, 'GET', '/v1/submissions/theirs/events', { headers: site })).status).toBe(404);
  });

  test.each([
    [{ track: 'canary' }, {}],
    [{}, { 'x-serin-track': 'canary' }],
  ])('does not pin with %j %j', async (body, headers) => {
    const count = here.submitted.length;
    const answered = await call(app, 'POST', '/v1/submissions', {
      body: minimal(body),
      headers: { ...site, ...headers },
    });
    expect(answered.status).toBe(403);
    expect(answered.body['code']).toBe('FORBIDDEN');
    expect(here.submitted).toHaveLength(count);
  });

  test.each(['/metrics', '/v1/workers', '/v1/lineage', '/v1/history', '/v1/freezes'])(
    'does not see %s',
    async (url) => {
      expect((await call(app, 'GET', url, { headers: site })).status).toBe(403);
    },
  );

  test('binds nothing', async () => {
    const body = { runtime: 'cpp-16' };
    const answered = await call(app, 'PUT', '/v1/tracks/cpp/canary', { body, headers: site });
    expect(answered.status).toBe(403);
    expect((await here.ports.control.tracks()).revision).toBe(1);
  });
});

describe('an operator', () => {
  test('sees every tenant', async () => {
    expect((await call(app, 'GET', '/v1/submissions/theirs', { headers: ops })).status).toBe(200);
  });

  test('pins', async () => {
    const body = minimal({ track: 'canary' });
    expect((await call(app, 'POST', '/v1/submissions', { body, headers: ops })).status).toBe(202);
    expect(here.submitted.at(-1)?.spec).toMatchObject({ track: 'canary', tenant: 'ops' });
  });

  test('binds under its own name', async () => {
    const body = { fingerprint: 'cpp-16.2.0@ba9876543210', reason: 'trying gcc 16' };
    const answered = await call(app, 'PUT', '/v1/tracks/cpp/canary', { body, headers: ops });
    expect(answered.status).toBe(200);
    expect(answered.body['binding']).toMatchObject({ ...body, track: 'canary', by: 'ops' });
  });

  test('does not pass over guards; an admin does, with a reason', async () => {
    const body = { runtime: 'cpp-16', force: true, reason: 'an emergency' };
    const asked = (headers: Record<string, string>) =>
      call(app, 'PUT', '/v1/tracks/cpp/stable?dryRun=true', { body, headers });
    expect(await asked(ops)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await asked(boss)).toMatchObject({ status: 200, body: { changed: false } });
    const promote = await call(app, 'POST', '/v1/tracks/cpp/canary/promote', {
      body: { force: true, reason: 'an emergency' },
      headers: ops,
    });
    expect(promote.status).toBe(403);
  });

  test('sees the metrics', async () => {
    const answered = await call(app, 'GET', '/metrics', { headers: ops });
    expect(answered.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answered.body['text']).toBe('up 1\n');
  });
});

test('no key is ever written to the log', () => {
  expect(JSON.stringify(here.lines)).not.toContain('key-1234567890');
});
