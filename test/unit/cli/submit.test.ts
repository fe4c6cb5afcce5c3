import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { decision, finished, languages, queued } from './answers.ts';
import { fakeCli } from './fake-cli.ts';
import type { Ran } from './fake-cli.ts';
import { events, inTurn, json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Routes = Parameters<typeof startFakeServer>[0];

const story = [
  { id: '1-0', type: 'queued', attempt: 1, decision },
  { id: '2-0', type: 'compiling', attempt: 1 },
  { id: '3-0', type: 'test', attempt: 1, index: 1, count: 1, name: '1', verdict: 'accepted' },
  { id: '4-0', type: 'finished', attempt: 1 },
];

const routes = (given: Routes = {}): Routes => ({
  'GET /v1/languages': json(languages),
  'POST /v1/submissions': json(queued, 202),
  'GET /v1/submissions/s1/events': events(story),
  'GET /v1/submissions/s1': json(finished()),
  ...given,
});

const large = Buffer.alloc(1024 * 1024 + 1, '12 ');
const largeBlob = `sha256:${createHash('sha256').update(large).digest('hex')}`;

const files = {
  'a.py': 'print(3)\n',
  'in.txt': '1 2\n',
  'out.txt': '3\n',
  'a.cpp': 'int main() {}\n',
  'a.b': '',
  'a.zig': '',
  'latin.py': Buffer.from([0x23, 0xe9]),
  'large.txt': large,
  'p/main.py': 'import x\n',
  'p/lib/x.py': '',
};

const submit = async (given: Routes, ...argv: string[]): Promise<Ran & { sent: unknown }> => {
  server = await startFakeServer(routes(given));
  const ran = await fakeCli({ files }).run('submit', ...argv, '--server', server.url);
  return { ...ran, sent: server.asked.find((asked) => asked.method === 'POST')?.body };
};

describe('what is sent', () => {
  test('source, input and answer, with the language guessed from the extension', async () => {
    const { sent } = await submit(
      {},
      'a.py',
      '--input',
      'in.txt',
      '--answer',
      'out.txt',
      '--track',
      'canary',
    );
    expect(sent).toMatchObject({
      language: 'python',
      source: 'print(3)\n',
      tests: [{ input: '1 2\n', answer: '3\n' }],
      track: 'canary',
    });
  });

  test('limits and checker as they were given, and none where they were not', async () => {
    const given = ['--cpu-ms', '500', '--memory-bytes', '67108864', '--checker', 'floats', '--abs', '1e-6'];
    const { sent } = await submit({}, 'a.py', ...given);
    expect(sent).toMatchObject({
      limits: { cpuMs: 500, memoryBytes: 67_108_864 },
      checker: { kind: 'floats', abs: 1e-6 },
    });
    await server?.close();
    expect((await submit({}, 'a.py')).sent).not.toHaveProperty('checker');
  });

  test('an input or an answer over 1 MiB as a blob, which is put before the submission', async () => {
    const put = { [`PUT /v1/blobs/${largeBlob}`]: json({ blob: largeBlob, bytes: large.length }, 201) };
    const words = ['a.py', '--input', 'large.txt', '--answer', 'latin.py'];
    const { sent, exitCode } = await submit(put, ...words);
    expect(exitCode).toBe(0);
    expect(sent).toMatchObject({
      tests: [{ encoding: 'base64', input: { blob: largeBlob }, answer: 'I+k=' }],
    });
    const asked = server?.asked.filter(({ method }) => method !== 'GET') ?? [];
    expect(asked.map(({ method }) => method)).toEqual(['PUT', 'POST']);
    expect(large.equals(asked[0]?.body as Buffer)).toBe(true);
  });

  test('nothing when a blob is refused, and the refusal is told', async () => {
    const refusal = { title: 'The disk of the blob store is full', code: 'STORAGE_FULL', status: 503 };
    const put = { [`PUT /v1/blobs/${largeBlob}`]: json(refusal, 503) };
    const { sent, exitCode, stderr } = await submit(put, 'a.py', '--input', 'large.txt');
    expect([sent, exitCode]).toEqual([undefined, 3]);
    expect(stderr).toContain('The disk of the blob store is full');
  });

  test('standard input where the input is -', async () => {
    expect((await submit({}, 'a.py', '--input', '-')).sent).toMatchObject({ tests: [{ input: '1 2\n' }] });
  });

  test('several files under the names that they have from their common directory', async () => {
    const { sent } = await submit({}, 'p/main.py', 'p/lib/x.py');
    expect(sent).toMatchObject({
      files: [
        { path: 'main.py', content: 'import x\n', encoding: 'utf8' },
        { path: 'lib/x.py', content: '', encoding: 'utf8' },
      ],
    });
    expect(sent).not.toHaveProperty('source');
  });

  test('bytes that are not UTF-8 as base64', async () => {
    const { sent } = await submit({}, 'latin.py', '--input', 'latin.py', '--answer', 'out.txt');
    expect(sent).toMatchObject({
      files: [{ path: 'latin.py', content: 'I+k=', encoding: 'base64' }],
      tests: [{ encoding: 'base64', input: 'I+k=', answer: 'Mwo=' }],
    });
  });

  test("the family's own language where several take the extension", async () => {
    expect((await submit({}, 'a.cpp')).sent).toMatchObject({ language: 'cpp' });
  });

  test('the key, from the environment or from --key', async () => {
    server = await startFakeServer(routes());
    const env = { SERIN_SERVER: server.url, SERIN_KEY: 'from-env' };
    await fakeCli({ files, env }).run('submit', 'a.py');
    await fakeCli({ files, env }).run('submit', 'a.py', '--key', 'from-flag');
    const keys = server.asked
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers.authorization);
    expect(keys).toEqual(['Bearer from-env', 'Bearer from-flag']);
  });
});

