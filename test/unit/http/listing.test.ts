import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { rejudgeAnswerSchema, diffAnswerSchema } from '../../../src/http/schemas/rejudges.ts';
import { submissionListSchema } from '../../../src/http/schemas/listing.ts';
import { submissionAnswerSchema } from '../../../src/http/schemas/answers.ts';
import { accepted, appOf, call, decision, pointers, recordOf, world } from './world.ts';
import type { World } from './world.ts';

const keys = [
  { name: 'sub', key: 'submitter-key-0001', role: 'submitter', tenant: 'a' },
  { name: 'ops', key: 'operator-key-00001', role: 'operator', tenant: 'a' },
] as const;
const as = (name: 'sub' | 'ops') => ({
  headers: { authorization: `Bearer ${keys.find((key) => key.name === name)?.key ?? ''}` },
});

let here: World;
let app: FastifyInstance;

beforeEach(async () => {
  here = world();
  app = await appOf(here, { apiKeys: keys });
  return () => app.close();
});
afterEach(() => here.records.clear());

const spec = (changes: object = {}) => ({ ...recordOf().spec, tenant: 'a', ...changes });

const summary = { verdict: 'accepted', score: 100, cpuMs: 11.2, wallMs: 12, memoryBytes: 9_437_184 } as const;

const put = (id: string, changes: Parameters<typeof recordOf>[0] = {}) =>
  here.put(
    recordOf({
      id,
      spec: spec(),
      state: 'finished',
      result: accepted,
      attempts: [{ number: 1, decision, startedAtMs: 1_000, result: { ...summary, finishedAtMs: 2_000 } }],
      ...changes,
    }),
  );

describe('GET /v1/submissions', () => {
  test('lists the caller’s tenant newest first, in pages, as documented', async () => {
    for (const id of ['s1', 's2', 's3']) put(id);
    put('foreign', { spec: spec({ tenant: 'b' }) });
    const first = await call(app, 'GET', '/v1/submissions?limit=2', as('sub'));
    expect(first.status).toBe(200);
    const page = submissionListSchema.parse(first.body);
    expect(page.submissions.map(({ id }) => id)).toEqual(['s3', 's2']);
    expect(page.submissions[0]).toMatchObject({
      result: { verdict: 'accepted' },
      fingerprint: decision.fingerprint,
    });
    const rest = await call(app, 'GET', `/v1/submissions?limit=2&cursor=${page.cursor ?? ''}`, as('sub'));
    expect(submissionListSchema.parse(rest.body)).toMatchObject({ submissions: [{ id: 's1' }] });
    expect(rest.body).not.toHaveProperty('cursor');
  });

  test('takes instants as text or as milliseconds', async () => {
    put('early', { createdAtMs: Date.parse('2026-01-01T00:00:00Z') });
    put('late', { createdAtMs: Date.parse('2026-02-01T00:00:00Z') });
    for (const from of ['2026-01-15T00:00:00Z', '2026-01-15T08:00:00%2B08:00', '1768435200000']) {
      const { body } = await call(app, 'GET', `/v1/submissions?from=${from}`, as('sub'));
      expect(submissionListSchema.parse(body).submissions.map(({ id }) => id)).toEqual(['late']);
    }
  });

  test('names what is wrong with a query', async () => {
    for (const [query, pointer] of [
      ['verdict=ok', 'query:verdict'],
      ['from=yesterday', 'query:from'],
      ['from=5&to=5', 'query:to'],
      ['limit=0', 'query:limit'],
      ['limit=501', 'query:limit'],
      ['state=done', 'query:state'],
      ['track=A', 'query:track'],
    ] as const) {
      const answered = await call(app, 'GET', `/v1/submissions?${query}`, as('sub'));
      expect(answered.status, query).toBe(400);
      expect(pointers(answered), query).toContain(pointer);
    }
    expect((await call(app, 'GET', '/v1/submissions?colour=red', as('sub'))).status).toBe(400);
  });
});

