import { describe, expect, test } from 'vitest';
import type { ProblemDefinition } from '../../../src/domain/problem.ts';
import type { SubmissionResult } from '../../../src/domain/verdict.ts';
import { judge } from '../../../src/judging/judge.ts';
import { blobsOf, definitionOf } from '../../support/problems.ts';
import { problemWorld, stableFingerprint } from './problem-world.ts';
import type { Behaviour, Script } from './problem-world.ts';

const never = new AbortController().signal;

const judged = async (script: Script, signal = never) => {
  const world = problemWorld(script);
  await judge(world.ports, world.job, signal);
  expect(world.faults).toEqual([]);
  expect([...world.held]).toEqual([]);
  const [result] = world.committed;
  if (result === undefined) throw new Error('nothing was committed');
  return { ...world, result };
};

const verdictsOf = ({ tests }: SubmissionResult): string[] => tests.map(({ verdict }) => verdict);

const echo: Behaviour = ({ stdin }) => ({ stdout: stdin });

/** Accepts what is the answer; speaks testlib. */
const testlib: Behaviour = ({ argv, read }) => {
  const [input, output, answer] = argv.slice(-3).map(read);
  if (input === 'crash') return { fate: { kind: 'signaled', signal: 11 } };
  if (input === 'half') return { code: 7, stderr: 'points 2.5\n' };
  return output === answer ? { stderr: 'ok fine\n' } : { code: 1, stderr: 'wrong answer not it\n' };
};

/** Accepts what is the answer; speaks Kattis. */
const kattis: Behaviour = ({ argv, stdin, read, write, command }) => {
  const [, answer, feedback] = argv.slice(-3);
  if (feedback !== '/box/feedback/' || command.directories?.[0] !== 'feedback') return { code: 1 };
  write('feedback/teammessage.txt', 'for the team');
  write('feedback/judgemessage.txt', 'for the judges');
  return { code: stdin === read(answer ?? '') ? 42 : 43 };
};

