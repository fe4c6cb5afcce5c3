import { expect, test } from 'vitest';
import { errors, read, readFiles, told, zipBytes, zipOf } from './packages.ts';
import type { Files } from './packages.ts';

const cases: Files = { '1.in': '1\n', '1.out': '1\n', '2.in': '2\n', '2.out': '2\n' };

const init = (yaml: string, files: Files = {}) => readFiles({ ...cases, ...files, 'init.yml': yaml });

const one = 'test_cases: [{ in: 1.in, out: 1.out, points: 5 }]\n';

test('cases by themselves are tests of the root, in their order and with their points', async () => {
  const reading = await init(
    'points: 7\ntest_cases:\n- {in: 2.in, out: 2.out, points: 3}\n- {in: 1.in, out: 1.out}\n',
    {
      'problem.yml': 'title: Easy\nlimits: { cpuMs: 500 }\n',
    },
  );
  expect(told(reading)).toEqual([]);
  expect(reading).toMatchObject({ format: 'dmoj' });
  expect(reading.definition).toMatchObject({
    title: 'Easy',
    limits: { cpuMs: 500 },
    scoring: 'points',
    judge: { kind: 'comparison', checker: { kind: 'tokens' } },
    groups: [{ name: '', aggregate: 'sum', onReject: 'continue' }],
    tests: [
      { name: '1', points: '3', input: { bytes: 2 } },
      { name: '2', points: '7' },
    ],
  });
});

test('batches, dependencies and pretests are groups that keep the order', async () => {
  const reading = await init(`test_cases:
- {in: 1.in, out: 1.out, points: 0}
- points: 10
  batched:
  - {in: 1.in, out: 1.out}
  - {in: 2.in, out: 2.out}
- {in: 2.in, out: 2.out, points: 5}
- {points: 20, batched: [{in: 1.in, out: 1.out}], dependencies: [1]}
`);
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.groups).toMatchObject([
    { name: '' },
    { name: 'pretests-1', onReject: 'break', requires: [] },
    { name: 'batch-1', aggregate: 'min', points: '10', onReject: 'break', requires: ['pretests-1'] },
    { name: 'cases-1', aggregate: 'sum', requires: ['pretests-1'] },
    { name: 'batch-2', points: '20', requires: ['pretests-1', 'batch-1'] },
  ]);
  expect(reading.definition?.tests.map(({ name, points }) => [name, points])).toEqual([
    ['pretests-1/1', '0'],
    ['batch-1/1', undefined],
    ['batch-1/2', undefined],
    ['cases-1/1', '5'],
    ['batch-2/1', undefined],
  ]);
});

test('a batch that depends on a later one is judged after it, and a circle of batches is refused', async () => {
  const batch = (dependencies: string) =>
    `- {points: 1, batched: [{in: 1.in, out: 1.out}], dependencies: [${dependencies}]}\n`;
  const later = await init(`test_cases:\n${batch('2')}${batch('')}`);
  expect(later.definition?.groups.map(({ name }) => name)).toEqual(['', 'batch-2', 'batch-1']);
  expect(errors(await init(`test_cases:\n${batch('2')}${batch('1')}`)).join()).toContain(
    '"batch-1" → "batch-2" → "batch-1"',
  );
  expect(errors(await init(`test_cases:\n${batch('7')}`)).join()).toContain(
    'requires "batch-7", a group that does not exist',
  );
});

test('files come from the package or from the archive in it, and no name leads out of either', async () => {
  const tests = await zipBytes({ 'deep/a.in': 'a\n', 'deep/a.out': 'a\n' });
  const yaml =
    'archive: data.zip\ntest_cases:\n- {in: deep/a.in, out: deep/a.out, points: 1}\n- {in: 1.in, out: 1.out, points: 1}\n';
  for (const reading of [
    await init(yaml, { 'data.zip': tests }),
    await read(await zipOf({ ...cases, 'init.yml': yaml, 'data.zip': tests })),
  ]) {
    expect(told(reading)).toEqual([]);
    expect(reading.definition?.tests).toHaveLength(2);
  }
  const missing = await init(
    'archive: data.zip\ntest_cases: [{ in: ../../etc/passwd, out: 1.out, points: 1 }]\n',
  );
  expect(errors(missing)).toEqual([
    'error init.yml:1:1 the archive "data.zip" is not in the package',
    'error init.yml:2:14 "../../etc/passwd" is neither in the package nor in its archive',
  ]);
  const broken = await init(yaml, { 'data.zip': 'PK no zip' });
  expect(errors(broken).join()).toContain('error data.zip the zip is damaged');
  const renamed = Buffer.from(
    (await zipBytes({ 'AA/x.in': 'x' })).toString('latin1').replaceAll('AA/', '../'),
    'latin1',
  );
  const leading = await init(yaml, { 'data.zip': renamed });
  expect(errors(leading).join()).toContain('the entry "../x.in" has a ".." in its path');
});

