import { expect, test } from 'vitest';
import { errors, readFiles, told } from './packages.ts';
import type { Files } from './packages.ts';

const legacy: Files = {
  'problem.yaml': 'name: Different\nlimits: { memory: 512 }\n',
  '.timelimit': '2\n',
  'data/sample/1.in': '1\n',
  'data/sample/1.ans': '1\n',
  'data/secret/10.in': '10\n',
  'data/secret/10.ans': '10\n',
  'data/secret/2.in': '2\n',
  'data/secret/2.ans': '2\n',
};

const draft: Files = {
  'problem.yaml':
    'problem_format_version: 2023-07-draft\nname: { sv: Hej, en: Hello }\nuuid: 1\nlimits: { time_limit: 1.5 }\n',
  'data/secret/1.in': '1\n',
  'data/secret/1.ans': '1\n',
};

const scoredLegacy = (files: Files) =>
  readFiles({ ...legacy, 'problem.yaml': 'name: A\ntype: scoring\n', ...files });

const scoredDraft = (files: Files) =>
  readFiles({
    ...draft,
    'problem.yaml': `${String(draft['problem.yaml'])}type: scoring\n`,
    ...files,
  });

const test_ = (path: string): Files => ({ [`data/${path}.in`]: 'x\n', [`data/${path}.ans`]: 'x\n' });

test('a legacy package is read with its samples, tests in lexicographic order, and the default validator', async () => {
  const reading = await readFiles(legacy);
  expect(told(reading)).toEqual([]);
  expect(reading.format).toBe('kattis-legacy');
  expect(reading.definition).toMatchObject({
    title: 'Different',
    limits: { cpuMs: 2000, memoryBytes: 512 * 1024 * 1024 },
    mode: { kind: 'standard' },
    judge: { kind: 'comparison', checker: { kind: 'tokens', ignoreCase: true } },
    scoring: 'pass-fail',
    groups: [
      { name: '', onReject: 'break' },
      { name: 'sample', parent: '', sample: true },
      { name: 'secret', parent: '' },
    ],
  });
  expect(reading.definition?.tests.map(({ name }) => name)).toEqual(['sample/1', 'secret/10', 'secret/2']);
});

test.each([
  ['case_sensitive', { kind: 'tokens' }],
  ['space_change_sensitive', { kind: 'tokens', ignoreCase: true, exactSpace: true }],
  ['float_tolerance 1e-6', { kind: 'floats', abs: 1e-6, rel: 1e-6, ignoreCase: true }],
  [
    'case_sensitive float_absolute_tolerance 0.5 float_relative_tolerance 1E-3',
    { kind: 'floats', abs: 0.5, rel: 1e-3 },
  ],
])('the flags "%s" of the default validator are a comparison', async (flags, checker) => {
  const reading = await readFiles({ ...legacy, 'problem.yaml': `name: A\nvalidator_flags: ${flags}\n` });
  expect(reading.definition?.judge).toEqual({ kind: 'comparison', checker });
});

test('flags of one group change the comparison of its tests only, and flags that do not exist are refused', async () => {
  const reading = await readFiles({
    ...legacy,
    'data/secret/testdata.yaml': 'output_validator_flags: case_sensitive\n',
  });
  expect(reading.definition?.tests.map(({ checker }) => checker)).toEqual([
    undefined,
    { kind: 'tokens' },
    { kind: 'tokens' },
  ]);
  for (const flags of ['float_tolerance', 'float_tolerance nan', 'float_tolerance 1e400', 'no_such_flag']) {
    const bad = await readFiles({ ...legacy, 'problem.yaml': `name: A\nvalidator_flags: ${flags}\n` });
    expect(bad.definition).toBeUndefined();
  }
});