describe('what is said', () => {
  test('an accepted program: the verdict with its evidence, progress on stderr, exit code 0', async () => {
    const { exitCode, stdout, stderr } = await submit({}, 'a.py', '--answer', 'out.txt');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^accepted\n/);
    expect(stdout).toContain('python-3.14.0@1f2e3d4c5b6a');
    expect(stdout).toMatch(/canary +PINNED .* 11 ms +12 ms +9\.0 MiB +15 ms/);
    expect(stderr.split('\n')).toEqual([
      '… queued on canary (python-3.14)',
      '… compiling',
      '… test 1 of 1: accepted',
      '… finished',
      '',
    ]);
  });

  test('any other verdict ends with 1, and shows what the program wrote', async () => {
    const tests = [
      {
        name: '1',
        verdict: 'wrong_answer',
        message: 'token 1: expected 3, read 4',
        cpuMs: 1,
        wallMs: 1,
        memoryBytes: 1,
        stdout: '4\n',
        stderr: '\u001b[2Jhidden\n',
      },
    ];
    const answer = json(finished({ verdict: 'wrong_answer', detail: 'token', tests }));
    const { exitCode, stdout } = await submit(
      { 'GET /v1/submissions/s1': answer },
      'a.py',
      '--answer',
      'out.txt',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^wrong_answer \(token\)\n/);
    expect(stdout).toContain('test 1: token 1: expected 3, read 4\noutput:\n  4\n');
    expect(stdout).not.toContain('\u001b');
  });

  test('of a problem that is scored, the points of all and of each group', async () => {
    const points = (got: string, most: string) => ({ points: { got, most } });
    const groups = [
      { name: 'small', verdict: 'accepted', ...points('30', '30') },
      { name: 'large', verdict: 'wrong_answer', ...points('2.5', '70') },
    ];
    const answer = json(finished({ verdict: 'partial', ...points('32.5', '100'), groups }));
    const { stdout } = await submit({ 'GET /v1/submissions/s1': answer }, 'a.py');
    expect(stdout).toMatch(/^partial: 32\.5 of 100 points\n/);
    expect(stdout).toMatch(/small +accepted +30 +30\n/);
    expect(stdout).toMatch(/large +wrong_answer +2\.5 +70\n/);
  });

  test('a compile error shows the log', async () => {
    const compile = { ok: false, log: 'main.cpp:1: error: no\n' };
    const answer = json(finished({ verdict: 'compile_error', compile, tests: [] }));
    const { exitCode, stdout } = await submit({ 'GET /v1/submissions/s1': answer }, 'a.cpp');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('compiler refused:\n  main.cpp:1: error: no\n');
  });

  test('without an answer to compare with, the output', async () => {
    expect((await submit({}, 'a.py')).stdout).toContain('output:\n  3\n');
  });

  test('of a problem with an interactor, on demand, who said what in each test', async () => {
    const transcript = {
      entries: [
        { from: 'program', text: '500\n', atMs: 1 },
        { from: 'interactor', text: 'higher\nby \u001b[2J far\n', atMs: 2 },
        { from: 'program', text: '750', atMs: 3 },
      ],
      truncated: true,
    };
    const [only] = finished().result.tests;
    const tests = [{ ...only, name: 'secret/1', stdout: '', transcript }];
    const { stdout, sent } = await submit(
      { 'GET /v1/submissions/s1': json(finished({ tests })) },
      'a.py',
      '--problem',
      'guess',
      '--show-output',
    );
    expect(sent).toMatchObject({ problem: 'guess', keepOutputBytes: 16_384 });
    expect(stdout).toContain(
      [
        'test secret/1: accepted',
        'conversation (> the program, < the interactor):',
        '  > 500',
        '  < higher',
        '  < by \ufffd[2J far',
        '  > 750',
        '  … and more was said than was kept',
        '',
      ].join('\n'),
    );
  });

  test('of a problem, no output unless it is asked for', async () => {
    const { sent } = await submit({}, 'a.py', '--problem', 'guess');
    expect(sent).not.toHaveProperty('keepOutputBytes');
  });

  test('--json: the answer as the server gave it, and nothing else', async () => {
    const { stdout, stderr } = await submit({}, 'a.py', '--json');
    expect(JSON.parse(stdout)).toEqual(finished());
    expect(stderr).toBe('');
  });

  test('--no-wait: the id, at once', async () => {
    const { exitCode, stdout } = await submit({}, 'a.py', '--no-wait');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 's1\n' });
    expect(server?.asked.some(({ path }) => path.includes('/events'))).toBe(false);
  });
});

