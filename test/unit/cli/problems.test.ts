import { afterEach, describe, expect, test } from 'vitest';
import { finished } from './answers.ts';
import { fakeCli } from './fake-cli.ts';
import type { Ran } from './fake-cli.ts';
import { json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const files = { 'aplusb.zip': 'zip', 'dir/Other.tar.gz': 'tar', 'x/A+B.zip': 'odd' };

const run = async (routes: Parameters<typeof startFakeServer>[0], ...argv: string[]): Promise<Ran> => {
  server = await startFakeServer(routes);
  return fakeCli({ files }).run(...argv, '--server', server.url);
};

const revision = {
  id: 'aplusb',
  revision: 3,
  title: 'A + B',
  tests: 12,
  atMs: 1_764_110_000_000,
  bytes: 2_048,
  by: 'ops',
};

const putAnswer = (changes: object = {}) => ({
  problem: revision,
  format: 'serin',
  title: 'A + B',
  tests: 12,
  bytes: 2_048,
  warnings: [],
  ...changes,
});

const refusal = {
  title: 'The problem package is not valid',
  detail: 'the package of problem other was refused: problem.yaml:3:7: there is no such field',
  code: 'PACKAGE_INVALID',
  errors: [{ pointer: 'problem.yaml:3:7', detail: 'there is no such field' }],
};

describe('serin problems import', () => {
  test('streams the package and tells its revision, warnings apart', async () => {
    const warnings = [{ place: 'problem.yaml:7:1', message: 'no samples' }];
    const ran = await run(
      { 'PUT /v1/problems/aplusb': json(putAnswer({ warnings }), 201) },
      ...['problems', 'import', 'aplusb.zip'],
    );
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toBe(
      'problem  revision  title  tests     size  format\naplusb   3         A + B     12  2.0 KiB  serin\n',
    );
    expect(ran.stderr).toBe('warning  aplusb: problem.yaml:7:1: no samples\n');
    expect(server?.asked).toMatchObject([
      {
        path: '/v1/problems/aplusb',
        headers: { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' },
        body: Buffer.from('zip'),
      },
    ]);
  });

  test('takes the id from the name of the package, or as it is told', async () => {
    const routes = {
      'PUT /v1/problems/other': json(putAnswer()),
      'PUT /v1/problems/sums': json(putAnswer()),
    };
    expect((await run(routes, 'problems', 'import', 'dir/Other.tar.gz')).exitCode).toBe(0);
    expect(server?.asked[0]?.path).toBe('/v1/problems/other');
    await server?.close();
    const told = await run(routes, 'problems', 'import', 'x/A+B.zip', '--id', 'sums', '--dry-run');
    expect(told.exitCode).toBe(0);
    expect(server?.asked[0]?.path).toBe('/v1/problems/sums?dryRun=true');
    await server?.close();
    const odd = await run(routes, 'problems', 'import', 'x/A+B.zip');
    expect(odd).toMatchObject({
      exitCode: 2,
      stderr: 'serin: "A+B.zip" cannot be the id of a problem; say --id\n',
    });
    await server?.close();
    const both = await run(routes, 'problems', 'import', 'aplusb.zip', 'dir/Other.tar.gz', '--id', 'x');
    expect(both.exitCode).toBe(2);
    expect(server?.asked).toEqual([]);
  });

  test('tells every fault of a package at its place, and tries the others all the same', async () => {
    const routes = {
      'PUT /v1/problems/other': json(refusal, 422),
      'PUT /v1/problems/aplusb': json(putAnswer(), 201),
    };
    const ran = await run(routes, 'problems', 'import', 'dir/Other.tar.gz', 'aplusb.zip', 'gone.zip');
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toContain('aplusb');
    expect(ran.stderr).toContain('serin: dir/Other.tar.gz: The problem package is not valid');
    expect(ran.stderr).toContain('\n  problem.yaml:3:7: there is no such field\n');
    expect(ran.stderr).toContain('serin: gone.zip: cannot read gone.zip: ENOENT');
  });

  test('with --json prints what the server answered', async () => {
    const ran = await run(
      { 'PUT /v1/problems/aplusb': json(putAnswer(), 201) },
      ...['problems', 'import', 'aplusb.zip', '--json'],
    );
    expect(JSON.parse(ran.stdout)).toEqual([putAnswer()]);
  });
});

test('serin problems list follows the list to its end', async () => {
  let page = 0;
  const routes = {
    'GET /v1/problems': ((asked, response) => {
      page += 1;
      const answer =
        page === 1
          ? { problems: [revision], next: 'aplusb' }
          : { problems: [{ ...revision, id: 'sums', bytes: undefined, by: undefined }] };
      json(answer)(asked, response);
    }) satisfies ReturnType<typeof json>,
  };
  const ran = await run(routes, 'problems', 'list');
  expect(server?.asked.map(({ path }) => path)).toEqual([
    '/v1/problems?limit=1000',
    '/v1/problems?limit=1000&cursor=aplusb',
  ]);
  expect(ran.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['problem', 'revision', 'title', 'tests', 'size', 'put', 'by'],
    ['aplusb', '3', 'A + B', '12', '2.0 KiB', '2025-11-25 22:33', 'ops'],
    ['sums', '3', 'A + B', '12', '-', '2025-11-25 22:33', '-'],
    [''],
  ]);
});

test('serin problems show tells limits, groups and samples', async () => {
  const answer = {
    ...revision,
    format: 'serin',
    mode: 'standard',
    judge: { kind: 'lines' },
    scoring: 'points',
    limits: { cpuMs: 1_000, wallMs: 3_000, memoryBytes: 268_435_456 },
    groups: [
      { name: '', aggregate: 'sum', requires: [] },
      { name: 'sample', aggregate: 'sum', requires: [], sample: true },
      { name: 'secret', aggregate: 'min', points: '100', requires: ['sample'] },
    ],
    tests: [
      { name: 'sample/1', group: 'sample' },
      { name: 'secret/1', group: 'secret' },
    ],
    samples: [
      {
        name: 'sample/1',
        input: { text: '1 2\n\u001b[2J', encoding: 'utf8', bytes: 8 },
        answer: { text: '/w==', encoding: 'base64', bytes: 1 },
      },
    ],
  };
  const ran = await run({ 'GET /v1/problems/aplusb': json(answer) }, 'problems', 'show', 'aplusb');
  expect(ran.exitCode).toBe(0);
  for (const line of [
    'aplusb: A + B',
    '  judged     standard, by lines, points',
    '  limits     1.00 s CPU, 3.00 s real, 256 MiB',
    '  languages  all',
    'secret      1  min    100     sample    -',
    '    1 2',
    '    \ufffd[2J',
    '  answer: 1 bytes that are no text',
  ]) {
    expect(ran.stdout.split('\n')).toContain(line);
  }
});

test('serin problems remove deletes each', async () => {
  const deleted = (id: string) => json({ id, deleted: true });
  const routes = { 'DELETE /v1/problems/a': deleted('a'), 'DELETE /v1/problems/b': deleted('b') };
  const ran = await run(routes, 'problems', 'remove', 'a', 'b');
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'a is deleted\nb is deleted\n' });
});

