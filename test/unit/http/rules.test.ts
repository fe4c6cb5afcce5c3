/** Gray rules over HTTP: the forms of requests and answers, who may ask, and bad input. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { overrideDocument, ruleDocument } from '../../support/rules-world.ts';
import { appOf, call as callOnce, pointers, world } from './world.ts';
import type { Answered, World } from './world.ts';

let here: World;
let app: FastifyInstance;

beforeEach(async () => {
  const made = world();
  here = { ...made, ports: { ...made.ports, newTraceId: () => randomBytes(16).toString('hex') } };
  app = await appOf(here);
});

afterEach(async () => {
  await app.close();
});

type Given = Parameters<typeof callOnce>[3];
const call = (method: string, url: string, given: Given = {}): Promise<Answered> =>
  callOnce(app, method as 'GET', url, given);

const put = (
  documents: unknown[],
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) => call('PUT', '/v1/rules/api', { body: { documents, message: 'try', ...more }, headers });

const yaml = `
apiVersion: serin/v1
kind: GrayRule
metadata: { name: a }
spec:
  match: { language: [cpp] }
  weights: { stable: 90, canary: 10 }
`;

describe('publishing', () => {
  test('a layer as JSON, and what it then holds, in canonical form', async () => {
    const published = await put([ruleDocument('b'), ruleDocument('a', { enabled: true })]);
    expect(published).toMatchObject({ status: 200, body: { revision: 1, changed: true } });
    expect(published.headers['etag']).toBe('"1"');
    const read = await call('GET', '/v1/rules');
    expect(read.body).toMatchObject({
      revision: 1,
      about: { by: 'anonymous', message: 'try', layer: 'api' },
    });
    expect((read.body['layers'] as Record<string, unknown>)['api']).toEqual([
      ruleDocument('a'),
      ruleDocument('b'),
    ]);
  });

  test('a layer as YAML, and YAML back, which means the same when it is put again', async () => {
    const headers = { 'content-type': 'application/yaml' };
    const published = await call('PUT', '/v1/rules/api?message=try', { body: yaml, headers });
    expect(published).toMatchObject({ status: 200, body: { revision: 1 } });
    const read = await call('GET', '/v1/rules?layer=api', { headers: { accept: 'application/yaml' } });
    expect(read.headers['content-type']).toContain('application/yaml');
    const text = String(read.body['text']);
    expect(text).toContain('name: a');
    const again = await call('PUT', '/v1/rules/api?message=again', { body: text, headers });
    expect(again.body).toMatchObject({ revision: 1, changed: false });
  });

  test('a dry run publishes nothing, and single documents are patched and removed', async () => {
    expect(
      (
        await call('PUT', '/v1/rules/api?dryRun=true', {
          body: { documents: [ruleDocument('a')], message: 'm' },
        })
      ).body,
    ).toMatchObject({ revision: 0, changed: false, diff: [{ change: 'added', name: 'a' }] });
    await put([ruleDocument('a')]);
    await call('PATCH', '/v1/rules/api', { body: { documents: [ruleDocument('b')], message: 'm' } });
    const removed = await call('DELETE', '/v1/rules/api/a?message=done');
    expect(removed.body).toMatchObject({ revision: 3, diff: [{ change: 'removed', name: 'a' }] });
    expect((await call('DELETE', '/v1/rules/api/a?message=done')).body['code']).toBe('RULES_NOT_FOUND');
  });

  test('If-Match, ?expected= and the body say which revision was looked at', async () => {
    await put([ruleDocument('a')]);
    expect((await put([], {}, { 'if-match': '"0"' })).body['code']).toBe('CONFLICT');
    expect((await put([], { expected: 0 })).body['code']).toBe('CONFLICT');
    const query = await call('PUT', '/v1/rules/api?expected=0', { body: { documents: [], message: 'm' } });
    expect(query.status).toBe(409);
    expect(pointers(await put([], {}, { 'if-match': 'x' }))).toEqual(['header:if-match']);
    expect((await put([], {}, { 'if-match': '"1"' })).body).toMatchObject({ revision: 2, changed: true });
  });

  test('layers that others own, and changes without a reason, are refused with the remedy', async () => {
    const directory = await call('PUT', '/v1/rules/directory', { body: { documents: [], message: 'm' } });
    expect(directory).toMatchObject({ status: 400 });
    expect(String(directory.body['detail'])).toContain('change the files there');
    expect(pointers(await call('PUT', '/v1/rules/api', { body: { documents: [] } }))).toEqual(['/message']);
    expect(pointers(await put([], { files: [] }))).toEqual(['/documents']);
  });

  test('bad documents are answered 422, with every fault at its place', async () => {
    const answered = await put([
      ruleDocument('a', { weights: { stable: 50, canary: 49 } }),
      ruleDocument('b', { match: { colour: ['red'] } }),
      ruleDocument('b'),
      ruleDocument('c\u0007'),
    ]);
    expect(answered).toMatchObject({ status: 422, body: { code: 'RULES_INVALID' } });
    expect(pointers(answered)).toEqual([
      '/documents/0/spec/weights',
      '/documents/1/spec/match/colour',
      '/documents/3/metadata/name',
    ]);
    const typed = await put([ruleDocument('a', { when: 'user.level > "x"' })]);
    expect(pointers(typed)).toEqual(['/documents/0/spec/when']);
  });

  test.each(['', '# nothing yet\n', '---\n---\n'])(
    'the YAML text %j, which holds no document, takes nothing away',
    async (body) => {
      await put([ruleDocument('a')]);
      const headers = { 'content-type': 'application/yaml' };
      const answered = await call('PUT', '/v1/rules/api?message=m', { body, headers });
      expect(answered.status).toBe(400);
      expect(pointers(answered)).toEqual(['/files']);
      expect((await call('GET', '/v1/rules/status')).body).toMatchObject({ revision: 1 });
      expect((await put([])).body).toMatchObject({ revision: 2, diff: [{ change: 'removed', name: 'a' }] });
    },
  );

  test.each([
    '/v1/rules/revisions/abc',
    '/v1/rules/revisions/1.5',
    '/v1/rules/diff',
    '/v1/rules/diff?from=first',
    '/v1/rules/revisions?limit=many',
  ])('%s says that a whole number is wanted', async (url) => {
    const answered = await call('GET', url);
    expect(answered.status).toBe(400);
    expect(JSON.stringify(answered.body['errors'])).toContain('give a whole number');
  });

  test('what is too large, or no UTF-8, is explained', async () => {
    const headers = { 'content-type': 'application/yaml' };
    const large = await call('PUT', '/v1/rules/api?message=m', {
      body: `# ${'x'.repeat(17 << 20)}`,
      headers,
    });
    expect(large).toMatchObject({ status: 413, body: { detail: 'the body may be 16 MiB at most' } });
    const ten = await call('PUT', '/v1/rules/api?message=m', { body: `a: ${'x'.repeat(10 << 20)}`, headers });
    expect(ten).toMatchObject({ status: 422, body: { errors: [{ pointer: 'body' }] } });
    const broken = await call('PUT', '/v1/rules/api?message=m', { body: Buffer.from([0x61, 0xff]), headers });
    expect(broken).toMatchObject({ status: 400, body: { detail: 'the body is not UTF-8' } });
  });
});

describe('history', () => {
  test('is listed, shown, compared and gone back to', async () => {
    await put([ruleDocument('a')]);
    await put([ruleDocument('a', { weights: { stable: 70, canary: 30 } })]);
    const listed = await call('GET', '/v1/rules/revisions?limit=1');
    expect(listed.body).toMatchObject({ revisions: [{ revision: 2 }], before: 2 });
    expect((await call('GET', '/v1/rules/revisions?before=2')).body).toMatchObject({
      revisions: [{ revision: 1 }],
    });
    expect((await call('GET', '/v1/rules/revisions/1')).body).toMatchObject({ revision: 1 });
    expect((await call('GET', '/v1/rules/revisions/9')).body['code']).toBe('RULES_NOT_FOUND');
    const diff = await call('GET', '/v1/rules/diff?from=1');
    expect(JSON.stringify(diff.body)).toContain('a: spec.weights.canary 10 → 30');
    const back = await call('POST', '/v1/rules/rollback', { body: { revision: 1 } });
    expect(back.body).toMatchObject({ revision: 3, changed: true });
    expect((await call('GET', '/v1/rules')).body).toMatchObject({
      about: { restores: 1, message: 'back to revision 1' },
    });
  });
});

describe('approval', () => {
  test('is asked of another key than the author’s', async () => {
    await app.close();
    const key = (name: string) => ({
      name,
      key: `${name}-key`.padEnd(20, '0'),
      role: 'operator' as const,
      tenant: 't',
    });
    app = await appOf(here, { apiKeys: [key('ann'), key('bob')] });
    const as = (name: string) => ({ authorization: `Bearer ${key(name).key}` });
    const body = { documents: [ruleDocument('a', { approval: true })], message: 'm', commit: 'c1' };
    const asked = await call('PUT', '/v1/rules/api', { body, headers: as('ann') });
    expect(asked).toMatchObject({
      status: 202,
      body: { changed: false, proposal: { id: 'c1', by: 'ann', asks: ['a'] } },
    });
    const waiting = await call('GET', '/v1/rules/proposals', { headers: as('bob') });
    expect(waiting.body).toMatchObject({ proposals: [{ id: 'c1', stale: false, diff: [{ name: 'a' }] }] });
    const approve = (name: string) => call('POST', '/v1/rules/proposals/c1/approve', { headers: as(name) });
    expect(await approve('ann')).toMatchObject({ status: 403 });
    expect(await approve('bob')).toMatchObject({ status: 200, body: { revision: 1, changed: true } });
    expect(await approve('bob')).toMatchObject({ status: 404 });
  });

  test('a submitter may neither read nor change rules', async () => {
    await app.close();
    const apiKeys = [{ name: 's', key: 'submitter-key-00000', role: 'submitter' as const, tenant: 't' }];
    app = await appOf(here, { apiKeys });
    const headers = { authorization: 'Bearer submitter-key-00000' };
    for (const [method, url] of [
      ['GET', '/v1/rules'],
      ['PUT', '/v1/rules/api'],
      ['POST', '/v1/rules/simulate'],
      ['PUT', '/v1/rules/segments/x'],
    ] as const) {
      expect((await call(method, url, { headers })).status).toBe(403);
    }
  });
});

describe('lists of users', () => {
  const text = { 'content-type': 'text/plain' };

  test('become a segment of layer api, each id once, whatever the order', async () => {
    const url = '/v1/rules/segments/staff?message=m';
    const first = await call('PUT', url, { body: 'u2\r\nu1\n\nu2\n用户', headers: text });
    expect(first).toMatchObject({ status: 200, body: { count: 3, revision: 1, changed: true } });
    const again = await call('PUT', url, { body: '用户\nu1\nu2\n', headers: text });
    expect(again.body).toMatchObject({ count: 3, revision: 1, changed: false });
    const used = await call('PUT', '/v1/rules/override', {
      body: {
        documents: [overrideDocument('staff-first', { users: undefined, segments: ['staff'] })],
        message: 'm',
      },
    });
    expect(used.body).toMatchObject({ changed: true });
    const context = { language: 'cpp', user: { id: '用户' } };
    const explained = await call('POST', '/v1/rules/explain', { body: { context } });
    expect(explained.body).toMatchObject({
      override: true,
      choice: { track: 'canary', rule: 'staff-first' },
    });
  });

  test('are no JSON, of which one line would be one id', async () => {
    const answered = await call('PUT', '/v1/rules/segments/s?message=m', { body: ['u1', 'u2'] });
    expect(answered.status).toBe(415);
    expect(answered.body['detail']).toContain('Content-Type: text/plain');
    expect((await call('GET', '/v1/rules/status')).body).toMatchObject({ revision: 0 });
  });

  test('that are empty, broken or hold control characters are refused at the line', async () => {
    const put1 = (body: string | Buffer) =>
      call('PUT', '/v1/rules/segments/s?message=m', { body, headers: text });
    expect((await put1('\n\n')).body['detail']).toContain('the list is empty');
    expect(pointers(await put1('a\nb\u0007\n'))).toEqual(['line 2']);
    expect((await put1(Buffer.from([0x61, 0x0a, 0xff]))).body['detail']).toContain('is not UTF-8');
    expect(pointers(await put1(`a\n${'x'.repeat(5_000)}`))).toEqual(['line 2']);
  });
});

describe('trying', () => {
  test('lint answers 200 with faults and warnings', async () => {
    const bad = await call('POST', '/v1/rules/lint', {
      body: { files: [{ path: 'a.yaml', text: yaml.replace('90', '91') }] },
    });
    expect(bad).toMatchObject({
      status: 200,
      body: { valid: false, faults: [{ path: 'a.yaml:7 /spec/weights' }] },
    });
    const lost = ruleDocument('a', { weights: { stable: 50, nightly: 50 } });
    const warned = await call('POST', '/v1/rules/lint', { body: { documents: [lost] } });
    expect(warned.body).toMatchObject({ valid: true, faults: [] });
    expect(JSON.stringify(warned.body['warnings'])).toContain('no language has a track nightly');
  });

  test('a draft is compared without being published', async () => {
    await put([ruleDocument('a')]);
    const body = { documents: [ruleDocument('b')], mode: 'patch' };
    const { body: told } = await call('POST', '/v1/rules/diff', { body });
    expect(told).toMatchObject({ from: 1, diff: [{ change: 'added', name: 'b' }] });
  });

  test('explain tells each condition of the live rules or of a draft, and faults of a context at their places', async () => {
    const context = { language: 'cpp', user: { id: 'u1' } };
    const live = await call('POST', '/v1/rules/explain', { body: { context } });
    expect(live.body).toMatchObject({ choice: { track: 'stable', reason: 'DEFAULT' }, tried: [] });
    const draft = { documents: [ruleDocument('a', { weights: { canary: 100 } })] };
    const drafted = await call('POST', '/v1/rules/explain', { body: { context, draft } });
    expect(drafted.body).toMatchObject({
      choice: { track: 'canary', rule: 'a', reason: 'RULE' },
      tried: [{ name: 'a', matched: true, conditions: [{ path: 'match.language', holds: true }] }],
    });
    const wrong = await call('POST', '/v1/rules/explain', {
      body: { context: { language: 'cpp', user: { level: 3 } } },
    });
    expect(wrong.status).toBe(400);
    expect(pointers(wrong)).toEqual(['/context/user/level']);
  });

  test('simulate tells who would move, of made-up, recorded and given contexts', async () => {
    await put([ruleDocument('a')]);
    const draft = { documents: [ruleDocument('a', { weights: { stable: 0, canary: 100 } })] };
    const made = await call('POST', '/v1/rules/simulate', { body: { draft, synthetic: { count: 500 } } });
    expect(made.body).toMatchObject({ from: 1, contexts: 500, wrongWay: [] });
    expect(made.body['moved']).toBeGreaterThan(100);
    const context = { language: 'cpp', user: { id: 'u1' } };
    const given = await call('POST', '/v1/rules/simulate', { body: { draft, contexts: [context] } });
    expect(given.body).toMatchObject({ contexts: 1, draft: { canary: 1 } });
    here.rules.recorded.push({
      ...{ tenant: 'default', language: 'cpp', family: 'cpp', tags: [], priority: 'practice', atMs: 1 },
      userId: 'u1',
    });
    const recorded = await call('POST', '/v1/rules/simulate', { body: { draft, recorded: { count: 10 } } });
    expect(recorded.body).toMatchObject({ contexts: 1 });
    expect(pointers(await call('POST', '/v1/rules/simulate', { body: { draft } }))).toEqual(['/synthetic']);
    const many = { synthetic: { count: 1_000_001 } };
    expect(pointers(await call('POST', '/v1/rules/simulate', { body: many }))).toEqual(['/synthetic/count']);
  });

  test('cases beside rules are run', async () => {
    const cases = [
      { name: 'goes', context: { language: 'cpp' }, expect: { track: 'canary' } },
      { name: 'stays', context: { language: 'cpp' }, expect: { track: 'stable' } },
    ];
    const draft = { documents: [ruleDocument('a', { weights: { canary: 100 }, cases })] };
    const tested = await call('POST', '/v1/rules/test', { body: { draft } });
    expect(tested.body).toMatchObject({ passed: false, cases: [{ ok: true }, { ok: false, name: 'stays' }] });
  });
});

describe('where a revision has come', () => {
  test('is told at once, and waited for', async () => {
    await put([ruleDocument('a')]);
    const { digest = '' } = (await here.rules.store.head())?.revision ?? {};
    const node = { node: 'n1', release: 'r', log: 'log-1', digest, atMs: 1, sinceMs: 1, alarms: [] };
    here.rules.nodes.push({ ...node, revision: 0, log: '', digest: 'x' });
    const behind = await call('GET', '/v1/rules/nodes');
    expect(behind.body).toMatchObject({
      revision: 1,
      everywhere: false,
      nodes: [{ node: 'n1', serving: false }],
    });
    setTimeout(() => here.rules.nodes.splice(0, 1, { ...node, revision: 1 }), 100);
    const waited = await call('GET', '/v1/rules/status?wait=10s&revision=1');
    expect(waited.body).toMatchObject({ wanted: 1, everywhere: true, nodes: [{ serving: true }] });
    const never = await call('GET', '/v1/rules/status?wait=50ms&revision=9');
    expect(never.body).toMatchObject({ wanted: 9, everywhere: false });
  });

  test('a node of another past, or with another digest, does not serve it', async () => {
    await put([ruleDocument('a')]);
    const node = { node: 'n1', release: 'r', revision: 1, atMs: 1, sinceMs: 1, alarms: [] };
    here.rules.nodes.push({ ...node, log: 'log-1', digest: 'other' }, { ...node, log: 'other', digest: 'x' });
    const { nodes } = (await call('GET', '/v1/rules/status')).body as { nodes: { serving: boolean }[] };
    expect(nodes.map(({ serving }) => serving)).toEqual([false, false]);
  });
});
