import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { errorTable } from '../../../src/domain/errors.ts';
import { aProblem } from '../../support/kept-problems.ts';
import { appOf, call, example, submit, world } from './world.ts';

let app: FastifyInstance;
let document: OpenAPIV3_1.Document;
beforeAll(async () => {
  app = await appOf(world());
  // What the document submits to.
  await call(app, 'PUT', '/v1/problems/aplusb', { body: aProblem() });
  document = (await call(app, 'GET', '/openapi.json')).body as unknown as OpenAPIV3_1.Document;
});
afterAll(() => app.close());

const operations = (): [string, OpenAPIV3_1.OperationObject][] =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OpenAPIV3_1.OperationObject>).map(
      ([method, operation]): [string, OpenAPIV3_1.OperationObject] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ],
    ),
  );

interface RequestSchema {
  readonly properties: object;
  readonly required: string[];
  readonly additionalProperties: boolean;
  readonly examples: unknown[];
}

const requestSchema = (): RequestSchema =>
  document.components?.schemas?.['SubmissionRequestInput'] as unknown as RequestSchema;

describe('the OpenAPI document', () => {
  test('has every route, each with an operation id of its own', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual([
      'DELETE /v1/freezes/{name}',
      'DELETE /v1/problems/{id}',
      'DELETE /v1/rules/{layer}/{name}',
      'DELETE /v1/runs/{id}',
      'DELETE /v1/submissions/{id}',
      'DELETE /v1/tracks/{language}/{track}',
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'GET /v1/blobs/{digest}',
      'GET /v1/freezes',
      'GET /v1/history',
      'GET /v1/languages',
      'GET /v1/lineage',
      'GET /v1/problems',
      'GET /v1/problems/{id}',
      'GET /v1/problems/{id}/revisions',
      'GET /v1/provenance/{fingerprint}',
      'GET /v1/rejudges',
      'GET /v1/rejudges/{id}',
      'GET /v1/rejudges/{id}/diff',
      'GET /v1/rules',
      'GET /v1/rules/diff',
      'GET /v1/rules/nodes',
      'GET /v1/rules/proposals',
      'GET /v1/rules/revisions',
      'GET /v1/rules/revisions/{revision}',
      'GET /v1/rules/status',
      'GET /v1/runs/{id}',
      'GET /v1/runtimes',
      'GET /v1/runtimes/diff',
      'GET /v1/runtimes/{fingerprint}/sbom',
      'GET /v1/submissions',
      'GET /v1/submissions/{id}',
      'GET /v1/submissions/{id}/events',
      'GET /v1/tracks',
      'GET /v1/version',
      'GET /v1/workers',
      'HEAD /v1/blobs/{digest}',
      'PATCH /v1/rules/{layer}',
      'POST /v1/blobs',
      'POST /v1/lineage/{fingerprint}/quarantine',
      'POST /v1/lineage/{fingerprint}/release',
      'POST /v1/problems/{id}/verifications',
      'POST /v1/provenance',
      'POST /v1/rejudges',
      'POST /v1/rejudges/{id}/cancel',
      'POST /v1/rejudges/{id}/pause',
      'POST /v1/rejudges/{id}/resume',
      'POST /v1/rules/diff',
      'POST /v1/rules/explain',
      'POST /v1/rules/lint',
      'POST /v1/rules/proposals/{id}/approve',
      'POST /v1/rules/proposals/{id}/withdraw',
      'POST /v1/rules/rollback',
      'POST /v1/rules/simulate',
      'POST /v1/rules/test',
      'POST /v1/runs',
      'POST /v1/submissions',
      'POST /v1/submissions/{id}/rejudge',
      'POST /v1/tracks/{language}/{track}/promote',
      'POST /v1/tracks/{language}/{track}/rollback',
      'PUT /v1/blobs/{digest}',
      'PUT /v1/freezes/{name}',
      'PUT /v1/problems/{id}',
      'PUT /v1/rules/segments/{name}',
      'PUT /v1/rules/{layer}',
      'PUT /v1/tracks/{language}/{track}',
    ]);
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says which build it is of', () => {
    expect(document.info.version).toBe('0.1.0+1fa6633');
    expect(document).toMatchObject({
      'x-serin-build': {
        version: '0.1.0',
        commit: '1fa6633c8f1de9c2f0b0a4c1d0e6b2a7f3c4d5e6',
        dirty: false,
        builtAtMs: 3,
      },
    });
  });

  test('says of every route how it fails', () => {
    for (const [name, { responses }] of operations()) {
      const failures = Object.entries(responses ?? {}).filter(([status]) => status.startsWith('5'));
      expect(failures.length, name).toBeGreaterThan(0);
      const internal = responses?.['500'] as OpenAPIV3_1.ResponseObject;
      expect(internal.content?.['application/problem+json']?.schema, name).toEqual({
        $ref: '#/components/schemas/Problem',
      });
    }
  });

  test('has every schema that it refers to, and none that it does not', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect(referred).toEqual(new Set(Object.keys(document.components?.schemas ?? {})));
    expect(text).not.toContain('PLACEHOLDER');
  });

  test('knows every field of a submission, and which are required', () => {
    const schema = requestSchema();
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining([
        ...Object.keys(example),
        'files',
        'keepOutputBytes',
        'stopAtFirstFailure',
        'track',
      ]),
    );
    expect(schema.required).toEqual(['language']);
    expect(schema.additionalProperties).toBe(false);
  });

  test('gives an example that is accepted', async () => {
    const schema = requestSchema();
    expect(schema.examples).toHaveLength(1);
    expect((await submit(app, schema.examples[0])).status).toBe(202);
  });
});

describe('docs/errors.md', () => {
  test('has every code of the table with its status, whether to retry, and its title; no others', async () => {
    const text = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` +\| (\d+) +\| (yes|no) +\| (.+?) +\|/gm)].map(
      ([, code, status, retry, title]) => [
        code,
        { status: Number(status), retryable: retry === 'yes', title },
      ],
    );
    expect(rows.length).toBe(Object.keys(errorTable).length);
    expect(Object.fromEntries(rows)).toEqual(errorTable);
  });
});

describe('docs/api.md', () => {
  test('speaks of every route', async () => {
    const text = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    for (const path of Object.keys(document.paths ?? {})) {
      expect(text).toContain(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    }
  });

  test('shows requests that are accepted', async () => {
    const text = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const bodies = [...text.matchAll(/```json request\n([\s\S]*?)```/g)].map(([, body]) => String(body));
    expect(bodies.length).toBeGreaterThan(1);
    for (const body of bodies) expect(await submit(app, body)).toMatchObject({ status: 202 });
  });
});
