import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { SerinError } from '../../../src/domain/errors.ts';
import {
  healthAnswerSchema,
  languagesAnswerSchema,
  readinessAnswerSchema,
  runtimesAnswerSchema,
  versionAnswerSchema,
  workersAnswerSchema,
} from '../../../src/http/schemas/answers.ts';
import {
  boundAnswerSchema,
  freezesAnswerSchema,
  historyAnswerSchema,
  lineageAnswerSchema,
  tracksAnswerSchema,
} from '../../../src/http/schemas/control.ts';
import { appOf, call, minimal, pointers, recordOf, submit, traceId, world } from './world.ts';
import type { World } from './world.ts';

let here: World;
let app: FastifyInstance;
beforeEach(async () => {
  here = world();
  app = await appOf(here);
});
afterEach(() => app.close());

describe('lists', () => {
  test.each([
    ['/v1/languages', languagesAnswerSchema],
    ['/v1/runtimes', runtimesAnswerSchema],
    ['/v1/tracks', tracksAnswerSchema],
    ['/v1/lineage', lineageAnswerSchema],
    ['/v1/history', historyAnswerSchema],
    ['/v1/freezes', freezesAnswerSchema],
    ['/v1/workers', workersAnswerSchema],
    ['/v1/version', versionAnswerSchema],
    ['/healthz', healthAnswerSchema],
    ['/readyz', readinessAnswerSchema],
  ])('%s answers what it documents', async (url, schema) => {
    const answered = await call(app, 'GET', url);
    expect(answered.status).toBe(200);
    expect(schema.safeParse(answered.body).error).toBeUndefined();
    expect(answered.headers['x-trace-id']).toBe(traceId);
    expect(answered.headers['x-content-type-options']).toBe('nosniff');
  });

  test('a runtime comes with the tracks that are bound to it', async () => {
    const { runtimes } = (await call(app, 'GET', '/v1/runtimes')).body as { runtimes: unknown[] };
    expect(runtimes).toEqual([
      expect.objectContaining({ runtime: 'cpp-14', tracks: ['stable'], displayName: 'C++ (GCC 14)' }),
    ]);
  });
});

describe('binding a track', () => {
  test('takes a name or a fingerprint', async () => {
    const answered = await call(app, 'PUT', '/v1/tracks/cpp/canary', { body: { runtime: 'cpp-16' } });
    expect(answered.status).toBe(200);
    expect(boundAnswerSchema.safeParse(answered.body).error).toBeUndefined();
    expect(answered.body).toMatchObject({ revision: 2, changed: true, binding: { by: 'anonymous' } });
  });

  test.each<[string, unknown, string[]]>([
    ['/v1/tracks/cpp/canary', {}, ['/runtime']],
    ['/v1/tracks/cpp/canary', { runtime: 'a', fingerprint: 'a@1' }, ['/runtime']],
    ['/v1/tracks/cpp/canary', { runtime: 'a', force: true }, ['/reason']],
    ['/v1/tracks/cpp/canary', { runtime: 'a', sure: true }, ['/sure']],
    ['/v1/tracks/cpp/canary', { runtime: 7 }, ['/runtime']],
    // A range, which would mean the newest there is.
    ['/v1/tracks/cpp/canary', { fingerprint: 'x' }, ['/fingerprint']],
    ['/v1/tracks/cpp/Canary!', { runtime: 'a' }, ['path:track']],
  ])('%s with %j is refused', async (url, body, named) => {
    const answered = await call(app, 'PUT', url, { body });
    expect(answered.status).toBe(400);
    expect(pointers(answered)).toEqual(named);
    expect((await here.ports.control.tracks()).revision).toBe(1);
  });
});

describe('readiness', () => {
  test('503 with the checks and their remedies', async () => {
    const checks = [{ name: 'redis', ok: false, detail: 'connection refused', remedy: 'start Redis' }];
    here.ports.service.readiness = () => Promise.resolve({ ready: false, checks });
    const answered = await call(app, 'GET', '/readyz');
    expect(answered.status).toBe(503);
    expect(answered.body).toEqual({ ready: false, checks });
  });

  test('checks that break are checks that fail, and say nothing of what is inside', async () => {
    here.ports.service.readiness = () => Promise.reject(new Error('secret password'));
    const answered = await call(app, 'GET', '/readyz');
    expect(answered.status).toBe(503);
    expect(JSON.stringify(answered.body)).not.toContain('secret');
  });
});