describe('the tests of a problem', () => {
  test('have limits, arguments and checkers of their own, and are named with their group in the result', async () => {
    const { blobs, testOf } = blobsOf();
    const definition = definitionOf({
      limits: { cpuMs: 1_000, wallMs: 1_500 },
      groups: [
        { name: '', aggregate: 'sum', requires: [], onReject: 'continue' },
        { name: 'g', parent: '', aggregate: 'sum', requires: [], onReject: 'continue' },
      ],
      tests: [
        testOf('g/1', '1.05', '1.0', { group: 'g', checker: { kind: 'floats', abs: 0.1 } }),
        testOf('g/2', '1.05', '1.0', { group: 'g', args: ['-n', '5'], limits: { cpuMs: 4_000 } }),
      ],
    });
    const { result, commands } = await judged({
      definition,
      blobs,
      program: echo,
      ports: { rerunMargin: 0 },
    });
    expect(result.tests).toMatchObject([
      { name: 'g/1', group: 'g', verdict: 'accepted' },
      { name: 'g/2', group: 'g', verdict: 'wrong_answer' },
    ]);
    expect(result.tests[0]).not.toHaveProperty('points');
    expect(result.groups).toMatchObject([{ name: 'g', verdict: 'wrong_answer' }]);
    expect(commands[0]?.command.limits).toMatchObject({ cpuMs: 1_000, wallMs: 1_500 });
    expect(commands[1]?.command.limits).toMatchObject({ cpuMs: 4_000, wallMs: 12_000 });
    expect(commands[1]?.command.argv.slice(-2)).toEqual(['-n', '5']);
    expect(result).not.toHaveProperty('judgedBy');
  });

  test('that are secret never show their answer to those who submit: what a comparison quotes is for the judges', async () => {
    const { blobs, testOf } = blobsOf();
    const group = { aggregate: 'sum', requires: [], onReject: 'continue' } as const;
    const definition = definitionOf({
      groups: [
        { ...group, name: '' },
        { ...group, name: 'sample', parent: '', sample: true },
        { ...group, name: 'sample/more', parent: 'sample' },
        { ...group, name: 'secret', parent: '' },
      ],
      tests: [
        testOf('1', 'got', 'shown', { group: 'sample' }),
        testOf('2', 'got', 'shown', { group: 'sample/more' }),
        testOf('3', 'got', 'hidden', { group: 'secret' }),
      ],
    });
    const { result } = await judged({ definition, blobs, program: echo });
    expect(verdictsOf(result)).toEqual(['wrong_answer', 'wrong_answer', 'wrong_answer']);
    for (const { message, judgeMessage } of result.tests.slice(0, 2)) {
      expect(message).toContain('"shown"');
      expect(judgeMessage).toBeUndefined();
    }
    expect(result.tests[2]?.message).toBeUndefined();
    expect(result.tests[2]?.judgeMessage).toContain('"hidden"');
    expect(result.message ?? '').not.toContain('hidden');
  });

  test('give points, and a group that requires a failed one is not run', async () => {
    const { blobs, testOf } = blobsOf();
    const group = { aggregate: 'sum', onReject: 'break', parent: '' } as const;
    const definition = definitionOf({
      scoring: 'points',
      groups: [
        { name: '', aggregate: 'sum', requires: [], onReject: 'continue' },
        { ...group, name: 'one', requires: [] },
        { ...group, name: 'two', requires: ['one'] },
        { ...group, name: 'three', requires: [] },
      ],
      tests: [
        testOf('1', 'x', 'x', { group: 'one', points: '10' }),
        testOf('2', 'x', 'y', { group: 'one', points: '10' }),
        testOf('3', 'x', 'x', { group: 'one', points: '10' }),
        testOf('4', 'x', 'x', { group: 'two', points: '20' }),
        testOf('5', 'x', 'x', { group: 'three', points: '50' }),
      ],
    });
    for (const spares of [undefined, 2]) {
      const script = { definition, blobs, program: echo, ...(spares === undefined ? {} : { spares }) };
      const { result, commands } = await judged(script);
      expect(verdictsOf(result)).toEqual(['accepted', 'wrong_answer', 'skipped', 'skipped', 'accepted']);
      expect(result.points).toEqual({ got: '60', most: '100' });
      expect(result).toMatchObject({ verdict: 'partial', score: 60 });
      expect(result.tests[3]?.points).toEqual({ got: '0', most: '20' });
      if (spares === undefined) expect(commands).toHaveLength(3);
    }
  });

  test('read and write files where the problem says so', async () => {
    const { blobs, testOf } = blobsOf();
    const definition = definitionOf({
      tests: [testOf('1', 'x', 'x')],
      inputFile: 'in.txt',
      outputFile: 'out.txt',
    });
    const { commands } = await judged({ definition, blobs, program: echo });
    expect(commands[0]?.command).toMatchObject({ inputFile: 'in.txt', outputFile: 'out.txt' });
  });

  test('of which there are very many are told in part, and are all in the result', async () => {
    const { blobs, testOf } = blobsOf();
    const [good, bad] = [testOf('', 'x', 'x'), testOf('', 'x', 'y')];
    const tests = Array.from({ length: 5_000 }, (_, index) => ({
      ...(index === 1_001 ? bad : good),
      name: `${index}`,
    }));
    const { result, events } = await judged({ definition: definitionOf({ tests }), blobs, program: echo });
    expect(result.tests).toHaveLength(5_000);
    const told = events.flatMap((event) => (event.type === 'test' ? [event.index] : []));
    expect(told.length).toBeLessThan(1_010);
    expect(told).toEqual(expect.arrayContaining([1, 1_002, 5_000]));
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });
});

describe('files that the problem brings', () => {
  const { blobs, file, testOf } = blobsOf();
  const definition = definitionOf({
    tests: [testOf('1', 'x', 'x')],
    provided: [
      { language: 'python', files: [file('main.py', 'the grader')] },
      { files: [file('data.txt', 'for all')] },
      { language: 'cpp', files: [file('grader.cpp', 'for others')] },
    ],
  });

  test('are placed beside the submitted one, which has another name where the grader has its own', async () => {
    const seen: string[] = [];
    const program: Behaviour = ({ argv, read, stdin }) => {
      seen.push(
        argv.at(-1) ?? '',
        ...['main.py', 'solution.py', 'data.txt'].map((name) => read(`/app/${name}`)),
      );
      return { stdout: stdin };
    };
    const { result } = await judged({ definition, blobs, program });
    expect(result.verdict).toBe('accepted');
    expect(seen).toEqual(['/app/main.py', 'the grader', 'submitted', 'for all']);
  });

  test('take the place of submitted ones of the same name', async () => {
    const seen: string[] = [];
    const program: Behaviour = ({ read, stdin }) => {
      seen.push(read('/app/main.py'));
      return { stdout: stdin };
    };
    const files = [{ path: 'main.py', content: Buffer.from('a grader of my own') }];
    await judged({ definition, blobs, program, files });
    expect(seen).toEqual(['the grader']);
  });
});