describe('when the connection breaks', () => {
  test('it is taken up again after the last event seen', async () => {
    const { exitCode, stderr } = await submit(
      {
        'GET /v1/submissions/s1/events': inTurn(events(story.slice(0, 2), true), events(story.slice(2))),
        'GET /v1/submissions/s1': inTurn(json(queued), json(finished())),
      },
      'a.py',
    );
    expect(exitCode).toBe(0);
    const streams = server?.asked.filter(({ path }) => path.endsWith('/events')) ?? [];
    expect(streams.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2-0']);
    expect(stderr).toContain('test 1 of 1');
  });

  test('a server that is away for a moment is asked again', async () => {
    const { exitCode } = await submit(
      { 'GET /v1/submissions/s1': inTurn(json({ title: 'away' }, 503), json(finished())) },
      'a.py',
    );
    expect(exitCode).toBe(0);
  });

  test('in the end it is given up, and it is said where the verdict will be', async () => {
    const { exitCode, stderr } = await submit(
      { 'GET /v1/submissions/s1/events': events([]), 'GET /v1/submissions/s1': json(queued) },
      'a.py',
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain('GET /v1/submissions/s1');
  });
});

describe('what is refused', () => {
  test('a problem document becomes sentences, one line for each faulty field, exit code 2', async () => {
    const problem = {
      title: 'The request is not valid',
      status: 400,
      detail: 'two fields are wrong',
      code: 'INVALID_REQUEST',
      errors: [
        { pointer: '/tests/0/name', detail: 'must be shorter' },
        { pointer: '/limits/cpuMs', detail: 'must be at least 1' },
      ],
    };
    const { exitCode, stderr } = await submit({ 'POST /v1/submissions': json(problem, 400) }, 'a.py');
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'serin: The request is not valid: two fields are wrong (INVALID_REQUEST)\n' +
        '  tests[0].name: must be shorter\n' +
        '  limits.cpuMs: must be at least 1\n',
    );
  });

  test('a detail that holds every fault does not tell them twice', async () => {
    const problem = {
      title: 'The gray rules are not valid',
      status: 422,
      detail: 'the gray rules are refused:\n  a.yaml:7 /spec/weights: must sum to 100',
      code: 'RULES_INVALID',
      errors: [{ pointer: 'a.yaml:7 /spec/weights', detail: 'must sum to 100' }],
    };
    const { stderr } = await submit({ 'POST /v1/submissions': json(problem, 422) }, 'a.py');
    expect(stderr).toBe(
      'serin: The gray rules are not valid: the gray rules are refused (RULES_INVALID)\n' +
        '  a.yaml:7 /spec/weights: must sum to 100\n',
    );
  });

  test('a full queue ends with 3 and tells when to come again', async () => {
    const full = { title: 'The queue is full', code: 'QUEUE_FULL', traceId: 'abc' };
    const { exitCode, stderr } = await submit(
      {
        'POST /v1/submissions': (_, response) =>
          void response.writeHead(503, { 'retry-after': '5' }).end(JSON.stringify(full)),
      },
      'a.py',
    );
    expect(exitCode).toBe(3);
    expect(stderr).toBe('serin: The queue is full (QUEUE_FULL, trace abc)\n  try again in 5 s\n');
  });

  test('no server ends with 3 and the remedy', async () => {
    const gone = await startFakeServer({});
    await gone.close();
    const { exitCode, stderr } = await fakeCli({ files }).run('submit', 'a.py', '--server', gone.url);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^serin: no Serin answers at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\)\. Start one with/,
    );
  });

  test('what answers but is no Serin is told apart', async () => {
    const { exitCode, stderr } = await submit({ 'POST /v1/submissions': json({ hello: 'world' }) }, 'a.py');
    expect(exitCode).toBe(3);
    expect(stderr).toContain("does not speak Serin's API");
  });

  test.each([
    [['missing.py'], 'cannot read missing.py'],
    [
      ['a.zig'],
      'a.zig: no language of this server takes *.zig; say --language, one of: python, cpp, cpp17, cpp20, b1, b2',
    ],
    [['a.b'], 'a.b: several languages take *.b; say --language, one of: b1, b2'],
    [['a.py', '--input', '-', '--answer', '-'], 'cannot be both'],
    [['a.py', '--cpu-ms', '2x'], 'must be a whole number'],
    [['a.py', '--checker', 'magic'], 'Allowed choices are exact'],
    [['a.py', '--nonsense'], "unknown option '--nonsense'"],
    [[], "missing required argument 'files'"],
  ])('%j is misuse: exit code 2', async (argv, said) => {
    const { exitCode, stderr } = await submit({}, ...argv);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });

  test.each(['localhost:8080', 'ftp://x', 'nonsense'])('%s is no address of a server', async (url) => {
    const { exitCode, stderr } = await fakeCli({ files }).run('languages', '--server', url);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is not the address of a server');
  });
});
