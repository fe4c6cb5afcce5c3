import { format } from 'prettier';
import { expect, test } from 'vitest';
import { serinJsonSchema } from '../../../src/problems/serin/serin-schema.ts';
import { Blobs, errors, folderOf, read, readFiles, sound, tarFiles, tarOf, told } from './packages.ts';
import type { Files } from './packages.ts';

const head = 'apiVersion: serin/v1\nkind: Problem\ntitle: A\n';

const problem = (yaml: string, files: Files = {}) =>
  readFiles({ 'tests/1.in': '1\n', 'tests/1.ans': '1\n', ...files, 'problem.yaml': head + yaml });

test('the published JSON schema is the one that files are read with', async () => {
  const path = '../../../docs/problem.schema.json';
  const text = await format(JSON.stringify(serinJsonSchema()), { parser: 'json', printWidth: 110 });
  // `npx vitest run --project unit test/unit/problems/serin.test.ts -u` writes it anew.
  await expect(text).toMatchFileSnapshot(path);
});

test('tests are found by patterns, in the order of people, each with its answer', async () => {
  const blobs = new Blobs();
  const files: Record<string, string> = { 'problem.yaml': `${head}tests: "data/**/*.in"\n` };
  for (const name of ['10', '9', 'b/2', 'b/01']) {
    files[`data/${name}.in`] = `${name}\n`;
    files[`data/${name}.out`] = `answer ${name}\n`;
  }
  const { definition } = await read(await folderOf(files), {}, blobs);
  expect(definition?.tests.map(({ name }) => name)).toEqual(['9', '10', 'b/01', 'b/2']);
  expect(definition?.tests.map(({ answer }) => blobs.text(answer))).toEqual([
    'answer 9\n',
    'answer 10\n',
    'answer b/01\n',
    'answer b/2\n',
  ]);
});

test('a star of the answer stands for what it stood for in the input', async () => {
  const blobs = new Blobs();
  const folder = await folderOf({
    'problem.yaml': `${head}tests: [{ input: "in/t*.txt", answer: "out/o*.txt" }]\n`,
    'in/t1.txt': 'x\n',
    'out/o1.txt': 'one\n',
  });
  const { definition } = await read(folder, {}, blobs);
  expect(blobs.text(definition?.tests[0]?.answer)).toBe('one\n');
});

test('everything that a problem can be is taken from the file', async () => {
  const reading = await problem(
    `limits: { cpuMs: 1500, memoryMiB: 64, outputMiB: 0.5 }
checker: { program: check.cpp, protocol: testlib, limits: { cpuMs: 5000 } }
interactor: { program: talk, language: C++17 }
aggregate: max
groups:
  - { name: sample, sample: true, tests: tests/1.in }
  - name: main
    points: 60
    aggregate: min
    requires: sample
    onReject: break
    tests: [{ input: tests/1.in, name: one, points: "0.5", args: [-v], judgeArgs: [x], checker: exact, limits: { cpuMs: 10 } }]
    groups:
      - { name: inner, tests: tests/1.in }
provided:
  - { language: cpp, files: [check.cpp] }
  - { folder: talk }
inputFile: a.in
outputFile: a.out
languages: [C++, python3, cpp]
submissions:
  - { path: submissions/partial/a.py, score: [10, 20.5], timing: accepted }
`,
    {
      'check.cpp': 'int main() {}\n',
      'talk/main.cpp': 'int main() {}\n',
      'talk/talk.h': '\n',
      'submissions/partial/a.py': 'x\n',
      'submissions/time_limit_exceeded/b.c': 'x\n',
    },
  );
  expect(told(reading)).toEqual([]);
  expect(reading.definition).toMatchObject({
    limits: { cpuMs: 1500, memoryBytes: 67108864, outputBytes: 524288 },
    judge: { kind: 'program', protocol: 'testlib', program: { language: 'cpp', limits: { cpuMs: 5000 } } },
    mode: { kind: 'interactive', protocol: 'testlib', interactor: { language: 'cpp17' } },
    scoring: 'points',
    groups: [
      { name: '', aggregate: 'max', onReject: 'continue' },
      { name: 'sample', parent: '', sample: true },
      { name: 'main', parent: '', points: '60', aggregate: 'min', requires: ['sample'], onReject: 'break' },
      { name: 'main/inner', parent: 'main' },
    ],
    tests: [
      { name: 'sample/1', group: 'sample' },
      {
        name: 'main/one',
        group: 'main',
        points: '0.5',
        args: ['-v'],
        judgeArgs: ['x'],
        checker: { kind: 'exact' },
        limits: { cpuMs: 10 },
      },
      { name: 'main/inner/1', group: 'main/inner' },
    ],
    inputFile: 'a.in',
    outputFile: 'a.out',
    languages: ['cpp', 'python'],
    submissions: [
      {
        name: 'submissions/partial/a.py',
        language: 'python',
        expected: ['partial'],
        score: ['10', '20.5'],
        timing: 'accepted',
      },
      { name: 'submissions/time_limit_exceeded/b.c', language: 'c', timing: 'too-slow' },
    ],
  });
  const { definition } = reading;
  const interactor = definition?.mode.kind === 'interactive' ? definition.mode.interactor : undefined;
  expect(interactor?.files.map(({ path }) => path)).toEqual(['main.cpp', 'talk.h']);
  expect(
    definition?.provided.map(({ language, files }) => [language, ...files.map(({ path }) => path)]),
  ).toEqual([
    ['cpp', 'check.cpp'],
    [undefined, 'main.cpp', 'talk.h'],
  ]);
});

