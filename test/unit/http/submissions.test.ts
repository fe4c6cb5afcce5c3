import { afterEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { SerinError } from '../../../src/domain/errors.ts';
import { submissionAnswerSchema } from '../../../src/http/schemas/answers.ts';
import { soleSource } from '../../../src/domain/submission.ts';
import type { HttpOptions } from '../../../src/http/options.ts';
import {
  accepted,
  appOf,
  call,
  decision,
  example,
  minimal,
  recordOf,
  submit,
  traceId,
  world,
} from './world.ts';
import type { World } from './world.ts';

const apps: FastifyInstance[] = [];
const start = async (here: World, options: Partial<HttpOptions> = {}): Promise<FastifyInstance> => {
  const app = await appOf(here, options);
  apps.push(app);
  return app;
};

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

describe('submitting', () => {
  test("the design's example is accepted and becomes a whole specification", async () => {
    const here = world();
    const answered = await submit(await start(here), example);
    expect(answered.status).toBe(202);
    expect(here.submitted).toEqual([
      {
        spec: {
          language: 'python',
          limits: {
            cpuMs: 2000,
            wallMs: 6000,
            memoryBytes: 268435456,
            outputBytes: 16 * 1024 * 1024,
            fileBytes: 32 * 1024 * 1024,
            processes: 64,
          },
          checker: { kind: 'tokens' },
          stopAtFirstFailure: false,
          keepOutputBytes: 0,
          priority: 'contest',
          tenant: 'default',
          user: { id: 'u1', level: 3, region: 'cn-east-1', regionSource: 'stated', tags: ['beta'] },
          client: {},
          difficulty: 0.4,
          contest: 'weekly-12',
          traceId,
        },
        material: {
          files: [{ path: soleSource, content: Buffer.from(example.source) }],
          tests: [{ name: '1', input: Buffer.from('1 2\n'), answer: Buffer.from('3\n') }],
        },
      },
    ]);
  });

  test('without wait it is answered 202 with its address, its release and its trace', async () => {
    const answered = await submit(await start(world()), minimal());
    expect(answered.status).toBe(202);
    expect(answered.headers['location']).toBe('/v1/submissions/id-1');
    expect(answered.headers['x-release-tag']).toBe('cpp-16.2.0@ba9876543210;track=canary');
    expect(answered.headers['x-trace-id']).toBe(traceId);
    expect(answered.body).toEqual({
      id: 'id-1',
      state: 'queued',
      language: 'cpp',
      attempt: 1,
      decision,
      createdAtMs: 1000,
    });
  });

  test('with wait it is answered 200 with the verdict as soon as there is one', async () => {
    const here = world({ judgeAtOnce: true });
    const app = await start(here);
    const answered = await call(app, 'POST', '/v1/submissions?wait=20s', { body: minimal() });
    expect(answered.status).toBe(200);
    expect(answered.body).toMatchObject({ state: 'finished', decision, result: accepted });
    expect(submissionAnswerSchema.safeParse(answered.body).error).toBeUndefined();
    expect(here.listeners.count).toBe(0);
  });

  test('a wait that ends before the verdict is answered 202', async () => {
    const here = world();
    const app = await start(here);
    const answered = await call(app, 'POST', '/v1/submissions?wait=30ms', { body: minimal() });
    expect(answered.status).toBe(202);
    expect(answered.body['state']).toBe('queued');
    expect(here.listeners.count).toBe(0);
  });

  test('a store that fails while waiting does not hide a submission that was recorded', async () => {
    const here = world();
    here.ports.submissions.waitFinished = () =>
      Promise.reject(new SerinError('STORE_UNAVAILABLE', 'Redis is gone'));
    const app = await start(here);
    const answered = await call(app, 'POST', '/v1/submissions?wait=1s', { body: minimal() });
    expect(answered.status).toBe(202);
    expect(answered.body['id']).toBe('id-1');
  });

  test('a wait that is no length of time is refused before anything is recorded', async () => {
    const here = world();
    const answered = await call(await start(here), 'POST', '/v1/submissions?wait=soon', { body: minimal() });
    expect(answered.status).toBe(400);
    expect(answered.body['errors']).toEqual([
      { pointer: 'query:wait', detail: 'a length of time such as 20s, 500ms or 1m' },
    ]);
    expect(here.submitted).toEqual([]);
  });

  test('several files and base64 arrive as the bytes they stand for', async () => {
    const here = world();
    const files = [
      { path: 'main.py', content: 'import lib.a' },
      { path: 'lib/a.py', content: 'AP8=', encoding: 'base64' },
      { path: 'lib/__init__.py', content: '' },
    ];
    const tests = [
      { input: 'AAE=', answer: '/w==', encoding: 'base64' },
      { input: '2' },
      { name: 'last', input: '' },
    ];
    const answered = await submit(await start(here), { language: 'cpp', files, tests });
    expect(answered.status).toBe(202);
    expect(here.submitted[0]?.material).toEqual({
      files: [
        { path: 'main.py', content: Buffer.from('import lib.a') },
        { path: 'lib/a.py', content: Buffer.from([0, 255]) },
        { path: 'lib/__init__.py', content: Buffer.alloc(0) },
      ],
      tests: [
        { name: '1', input: Buffer.from([0, 1]), answer: Buffer.from([255]) },
        { name: '2', input: Buffer.from('2') },
        { name: 'last', input: Buffer.alloc(0) },
      ],
    });
  });

  test('an inbound release tag is recorded and pins nothing; a malformed one is passed over', async () => {
    const here = world();
    const app = await start(here);
    await submit(app, minimal(), { 'x-release-tag': 'cpp-14@1;track=stable' });
    await submit(app, minimal(), { 'x-release-tag': 'x'.repeat(257) });
    expect(here.submitted[0]?.spec).toMatchObject({ inboundReleaseTag: 'cpp-14@1;track=stable' });
    expect(here.submitted[0]?.spec.track).toBeUndefined();
    expect(here.submitted[1]?.spec).not.toHaveProperty('inboundReleaseTag');
  });

  test('an operator pins by field or by header, but not two tracks at once', async () => {
    const here = world();
    const app = await start(here);
    await submit(app, minimal({ track: 'stable' }));
    await submit(app, minimal(), { 'x-serin-track': 'canary' });
    const both = await submit(app, minimal({ track: 'stable' }), { 'x-serin-track': 'canary' });
    expect(here.submitted.map(({ spec }) => spec.track)).toEqual(['stable', 'canary']);
    expect(both.body['errors']).toEqual([
      { pointer: 'header:X-Serin-Track', detail: 'the body pins another track, stable' },
    ]);
  });
});

describe('idempotency', () => {
  test('the same key and request answer the first submission and say so', async () => {
    const here = world();
    const app = await start(here);
    const first = await submit(app, minimal(), { 'idempotency-key': 'k1' });
    const reordered = Object.fromEntries(Object.entries(minimal()).reverse());
    const second = await submit(app, reordered, { 'idempotency-key': 'k1' });
    expect(second.body['id']).toBe(first.body['id']);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(here.submitted).toHaveLength(1);
  });

  test('the same key with another request is a conflict', async () => {
    const app = await start(world());
    await submit(app, minimal(), { 'idempotency-key': 'k1' });
    const other = await submit(app, minimal({ source: 'int main() { return 1; }' }), {
      'idempotency-key': 'k1',
    });
    expect(other.status).toBe(409);
    expect(other.body['code']).toBe('IDEMPOTENCY_MISMATCH');
  });

  test('the same key with another pin in the header is a conflict', async () => {
    const app = await start(world());
    await submit(app, minimal(), { 'idempotency-key': 'k1' });
    const other = await submit(app, minimal(), { 'idempotency-key': 'k1', 'x-serin-track': 'canary' });
    expect(other.body['code']).toBe('IDEMPOTENCY_MISMATCH');
  });

  test.each(['', 'x'.repeat(129), 'schlüssel'])('the key %j is refused', async (key) => {
    const here = world();
    const answered = await submit(await start(here), minimal(), { 'idempotency-key': key });
    expect(answered.body['errors']).toEqual([
      { pointer: 'header:Idempotency-Key', detail: '1–128 printable ASCII characters' },
    ]);
  });
});

describe('looking up', () => {
  test('a record is shown without what is ours alone', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    const answered = await call(await start(here), 'GET', '/v1/submissions/a');
    expect(answered.status).toBe(200);
    expect(answered.headers['x-release-tag']).toBe('cpp-16.2.0@ba9876543210;track=canary');
    expect(JSON.stringify(answered.body)).not.toContain('blob-secret');
  });

  test('waiting answers when the verdict comes', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    const waiting = call(await start(here), 'GET', '/v1/submissions/a?wait=10s');
    await expect.poll(() => here.listeners.count).toBe(1);
    here.finish('a');
    expect((await waiting).body).toMatchObject({ state: 'finished', result: { verdict: 'accepted' } });
  });

  test.each(['nothing', '..%2f..%2fkeys', 'a%00b', 'x'.repeat(65), '*'])(
    'the id %s is answered 404 without asking the store for anything odd',
    async (id) => {
      const here = world();
      const asked: string[] = [];
      here.ports.submissions.read = (given) => {
        asked.push(given);
        return Promise.resolve(undefined);
      };
      const answered = await call(await start(here), 'GET', `/v1/submissions/${id}`);
      expect(answered.status).toBe(404);
      expect(answered.body['code']).toBe('SUBMISSION_NOT_FOUND');
      expect(asked.every((given) => /^[\w-]+$/.test(given))).toBe(true);
    },
  );
});