describe('a checker of the problem', () => {
  const { blobs, testOf, program } = blobsOf();
  const checkedBy = (protocol: 'testlib' | 'kattis', changes: Partial<ProblemDefinition> = {}) =>
    definitionOf({ judge: { kind: 'program', protocol, program: program('check.py') }, ...changes });
  const tests = [testOf('1', 'x', 'x'), testOf('2', 'x', 'y'), testOf('3', 'z', 'z')];

  test('is given input, output and answer as files by testlib’s rules', async () => {
    const { result, acts } = await judged({
      definition: checkedBy('testlib', { tests }),
      blobs,
      program: echo,
      judge: testlib,
    });
    expect(verdictsOf(result)).toEqual(['accepted', 'wrong_answer', 'accepted']);
    // Testlib’s checkers quote the answer, and these tests are secret.
    expect(result.tests[1]).not.toHaveProperty('message');
    expect(result.tests[1]?.judgeMessage).toBe('wrong answer not it');
    expect(result.judgedBy).toBe(stableFingerprint);
    expect(acts.filter((act) => act.startsWith('reset'))).toEqual([]);
  });

  test('is given the output on its standard input by Kattis’ rules, and says more in its feedback directory', async () => {
    const { result } = await judged({
      definition: checkedBy('kattis', { tests }),
      blobs,
      program: echo,
      judge: kattis,
    });
    expect(verdictsOf(result)).toEqual(['accepted', 'wrong_answer', 'accepted']);
    expect(result.tests[1]).toMatchObject({ message: 'for the team', judgeMessage: 'for the judges' });
  });

  test('has a companion in every lane', async () => {
    const many = Array.from({ length: 20 }, (_, index) => testOf(`${index}`, 'x', 'x'));
    const { result, commands } = await judged({
      definition: checkedBy('kattis', { tests: many }),
      blobs,
      program: async ({ stdin }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { stdout: stdin };
      },
      judge: kattis,
      spares: 2,
    });
    expect(result.verdict).toBe('accepted');
    const lanes = new Set(
      commands.filter(({ where }) => where.includes('companion')).map(({ where }) => where),
    );
    expect(lanes.size).toBe(3);
  });

  test('that crashes is a system_error with evidence for operators, does not blame the user, and ends the judging', async () => {
    const definition = checkedBy('testlib', { tests: [testOf('1', 'crash', 'x'), ...tests] });
    const { result } = await judged({ definition, blobs, program: echo, judge: testlib });
    expect(verdictsOf(result)).toEqual(['system_error', 'skipped', 'skipped', 'skipped']);
    expect(result).toMatchObject({ verdict: 'system_error', detail: 'judge:signal:SIGSEGV' });
    expect(result.tests[0]?.message).toContain("not the submitted program's fault");
    expect(result.tests[0]?.judgeMessage).toContain('SIGSEGV');
  });

  test('gives partial points', async () => {
    const definition = checkedBy('testlib', {
      scoring: 'points',
      tests: [testOf('1', 'half', '', { points: '5' })],
    });
    const { result } = await judged({ definition, blobs, program: echo, judge: testlib });
    expect(result.tests[0]).toMatchObject({ verdict: 'partial', points: { got: '2.5', most: '5' } });
    expect(result).toMatchObject({ verdict: 'partial', score: 50, points: { got: '2.5', most: '5' } });
  });

  test('is not asked about a program that failed by itself', async () => {
    const { result, commands } = await judged({
      definition: checkedBy('testlib', { tests: [testOf('1', 'x', 'x')] }),
      blobs,
      program: () => ({ code: 3 }),
      judge: testlib,
    });
    expect(verdictsOf(result)).toEqual(['runtime_error']);
    expect(commands.filter(({ where }) => where.includes('companion'))).toEqual([]);
  });

  test('has limits of its own, which no rerun margin is added to', async () => {
    const own = { ...program('check.py'), limits: { cpuMs: 700 } };
    const definition = definitionOf({ judge: { kind: 'program', protocol: 'testlib', program: own }, tests });
    const { commands } = await judged({ definition, blobs, program: echo, judge: testlib });
    const run = commands.find(({ where }) => where.includes('companion'))?.command;
    expect(run?.limits).toMatchObject({ cpuMs: 700, memoryBytes: 1024 * 1024 * 1024 });
  });

  test('is compiled once, in its companion, and then taken from the cache', async () => {
    const script: Script = {
      definition: checkedBy('testlib', { tests }),
      blobs,
      program: echo,
      judge: testlib,
      compiles: () => ({}),
    };
    const first = await judged(script);
    expect(first.acts).toContain("compile in lease 1's companion 1");
    const again = problemWorld({ ...script, ports: { compileCache: first.ports.compileCache } });
    await judge(again.ports, again.job, never);
    expect(again.committed[0]?.tests.map(({ verdict }) => verdict)).toEqual(verdictsOf(first.result));
    expect(again.acts.filter((act) => act.startsWith('compile'))).toEqual([]);
  });

  test('that does not compile is a system_error with its log as evidence, and nothing is run', async () => {
    const { result, commands } = await judged({
      definition: checkedBy('testlib', { tests }),
      blobs,
      program: echo,
      judge: testlib,
      compiles: () => ({ code: 1, stderr: 'check.py:1: error' }),
    });
    expect(verdictsOf(result)).toEqual(['system_error', 'skipped', 'skipped']);
    expect(result.tests[0]).toMatchObject({
      detail: 'judge:compile:exit:1',
      judgeMessage: 'check.py:1: error',
    });
    expect(commands.map(({ command }) => command.phase)).toEqual(['compile']);
  });

  test('in a language that is not served here is thrown for another worker', async () => {
    const foreign = { ...program('check.py'), language: 'cobol' };
    const world = problemWorld({
      definition: definitionOf({ judge: { kind: 'program', protocol: 'testlib', program: foreign }, tests }),
      blobs,
    });
    await expect(judge(world.ports, world.job, never)).rejects.toMatchObject({ code: 'RUNTIME_NOT_FOUND' });
    expect(world.committed).toEqual([]);
    expect([...world.held]).toEqual([]);
  });

  test('is ended with the submission when that is cancelled, and nothing is committed', async () => {
    const controller = new AbortController();
    const world = problemWorld({
      definition: checkedBy('testlib', { tests }),
      blobs,
      program: echo,
      judge: () => {
        controller.abort(new Error('cancelled by its user'));
        return new Promise(() => undefined);
      },
    });
    await expect(judge(world.ports, world.job, controller.signal)).rejects.toThrow('cancelled by its user');
    expect(world.committed).toEqual([]);
    expect([...world.held]).toEqual([]);
  });
});