test('serin problems lint asks no server, and ends as it is told', async () => {
  const asked: unknown[] = [];
  const { silentLocal } = await import('./fake-cli.ts');
  const lint = (...given: unknown[]): Promise<number> => {
    asked.push(given);
    return Promise.resolve(1);
  };
  const ran = await fakeCli({ local: { ...silentLocal, problems: { lint } } }).run(
    ...['problems', 'lint', 'a', 'b.zip', '--json'],
  );
  expect(ran.exitCode).toBe(1);
  expect(asked).toEqual([[{}, { paths: ['a', 'b.zip'], json: true }]]);
});

describe('serin submit --problem', () => {
  const finished = {
    id: 'id-1',
    state: 'queued',
    decision: { track: 'stable', runtime: 'r', fingerprint: 'f', reason: 'DEFAULT' },
  };
  const submit = (...argv: string[]) =>
    run(
      { 'POST /v1/submissions': json(finished, 202) },
      ...['submit', 'aplusb.zip', '--language', 'text', '--no-wait', ...argv],
    );

  test('sends the problem, and neither tests nor what only operators may ask for', async () => {
    expect((await submit('--problem', 'aplusb')).exitCode).toBe(0);
    expect(server?.asked[0]?.body).toEqual({ language: 'text', source: 'zip', problem: 'aplusb' });
    await server?.close();
    await submit('--problem', 'aplusb', '--cpu-ms', '10');
    expect(server?.asked[0]?.body).toMatchObject({ limits: { cpuMs: 10 } });
  });

  test.each([
    ['--input', '-'],
    ['--answer', '-'],
    ['--checker', 'lines'],
    ['--abs', '1'],
  ])('is refused beside %s, which the problem says itself', async (...option) => {
    const ran = await submit('--problem', 'aplusb', ...option);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('--problem says how it is judged');
    expect(server?.asked).toEqual([]);
  });
});

describe('serin problems verify', () => {
  const entries = [
    { from: 'program', text: '1\n', atMs: 1 },
    { from: 'interactor', text: 'wrong\n', atMs: 2 },
  ];
  const [only] = finished().result.tests;
  const transcript = { entries, truncated: false };
  const wrong = finished({
    verdict: 'wrong_answer',
    tests: [{ ...only, verdict: 'wrong_answer', stdout: '', transcript }],
  });
  const verification = {
    problem: { id: 'guess', revision: 1 },
    limits: { cpuMs: 1000 },
    submissions: ['accepted', 'wrong_answer'].map((verdict) => ({
      name: `${verdict}/a.py`,
      track: 'stable',
      language: 'python',
      submission: 's1',
      expected: [verdict],
    })),
    skipped: [],
  };
  const routes = {
    'POST /v1/problems/guess/verifications': json(verification, 202),
    'GET /v1/submissions/s1': json(wrong),
  };

  test('tells what a submission that is not as expected said to the interactor, on demand', async () => {
    const { exitCode, stdout } = await run(routes, 'problems', 'verify', 'guess', '--show-output');
    expect(exitCode).toBe(1);
    expect(server?.asked[0]?.body).toMatchObject({ keepOutputBytes: 16_384 });
    expect(stdout).toMatch(
      /✗ accepted\/a\.py on stable, test 1: wrong_answer; .*\nconversation .*:\n {2}> 1\n {2}< wrong\n1 of 2/,
    );
    expect(stdout.match(/conversation/g)).toHaveLength(1);
  });

  test('does not ask for it otherwise', async () => {
    await run(routes, 'problems', 'verify', 'guess');
    expect(server?.asked[0]?.body).not.toHaveProperty('keepOutputBytes');
  });
});