describe('cancelling', () => {
  test('a queued submission ends as cancelled', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    const answered = await call(await start(here), 'DELETE', '/v1/submissions/a', {
      headers: { 'content-type': 'application/json' },
    });
    expect(answered.status).toBe(200);
    expect(answered.body).toMatchObject({ state: 'finished', result: { verdict: 'cancelled' } });
  });

  test('a finished one stays as it is: 409, still with its release tag', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    here.finish('a');
    const answered = await call(await start(here), 'DELETE', '/v1/submissions/a');
    expect(answered.status).toBe(409);
    expect(answered.body['code']).toBe('CONFLICT');
    expect(answered.headers['x-release-tag']).toBe('cpp-16.2.0@ba9876543210;track=canary');
    expect(here.records.get('a')?.result?.verdict).toBe('accepted');
  });

  test('one that finishes while it is being cancelled keeps its verdict: 409', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    here.ports.submissions.cancel = (id) => {
      here.finish(id);
      return Promise.resolve(false);
    };
    const answered = await call(await start(here), 'DELETE', '/v1/submissions/a');
    expect(answered.status).toBe(409);
  });
});

describe('shutting down', () => {
  test('new submissions are refused with a time to come back, others are answered', async () => {
    const here = world();
    const closing = new AbortController();
    const app = await start(here, { closing: closing.signal });
    here.put(recordOf({ id: 'a' }));
    const waiting = call(app, 'GET', '/v1/submissions/a?wait=10s');
    await expect.poll(() => here.listeners.count).toBe(1);
    closing.abort();
    const refused = await submit(app, minimal());
    expect(refused.status).toBe(503);
    expect(refused.body['code']).toBe('SHUTTING_DOWN');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const ready = await call(app, 'GET', '/readyz');
    expect(ready.status).toBe(503);
    here.finish('a');
    expect((await waiting).body['state']).toBe('finished');
  });

  test('closing answers whoever is still waiting with what there is', async () => {
    const here = world();
    here.put(recordOf({ id: 'a' }));
    const app = await start(here);
    const waiting = call(app, 'GET', '/v1/submissions/a?wait=60s');
    await expect.poll(() => here.listeners.count).toBe(1);
    await app.close();
    expect((await waiting).body['state']).toBe('queued');
    expect(here.listeners.count).toBe(0);
  });
});
