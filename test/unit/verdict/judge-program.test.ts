import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fate, RunReport } from '../../../src/domain/run.ts';
import { judgedOutput } from '../../../src/verdict/judge-program.ts';
import { exited, killed, runReport, signaled } from '../../support/run-report.ts';

const testlib = (code: number, stderr = '', changes: Partial<RunReport> = {}) =>
  judgedOutput('testlib', runReport(exited(code), { stderr: Buffer.from(stderr), ...changes }), new Map());

const kattis = (code: number, files: Record<string, string> = {}) =>
  judgedOutput(
    'kattis',
    runReport(exited(code)),
    new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'latin1')])),
  );

describe('judgedOutput', () => {
  const fates: [string, Fate, Partial<RunReport>, string][] = [
    ['a signal', signaled(11), {}, 'judge:signal:SIGSEGV'],
    ['a refused system call', signaled(31), {}, 'judge:signal:SIGSYS'],
    ['CPU time', killed('cpu'), {}, 'judge:cpu'],
    ['wall time', killed('wall'), {}, 'judge:wall'],
    ['memory', killed('memory'), {}, 'judge:memory'],
    ['output', killed('output'), {}, 'judge:output'],
    ['a cancel', killed('cancel'), {}, 'judge:cancel'],
    ['no start', { kind: 'notStarted', errno: 2, location: 41 }, {}, 'judge:not-started:2@41'],
    ['an OOM kill', exited(0), { oomKills: 1 }, 'judge:oom'],
    ['figures that cannot be', exited(0), { cpuMs: NaN }, 'judge:evidence'],
    ['an exit code that cannot be', exited(0.5), {}, 'judge:evidence'],
  ];

  test.each(fates)('%s is the failure of the checker, by either protocol', (_, fate, changes, detail) => {
    for (const protocol of ['testlib', 'kattis'] as const) {
      const judged = judgedOutput(
        protocol,
        runReport(fate, { stderr: Buffer.from('assertion failed'), ...changes }),
        new Map(),
      );
      expect(judged).toMatchObject({ kind: 'failed', detail });
      expect(judged.judgeMessage).toMatch(
        /^(The|A process of the) (judging program|report) .*\nassertion failed$/,
      );
    }
  });

  test('only the exit codes of a protocol say anything', () => {
    for (let code = 0; code < 256; code += 1) {
      const known = { testlib: [0, 1, 2, 4, 8], kattis: [42, 43] };
      expect(testlib(code).kind !== 'failed').toBe(known.testlib.includes(code));
      expect(kattis(code).kind !== 'failed').toBe(known.kattis.includes(code));
    }
  });

  test('messages are cut, and hold nothing that cannot be shown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.nat(5), (bytes, code) => {
        const judged = testlib(code, Buffer.from(bytes).toString('latin1'));
        const shown = 'message' in judged ? (judged.message ?? '') : '';
        expect(Array.from(shown).length).toBeLessThanOrEqual(500);
        expect(shown).not.toMatch(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
      }),
    );
    const long = testlib(1, `wrong answer ${'é'.repeat(100_000)}`);
    expect('message' in long ? long.message : '').toMatch(/^wrong answer é+…$/);
  });
});

