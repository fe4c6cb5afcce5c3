/** Every request here has to be refused with a problem that names the field, and nothing may reach intake. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { problemSchema } from '../../../src/http/schemas/answers.ts';
import { defaultSizeLimits } from '../../../src/http/options.ts';
import { appOf, call, minimal, pointers, submit, world } from './world.ts';
import type { Answered } from './world.ts';

const here = world();
let app: FastifyInstance;
beforeAll(async () => {
  const sizes = {
    ...defaultSizeLimits,
    sourceBytes: 1000,
    files: 4,
    tests: 5,
    testFileBytes: 2000,
    testsBytes: 3000,
    bodyBytes: 20_000,
  };
  app = await appOf(here, { sizes });
});
afterAll(() => app.close());
beforeEach(() => here.submitted.splice(0));

const refused = (answered: Answered, status: number, code: string): void => {
  expect(answered.status).toBe(status);
  expect(answered.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(problemSchema.safeParse(answered.body).error).toBeUndefined();
  expect(answered.body).toMatchObject({ status, code, type: `urn:serin:problem:${code}`, retryable: false });
  expect(answered.headers['x-trace-id']).toBe(answered.body['traceId']);
  expect(here.submitted).toEqual([]);
};

const without = (field: string, changes: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(minimal(changes)).filter(([name]) => name !== field));

const file = (path: string, content = 'x'): { path: string; content: string } => ({ path, content });
const filed = (...files: unknown[]): Record<string, unknown> => without('source', { files });

describe('one faulty field', () => {
  test.each<[string, unknown, string]>([
    ['no language', without('language'), '/language'],
    ['an empty language', minimal({ language: '' }), '/language'],
    ['a language that is a number', minimal({ language: 7 }), '/language'],
    ['no tests', without('tests'), '/tests'],
    ['an empty list of tests', minimal({ tests: [] }), '/tests'],
    ['tests that are no list', minimal({ tests: 'x' }), '/tests'],
    ['a test that is null', minimal({ tests: [null] }), '/tests/0'],
    ['a test without input', minimal({ tests: [{}] }), '/tests/0/input'],
    ['a test with an unknown field', minimal({ tests: [{ input: '', expected: '' }] }), '/tests/0/expected'],
    ['no program', without('source'), '/source'],
    ['an empty source', minimal({ source: '' }), '/source'],
    ['a source of null', minimal({ source: null }), '/source'],
    ['half a surrogate pair in the source', minimal({ source: 'a\ud800b' }), '/source'],
    ['source and files', minimal({ files: [file('a.c')] }), '/files'],
    ['no files', filed(), '/files'],
    ['files that are all empty', filed(file('a.c', ''), file('b.c', '')), '/files'],
    ['an unknown field', minimal({ sauce: 1 }), '/sauce'],
    ['an unknown field that needs escaping', minimal({ 'a/b~c': 1 }), '/a~1b~0c'],
    ['an unknown checker', minimal({ checker: { kind: 'psychic' } }), '/checker/kind'],
    ['a checker without tolerance', minimal({ checker: { kind: 'floats' } }), '/checker'],
    ['a negative limit', minimal({ limits: { cpuMs: -1 } }), '/limits/cpuMs'],
    ['a limit of zero', minimal({ limits: { wallMs: 0 } }), '/limits/wallMs'],
    ['a fractional limit', minimal({ limits: { cpuMs: 1.5 } }), '/limits/cpuMs'],
    ['a huge limit', minimal({ limits: { memoryBytes: 2 ** 52 } }), '/limits/memoryBytes'],
    ['NaN, which JSON writes as null', minimal({ limits: { cpuMs: Number.NaN } }), '/limits/cpuMs'],
    ['a limit that is text', minimal({ limits: { cpuMs: '1000' } }), '/limits/cpuMs'],
    ['an unknown limit', minimal({ limits: { gpuMs: 1 } }), '/limits/gpuMs'],
    ['too much output to keep', minimal({ keepOutputBytes: 65_537 }), '/keepOutputBytes'],
    ['a problem that is no name', { ...without('tests'), problem: 'A+B' }, '/problem'],
    ['an unknown priority', minimal({ priority: 'urgent' }), '/priority'],
    ['a track that is no track', minimal({ track: 'Canary!' }), '/track'],
    ['a control character in a user id', minimal({ user: { id: 'a\nb' } }), '/user/id'],
    ['a difficulty beyond 1', minimal({ difficulty: 1.01 }), '/difficulty'],
    ['a difficulty below 0', minimal({ difficulty: -0.1 }), '/difficulty'],
    ['an address with a port', minimal({ user: { ip: '8.8.8.8:80' } }), '/user/ip'],
    ['an address that is a name', minimal({ user: { ip: 'localhost' } }), '/user/ip'],
    [
      'a latitude beyond the pole',
      minimal({ user: { coordinates: { latitude: 90.1, longitude: 0 } } }),
      '/user/coordinates/latitude',
    ],
    [
      'half of the coordinates',
      minimal({ user: { coordinates: { latitude: 1 } } }),
      '/user/coordinates/longitude',
    ],
    ['a negative level', minimal({ user: { level: -1 } }), '/user/level'],
    ['a level that is neither number nor name', minimal({ user: { level: true } }), '/user/level'],
    [
      'a user agent beyond all measure',
      minimal({ client: { userAgent: 'x'.repeat(513) } }),
      '/client/userAgent',
    ],
    ['an unknown encoding', minimal({ tests: [{ input: '', encoding: 'utf16' }] }), '/tests/0/encoding'],
    ['a test name with a newline', minimal({ tests: [{ name: 'a\nb', input: '' }] }), '/tests/0/name'],
    ['an empty test name', minimal({ tests: [{ name: '', input: '' }] }), '/tests/0/name'],
  ])('%s', async (_, body, pointer) => {
    const answered = await submit(app, body);
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual([pointer]);
  });

  test('a limit beyond what a number can hold', async () => {
    const answered = await submit(
      app,
      JSON.stringify(minimal({ limits: { cpuMs: 7 } })).replace(':7}', ':1e999}'),
    );
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual(['/limits/cpuMs']);
  });

  test('a body that would change what every object inherits', async () => {
    const answered = await submit(
      app,
      '{"__proto__":{"language":"cpp","source":"x","tests":[{"input":""}]}}',
    );
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toContain('/__proto__');
    expect(({} as { language?: string }).language).toBeUndefined();
  });

  test.each(['[]', 'null', '"x"', '1'])('the body %s is no submission', async (body) => {
    refused(await submit(app, body), 400, 'INVALID_REQUEST');
  });

  test('no body at all', async () => {
    refused(await call(app, 'POST', '/v1/submissions'), 400, 'INVALID_REQUEST');
  });
});

describe('paths', () => {
  test.each([
    '../etc/passwd',
    'a/../b',
    '/etc/passwd',
    './a',
    'a/.',
    'a//b',
    'a/',
    '',
    'a\\b',
    '..\\b',
    'a\u0000b',
    'a\nb',
    'a\u0085b',
    'a\ud800',
    '-o',
    'a/-fplugin=x',
    'a/b.gch',
    'main.h.pch',
    'x'.repeat(256),
    `${'abc/'.repeat(260)}a`,
    'é'.repeat(128),
  ])('%j is refused', async (path) => {
    const answered = await submit(app, filed(file(path)));
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual(['/files/0/path']);
  });

  test.each(['main.c', 'lib/a.h', 'x'.repeat(255), 'a b.py', '日本.py', '...', '.hidden', 'a/..b'])(
    '%j is allowed',
    async (path) => {
      expect((await submit(app, filed(file(path)))).status).toBe(202);
    },
  );

  test('two files with one path, and a file where a folder has to be', async () => {
    const answered = await submit(app, filed(file('a'), file('b'), file('a/b/c'), file('b')));
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual(['/files/3/path', '/files/2/path']);
  });
});

describe('base64', () => {
  test.each(['A', 'AA', 'AA=', 'AA==\n', 'A A=', '_-8=', 'AB==', 'ü', '===='])(
    '%j is refused',
    async (input) => {
      const answered = await submit(app, minimal({ tests: [{ input, encoding: 'base64' }] }));
      refused(answered, 400, 'INVALID_REQUEST');
      expect(pointers(answered)).toEqual(['/tests/0/input']);
    },
  );
});

describe('test names', () => {
  test('twice the same', async () => {
    const tests = [
      { name: 'a', input: '' },
      { name: 'a', input: '' },
    ];
    const answered = await submit(app, minimal({ tests }));
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual(['/tests/1/name']);
  });

  test('a given name that another test has by its place', async () => {
    const answered = await submit(app, minimal({ tests: [{ name: '2', input: '' }, { input: '' }] }));
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toEqual(['/tests/1/name']);
  });
});

describe('sizes', () => {
  const big = 'x'.repeat(1001);
  test.each<[string, unknown, string, RegExp]>([
    ['a large source', minimal({ source: big }), '/source', /larger than 1000 bytes/],
    [
      'large files',
      filed(file('a', big.slice(500)), file('b', big.slice(400))),
      '/files',
      /together are larger/,
    ],
    [
      'large base64 files',
      filed({ path: 'a', content: Buffer.from(big).toString('base64'), encoding: 'base64' }),
      '/files',
      /larger than 1000 bytes/,
    ],
    ['many files', filed(...'abcde'.split('').map((path) => file(path))), '/files', /5 files are too many/],
    ['many tests', minimal({ tests: Array(6).fill({ input: '' }) }), '/tests', /6 tests are too many/],
    ['a large input', minimal({ tests: [{ input: big + big }] }), '/tests/0/input', /larger than 2000 bytes/],
    [
      'a large answer',
      minimal({ tests: [{ input: '', answer: big + big }] }),
      '/tests/0/answer',
      /2000 bytes/,
    ],
    [
      'large tests in all',
      minimal({ tests: Array.from('1234', () => ({ input: big })) }),
      '/tests',
      /together/,
    ],
  ])('%s', async (_, body, pointer, detail) => {
    const answered = await submit(app, body);
    refused(answered, 413, 'PAYLOAD_TOO_LARGE');
    expect(pointers(answered)).toEqual([pointer]);
    expect(answered.body['detail']).toMatch(detail);
  });

  test('what is exactly as large as allowed is taken', async () => {
    expect((await submit(app, minimal({ source: 'x'.repeat(1000) }))).status).toBe(202);
    const content = Buffer.alloc(1000).toString('base64');
    expect((await submit(app, filed({ path: 'a', content, encoding: 'base64' }))).status).toBe(202);
  });

  test('a large body', async () => {
    const answered = await submit(app, minimal({ source: 'x'.repeat(30_000) }));
    refused(answered, 413, 'PAYLOAD_TOO_LARGE');
    expect(answered.body['detail']).toBe('the body may be 20000 bytes at most');
  });

  test('a list of thousands is refused by its length, without a fault for each', async () => {
    const answered = await submit(
      app,
      minimal({ tests: Array(4000).fill(0), user: { tags: Array(2000).fill(0) } }),
    );
    refused(answered, 413, 'PAYLOAD_TOO_LARGE');
    expect(pointers(answered)).toEqual(['/tests', '/user/tags']);
  });
});

describe('many faults', () => {
  test('every faulty field is named at once, of shape, of content and of headers', async () => {
    const body = {
      language: 'cobol',
      files: [file('../x'), file('ok', 'a\udfff')],
      tests: [{ input: '?', encoding: 'base64' }, { answer: 3 }],
      limits: { cpuMs: -5 },
      colour: 'red',
    };
    const answered = await submit(app, body, { 'idempotency-key': 'x'.repeat(200), 'x-serin-track': '!' });
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered).sort()).toEqual([
      '/colour',
      '/files/0/path',
      '/files/1/content',
      '/language',
      '/limits/cpuMs',
      '/tests/0/input',
      '/tests/1/answer',
      '/tests/1/input',
      'header:Idempotency-Key',
      'header:X-Serin-Track',
    ]);
    const errors = answered.body['errors'] as { pointer: string; detail: string }[];
    expect(errors.find(({ pointer }) => pointer === '/language')?.detail).toContain('there are cpp');
    expect(errors.find(({ pointer }) => pointer === '/tests/1/input')?.detail).toBe('this field is missing');
  });

  test('a hundred are told of, however many there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 0]));
    const answered = await submit(app, minimal(unknown));
    refused(answered, 400, 'INVALID_REQUEST');
    expect(pointers(answered)).toHaveLength(100);
    expect(answered.body['detail']).toContain('and 499 more');
  });
});

describe('bodies that are not JSON', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /the body is empty/],
    [
      'an open object',
      '{"language": "cpp",\n "source": }',
      /a value is expected, at line 2, column 12 \(position 31\)/,
    ],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff]), /not UTF-8: byte 2/],
    ['a truncated text', '{"language": "cp', /this string has no end/],
  ])('%s', async (_, body, detail) => {
    const answered = await submit(app, body);
    refused(answered, 400, 'MALFORMED_JSON');
    expect(answered.body['detail']).toMatch(detail);
  });

  test.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('%s %j is refused as a type', async (type, headers) => {
    refused(
      await submit(app, minimal(), { 'content-type': type, ...headers }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
  });
});

describe('addresses', () => {
  test.each([
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['GET', '/v1/submissions/a/b/c', 404, 'NOT_FOUND'],
    ['GET', '/%ff', 400, 'INVALID_REQUEST'],
    ['GET', `/v1/submissions/${'x'.repeat(300)}`, 404, 'NOT_FOUND'],
    ['DELETE', '/v1/submissions', 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', '/v1/submissions', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/v1/languages', 405, 'METHOD_NOT_ALLOWED'],
  ] as const)('%s %s is answered %i %s', async (method, url, status, code) => {
    refused(await call(app, method, url), status, code);
  });

  test('405 says what the address takes', async () => {
    const answered = await call(app, 'PUT', '/v1/submissions/a');
    expect(answered.headers['allow']).toBe('DELETE, GET, HEAD');
  });
});