describe('submitted outputs', () => {
  const { blobs, testOf, program } = blobsOf();
  const tests = [testOf('1', 'i', 'one'), testOf('a/2', 'i', 'two'), testOf('3', 'i', 'three')];
  const files = [
    { path: '1', content: Buffer.from('one') },
    { path: 'a/2.out', content: Buffer.from('zwei') },
  ];

  test('are judged by name without a lease, and what is missing is a wrong answer that says so', async () => {
    const definition = definitionOf({ mode: { kind: 'output-only' }, tests });
    const { result, acts } = await judged({ definition, blobs, files });
    expect(verdictsOf(result)).toEqual(['accepted', 'wrong_answer', 'wrong_answer']);
    expect(result.tests[2]?.message).toBe('there is no file "3.out" for this test');
    expect(acts).toEqual([]);
  });

  test('are judged by a checker in a lease of its own', async () => {
    const judgedByProgram = { kind: 'program', protocol: 'testlib', program: program('check.py') } as const;
    const definition = definitionOf({ mode: { kind: 'output-only' }, judge: judgedByProgram, tests });
    const { result, acts } = await judged({ definition, blobs, files, judge: testlib });
    expect(verdictsOf(result)).toEqual(['accepted', 'wrong_answer', 'wrong_answer']);
    expect(acts.filter((act) => act.startsWith('lease'))).toEqual(["lease checker's lease"]);
  });
});
