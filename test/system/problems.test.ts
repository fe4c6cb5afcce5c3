/** Problems of every kind, judged in real containers: their checkers, interactors, graders, groups and files. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemDefinition } from '../../src/domain/problem.ts';
import type { SubmissionResult } from '../../src/domain/verdict.ts';
import { blobsOf, definitionOf } from '../support/problems.ts';
import { openCourt } from '../support/real-court.ts';
import type { Court, Submitted } from '../support/real-court.ts';

const { blobs, file, program, testOf } = blobsOf();

const source = (name: string): string =>
  readFileSync(new URL(`../programs/problems/${name}`, import.meta.url), 'utf8');

const python = (text: string): Submitted => ({
  language: 'python',
  files: [{ path: '', content: Buffer.from(text) }],
});
const cpp = (text: string): Submitted => ({
  language: 'cpp',
  files: [{ path: '', content: Buffer.from(text) }],
});

const verdictsOf = ({ tests }: SubmissionResult): string[] => tests.map(({ verdict }) => verdict);

let court: Court;

beforeAll(async () => {
  court = await openCourt({ python: 'serin/python:3.13', cpp: 'serin/cpp:14' }, blobs);
});
afterAll(() => court.close());

const sum = 'a, b = map(int, input().split())\nprint(a + b)\n';
const sums = [testOf('1', '1 2\n', '3\n'), testOf('2', '20 3\n', '23\n')];

describe('a checker that speaks testlib', () => {
  const checkedBy = (name: string, language: string, changes: Partial<ProblemDefinition> = {}) =>
    definitionOf({
      judge: { kind: 'program', protocol: 'testlib', program: program(name, source(name), language) },
      tests: sums,
      ...changes,
    });

  test.each([
    ['testlib-sum.cpp', 'cpp'],
    ['testlib-sum.py', 'python'],
  ])('%s accepts, rejects with its message, and gives points', async (name, language) => {
    const right = await court.judged(checkedBy(name, language), python(sum));
    expect(right, JSON.stringify(right)).toMatchObject({ verdict: 'accepted', score: 100 });
    expect(right.judgedBy).toContain(`${language}-`);
    const wrong = await court.judged(checkedBy(name, language), python('print(3)'));
    expect(verdictsOf(wrong)).toEqual(['accepted', 'wrong_answer']);
    expect(wrong.tests[1]?.judgeMessage).toContain('expected 23, got 3');
    const scored = checkedBy(name, language, {
      scoring: 'points',
      tests: [testOf('1', '1 2\n', '3\n', { points: '10' })],
    });
    const near = await court.judged(scored, python('print(4)'));
    expect(near.tests[0]).toMatchObject({ verdict: 'partial', points: { got: '2.5', most: '10' } });
  });

  test.each([
    ['loops', 'judge:cpu'],
    ['forks', /^judge:/],
    ['crashes', 'judge:signal:SIGABRT'],
    ['exits with 77', 'judge:exit:77'],
    ['eats memory', /^judge:(memory|oom)/],
  ])('that %s is a system_error with evidence, and blames nobody', async (what, detail) => {
    const own = program('bad.py', source('bad-checker.py'), 'python');
    const limits = { cpuMs: 500, wallMs: 10_000, memoryBytes: 64 * 1024 * 1024, processes: 16 };
    const judge = { kind: 'program', protocol: 'testlib', program: { ...own, limits } } as const;
    const tests = [testOf('1', `${what}\n`, ''), testOf('2', '', '')];
    const result = await court.judged(definitionOf({ judge, tests }), python('print(1)'));
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(['system_error', 'skipped']);
    expect(result.tests[0]?.detail).toMatch(detail);
    expect(result.tests[0]?.message).toContain("not the submitted program's fault");
    expect(result.tests[0]?.judgeMessage).toMatch(/\S/);
  });

  test('is given every byte of the output, whatever it is', async () => {
    const own = program('size.py', source('size-checker.py'), 'python');
    const judge = { kind: 'program', protocol: 'testlib', program: own } as const;
    const text = 'import sys\nsys.stdout.buffer.write(bytes(range(256)) * int(input()))\n';
    const tests = [1, 40_000].map((times) => testOf(`${times}`, `${times}\n`, ''));
    const result = await court.judged(definitionOf({ judge, tests }), python(text));
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(['accepted', 'accepted']);
  });

  test('that does not compile is a system_error with the compiler’s log', async () => {
    const own = program('check.cpp', 'int main() { return nothing; }', 'cpp');
    const judge = { kind: 'program', protocol: 'testlib', program: own } as const;
    const result = await court.judged(definitionOf({ judge, tests: sums }), python(sum));
    expect(verdictsOf(result)).toEqual(['system_error', 'skipped']);
    expect(result.tests[0]?.judgeMessage).toContain('nothing');
  });
});

describe('a validator of Kattis’ kind', () => {
  const definition = definitionOf({
    judge: {
      kind: 'program',
      protocol: 'kattis',
      program: program('validate.py', source('kattis-sum.py'), 'python'),
    },
    tests: [...sums, testOf('3', '5 5\n', '10\n', { judgeArgs: ['off_by_one'] })],
  });

  test('reads the output, takes arguments, and says more in its feedback directory', async () => {
    const result = await court.judged(
      definition,
      python('a, b = map(int, input().split())\nprint(a + b + (a == 5))'),
    );
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(['accepted', 'accepted', 'accepted']);
    const wrong = await court.judged(definition, python('print(3)'));
    expect(verdictsOf(wrong)).toEqual(['accepted', 'wrong_answer', 'wrong_answer']);
    expect(wrong.tests[1]).toMatchObject({ message: 'not the sum', judgeMessage: 'expected 23, got 3' });
  });
});

test('a validator that fills its feedback directory is a system_error that says so', async () => {
  const own = program('flood.py', source('flooding-validator.py'), 'python');
  const judge = { kind: 'program', protocol: 'kattis', program: own } as const;
  const result = await court.judged(definitionOf({ judge, tests: sums }), python(sum));
  expect(verdictsOf(result), JSON.stringify(result)).toEqual(['system_error', 'skipped']);
  expect(result.tests[0]?.detail).toBe('judge:feedback-too-large');
});

describe('on two slots', () => {
  let wide: Court;
  beforeAll(async () => {
    wide = await openCourt({ python: 'serin/python:3.13', cpp: 'serin/cpp:14' }, blobs, 2);
  });
  afterAll(() => wide.close());

  test('each lane has companions of its own, and the result is that of one', async () => {
    const tests = Array.from({ length: 24 }, (_, index) =>
      testOf(`${index}`, `${index} 1\n`, `${index + 1}\n`),
    );
    const definition = definitionOf({
      judge: {
        kind: 'program',
        protocol: 'kattis',
        program: program('validate.py', source('kattis-sum.py'), 'python'),
      },
      tests,
    });
    const slow = 'import time\na, b = map(int, input().split())\ntime.sleep(0.1)\nprint(a + b - (a == 20))\n';
    // So that both slots have a container of the language.
    await Promise.all([0, 1].map(() => wide.judged(definition, python(slow))));
    const result = await wide.judged(definition, python(slow));
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(
      tests.map((_, index) => (index === 20 ? 'wrong_answer' : 'accepted')),
    );
  });

  test('conversations are held on both at once', async () => {
    const interactor = program('guess-kattis.py', source('guess-kattis.py'), 'python');
    const definition = definitionOf({
      mode: { kind: 'interactive', protocol: 'kattis', interactor },
      tests: Array.from({ length: 12 }, (_, index) => testOf(`${index}`, `${index * 80 + 1}\n`, '')),
    });
    const result = await wide.judged(definition, python(source('guess.py')));
    expect(result.verdict, JSON.stringify(result)).toBe('accepted');
  });
});

describe('a guessing game with an interactor', () => {
  const limits = { cpuMs: 400, wallMs: 4_000 };
  const guessing = (name: string, language: string, protocol: 'kattis' | 'testlib') =>
    definitionOf({
      limits,
      mode: { kind: 'interactive', protocol, interactor: program(name, source(name), language) },
      tests: [testOf('1', '613\n', '')],
    });
  const kattis = guessing('guess-kattis.py', 'python', 'kattis');
  const testlib = guessing('guess-testlib.cpp', 'cpp', 'testlib');
  const bisect = source('guess.py');

  test.each([
    ['guesses', bisect, 'accepted', undefined],
    [
      'guesses badly',
      'for i in range(1, 1001):\n    print(i, flush=True)\n    input()\n',
      'wrong_answer',
      undefined,
    ],
    ['says nothing', 'import time\ntime.sleep(60)\n', 'time_limit_exceeded', 'wall'],
    ['computes for ever', 'while True: pass\n', 'time_limit_exceeded', 'cpu'],
    ['crashes', 'print(500, flush=True)\ninput()\nraise SystemExit(3)\n', 'runtime_error', 'exit:3'],
    ['closes its input', 'import os, time\nos.close(0)\nprint(500, flush=True)\n', 'wrong_answer', undefined],
    ['ends at once', 'pass\n', 'wrong_answer', undefined],
  ])('a program that %s', async (_, text, verdict, detail) => {
    for (const definition of [kattis, testlib]) {
      const result = await court.judged(definition, python(text));
      const [only] = result.tests;
      expect(
        { verdict: only?.verdict, detail: detail === undefined ? undefined : only?.detail },
        JSON.stringify(result),
      ).toEqual({
        verdict,
        detail,
      });
    }
  });

  test('whose interactor dies first is ours to answer for', async () => {
    const dying = program('dies.py', 'import os\ninput()\nos.abort()\n', 'python');
    const definition = definitionOf({
      limits,
      mode: { kind: 'interactive', protocol: 'kattis', interactor: dying },
      tests: [testOf('1', '613\n', '')],
    });
    const result = await court.judged(definition, python(bisect));
    expect(result.tests[0], JSON.stringify(result)).toMatchObject({
      verdict: 'system_error',
      detail: 'judge:signal:SIGABRT',
    });
  });

  test('whose interactor never reads, nor sees that the program is gone, is ours to answer for', async () => {
    const deaf = program('deaf.py', 'import time\ntime.sleep(60)\n', 'python');
    const definition = definitionOf({
      limits,
      mode: { kind: 'interactive', protocol: 'kattis', interactor: deaf },
      tests: [testOf('1', '613\n', '')],
    });
    const result = await court.judged(definition, python(bisect));
    expect(result.tests[0]).toMatchObject({ verdict: 'system_error', detail: 'judge:wall' });
  });

  test('is told as a transcript where output is asked for, in the order in which it was played', async () => {
    for (const definition of [kattis, testlib]) {
      const result = await court.judged(definition, python(bisect), { keepOutputBytes: 4096 });
      const transcript = result.tests[0]?.transcript;
      expect(result.verdict, JSON.stringify(result)).toBe('accepted');
      expect(transcript?.truncated).toBe(false);
      const told = transcript?.entries.map(({ from, text }) => `${from}: ${text.trim()}`) ?? [];
      expect(told.slice(0, 2)).toEqual(['program: 500', 'interactor: higher']);
      expect(told.filter((line) => line.startsWith('program'))).toContain('program: 613');
      // Question and answer take turns.
      expect(told.every((line, index) => line.startsWith(index % 2 === 0 ? 'program' : 'interactor'))).toBe(
        true,
      );
    }
  });

  test('that says more than is asked for is told from its beginning, and that it is cut', async () => {
    const chatter = 'for i in range(1, 1001):\n    print(i, flush=True)\n    input()\n';
    const result = await court.judged(kattis, python(chatter), { keepOutputBytes: 7 });
    const transcript = result.tests[0]?.transcript;
    expect(transcript?.truncated).toBe(true);
    expect(transcript?.entries.slice(0, 2).map(({ text }) => text)).toEqual(['1\n', 'higher\n']);
    expect(transcript?.entries.length).toBeLessThan(6);
  });

  test.each([
    ['says nothing', 'import time\ntime.sleep(60)\n', 'time_limit_exceeded', []],
    [
      'crashes',
      'print(500, flush=True)\ninput()\nraise SystemExit(3)\n',
      'runtime_error',
      ['500\n', 'higher\n'],
    ],
    ['closes its input', 'import os\nos.close(0)\nprint(500, flush=True)\n', 'wrong_answer', ['500\n']],
    ['ends at once', 'pass\n', 'wrong_answer', []],
  ])('of a program that %s has the same verdict, and a transcript', async (_, text, verdict, said) => {
    for (const definition of [kattis, testlib]) {
      const result = await court.judged(definition, python(text), { keepOutputBytes: 4096 });
      const [only] = result.tests;
      expect(only?.verdict, JSON.stringify(result)).toBe(verdict);
      expect(only?.transcript?.entries.slice(0, said.length).map((each) => each.text)).toEqual(said);
    }
  });

  test('is played many times over in the same containers', async () => {
    const tests = [1, 2, 500, 999, 1000].map((secret) => testOf(`${secret}`, `${secret}\n`, ''));
    const result = await court.judged({ ...testlib, tests }, python(bisect));
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(tests.map(() => 'accepted'));
  });
});

describe('programs and what surrounds them', () => {
  test('a grader has the main program, and a submission cannot replace it', async () => {
    const definition = definitionOf({
      tests: sums,
      provided: [
        {
          language: 'cpp',
          files: [file('grader.cpp', source('grader.cpp')), file('sum.h', 'int sum(int a, int b);\n')],
        },
        {
          language: 'python',
          files: [file('main.py', 'from solution import sum\nprint(sum(*map(int, input().split())))\n')],
        },
      ],
    });
    const right = await court.judged(
      definition,
      cpp('#include "sum.h"\nint sum(int a, int b) { return a + b; }\n'),
    );
    expect(verdictsOf(right), JSON.stringify(right)).toEqual(['accepted', 'accepted']);
    const inPython = await court.judged(definition, python('def sum(a, b):\n    return a + b\n'));
    expect(verdictsOf(inPython), JSON.stringify(inPython)).toEqual(['accepted', 'accepted']);
    const cheating = await court.judged(definition, {
      language: 'cpp',
      files: [
        { path: 'main.cpp', content: Buffer.from('int sum(int a, int b) { return 3; }\n') },
        { path: 'grader.cpp', content: Buffer.from('#include <cstdio>\nint main() { puts("23"); }\n') },
      ],
    });
    expect(verdictsOf(cheating)).toEqual(['accepted', 'wrong_answer']);
    expect(cheating.compile?.log).toContain("grader.cpp is the problem's own");
  });

  test('input and output may be files, and the standard streams are nobody’s then', async () => {
    const definition = definitionOf({ tests: sums, inputFile: 'sum.in', outputFile: 'sum.out' });
    const right =
      'a, b = map(int, open("sum.in").read().split())\nprint("noise")\nopen("sum.out", "w").write(str(a + b))\n';
    const result = await court.judged(definition, python(right));
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(['accepted', 'accepted']);
    const none = await court.judged(definition, python('print(3)'));
    expect(verdictsOf(none)).toEqual(['wrong_answer', 'wrong_answer']);
  });

  test('arguments are given, and standard error is kept apart', async () => {
    const tests = [testOf('1', '', '7', { args: ['3', '4'] })];
    const text = 'import sys\nprint(sum(map(int, sys.argv[1:])))\nprint("debug", file=sys.stderr)\n';
    const result = await court.judged(definitionOf({ tests }), python(text), { keepOutputBytes: 100 });
    expect(result.tests[0]).toMatchObject({ verdict: 'accepted', stdout: '7\n', stderr: 'debug\n' });
  });

  test('groups give points, break, and are skipped', async () => {
    const group = { parent: '', aggregate: 'min', onReject: 'break' } as const;
    const definition = definitionOf({
      scoring: 'points',
      groups: [
        { name: '', aggregate: 'sum', requires: [], onReject: 'continue' },
        { ...group, name: 'small', points: '30', requires: [] },
        { ...group, name: 'large', points: '70', requires: ['small'] },
      ],
      tests: [
        testOf('small/1', '1 2', '3', { group: 'small' }),
        testOf('small/2', '2 2', '4', { group: 'small' }),
        testOf('large/1', '1000 2', '1002', { group: 'large' }),
        testOf('large/2', '1 2000', '2001', { group: 'large' }),
      ],
    });
    const half = await court.judged(
      definition,
      python('a, b = map(int, input().split())\nprint(min(a, 10) + b)'),
    );
    expect(verdictsOf(half)).toEqual(['accepted', 'accepted', 'wrong_answer', 'skipped']);
    expect(half).toMatchObject({ verdict: 'partial', score: 30, points: { got: '30', most: '100' } });
    const none = await court.judged(definition, python('print(3)'));
    expect(verdictsOf(none)).toEqual(['accepted', 'wrong_answer', 'skipped', 'skipped']);
    expect(none).toMatchObject({ score: 0 });
  });

  test('submitted outputs are judged by a checker, and nothing of them is run', async () => {
    const definition = definitionOf({
      mode: { kind: 'output-only' },
      judge: {
        kind: 'program',
        protocol: 'testlib',
        program: program('testlib-sum.py', source('testlib-sum.py'), 'python'),
      },
      tests: [...sums, testOf('3', '1 1', '2')],
    });
    const files = [
      { path: '1.out', content: Buffer.from('3\n') },
      { path: '2', content: Buffer.from('25\n') },
    ];
    const result = await court.judged(definition, { language: 'python', files });
    expect(verdictsOf(result), JSON.stringify(result)).toEqual(['accepted', 'wrong_answer', 'wrong_answer']);
    expect(result).not.toHaveProperty('compile');
  });
});
