import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../../../src/http/options.ts';
import { defaultSizeLimits } from '../../../src/http/options.ts';
import { appOf, call, minimal, pointers, submit, world } from './world.ts';

const opened: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

const serve = async (options: Partial<HttpOptions> = {}) => {
  const here = world();
  const app = await appOf(here, options);
  opened.push(app);
  return { here, app };
};

const bytes = Buffer.from([0, 255, 10, 123]);
const keyOf = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const key = keyOf(bytes);
const address = `/v1/blobs/sha256:${key}`;
const raw = { 'content-type': 'application/octet-stream' };

describe('putting a blob', () => {
  test('under its digest answers 201, and 200 when it is there already', async () => {
    const { here, app } = await serve();
    const first = await call(app, 'PUT', address, { body: bytes, headers: raw });
    expect(first).toMatchObject({ status: 201, body: { blob: `sha256:${key}`, bytes: 4 } });
    expect(first.headers['location']).toBe(address);
    expect((await call(app, 'PUT', address, { body: bytes, headers: raw })).status).toBe(200);
    expect(here.blobs.get(key)).toEqual(bytes);
  });

  test('without a digest tells it', async () => {
    const { app } = await serve();
    const answered = await call(app, 'POST', '/v1/blobs', { body: bytes, headers: raw });
    expect(answered).toMatchObject({ status: 201, body: { blob: `sha256:${key}`, bytes: 4 } });
  });

  test('takes the bytes as they are, whatever their type says, and none at all', async () => {
    const { here, app } = await serve();
    for (const type of ['application/json', 'text/plain; charset=utf-16', 'image/png']) {
      const answered = await call(app, 'PUT', address, { body: bytes, headers: { 'content-type': type } });
      expect(answered.status).toBeLessThan(202);
    }
    const empty = await call(app, 'PUT', `/v1/blobs/sha256:${keyOf(Buffer.alloc(0))}`);
    expect(empty).toMatchObject({ status: 201, body: { bytes: 0 } });
    expect([...here.blobs.values()]).toEqual([bytes, Buffer.alloc(0)]);
  });

  test('under another digest is refused, and the digest that it has is told', async () => {
    const { here, app } = await serve();
    const answered = await call(app, 'PUT', `/v1/blobs/sha256:${'0'.repeat(64)}`, {
      body: bytes,
      headers: raw,
    });
    expect(answered).toMatchObject({ status: 422, body: { code: 'DIGEST_MISMATCH' } });
    expect(answered.body['detail']).toContain(key);
    expect(here.blobs.size).toBe(0);
  });

  test.each(['sha256:..%2f..%2fetc%2fpasswd', `sha256:${'A'.repeat(64)}`, key, 'sha512:00', '..'])(
    '%s is not the name of a blob',
    async (name) => {
      const { app } = await serve();
      const answered = await call(app, 'PUT', `/v1/blobs/${name}`, { body: bytes, headers: raw });
      expect([400, 404, 405]).toContain(answered.status);
    },
  );

  test('that is too large is refused by what it says of its length, and by its length', async () => {
    const { here, app } = await serve({ sizes: { ...defaultSizeLimits, blobBytes: 3 } });
    const said = await call(app, 'POST', '/v1/blobs', { body: bytes, headers: raw });
    expect(said).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(said.body['detail']).toBe('a blob may be 3 bytes at most');
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/blobs`, {
      method: 'POST',
      body: new Blob([Buffer.alloc(5_000_000)]).stream(),
      duplex: 'half',
    });
    expect(answer.status).toBe(413);
    expect(here.blobs.size).toBe(0);
  });

  test('by a client that leaves half-way keeps nothing, and is no failure of ours', async () => {
    const { here, app } = await serve();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`PUT ${address} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await expect.poll(() => here.lines.some(({ fields }) => fields['path'] === address)).toBe(true);
    expect(here.blobs.size).toBe(0);
    expect(here.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('is refused while the server closes', async () => {
    const closing = new AbortController();
    const { app } = await serve({ closing: closing.signal });
    closing.abort();
    const answered = await call(app, 'POST', '/v1/blobs', { body: bytes, headers: raw });
    expect(answered.body['code']).toBe('SHUTTING_DOWN');
  });
});

describe('asking for a blob', () => {
  const apiKeys = [
    { name: 'site', key: 'k'.repeat(16), role: 'submitter' as const, tenant: 't' },
    { name: 'ops', key: 'o'.repeat(16), role: 'operator' as const, tenant: 't' },
  ];
  const by = (keyText: string) => ({ authorization: `Bearer ${keyText}` });

  test('tells its size to whoever may submit, and its bytes to operators alone', async () => {
    const { here, app } = await serve({ apiKeys });
    here.blobs.set(key, bytes);
    const size = await call(app, 'HEAD', address, { headers: by('k'.repeat(16)) });
    expect([size.status, size.headers['content-length']]).toEqual([200, '4']);
    expect((await call(app, 'GET', address, { headers: by('k'.repeat(16)) })).status).toBe(403);
    const read = await app.inject({ method: 'GET', url: address, headers: by('o'.repeat(16)) });
    expect([read.statusCode, read.rawPayload]).toEqual([200, bytes]);
  });

  test('without a key tells nothing, not even that it is there; nor is a body taken', async () => {
    const { here, app } = await serve({ apiKeys });
    here.blobs.set(key, bytes);
    for (const method of ['GET', 'HEAD', 'PUT'] as const) {
      expect((await call(app, method, address)).status).toBe(401);
    }
    expect((await call(app, 'POST', '/v1/blobs', { body: bytes, headers: raw })).status).toBe(401);
  });

  test('that is not there is 404', async () => {
    const { app } = await serve();
    expect((await call(app, 'HEAD', address)).status).toBe(404);
    expect(await call(app, 'GET', address)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('a submission that names blobs', () => {
  const named = (input: unknown, answer?: unknown) =>
    minimal({ tests: [{ input, ...(answer === undefined ? {} : { answer }) }] });

  test('is taken with their sizes, beside tests that carry their bytes', async () => {
    const { here, app } = await serve();
    here.blobs.set(key, bytes);
    const tests = [
      { input: { blob: `sha256:${key}` }, answer: '1' },
      { input: '', answer: { blob: `sha256:${key}` } },
    ];
    expect((await submit(app, minimal({ tests }))).status).toBe(202);
    expect(here.submitted[0]?.material.tests).toEqual([
      { name: '1', input: { digest: key, bytes: 4 }, answer: Buffer.from('1') },
      { name: '2', input: Buffer.alloc(0), answer: { digest: key, bytes: 4 } },
    ]);
  });

  test('that are not there is 422, naming each and what to do', async () => {
    const { here, app } = await serve();
    const answered = await submit(
      app,
      named({ blob: `sha256:${key}` }, { blob: `sha256:${'1'.repeat(64)}` }),
    );
    expect(answered).toMatchObject({ status: 422, body: { code: 'UNKNOWN_BLOB' } });
    expect(pointers(answered)).toEqual(['/tests/0/input/blob', '/tests/0/answer/blob']);
    expect(JSON.stringify(answered.body['errors'])).toContain(`put it at ${address} first`);
    expect(here.submitted).toEqual([]);
  });

  test('that are not there, and is wrong besides, is told both', async () => {
    const { app } = await serve();
    const answered = await submit(app, { ...named({ blob: `sha256:${key}` }), colour: 'red' });
    expect(answered).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(pointers(answered).sort()).toEqual(['/colour', '/tests/0/input/blob']);
  });

  test.each([
    { blob: key },
    { blob: `sha256:${key.toUpperCase()}` },
    { blob: 'sha256:../../../etc/passwd' },
    { blob: `sha256:${key}`, more: 1 },
    {},
    7,
    null,
  ])('by %j is refused', async (input) => {
    const { here, app } = await serve();
    here.blobs.set(key, bytes);
    const answered = await submit(app, named(input));
    expect(answered.body['code']).toBe('INVALID_REQUEST');
    expect(pointers(answered)[0]).toMatch(/^\/tests\/0\/input/);
  });
});
