import { beforeEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { runAnswerSchema } from '../../../src/http/schemas/runs.ts';
import { accepted, appOf, call, pointers, world } from './world.ts';
import type { World } from './world.ts';

let here: World;
let app: FastifyInstance;

beforeEach(async () => {
  here = world();
  app = await appOf(here);
  return () => app.close();
});

const run = (body: object, query = '') =>
  call(app, 'POST', `/v1/runs${query}`, { body: { language: 'cpp', source: 'int main() {}', ...body } });

const stream = (text: string) => ({ text, encoding: 'utf8', bytes: text.length, truncated: false }) as const;

describe('POST /v1/runs', () => {
  test('is a submission with one test, no answer, and arguments', async () => {
    const answered = await run({
      stdin: 'AQI=',
      encoding: 'base64',
      args: ['-n', ''],
      limits: { cpuMs: 500 },
    });
    expect(answered.status).toBe(202);
    expect(answered.headers['location']).toBe('/v1/runs/id-1');
    const [submitted] = here.submitted;
    expect(submitted?.spec).toMatchObject({
      kind: 'run',
      keepOutputBytes: 1_048_576,
      limits: { cpuMs: 500 },
    });
    expect(submitted?.material.tests).toEqual([
      { name: 'run', input: Buffer.from([1, 2]), args: ['-n', ''] },
    ]);
  });

  test('answers both streams, the exit code and the figures, as documented', async () => {
    await run({});
    const output = { stdout: stream('out'), stderr: stream('') };
    const [first] = accepted.tests;
    if (first === undefined) throw new Error('the example has a test');
    const { exitCode: _, ...test } = first;
    here.finish('id-1', { ...accepted, tests: [{ ...test, output }] });
    const { status, body } = await call(app, 'GET', '/v1/runs/id-1');
    expect(status).toBe(200);
    expect(runAnswerSchema.parse(body).result).toMatchObject({ verdict: 'accepted', exitCode: 0, ...output });
    expect(body).not.toHaveProperty('result.tests');
    expect(body).not.toHaveProperty('result.score');
  });

  test('takes a blob as standard input, and says where one is missing', async () => {
    const put = await call(app, 'POST', '/v1/blobs', { body: Buffer.from('abc') });
    const { blob } = put.body as { blob: string };
    expect((await run({ stdin: { blob } })).status).toBe(202);
    const missing = await run({ stdin: { blob: `sha256:${'0'.repeat(64)}` } });
    expect(missing).toMatchObject({ status: 422, body: { code: 'UNKNOWN_BLOB' } });
    expect(pointers(missing)).toEqual(['/stdin/blob']);
  });

  test('names every fault by the field that has it', async () => {
    for (const [body, pointer] of [
      [{ stdin: '***', encoding: 'base64' }, '/stdin'],
      [{ stdin: 7 }, '/stdin'],
      [{ args: ['a\u0000'] }, '/args/0'],
      [{ args: Array.from({ length: 65 }, () => 'a') }, '/args'],
      [{ tests: [] }, '/tests'],
      [{ checker: { kind: 'exact' } }, '/checker'],
      [{ source: '' }, '/source'],
      [{ files: [{ path: '../x', content: 'y' }], source: undefined }, '/files/0/path'],
      [{ limits: { cpuMs: 0 } }, '/limits/cpuMs'],
    ] as const) {
      const answered = await run(body);
      expect(answered.status, JSON.stringify(body)).toBe(400);
      expect(pointers(answered), JSON.stringify(body)).toContain(pointer);
    }
    const large = await run({ stdin: 'x'.repeat(17 * 1024 * 1024) });
    expect(large).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(pointers(large)).toEqual(['/stdin']);
  });

  test('is looked up and cancelled at its own address alone', async () => {
    await run({});
    await call(app, 'POST', '/v1/submissions', {
      body: { language: 'cpp', source: 'x', tests: [{ input: '' }] },
    });
    expect((await call(app, 'GET', '/v1/submissions/id-1')).status).toBe(404);
    expect((await call(app, 'GET', '/v1/submissions/id-1/events')).status).toBe(404);
    expect((await call(app, 'GET', '/v1/runs/id-2')).status).toBe(404);
    const cancelled = await call(app, 'DELETE', '/v1/runs/id-1');
    expect(cancelled).toMatchObject({ status: 200, body: { result: { verdict: 'cancelled' } } });
    expect((await call(app, 'DELETE', '/v1/runs/id-1')).status).toBe(409);
  });
});