test('names and maps of comparisons mean the same', async () => {
  const checkerOf = async (yaml: string) => (await problem(`tests: tests/*.in\n${yaml}`)).definition?.judge;
  expect(await checkerOf('')).toEqual({ kind: 'comparison', checker: { kind: 'tokens' } });
  expect(await checkerOf('checker: unordered-lines\n')).toEqual({
    kind: 'comparison',
    checker: { kind: 'unordered', by: 'lines' },
  });
  expect(await checkerOf('checker: { kind: floats, abs: 1e-6, ignoreCase: true }\n')).toEqual({
    kind: 'comparison',
    checker: { kind: 'floats', abs: 1e-6, ignoreCase: true },
  });
});

test('every fault is told at its line and column, with what was probably meant', async () => {
  const reading = await problem(
    `limts: { cpuMs: 1000 }
limits: { cpuMS: 1000, memoryMiB: 4096 }
checker: { kind: floats, abs: 1e400 }
groups:
  - { name: a, tests: tests/1.in, agregate: min }
  - { name: b/c, tests: tests/1.in }
`,
  );
  expect(errors(reading).map((each) => each.replace(/^error problem\.yaml:/, ''))).toEqual([
    '4:1 "limts" is not a key that is known here; did you mean "limits"?',
    '5:11 "cpuMS" is not a key that is known here; did you mean "cpuMs"?',
    '5:24 limits.memoryMiB: Too big: expected number to be <=1024',
    '6:26 checker.abs: expected number, received Infinity',
    '8:35 "agregate" is not a key that is known here; did you mean "aggregate"?',
    '9:7 groups.1.name: letters, digits, ".", "_" and "-", at most 64',
  ]);
});

test('yaml that cannot be read is told where it breaks', async () => {
  const with_ = (bytes: string | Buffer) => readFiles({ ...sound, 'problem.yaml': bytes });
  expect(errors(await with_(`${head}title: B\n`))).toEqual([
    'error problem.yaml:4:1 is a key that is in this map already',
  ]);
  expect(errors(await with_(`${head}tests: [a\n`)).join()).toMatch(/problem\.yaml:[45]:/);
  expect(
    errors(await with_(Buffer.concat([Buffer.from(head), Buffer.from('tests: "\xff"\n', 'latin1')]))),
  ).toEqual(['error problem.yaml:4:1 is not UTF-8: save it as UTF-8']);
  expect(errors(await with_(`a: ${'['.repeat(200)}`))).toEqual([
    'error problem.yaml nests deeper than 64 levels',
  ]);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  expect(errors(await with_(bomb)).join()).toContain('alias');
  expect(errors(await with_('x'.repeat(2_000_000))).join()).toContain('larger than 1 MiB');
});

test('a byte-order mark and CR LF in yaml are fine', async () => {
  const yaml = `\uFEFF${String(sound['problem.yaml']).replaceAll('\n', '\r\n')}`;
  expect(told(await readFiles({ ...sound, 'problem.yaml': yaml }))).toEqual([]);
});

test('patterns that fit nothing, answers that are missing or doubled, and files that do not exist are told', async () => {
  const reading = await problem(
    `checker: { program: nowhere.cpp }
tests:
  - tests/9*.in
  - tests/*.in
  - { input: tests/1.in, name: b, answer: tests/2.ans }
provided: [{ files: [x.h] }]
submissions: [{ path: submissions/none.py }]
`,
    { 'tests/2.in': '2\n', 'tests/3.in': '3\n', 'tests/3.ans': '3\n', 'tests/3.out': '3\n' },
  );
  expect(errors(reading).map((each) => each.replace(/^error problem\.yaml:/, ''))).toEqual([
    '4:12 the checker "nowhere.cpp" is not in the package',
    '6:5 no file of the package fits "tests/9*.in"',
    '7:5 "tests/3.in" has two answers, tests/3.ans and tests/3.out: say which by "answer" (beside "tests/*.in")',
    '8:5 the answer "tests/2.ans" of "tests/1.in" is not in the package',
    '9:12 the provided file "x.h" is not in the package',
    '10:15 "submissions/none.py" is not a submission of the package: submissions/<verdict>/<file or folder>',
  ]);
});

test('an output-only problem, and tests that need no answer', async () => {
  const reading = await problem('outputOnly: true\ntests: [{ input: tests/1.in, answer: false }]\n');
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.mode).toEqual({ kind: 'output-only' });
  expect(reading.definition?.tests[0]).not.toHaveProperty('answer');
});

