import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { runtimeDiffSchema } from '../../../src/http/schemas/runtime-diff.ts';
import { factsOf } from '../../support/facts.ts';
import { appOf, bill, call, pointers, world } from './world.ts';

const here = world();
let app: FastifyInstance;
beforeAll(async () => {
  app = await appOf(here);
});
afterAll(() => app.close());

test('a bill of materials goes out as it was made, byte for byte, under its own media type', async () => {
  const fingerprint = encodeURIComponent(factsOf().fingerprint);
  const response = await app.inject({ url: `/v1/runtimes/${fingerprint}/sbom` });
  expect(response.statusCode).toBe(200);
  expect(response.body).toBe(bill);
  expect(response.headers['content-type']).toMatch(/^application\/vnd\.cyclonedx\+json; version=1\.6/);
  expect(response.headers['content-disposition']).toBe(
    'attachment; filename="cpp-14.2.0_0123456789ab.cdx.json"',
  );
});

test('there is no bill of a runtime that nobody has', async () => {
  const answered = await call(app, 'GET', '/v1/runtimes/cpp-15/sbom');
  expect(answered).toMatchObject({ status: 404, body: { code: 'RUNTIME_NOT_FOUND' } });
});

test('a diff is between two runtimes by name or by fingerprint, in that order', async () => {
  const answered = await call(app, 'GET', '/v1/runtimes/diff?from=cpp-14&to=cpp-16.1.0%40ba9876543210');
  expect(answered.status).toBe(200);
  expect(runtimeDiffSchema.safeParse(answered.body).success).toBe(true);
  expect(here.compared).toEqual([['cpp-14', 'cpp-16.1.0@ba9876543210']]);
});

test('a diff needs both sides', async () => {
  const answered = await call(app, 'GET', '/v1/runtimes/diff?from=cpp-14');
  expect(answered.status).toBe(400);
  expect(pointers(answered)).toEqual(['query:to']);
});