describe('testlib', () => {
  test('the exit code says what the output is, the first line of standard error why', () => {
    expect(testlib(0, 'ok 3 numbers\n')).toEqual({ kind: 'accepted', message: 'ok 3 numbers' });
    expect(testlib(1, 'wrong answer 1st differs\r\nmore\n')).toEqual({
      kind: 'wrong',
      message: 'wrong answer 1st differs',
      judgeMessage: 'wrong answer 1st differs\nmore',
    });
    for (const code of [2, 4, 8]) {
      expect(testlib(code, 'wrong output format x')).toMatchObject({ kind: 'wrong', detail: 'format' });
    }
    const failed = testlib(3, 'FAIL the answer is worse');
    expect(failed).toMatchObject({ kind: 'failed', detail: 'judge:fail' });
    expect(failed.judgeMessage).toContain('FAIL the answer is worse');
    expect(testlib(0)).toEqual({ kind: 'accepted' });
  });

  test.each([
    ['points 12.5 near enough', '12.5'],
    ['points 0.0', '0'],
    ['points -0.0', '0'],
    ['points 1e2 x', '100'],
  ])('%j gives points as such', (line, points) => {
    expect(testlib(7, line)).toMatchObject({ kind: 'partial', points });
  });

  test.each([
    '',
    'points',
    'points x',
    'points nan',
    'points inf',
    'points -1',
    'points 1e400',
    'points 1,5',
  ])('exit code 7 with %j is a failure', (line) =>
    expect(testlib(7, line)).toMatchObject({ kind: 'failed', detail: 'judge:points' }),
  );

  test('_pc(p) is p of 200, whatever base it was compiled with', () => {
    for (const base of [0, 16, 50]) {
      for (const part of [0, 1, 2, 3, 7, 13, 100, 200]) {
        expect(testlib(base + part, `partially correct (${part}) half of it`)).toMatchObject({
          kind: 'partial',
          share: String(part / 200),
        });
      }
    }
  });

  test('a line that does not agree with the exit code, or is not the first, gives nothing', () => {
    expect(testlib(1, 'partially correct (100)').kind).toBe('wrong');
    expect(testlib(1, 'wrong answer\npartially correct (1)').kind).toBe('wrong');
    expect(testlib(251, 'partially correct (201)').kind).toBe('failed');
    expect(testlib(63, 'debug\npartially correct (13)').kind).toBe('failed');
  });

  const traceback = 'Traceback (most recent call last):\n  File "/app/c.py", line 1, in <module>\n';
  const syntaxError = '  File "/app/c.py", line 3\n    if x\n        ^\nSyntaxError: expected \':\'\n';

  test.each([
    [1, `${traceback}ValueError: x\n`],
    [1, `comparing 3 lines\n${traceback}ValueError: x\n`],
    [1, syntaxError],
    [1, 'Exception in thread "main" java.lang.NumberFormatException: x\n\tat Main.main(Main.java:3)\n'],
    [1, 'Error: Could not find or load main class Main\n'],
    [1, '/app/c.js:1\nthrow new Error("x")\n^\n\nError: x\n    at Object.<anonymous>\n\nNode.js v24.11.0\n'],
    [2, 'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n'],
    [2, 'fatal error: all goroutines are asleep\n\ngoroutine 1 gp=0xc00 m=nil [chan receive]:\n'],
  ])(
    'an exit code %d with an uncaught exception of an interpreter is no word about the output',
    (code, stderr) =>
      expect(testlib(code, stderr)).toMatchObject({ kind: 'failed', detail: `judge:exit:${code}` }),
  );

  test('a quoted exception of a submission is none of the checker', () => {
    expect(testlib(1, 'wrong answer expected 3, found "Traceback (most recent call last):"').kind).toBe(
      'wrong',
    );
    expect(testlib(1, `wrong answer found panic: and goroutine 1 [running]`).kind).toBe('wrong');
    expect(testlib(1, 'panic: \n'.repeat(8_000)).kind).toBe('wrong');
  });
});

describe('kattis', () => {
  test('42 accepts and 43 does not, with messages for the team and for the judges', () => {
    const files = { 'teammessage.txt': 'try\n again\n', 'judgemessage.txt': 'line 1\nline 2\n' };
    const said = { message: 'try again', judgeMessage: 'line 1\nline 2' };
    expect(kattis(42, files)).toEqual({ kind: 'accepted', ...said });
    expect(kattis(43, files)).toEqual({ kind: 'wrong', ...said });
    expect(kattis(42, { 'judgeerror.txt': 'x', 'other.txt': 'y' })).toEqual({
      kind: 'accepted',
      judgeMessage: 'x',
    });
  });

  test('score.txt gives points, score_multiplier.txt a share', () => {
    expect(kattis(42, { 'score.txt': ' 37.50\r\n' })).toEqual({ kind: 'partial', points: '37.5' });
    expect(kattis(42, { 'score_multiplier.txt': '3.3333e-01' })).toEqual({
      kind: 'partial',
      share: '0.33333',
    });
    expect(kattis(42, { 'score_multiplier.txt': '1' })).toEqual({ kind: 'partial', share: '1' });
  });

  test.each([
    [42, { 'score.txt': '' }],
    [42, { 'score.txt': '-1' }],
    [42, { 'score.txt': 'nan' }],
    [42, { 'score.txt': '1e400' }],
    [42, { 'score.txt': '1 2' }],
    [42, { 'score.txt': `1${' '.repeat(2_000)}2` }],
    [42, { 'score.txt': '1\0' }],
    [42, { 'score.txt': '\xef\xbb\xbf1' }],
    [42, { 'score_multiplier.txt': '1.0001' }],
    [42, { 'score.txt': '1', 'score_multiplier.txt': '1' }],
    [43, { 'score.txt': '0' }],
    [43, { 'score_multiplier.txt': '0' }],
  ])('%i with %j is nonsense', (code, files) => {
    expect(kattis(code, files)).toMatchObject({ kind: 'failed', detail: 'judge:score' });
  });

  test('asking for another pass is told to be unsupported', () => {
    expect(kattis(42, { 'nextpass.in': '' })).toMatchObject({ kind: 'failed', detail: 'judge:next-pass' });
  });
});