describe('rejudges', () => {
  test('are for operators', async () => {
    put('s1');
    const body = { filter: { language: 'cpp' } };
    for (const [method, url, given] of [
      ['POST', '/v1/rejudges', { body }],
      ['POST', '/v1/submissions/s1/rejudge', { body: {} }],
      ['GET', '/v1/rejudges', {}],
      ['GET', '/v1/rejudges/r', {}],
      ['GET', '/v1/rejudges/r/diff', {}],
      ['POST', '/v1/rejudges/r/cancel', {}],
    ] as const) {
      expect((await call(app, method, url, { ...as('sub'), ...given })).status, url).toBe(403);
    }
  });

  test('of one finished submission are accepted, with an address', async () => {
    put('s1');
    const answered = await call(app, 'POST', '/v1/submissions/s1/rejudge', {
      ...as('ops'),
      body: { track: 'canary' },
    });
    expect(answered.status).toBe(202);
    expect(answered.headers['location']).toBe('/v1/rejudges/rejudge-1');
    expect(rejudgeAnswerSchema.parse(answered.body)).toMatchObject({
      submission: 's1',
      track: 'canary',
      by: 'ops',
    });
    expect(here.rejudges.get('rejudge-1')?.plan).toMatchObject({ tenant: 'a', priority: 'rejudge' });
  });

  test('of one that is not finished, or is being rejudged, are refused', async () => {
    put('s1', { state: 'running' });
    put('s2', { rejudging: { attempt: 2, state: 'queued', decision } });
    for (const id of ['s1', 's2']) {
      const answered = await call(app, 'POST', `/v1/submissions/${id}/rejudge`, { ...as('ops'), body: {} });
      expect(answered).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    }
    expect((await call(app, 'POST', '/v1/submissions/none/rejudge', { ...as('ops'), body: {} })).status).toBe(
      404,
    );
  });

  test('of many need a filter that says something', async () => {
    const nothing = { from: 7, to: 6 };
    const filters = [{}, { state: 'queued' }, { verdict: 'ok' }, { from: 'x' }, nothing];
    for (const body of [{}, ...filters.map((filter) => ({ filter }))]) {
      const answered = await call(app, 'POST', '/v1/rejudges', { ...as('ops'), body });
      expect(answered.status, JSON.stringify(body)).toBe(400);
    }
    const body = { filter: { problem: 'aplusb', from: '2026-01-01T00:00:00Z', to: 1_800_000_000_000 } };
    const answered = await call(app, 'POST', '/v1/rejudges', { ...as('ops'), body });
    expect(rejudgeAnswerSchema.parse(answered.body).filter).toEqual({
      problem: 'aplusb',
      from: Date.parse('2026-01-01T00:00:00Z'),
      to: 1_800_000_000_000,
    });
  });

  test('tell their progress and their diff, are paused, resumed and cancelled', async () => {
    await call(app, 'POST', '/v1/rejudges', { ...as('ops'), body: { filter: { language: 'cpp' } } });
    const at = '/v1/rejudges/rejudge-1';
    const read = async () => rejudgeAnswerSchema.parse((await call(app, 'GET', at, as('ops'))).body);
    expect(await read()).toMatchObject({
      state: 'running',
      progress: { total: 2, waiting: 1, judging: 0, done: 1, changed: 1 },
    });
    const diff = async (query: string) =>
      diffAnswerSchema.parse((await call(app, 'GET', `${at}/diff?${query}`, as('ops'))).body);
    expect(await diff('limit=1')).toMatchObject({
      items: [{ submission: 'id-1', changed: true }],
      cursor: '1',
    });
    expect((await diff('limit=1&cursor=1')).items).toEqual([{ submission: 'id-2', state: 'waiting' }]);
    expect((await diff('only=changed')).items).toHaveLength(1);
    expect((await call(app, 'GET', `${at}/diff?cursor=x`, as('ops'))).status).toBe(400);

    const act = (word: string) => call(app, 'POST', `${at}/${word}`, as('ops'));
    expect((await act('pause')).body).toMatchObject({ state: 'paused' });
    expect((await act('resume')).body).toMatchObject({ state: 'running' });
    expect((await act('cancel')).body).toMatchObject({
      state: 'cancelled',
      progress: { waiting: 0, cancelled: 1 },
    });
    expect((await diff('only=cancelled')).items).toEqual([{ submission: 'id-2', state: 'cancelled' }]);
    expect((await act('resume')).status).toBe(409);
    expect((await call(app, 'GET', '/v1/rejudges/none', as('ops'))).status).toBe(404);
    expect((await call(app, 'GET', '/v1/rejudges', as('ops'))).body).toMatchObject({
      rejudges: [{ id: 'rejudge-1' }],
    });
  });
});

test('a submission that is being rejudged is answered as documented, with its old result', async () => {
  const attempts = [
    { number: 1, decision, startedAtMs: 1_000, result: summary },
    { number: 2, decision, startedAtMs: 3_000, priority: 'rejudge', rejudge: 'r1' },
  ] as const;
  put('s1', { attempts, rejudging: { attempt: 2, state: 'queued', decision } });
  const { body } = await call(app, 'GET', '/v1/submissions/s1?wait=5s', as('sub'));
  expect(submissionAnswerSchema.parse(body)).toMatchObject({
    state: 'finished',
    result: { verdict: 'accepted' },
    rejudging: { attempt: 2, state: 'queued' },
    attempts: [
      { number: 1, result: { verdict: 'accepted' } },
      { number: 2, rejudge: 'r1' },
    ],
  });
});
