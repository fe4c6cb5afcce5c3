import { afterEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../../../src/http/options.ts';
import { defaultSizeLimits } from '../../../src/http/options.ts';
import { problemAnswerSchema, putProblemAnswerSchema } from '../../../src/http/schemas/problems.ts';
import { aProblem, dataOf } from '../../support/kept-problems.ts';
import type { FakePackage } from '../../support/kept-problems.ts';
import { accepted, appOf, call, minimal, pointers, recordOf, submit, world } from './world.ts';

const opened: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

const keys = ['submitter', 'operator'].flatMap((role) =>
  ['uni', 'other'].map((tenant) => ({
    name: `${tenant}-${role}`,
    key: `${tenant}-${role}`,
    role: role as 'submitter' | 'operator',
    tenant,
  })),
);

const as = (name: string): { authorization: string } => ({ authorization: `Bearer ${name}` });
const operator = as('uni-operator');
const submitter = as('uni-submitter');

const serve = async (options: Partial<HttpOptions> = {}) => {
  const here = world();
  const app = await appOf(here, { apiKeys: keys, ...options });
  opened.push(app);
  const put = (id: string, given: FakePackage | string, query = '', headers = operator) =>
    call(app, 'PUT', `/v1/problems/${id}${query}`, {
      body: Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)),
      headers: { 'content-type': 'application/zip', ...headers },
    });
  const get = (path: string, headers: Record<string, string>) =>
    call(app, 'GET', `/v1/problems${path}`, { headers });
  return { here, app, put, get };
};