test('test cases are found by expressions over names, numbers as numbers', async () => {
  const names = [
    'p.1.in',
    'p.10.in',
    'p.2-1.in',
    'p.2-2.in',
    'p.1.out',
    'p.10.out',
    'p.2-1.out',
    'p.2-2.out',
  ];
  const tests = await zipBytes(Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  const reading = await init('archive: t.zip\ntest_cases: { case_points: [1, 2, 3] }\n', { 't.zip': tests });
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.groups.map(({ name, points }) => [name, points])).toEqual([
    ['', undefined],
    ['cases-1', undefined],
    ['batch-1', '2'],
    ['cases-2', undefined],
  ]);
  expect(reading.definition?.tests.map(({ name, points, answer }) => [name, points, answer?.bytes])).toEqual([
    ['cases-1/1', '1', 8],
    ['batch-1/1', undefined, 10],
    ['batch-1/2', undefined, 10],
    ['cases-2/1', '3', 9],
  ]);
  const own = await init(
    'test_cases: { input_format: "^(?P<case>\\\\d+)\\\\.in$", output_format: "^(?P<case>\\\\d+)\\\\.out$", case_points: 5 }\n',
  );
  expect(own.definition?.tests.map(({ points }) => points)).toEqual(['5', '5']);
});

test('an expression that takes for ever, or is none, is refused in time', async () => {
  const startedMs = performance.now();
  const slow = await init(`test_cases: { input_format: "(a+)+(?P<case>x)" }\n`, {
    [`${'a'.repeat(60)}.in`]: 'x',
  });
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(errors(slow).join()).toContain('cannot be used');
  expect(errors(await init('test_cases: { input_format: "(" }\n')).join()).toContain('cannot be used');
});

test.each([
  ['standard', { kind: 'tokens' }],
  ['identical', { kind: 'exact' }],
  ['rstripped', { kind: 'lines' }],
  ['sorted', { kind: 'unordered', by: 'lines' }],
  ['unordered', { kind: 'unordered', by: 'tokens' }],
  ['floats', { kind: 'floats', abs: 1e-6, rel: 1e-6 }],
  ['{ name: floatsabs, args: { precision: 3 } }', { kind: 'floats', abs: 1e-3 }],
  ['{ name: floats, args: { error_mode: relative } }', { kind: 'floats', rel: 1e-6 }],
  ['{ name: sorted, args: { split_on: whitespace } }', { kind: 'unordered', by: 'tokens' }],
])('the checker %s is a comparison', async (name, checker) => {
  const reading = await init(`checker: ${name}\n${one}`);
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.judge).toEqual({ kind: 'comparison', checker });
});

test('bridged checkers and interactors are programs', async () => {
  const files: Files = { 'check.cpp': 'x\n', 'talk.py': 'x\n' };
  const checked = await init(
    `checker: { name: bridged, args: { files: check.cpp, lang: CPP20, type: testlib, time_limit: 5, memory_limit: 65536 } }\n${one}`,
    files,
  );
  expect(told(checked)).toEqual([]);
  expect(checked.definition?.judge).toMatchObject({
    kind: 'program',
    protocol: 'testlib',
    program: { language: 'cpp', limits: { cpuMs: 5000, memoryBytes: 67108864 } },
  });
  const talked = await init(
    'unbuffered: true\ninteractive: { files: [talk.py], lang: PY3 }\ntest_cases: [{ in: 1.in, points: 1 }]\n',
    files,
  );
  expect(told(talked)).toEqual([]);
  expect(talked.definition?.mode).toMatchObject({
    kind: 'interactive',
    protocol: 'testlib',
    interactor: { language: 'python' },
  });
  const answered = await init(`interactive: { files: talk.py }\n${one}`, files);
  expect(errors(answered).join()).toContain('finds the answer as its second argument');
});

test('a signature grader is provided to C and C++', async () => {
  const reading = await init(`signature_grader: { entry: handler.c, header: header.h }\n${one}`, {
    'handler.c': 'x\n',
    'header.h': 'x\n',
  });
  expect(errors(reading)).toEqual([]);
  expect(reading.definition?.languages).toEqual(['c', 'cpp']);
  expect(
    reading.definition?.provided.map(({ language, files }) => [language, ...files.map(({ path }) => path)]),
  ).toEqual([
    ['c', 'handler.c', 'header.h'],
    ['cpp', 'handler.cpp', 'header.h'],
  ]);
});

test('files in place of the streams, and an output limit', async () => {
  const reading = await init(`file_io: { input: a.in, output: a.out }\noutput_limit_length: 1000\n${one}`);
  expect(reading.definition).toMatchObject({
    inputFile: 'a.in',
    outputFile: 'a.out',
    limits: { outputBytes: 1000 },
  });
  expect(errors(await init(`file_io: { input: ../a }\n${one}`)).join()).toContain('is not a plain file name');
});

test.each([
  [`checker: check.py\n${one}`, 'is a Python module of DMOJ'],
  [`checker: linecount\n${one}`, 'the checker "linecount" is not supported'],
  [`checker: { name: bridged, args: { files: 1.in, type: coci } }\n${one}`, 'of the type "coci"'],
  [`custom_judge: a.py\n${one}`, 'custom graders are Python modules'],
  [`generator: a.cpp\n${one}`, 'generators are not supported'],
  ['test_cases: [{ points: 1, generator_args: [1], generator: x }]\n', 'generators are not supported'],
  [`io_redirects: {}\n${one}`, 'use file_io'],
  ['test_cases: [{ in: 1.in, out: 1.out }]\n', 'there are no points'],
  ['test_cases: []\n', 'has no tests'],
  ['checker: standard\n', 'test_cases'],
])('%j is refused', async (yaml, reason) => {
  const reading = await init(yaml);
  expect(reading.definition).toBeUndefined();
  expect(errors(reading).join()).toContain(reason);
});

test('a case without an input has an empty one', async () => {
  const reading = await init('test_cases: [{ out: 1.out, points: 1 }]\n');
  expect(reading.definition?.tests[0]?.input.bytes).toBe(0);
});