describe('failures', () => {
  test('a store that is gone is 503 with a time to come back', async () => {
    here.ports.submissions.read = () =>
      Promise.reject(
        new SerinError('STORE_UNAVAILABLE', 'Redis does not answer', { retryAfterSeconds: 2.5 }),
      );
    const answered = await call(app, 'GET', '/v1/submissions/a');
    expect(answered.status).toBe(503);
    expect(answered.headers['retry-after']).toBe('3');
    expect(answered.body).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      detail: 'Redis does not answer',
    });
  });

  test('a full queue is 503, and asks for 5 seconds when it does not say', async () => {
    here.ports.submissions.submit = () => Promise.reject(new SerinError('QUEUE_FULL', '9 are waiting'));
    const answered = await submit(app, minimal());
    expect(answered.status).toBe(503);
    expect(answered.headers['retry-after']).toBe('5');
  });

  test('an unknown language is 422 and names those that are known', async () => {
    here.ports.submissions.submit = () =>
      Promise.reject(
        new SerinError('UNKNOWN_LANGUAGE', 'there is no language cobol; there are cpp', {
          faults: [{ path: '/language', message: 'one of: cpp' }],
        }),
      );
    const answered = await submit(app, minimal({ language: 'cobol' }));
    expect(answered.status).toBe(422);
    expect(answered.body).toMatchObject({
      code: 'UNKNOWN_LANGUAGE',
      errors: [{ pointer: '/language', detail: 'one of: cpp' }],
    });
  });

  test.each([
    ['an unforeseen error', new Error('at /srv/serin: password=hunter2'), 'INTERNAL'],
    ['a failure of ours', new SerinError('BLOB_CORRUPT', 'password=hunter2'), 'BLOB_CORRUPT'],
    ['something that is no error', 'password=hunter2', 'INTERNAL'],
  ])('%s tells the caller its trace, and the log everything', async (_, thrown, code) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    here.ports.submissions.read = () => Promise.reject(thrown);
    const answered = await call(app, 'GET', '/v1/submissions/a');
    expect(answered.status).toBe(500);
    expect(answered.body).toMatchObject({ code, traceId });
    expect(JSON.stringify(answered.body)).not.toContain('hunter2');
    const line = here.lines.find(({ message }) => message === 'a request failed');
    expect(line?.fields).toMatchObject({ traceId, err: { code } });
  });
});

describe('the log', () => {
  const requests = (): unknown[] => here.lines.filter(({ message }) => message === 'request');

  test('has one line per request, with submission, release and trace, and without the query', async () => {
    here.put(recordOf({ id: 'a' }));
    await call(app, 'GET', '/v1/submissions/a?wait=1ms');
    await expect.poll(requests).toHaveLength(1);
    expect(requests()[0]).toMatchObject({
      level: 'info',
      fields: {
        method: 'GET',
        path: '/v1/submissions/a',
        status: 200,
        submission: 'a',
        releaseTag: 'cpp-16.2.0@ba9876543210;track=canary',
        traceId,
        caller: 'anonymous',
        tenant: 'default',
      },
    });
  });

  test('names the code of a refusal', async () => {
    await submit(app, {});
    await expect.poll(requests).toHaveLength(1);
    expect(requests()[0]).toMatchObject({ fields: { status: 400, code: 'INVALID_REQUEST' } });
  });

  test('keeps health checks and metrics at debug', async () => {
    for (const url of ['/healthz', '/readyz', '/metrics']) await call(app, 'GET', url);
    await expect.poll(requests).toHaveLength(3);
    expect(requests()).toEqual(Array(3).fill(expect.objectContaining({ level: 'debug' })));
  });
});

describe('the way in', () => {
  test('is links for programs and the page for people', async () => {
    expect((await call(app, 'GET', '/')).body).toMatchObject({ openapi: '/openapi.json' });
    const page = await call(app, 'GET', '/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(302);
    expect(page.headers['location']).toBe('/docs/');
  });

  test('the page loads nothing from elsewhere', async () => {
    const page = await call(app, 'GET', '/docs/');
    expect(page.body['text']).toContain('swagger-ui');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self'; /);
    const links = [...String(page.body['text']).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) =>
      String(link),
    );
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect((await call(app, 'GET', new URL(link, 'http://x/docs/').pathname)).status).toBe(200);
    }
  });
});