describe('putting a problem', () => {
  test('answers 201 with the revision, and 200 where the same is current already', async () => {
    const { put } = await serve();
    const first = await put('aplusb', aProblem());
    expect(first).toMatchObject({
      status: 201,
      body: {
        problem: { id: 'aplusb', revision: 1, title: 'A + B', tests: 2, by: 'uni-operator' },
        warnings: [],
      },
    });
    expect(putProblemAnswerSchema.safeParse(first.body).error).toBeUndefined();
    expect(first.headers['location']).toBe('/v1/problems/aplusb');
    expect(await put('aplusb', aProblem())).toMatchObject({
      status: 200,
      body: { problem: { revision: 1 } },
    });
    const changed = await put('aplusb', aProblem({ title: 'Other' }));
    expect(changed).toMatchObject({ status: 201, body: { problem: { revision: 2 } } });
  });

  test('is for operators', async () => {
    const { put, get } = await serve();
    expect(await put('aplusb', aProblem(), '', submitter)).toMatchObject({ status: 403 });
    expect(await get('', operator)).toMatchObject({ body: { problems: [] } });
  });

  test('with faults is refused whole, each fault at its line, errors before warnings', async () => {
    const { put, get } = await serve();
    const answered = await put('aplusb', {
      faults: [
        { file: 'a.yaml', message: 'odd', severity: 'warning' },
        { file: 'problem.yaml', line: 3, column: 7, message: 'there is no such field', severity: 'error' },
        { file: '', message: 'there are no tests', severity: 'error' },
      ],
    });
    expect(answered).toMatchObject({
      status: 422,
      body: {
        code: 'PACKAGE_INVALID',
        detail:
          'the package of problem aplusb was refused: problem.yaml:3:7: there is no such field, and 1 more',
        errors: [
          { pointer: 'problem.yaml:3:7', detail: 'there is no such field' },
          { pointer: 'the package', detail: 'there are no tests' },
          { pointer: 'a.yaml', detail: 'warning: odd' },
        ],
      },
    });
    expect(await get('/aplusb', operator)).toMatchObject({
      status: 404,
      body: { code: 'PROBLEM_NOT_FOUND' },
    });
  });

  test('as a dry run says the same and keeps nothing', async () => {
    const { here, put, get } = await serve();
    const before = here.problems.data.size;
    const answered = await put('aplusb', aProblem(), '?dryRun=true');
    expect(answered).toMatchObject({ status: 200, body: { title: 'A + B', tests: 2, format: 'serin' } });
    expect(answered.body).not.toHaveProperty('problem');
    expect(here.problems.data.size).toBe(before);
    expect(await get('/aplusb', operator)).toMatchObject({ status: 404 });
  });

  test('that is too large is refused by what it says of its length', async () => {
    const { put } = await serve({ sizes: { ...defaultSizeLimits, packageBytes: 10 } });
    const answered = await put('aplusb', aProblem());
    expect(answered).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(answered.body['detail']).toBe('a package may be 10 bytes at most');
  });

  test('without a body is refused', async () => {
    const { put } = await serve();
    expect(await put('aplusb', '')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  test.each(['A', '.hidden', 'a b', 'a:b', 'x'.repeat(65), '..%2f..%2fetc'])('%s is no id', async (id) => {
    const { put } = await serve();
    expect((await put(encodeURI(id), aProblem())).status).toBe(400);
  });
});

describe('what is told of a problem', () => {
  test('to a submitter: limits, groups, names of tests, samples, and nothing of a secret test', async () => {
    const { put, get } = await serve();
    await put('aplusb', aProblem());
    const { status, body } = await get('/aplusb', submitter);
    expect(status).toBe(200);
    expect(problemAnswerSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      id: 'aplusb',
      revision: 1,
      mode: 'standard',
      judge: { kind: 'lines' },
      scoring: 'pass-fail',
      limits: { cpuMs: 1_000, wallMs: 3_000 },
      groups: [{ name: '' }, { name: 'sample', sample: true }, { name: 'secret', points: '100' }],
      tests: [
        { name: 'sample/1', group: 'sample', inputBytes: 4, answerBytes: 2 },
        { name: 'secret/1', group: 'secret' },
      ],
      samples: [
        {
          name: 'sample/1',
          input: { text: '1 2\n', encoding: 'utf8', bytes: 4 },
          answer: { text: '3\n', encoding: 'utf8', bytes: 2 },
        },
      ],
    });
    const text = JSON.stringify(body);
    for (const secret of ['secret 11', 'secret 5', dataOf('secret 11\n').digest, 'digest', 'submissions']) {
      expect(text).not.toContain(secret);
    }
    expect(body['tests']).toEqual([expect.anything(), { name: 'secret/1', group: 'secret' }]);
  });

  test('to an operator: sizes, digest and the submissions of the package too, but no secret data', async () => {
    const { put, get } = await serve();
    await put('aplusb', aProblem());
    const { body } = await get('/aplusb', operator);
    expect(body).toMatchObject({
      by: 'uni-operator',
      tests: [{}, { inputBytes: 11, answerBytes: 10 }],
      submissions: [{ name: 'submissions/accepted/a.py', expected: ['accepted'] }],
    });
    expect(JSON.stringify(body)).not.toContain('secret 11');
  });

  test('of a large sample is its beginning, cut between two characters', async () => {
    const { here, put, get } = await serve();
    const text = `x${'é'.repeat(40_000)}`;
    const [sample] = aProblem().tests;
    if (sample === undefined) throw new Error('no sample');
    const binary = here.problems.keep('ignored');
    here.problems.data.set(binary.digest, Buffer.from([0xff, 0xfe, 0, 1, 2, 3, 4]));
    await put('large', aProblem({ tests: [{ ...sample, input: here.problems.keep(text), answer: binary }] }));
    const { body } = await get('/large', submitter);
    const [shown] = body['samples'] as { input: { text: string }; answer: object }[];
    expect(shown?.input).toMatchObject({ encoding: 'utf8', bytes: 80_001, truncated: true });
    expect(shown?.input.text).toBe(text.slice(0, 32_768));
    expect(shown?.answer).toEqual({ text: '//4AAQIDBA==', encoding: 'base64', bytes: 7 });
  });

  test("is nothing to another tenant's key, whatever its role", async () => {
    const { put, get, app } = await serve();
    await put('aplusb', aProblem());
    for (const name of ['other-submitter', 'other-operator']) {
      expect(await get('/aplusb', as(name))).toMatchObject({ status: 404 });
      expect(await get('', as(name))).toMatchObject({ body: { problems: [] } });
    }
    expect(await get('/aplusb?revision=1', as('other-operator'))).toMatchObject({ status: 404 });
    expect(await get('/aplusb/revisions', as('other-operator'))).toMatchObject({ status: 404 });
    const gone = await call(app, 'DELETE', '/v1/problems/aplusb', { headers: as('other-operator') });
    expect(gone).toMatchObject({ status: 404, body: { code: 'PROBLEM_NOT_FOUND' } });
    expect(await get('/aplusb', submitter)).toMatchObject({ status: 200 });
  });

  test('of an earlier revision is for operators, also when the problem is deleted', async () => {
    const { put, get, app } = await serve();
    await put('aplusb', aProblem());
    await put('aplusb', aProblem({ title: 'New' }));
    expect(await get('/aplusb?revision=1', operator)).toMatchObject({
      body: { title: 'A + B', revision: 1 },
    });
    expect(await get('/aplusb?revision=1', submitter)).toMatchObject({ status: 403 });
    expect(await get('/aplusb?revision=9', operator)).toMatchObject({ status: 404 });
    expect(await get('/aplusb/revisions', operator)).toMatchObject({
      body: { revisions: [{ revision: 2 }, { revision: 1 }] },
    });
    expect(await get('/aplusb/revisions', submitter)).toMatchObject({ status: 403 });
    const deleted = await call(app, 'DELETE', '/v1/problems/aplusb', { headers: operator });
    expect(deleted).toMatchObject({ status: 200, body: { id: 'aplusb', deleted: true } });
    expect(await get('/aplusb', operator)).toMatchObject({ status: 404 });
    expect(await get('/aplusb?revision=2', operator)).toMatchObject({ status: 200, body: { title: 'New' } });
  });

  test('in a list goes on at the cursor', async () => {
    const { put, get } = await serve();
    for (const id of ['c', 'a', 'b']) await put(id, aProblem());
    const first = await get('?limit=2', submitter);
    expect(first.body).toMatchObject({ problems: [{ id: 'a' }, { id: 'b' }], next: 'b' });
    const second = await get('?limit=2&cursor=b', submitter);
    expect(second.body).toEqual({ problems: [expect.objectContaining({ id: 'c' })] });
    expect(await get('?limit=0', submitter)).toMatchObject({ status: 400 });
  });
});

describe('a submission to a problem', () => {
  const toProblem = (changes: Record<string, unknown> = {}) => {
    const { tests: _, ...request } = minimal({ problem: 'aplusb', ...changes });
    return request;
  };

  test('is judged by the current revision, with its limits, its checker and as many tests as it has', async () => {
    const { here, app, put } = await serve();
    await put('aplusb', aProblem({ languages: ['cpp'] }));
    await put('aplusb', aProblem({ title: 'New', languages: ['cpp'] }));
    const answered = await submit(app, toProblem(), submitter);
    expect(answered).toMatchObject({ status: 202, body: { problem: 'aplusb', problemRevision: 2 } });
    expect(here.submitted).toMatchObject([
      {
        spec: {
          problem: 'aplusb',
          problemRevision: { id: 'aplusb', revision: 2 },
          tenant: 'uni',
          limits: { cpuMs: 1_000, wallMs: 3_000 },
          checker: { kind: 'lines' },
        },
        material: { tests: [] },
        problem: { tests: 2, languages: ['cpp'] },
      },
    ]);
  });

  test('by an operator may name a revision and limits', async () => {
    const { here, app, put } = await serve();
    await put('aplusb', aProblem());
    await put('aplusb', aProblem({ title: 'New' }));
    const given = { problemRevision: 1, limits: { memoryBytes: 64 * 1024 * 1024 }, keepOutputBytes: 10 };
    expect(await submit(app, toProblem(given), operator)).toMatchObject({ status: 202 });
    expect(here.submitted[0]?.spec).toMatchObject({
      problemRevision: { revision: 1 },
      limits: { cpuMs: 1_000, memoryBytes: 64 * 1024 * 1024 },
    });
  });

  test('by a submitter names neither revision nor limits, and keeps no output of secret tests', async () => {
    const { here, app, put } = await serve();
    await put('aplusb', aProblem());
    const given = { problemRevision: 1, limits: { cpuMs: 60_000 }, keepOutputBytes: 65_536, track: 'canary' };
    const answered = await submit(app, toProblem(given), submitter);
    expect(answered).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(pointers(answered)).toEqual(['/track', '/problemRevision', '/limits', '/keepOutputBytes']);
    expect(here.submitted).toEqual([]);
    expect(await submit(app, toProblem({ keepOutputBytes: 0 }), submitter)).toMatchObject({ status: 202 });
  });

  test('carries neither tests nor a checker, whoever submits', async () => {
    const { app, put } = await serve();
    await put('aplusb', aProblem());
    const given = { ...toProblem({ checker: { kind: 'tokens' } }), tests: [{ input: '' }] };
    const answered = await submit(app, given, operator);
    expect(answered).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(pointers(answered)).toEqual(['/tests', '/checker']);
  });

  test('with neither tests nor a problem is told of both', async () => {
    const { app } = await serve();
    const answered = await submit(app, { language: 'cpp', source: 'x', problemRevision: 1 }, submitter);
    expect(answered).toMatchObject({ status: 400 });
    expect(pointers(answered)).toEqual(['/tests', '/problemRevision']);
  });

  test("to a problem that is not there, is deleted or is another tenant's is refused alike", async () => {
    const { app, put } = await serve();
    await put('aplusb', aProblem());
    await put('gone', aProblem());
    await call(app, 'DELETE', '/v1/problems/gone', { headers: operator });
    const refusals = [
      await submit(app, toProblem({ problem: 'nothing' }), submitter),
      await submit(app, toProblem({ problem: 'gone' }), submitter),
      await submit(app, toProblem(), as('other-submitter')),
    ];
    for (const answered of refusals) {
      expect(answered).toMatchObject({ status: 422, body: { code: 'UNKNOWN_PROBLEM' } });
      expect(pointers(answered)).toEqual(['/problem']);
    }
    const revision = await submit(app, toProblem({ problemRevision: 7 }), operator);
    expect(revision).toMatchObject({ status: 422, body: { code: 'UNKNOWN_PROBLEM' } });
    expect(pointers(revision)).toEqual(['/problemRevision']);
    const both = await submit(app, toProblem({ problem: 'nothing', colour: 1 }), submitter);
    expect(both).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(pointers(both)).toEqual(['/colour', '/problem']);
  });

  test('whose outputs are submitted has files named like tests, as large as tests may be', async () => {
    const { here, app, put } = await serve({ sizes: { ...defaultSizeLimits, sourceBytes: 4, files: 1 } });
    await put('aplusb', aProblem({ mode: { kind: 'output-only' } }));
    const { source: _, ...request } = toProblem();
    const file = (path: string) => ({ path, content: 'a long output' });
    const sound = { ...request, files: [file('sample/1.out'), file('secret/1')] };
    expect(await submit(app, sound, submitter)).toMatchObject({ status: 202 });
    expect(here.submitted[0]?.material.files.map(({ path }) => path)).toEqual(['sample/1.out', 'secret/1']);
    const wrong = await submit(app, { ...request, files: [file('secret/1'), file('main.cpp')] }, submitter);
    expect(pointers(wrong)).toEqual(['/files/1/path']);
    const program = await submit(app, toProblem(), submitter);
    expect(pointers(program)).toContain('/source');
  });
});

test('what a checker tells the judges, and what an interactor says, is shown to operators and to nobody else', async () => {
  const { here, app } = await serve();
  here.put(recordOf({ id: 'id-9', spec: { ...recordOf().spec, tenant: 'uni' } }));
  here.event('id-9', { type: 'queued', attempt: 1, decision: recordOf().decision });
  const [first] = accepted.tests;
  if (first === undefined) throw new Error('no test');
  const transcript = {
    entries: [{ from: 'interactor', text: 'the secret is 43', atMs: 1 }],
    truncated: false,
  } as const;
  here.finish('id-9', {
    ...accepted,
    tests: [{ ...first, judgeMessage: 'expected 42', message: 'wrong', transcript }],
  });
  const seen = async (path: string, headers: Record<string, string>) =>
    JSON.stringify((await call(app, 'GET', `/v1/submissions/id-9${path}`, { headers })).body);
  for (const path of ['', '/events']) {
    expect(await seen(path, operator)).toContain('expected 42');
    expect(await seen(path, submitter)).toContain('wrong');
    expect(await seen(path, operator)).toContain('the secret is 43');
    expect(await seen(path, submitter)).not.toMatch(/expected 42|the secret|transcript/);
  }
});
