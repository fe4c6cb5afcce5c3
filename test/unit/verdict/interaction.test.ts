import { describe, expect, test } from 'vitest';
import type { Fate } from '../../../src/domain/run.ts';
import { goesToChecker, interactionVerdict } from '../../../src/verdict/interaction.ts';
import { judgedOutput } from '../../../src/verdict/judge-program.ts';
import { exited, killed, runReport, signaled } from '../../support/run-report.ts';

const limits = { cpuMs: 1_000, wallMs: 3_000, memoryBytes: 1_000_000, outputBytes: 100 };
const [accepts, rejects, sigpipe] = [exited(42), exited(43), signaled(13)];

const verdict = (
  first: 'program' | 'interactor',
  program: Fate,
  interactor: Fate,
  feedback: Record<string, string> = {},
  most?: string,
) => {
  const report = runReport(interactor);
  const files = new Map(Object.entries(feedback).map(([name, text]) => [name, Buffer.from(text)]));
  const judged = judgedOutput('kattis', report, files);
  return interactionVerdict(
    { program: runReport(program), interactor: report, first },
    judged,
    limits,
    undefined,
    most,
  );
};

describe('interactionVerdict', () => {
  test('an interactor and a program that end well come to what the interactor says', () => {
    for (const first of ['program', 'interactor'] as const) {
      expect(verdict(first, exited(0), accepts)).toEqual({ verdict: 'accepted' });
      expect(verdict(first, exited(0), rejects)).toMatchObject({ verdict: 'wrong_answer' });
    }
    expect(verdict('program', exited(0), rejects).message).toBe('ended before the interactor had');
    expect(verdict('program', exited(0), rejects, { 'teammessage.txt': 'too few' }).message).toBe('too few');
    expect(verdict('program', exited(0), accepts, { 'score.txt': '3' }, '5').verdict).toBe('partial');
    expect(verdict('program', exited(0), accepts, { 'score.txt': '5' }, '5').verdict).toBe('accepted');
    expect(verdict('program', exited(0), accepts, { 'score.txt': '6' }, '5')).toMatchObject({
      verdict: 'system_error',
      detail: 'judge:points',
    });
  });

  test.each([
    ['crashes', exited(1), 'runtime_error (exit:1)'],
    ['is ended by a broken pipe', sigpipe, 'runtime_error (signal:SIGPIPE)'],
    ['runs on', killed('cpu'), 'time_limit_exceeded (cpu)'],
    ['hangs', killed('wall'), 'time_limit_exceeded (wall)'],
  ])('an interactor that rejects first has the word, though the program %s then', (_, fate, course) => {
    const result = verdict('interactor', fate, rejects);
    expect(result).toMatchObject({ verdict: 'wrong_answer' });
    expect(result.judgeMessage).toBe(`The interactor ended first; the program came to ${course} afterwards.`);
  });

  test('a program that fails first has failed, whatever the interactor makes of it', () => {
    for (const interactor of [accepts, rejects, sigpipe]) {
      expect(verdict('program', exited(3), interactor)).toMatchObject({
        verdict: 'runtime_error',
        detail: 'exit:3',
        exitCode: 3,
        message: 'exited with code 3, before the interactor had ended',
      });
      expect(verdict('program', killed('cpu'), interactor)).toMatchObject({
        verdict: 'time_limit_exceeded',
        detail: 'cpu',
      });
    }
  });

  test('a program that fails after it was accepted has failed', () => {
    expect(verdict('interactor', exited(1), accepts)).toMatchObject({
      verdict: 'runtime_error',
      message: 'exited with code 1, after the interactor had ended',
    });
    expect(verdict('interactor', killed('cpu'), accepts).verdict).toBe('time_limit_exceeded');
  });

  test('a program that writes to an interactor that is gone is judged by the interactor', () => {
    expect(verdict('interactor', sigpipe, accepts).verdict).toBe('accepted');
    expect(verdict('program', sigpipe, rejects).verdict).toBe('wrong_answer');
  });

  test('an interactor that goes on long after its input has ended has failed, whatever the program came to', () => {
    const interactor = runReport(killed('wall'));
    const judged = judgedOutput('kattis', interactor, new Map());
    for (const fate of [killed('wall'), killed('cpu'), exited(0), exited(1)]) {
      const interaction = { program: runReport(fate), interactor, first: 'program', lingered: true } as const;
      expect(interactionVerdict(interaction, judged, limits)).toMatchObject({
        verdict: 'system_error',
        detail: 'judge:wall',
      });
    }
  });

  test('two that wait for each other are the program’s time limit', () => {
    const result = verdict('program', killed('wall'), killed('wall'));
    expect(result).toMatchObject({ verdict: 'time_limit_exceeded', detail: 'wall' });
    expect(result.message).toContain('program and interactor waited for each other');
    expect(result.judgeMessage).toContain('wall time');
  });

  test.each([
    ['crashes', signaled(11), 'judge:signal:SIGSEGV'],
    ['spins', killed('cpu'), 'judge:cpu'],
    ['hangs', killed('wall'), 'judge:wall'],
    ['is killed for memory', killed('memory'), 'judge:memory'],
    ['exits with another code', exited(0), 'judge:exit:0'],
  ])('an interactor that %s is our failure, with what the program did', (_, fate, detail) => {
    for (const first of ['program', 'interactor'] as const) {
      const result = verdict(first, exited(0), fate);
      expect(result).toMatchObject({ verdict: 'system_error', detail });
      expect(result.judgeMessage).toContain('ended well');
    }
    expect(verdict('program', exited(1), fate)).toMatchObject({ verdict: 'system_error', detail });
  });

  test('an interactor that spins while the program waits for it is not the program’s time limit', () => {
    expect(verdict('interactor', killed('wall'), killed('cpu')).verdict).toBe('system_error');
  });

  test('an interactor that died of a program which ended well is our failure', () => {
    expect(verdict('program', exited(0), sigpipe)).toMatchObject({
      verdict: 'system_error',
      detail: 'judge:signal:SIGPIPE',
    });
  });

  test('a cancel is one, but for an interactor that was stopped because the program had failed', () => {
    expect(verdict('program', killed('cancel'), killed('cancel')).verdict).toBe('cancelled');
    expect(verdict('program', exited(0), killed('cancel')).verdict).toBe('cancelled');
    expect(verdict('program', exited(1), killed('cancel')).verdict).toBe('runtime_error');
  });

  test('a program that could not be started is our failure', () => {
    const fate: Fate = { kind: 'notStarted', errno: 13, location: 7 };
    expect(verdict('interactor', fate, rejects)).toMatchObject({
      verdict: 'system_error',
      detail: 'not-started:13@7',
    });
  });

  test('only a content testlib interactor leaves the word to the checker', () => {
    const judge = (code: number) => {
      const report = runReport(exited(code));
      return interactionVerdict(
        { program: runReport(exited(0)), interactor: report, first: 'program' },
        judgedOutput('testlib', report, new Map()),
        limits,
      );
    };
    expect([0, 1, 2, 3].map((code) => goesToChecker(judge(code)))).toEqual([true, false, false, false]);
    expect([1, 2, 3].map((code) => judge(code).verdict)).toEqual([
      'wrong_answer',
      'wrong_answer',
      'system_error',
    ]);
  });
});
