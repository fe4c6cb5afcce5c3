/** What only shows on a listening socket: bodies that are too large, clients that leave, bytes that are not HTTP. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appOf, minimal, recordOf, world } from './world.ts';
import type { World } from './world.ts';

let here: World;
let app: FastifyInstance;
let url: string;
let port: number;

beforeEach(async () => {
  here = world();
  app = await appOf(here);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterEach(() => app.close());

/** Everything that comes back on one connection until `enough`, or until the server closes it. */
const exchange = (bytes: string, enough: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = (): void => {
      resolve(text);
      socket.destroy();
    };
    socket.on('error', reject);
    socket.on('close', done);
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (enough.test(text)) done();
    });
    socket.write(bytes);
  });

describe('a body that is too large', () => {
  const head = 'POST /v1/submissions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

  test('is refused by its stated length, before it has come', async () => {
    const text = await exchange(`${head}Content-Length: 104857600\r\n\r\n{"source":"`, /PAYLOAD_TOO_LARGE/);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('the body may be 48 MiB at most');
  });

  test.each([
    ['with its length', { 'content-length': '100000011' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('gets its answer even when the client sends all of it first, %s', async (_, headers) => {
    const source = Buffer.concat([Buffer.from('{"source":"'), Buffer.alloc(100_000_000, 'x')]);
    const outgoing = request(`${url}/v1/submissions`, {
      method: 'POST',
      agent: new Agent({ keepAlive: false }),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    outgoing.end(source);
    await once(outgoing, 'finish');
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    await once(response.resume(), 'close');
    expect(here.submitted).toEqual([]);
  });
});

test('a client that leaves while it waits frees what was listening for it', async () => {
  here.put(recordOf({ id: 'a' }));
  const controller = new AbortController();
  const gone = [
    fetch(`${url}/v1/submissions/a?wait=60s`, { signal: controller.signal }),
    fetch(`${url}/v1/submissions?wait=60s`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(minimal()),
      signal: controller.signal,
    }),
  ];
  await expect.poll(() => here.listeners.count).toBe(2);
  controller.abort();
  await Promise.allSettled(gone);
  await expect.poll(() => here.listeners.count).toBe(0);
  const logged = here.lines.filter(({ message }) => message === 'request');
  expect(logged.map(({ fields }) => fields['status'])).toEqual([499, 499]);
  expect(here.records.has('id-1')).toBe(true);
});

test('the log tells how long a request took', async () => {
  here.put(recordOf({ id: 'a' }));
  await fetch(`${url}/v1/submissions/a?wait=80ms`);
  const logged = () => here.lines.find(({ message }) => message === 'request');
  await expect.poll(logged).toBeDefined();
  // Timers may be a millisecond early.
  expect(logged()?.fields['durationMs']).toBeGreaterThanOrEqual(78);
});

test('bytes that are not HTTP are answered with a problem, and the server goes on', async () => {
  const text = await exchange('NONSENSE\r\n\r\n', /never/);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  const problem = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as Record<string, unknown>;
  expect(problem).toMatchObject({ code: 'INVALID_REQUEST', detail: 'this is not HTTP/1.1' });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('headers without end are refused', async () => {
  const text = await exchange(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /never/);
  expect(text).toContain('the headers are too large');
});