test('a validator of its own is a program, given the flags of the problem and of the group', async () => {
  const reading = await readFiles({
    ...legacy,
    'problem.yaml': 'name: A\nvalidation: custom\nvalidator_flags: a b\nlimits: { validation_time: 30 }\n',
    'data/secret/testdata.yaml': 'output_validator_flags: c\n',
    'output_validators/v/helper.h': '\n',
    'output_validators/v/validate.cc': 'x\n',
    'output_validators/v/README.md': 'x\n',
  });
  expect(errors(reading)).toEqual([]);
  expect(reading.definition?.judge).toMatchObject({
    kind: 'program',
    protocol: 'kattis',
    program: {
      language: 'cpp',
      limits: { cpuMs: 30_000 },
      files: [{ path: 'validate.cc' }, { path: 'helper.h' }],
    },
  });
  expect(reading.definition?.tests.map(({ judgeArgs }) => judgeArgs)).toEqual([
    ['a', 'b'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test('an interactive problem has its validator as interactor', async () => {
  const reading = await readFiles({
    ...legacy,
    'problem.yaml': 'name: A\nvalidation: custom interactive\n',
    'output_validators/talk.py': 'x\n',
    'data/sample/1.interaction': '>1\n',
  });
  expect(errors(reading)).toEqual([]);
  expect(reading.definition?.mode).toMatchObject({
    kind: 'interactive',
    protocol: 'kattis',
    interactor: { language: 'python' },
  });
});

test('validators that cannot be run here are refused with the reason', async () => {
  const custom: Files = { ...legacy, 'problem.yaml': 'name: A\nvalidation: custom\n' };
  expect(errors(await readFiles(custom)).join()).toContain('there is none in output_validators/');
  const script = await readFiles({
    ...custom,
    'output_validators/v/build': '#!/bin/sh\n',
    'output_validators/v/a.cpp': '',
  });
  expect(errors(script).join()).toContain('is built by a script, "build", which is not run here');
  const two = await readFiles({ ...custom, 'output_validators/a.cpp': '', 'output_validators/b.py': '' });
  expect(errors(two).join()).toContain('holds several validators (a.cpp, b.py)');
  const ruby = await readFiles({ ...custom, 'output_validators/a.rb': '' });
  expect(errors(ruby).join()).toContain('holds no program in a language that exists here');
});

test('answers without inputs and inputs without answers are refused', async () => {
  const { 'data/secret/2.ans': _, ...without } = legacy;
  const reading = await readFiles({ ...without, 'data/secret/3.ans': 'x\n' });
  expect(errors(reading)).toEqual([
    'error data/secret/3.ans has no input: data/secret/3.in is missing',
    'error data/secret/2.in has no answer: data/secret/2.ans is missing',
  ]);
  expect(errors(await readFiles({ 'problem.yaml': 'name: A\n' })).join()).toContain(
    'there is no data/secret',
  );
});

test('legacy groups are scored by the default grader: least, sum and average', async () => {
  const reading = await scoredLegacy({
    'data/testdata.yaml': 'grader_flags: ignore_sample\non_reject: continue\n',
    'data/secret/testdata.yaml': 'on_reject: continue\n',
    ...test_('secret/a/1'),
    ...test_('secret/a/2'),
    'data/secret/a/testdata.yaml': 'grader_flags: min\naccept_score: 30\nrange: 0 30\n',
    ...test_('secret/b/1'),
    ...test_('secret/b/2'),
    'data/secret/b/testdata.yaml': 'grader_flags: avg\naccept_score: "12.5"\n',
  });
  expect(errors(reading)).toEqual([]);
  expect(reading.definition).toMatchObject({
    scoring: 'points',
    groups: [
      { name: '', aggregate: 'sum', onReject: 'continue' },
      { name: 'sample', sample: true },
      { name: 'secret', aggregate: 'sum', onReject: 'continue' },
      { name: 'secret/a', aggregate: 'min', onReject: 'break' },
      { name: 'secret/b', aggregate: 'sum', points: '12.5' },
    ],
  });
  const points = new Map(reading.definition?.tests.map((each) => [each.name, each.points]));
  expect([
    points.get('sample/1'),
    points.get('secret/2'),
    points.get('secret/a/1'),
    points.get('secret/b/2'),
  ]).toEqual([undefined, '1', '30', '12.5']);
});

test('what the legacy format can and Serin cannot is refused', async () => {
  const refusals: readonly (readonly [Files, string])[] = [
    [{ 'data/secret/testdata.yaml': 'grading: custom\n' }, 'custom graders'],
    [{ 'data/secret/testdata.yaml': 'reject_score: 5\n' }, 'reject_score is 5'],
    [
      { 'data/secret/testdata.yaml': 'grader_flags: median\n' },
      '"median" is not a flag of the default grader',
    ],
    [{ 'problem.yaml': 'name: A\ntype: scoring\ngrading: { objective: min }\n' }, 'objective: min'],
    [{ 'data/secret/2.files/a.txt': 'x' }, 'files for a single test'],
  ];
  for (const [files, reason] of refusals) {
    const reading = await scoredLegacy(files);
    expect(reading.definition).toBeUndefined();
    expect(errors(reading).join()).toContain(reason);
  }
});

test('the time limit comes from wherever packages have it, and its absence is told of', async () => {
  const { '.timelimit': _, ...without } = legacy;
  expect(told(await readFiles(without)).join()).toContain('there is no time limit');
  const ini = await readFiles({ ...without, 'domjudge-problem.ini': "name='x'\ntimelimit='1.25'\n" });
  expect(ini.definition?.limits.cpuMs).toBe(1250);
  for (const seconds of ['nan', '1e400', '0', '-1', '']) {
    const bad = await readFiles({ ...legacy, '.timelimit': seconds });
    expect(errors(bad)).toEqual(['error .timelimit:1:1 has to hold a number of seconds above 0']);
  }
  for (const seconds of ['.nan', '1e400', '0', '-1', 'fast']) {
    const bad = await readFiles({
      ...draft,
      'problem.yaml': `problem_format_version: 2023-07-draft\nname: A\nlimits: { time_limit: ${seconds} }\n`,
    });
    expect(bad.definition).toBeUndefined();
  }
  const much = await readFiles({ ...legacy, 'problem.yaml': 'name: A\nlimits: { memory: 2048 }\n' });
  expect(much.definition?.limits.memoryBytes).toBe(1024 ** 3);
  expect(told(much).join()).toContain('is the most here, and is taken');
});

test('a 2023-07 package inherits arguments, and a test has its own', async () => {
  const reading = await readFiles({
    ...draft,
    ...test_('secret/g/1'),
    ...test_('secret/g/2'),
    'data/secret/test_group.yaml': 'args: [a, "b c"]\noutput_validator_args: [case_sensitive]\n',
    'data/secret/g/2.yaml': 'args: [own]\nhint: think\n',
  });
  expect(told(reading)).toEqual([]);
  expect(reading.format).toBe('kattis-2023-07');
  expect(reading.definition).toMatchObject({ title: 'Hello', limits: { cpuMs: 1500 } });
  expect(reading.definition?.tests.map(({ args, checker }) => [args, checker?.kind])).toEqual([
    [['a', 'b c'], 'tokens'],
    [['a', 'b c'], 'tokens'],
    [['own'], 'tokens'],
  ]);
});

test('scores of 2023-07 are shared among what states none', async () => {
  const reading = await scoredDraft({
    ...test_('sample/1'),
    ...test_('secret/a/1'),
    'data/secret/a/test_group.yaml': 'scoring: { score: 20, require_pass: sample }\n',
    ...test_('secret/b/1'),
    ...test_('secret/b/2'),
    'data/secret/b/test_group.yaml': 'score_aggregation: min\nmax_score: 30\nrequire_pass: [secret/a]\n',
    ...test_('secret/c/1'),
  });
  expect(errors(reading)).toEqual([]);
  expect(reading.definition?.groups).toMatchObject([
    { name: '', aggregate: 'sum' },
    { name: 'sample', sample: true },
    { name: 'secret', aggregate: 'sum', points: '100', onReject: 'continue' },
    { name: 'secret/a', aggregate: 'threshold', points: '20', requires: ['sample'], onReject: 'break' },
    { name: 'secret/b', aggregate: 'min', points: '30', requires: ['secret/a'] },
    { name: 'secret/c', aggregate: 'threshold', points: '25' },
  ]);
  expect(reading.definition?.tests.map(({ name, points }) => [name, points])).toEqual([
    ['sample/1', undefined],
    ['secret/1', '25'],
    ['secret/a/1', undefined],
    ['secret/b/1', '30'],
    ['secret/b/2', '30'],
    ['secret/c/1', undefined],
  ]);
});

test('what 2023-07 can and Serin cannot is refused', async () => {
  const yaml = String(draft['problem.yaml']);
  const refusals: readonly (readonly [Files, string])[] = [
    [{ 'problem.yaml': `${yaml}type: [interactive, multi-pass]\n` }, 'multi-pass problems are not supported'],
    [{ 'problem.yaml': `${yaml}constants: { n: 5 }\n` }, 'constants are not filled in here'],
    [{ 'problem.yaml': `${yaml}type: scorring\n` }, '"scorring" is not a type of problem'],
    [{ 'static_validator/a.py': 'x' }, 'static validators are not supported'],
    [
      {
        'data/secret/test_group.yaml': 'scoring: { score: unbounded }\n',
        'problem.yaml': `${yaml}type: scoring\n`,
      },
      'a score of unbounded is not supported',
    ],
    [{ 'problem.yaml': 'problem_format_version: 2031-01\nname: A\n' }, 'the version "2031-01"'],
  ];
  for (const [files, reason] of refusals) {
    const reading = await readFiles({ ...draft, ...files });
    expect(reading.definition).toBeUndefined();
    expect(errors(reading).join()).toContain(reason);
  }
});

test('keys that other tools add are passed over with a word', async () => {
  const reading = await readFiles({
    ...legacy,
    'problem.yaml': 'name: A\nvalidaton: custom\nlimits: { memmory: 5 }\n',
  });
  expect(reading.definition).toBeDefined();
  expect(told(reading)).toEqual([
    'warning problem.yaml:2:1 "validaton" is not a key that is known here; did you mean "validation"?; it is passed over',
    'warning problem.yaml:3:11 "memmory" is not a key that is known here; did you mean "memory"?; it is passed over',
  ]);
});

test('included files go to their languages, and submissions to what their folders and submissions.yaml expect', async () => {
  const reading = await readFiles({
    ...draft,
    'include/default/data.txt': 'x\n',
    'include/python3/lib/a.py': 'x\n',
    'include/cobol/a.cob': 'x\n',
    'submissions/accepted/a.py': 'x\n',
    'submissions/time_limit_exceeded/b/main.cpp': 'x\n',
    'submissions/time_limit_exceeded/b/other.cpp': 'x\n',
    'submissions/mixed/c.c': 'x\n',
    'submissions/rejected/d.c': 'x\n',
    'submissions/submissions.yaml':
      '"mixed/*.{c,cpp}": { permitted: [AC, TLE], required: [TLE], score: [1, 2.5], language: C }\n' +
      'rejected/d.c: { permitted: [AC, WA], secret: { permitted: [AC] } }\n',
  });
  expect(errors(reading)).toEqual([]);
  expect(told(reading)).toEqual([
    'warning submissions/submissions.yaml:2:38 what "rejected/d.c" requires of "secret" is not looked at: only of the submission as a whole',
    'warning include/cobol is left out: "cobol" is a language that does not exist here',
  ]);
  expect(reading.definition?.provided.map(({ language, files }) => [language, files[0]?.path])).toEqual([
    [undefined, 'data.txt'],
    ['python', 'lib/a.py'],
  ]);
  expect(
    reading.definition?.submissions.map(({ name, expected, timing, score }) => [
      name,
      expected,
      timing,
      score,
    ]),
  ).toEqual([
    ['submissions/accepted/a.py', ['accepted'], 'accepted', undefined],
    ['submissions/mixed/c.c', ['time_limit_exceeded'], 'too-slow', ['1', '2.5']],
    ['submissions/rejected/d.c', ['wrong_answer'], 'accepted', undefined],
    ['submissions/time_limit_exceeded/b', ['time_limit_exceeded'], 'too-slow', undefined],
  ]);
});

test.each([
  ['words in a line', 'keywords: Graphs  shortest-path, graphs\n', ['graphs', 'shortest-path']],
  ['a list', 'keywords: [Dynamic programming, 2-sat]\n', ['2-sat', 'dynamic programming']],
  ['nothing', 'keywords:\n', undefined],
])('keywords become topics: %s', async (_, yaml, topics) => {
  const reading = await readFiles({ ...legacy, 'problem.yaml': `name: A\n${yaml}` });
  expect(told(reading)).toEqual([]);
  expect(reading.definition?.topics).toEqual(topics);
});

test('a difficulty of 0…1 is taken, and one on another scale is told of and passed over', async () => {
  const ours = await readFiles({ ...legacy, 'problem.yaml': 'name: A\ndifficulty: 0.6\n' });
  expect([told(ours), ours.definition?.difficulty]).toEqual([[], 0.6]);
  const theirs = await readFiles({ ...legacy, 'problem.yaml': 'name: A\ndifficulty: 4.2\n' });
  expect([theirs.definition?.title, theirs.definition?.difficulty]).toEqual(['A', undefined]);
  expect(told(theirs).join()).toContain('a difficulty is a number from 0 to 1');
});