test('a program of several files begins with the first that is named', async () => {
  const yaml = 'tests: tests/*.in\nchecker: { program: [py/b.py, py/a.py] }\n';
  const { definition } = await problem(yaml, { 'py/a.py': 'x', 'py/b.py': 'y' });
  const judge = definition?.judge;
  expect(judge?.kind === 'program' ? judge.program.files.map(({ path }) => path) : []).toEqual([
    'b.py',
    'a.py',
  ]);
});

test('a program whose language or beginning cannot be told is refused', async () => {
  const files: Files = { 'check.xyz': 'x', 'py/a.py': 'x', 'py/b.py': 'x' };
  const unknown = await problem('tests: tests/*.in\nchecker: { program: check.xyz }\n', files);
  expect(errors(unknown).join()).toContain('the language of the checker (check.xyz) cannot be told');
  const named = await problem(
    'tests: tests/*.in\nchecker: { program: check.xyz, language: Brainfork }\n',
    files,
  );
  expect(errors(named).join()).toContain('is in "Brainfork", a language that does not exist here');
  const two = await problem('tests: tests/*.in\nchecker: { program: py }\n', files);
  expect(errors(two).join()).toContain('which file the checker begins with cannot be told of a.py, b.py');
});

test('submissions in unknown languages and folders are told of, and do not stop anything', async () => {
  const reading = await problem('tests: tests/*.in\n', {
    'submissions/accepted/a.bf': '+',
    'submissions/acepted/a.py': 'x',
    'submissions/accepted/README.md': 'x',
  });
  expect(reading.definition?.submissions.map(({ name, expected }) => [name, ...expected])).toEqual([
    ['submissions/acepted/a.py'],
  ]);
  expect(told(reading)).toEqual([
    'warning submissions/accepted/a.bf is left out: no language here is meant by its extension (.bf)',
    'warning submissions/acepted "acepted" is not a verdict, and nothing is expected of the submissions in it; did you mean "accepted"?',
  ]);
});

test(
  'ten thousand groups, each with its own pattern, are read while others have their turn',
  {
    timeout: 60_000,
  },
  async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `g${index}`);
    const groups = names.map((name, index) => {
      const requires = index === 0 ? '' : `, requires: g${index - 1}`;
      return `- { name: ${name}${requires}, tests: "tests/${name}-*.in" }\n`;
    });
    const files = names.flatMap((name): [string, string][] => [
      [`tests/${name}-1.in`, '1\n'],
      [`tests/${name}-1.ans`, '1\n'],
    ]);
    const path = await tarOf(
      tarFiles({
        'problem.yaml': `${head}groups:\n${groups.join('')}`,
        ...Object.fromEntries<string>(files),
      }),
    );
    const began = performance.now();
    const reading = await read(path);
    expect(errors(reading)).toEqual([]);
    expect(reading.definition?.tests).toHaveLength(10_000);
    // Each pattern held against each file took five minutes.
    expect(performance.now() - began).toBeLessThan(30_000);
  },
);

test('patterns that would be held against too many files are refused, and told what to do', async () => {
  const files = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`a/${index}`, 'x']));
  const yaml = `${head}tests:\n${'- "**/q*.in"\n'.repeat(2000)}`;
  const reading = await read(
    await tarOf(tarFiles({ 'problem.yaml': yaml, 'a/q.in': '1', 'a/q.ans': '1', ...files })),
  );
  expect(reading.definition).toBeUndefined();
  expect(errors(reading).join()).toContain('begin each with the folder that its inputs lie in');
});

test('control characters in titles and in names of tests are refused: they end up in terminals', async () => {
  const files = {
    ...sound,
    'problem.yaml': String.raw`apiVersion: serin/v1
kind: Problem
title: "A\e[2J"
tests: [{ input: tests/1.in, name: "1\a" }]
`,
  };
  expect(errors(await readFiles(files))).toEqual([
    'error problem.yaml:3:1 title: must not hold control characters',
    'error problem.yaml:4:30 tests.0.name: must not hold control characters',
  ]);
});

test('difficulty and topics are taken; topics in lower case, each once, in alphabetical order', async () => {
  const { definition } = await problem(
    'tests: tests/1.in\ndifficulty: 0.25\ntopics: [" Trees", Dynamic programming, trees]\n',
  );
  expect(definition).toMatchObject({ difficulty: 0.25, topics: ['dynamic programming', 'trees'] });
  const plain = await problem('tests: tests/1.in\n');
  expect(plain.definition?.format).toBe('serin');
  expect([plain.definition?.topics, plain.definition?.difficulty]).toEqual([undefined, undefined]);
});

test('a difficulty beyond 1 is refused at its place', async () => {
  expect(errors(await problem('tests: tests/1.in\ndifficulty: 7\n')).join()).toMatch(
    /problem\.yaml:\d+:\d+.*difficulty/,
  );
});
