import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fate, RunReport } from '../../../src/domain/run.ts';
import { compileVerdict } from '../../../src/verdict/compile-verdict.ts';
import { isNearLimit, runVerdict } from '../../../src/verdict/run-verdict.ts';
import { plainTime, timeScaleOf } from '../../../src/verdict/time-rule.ts';
import type { TimeRule } from '../../../src/verdict/time-rule.ts';
import { signalName } from '../../../src/verdict/signal-name.ts';

const limits = { cpuMs: 1_000, wallMs: 3_000, memoryBytes: 1_000_000, outputBytes: 100 };

const report = (fate: Fate, changes: Partial<RunReport> = {}): RunReport => ({
  fate,
  cpuMs: 10,
  wallMs: 20,
  memoryBytes: 1_000,
  oomKills: 0,
  stdoutBytes: 1,
  stderrBytes: 0,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  ...changes,
});

const exited = (code: number): Fate => ({ kind: 'exited', code });
const killed = (by: 'cpu' | 'wall' | 'memory' | 'output' | 'cancel'): Fate => ({ kind: 'killed', by });

describe('runVerdict', () => {
  test('a program that exits with 0 within its limits has passed', () => {
    expect(runVerdict(report(exited(0)), limits)).toEqual({ passed: true });
  });

  test.each([
    ['an exit code', report(exited(3)), { verdict: 'runtime_error', detail: 'exit:3', exitCode: 3 }],
    [
      'a signal',
      report({ kind: 'signaled', signal: 11 }),
      { verdict: 'runtime_error', detail: 'signal:SIGSEGV', signal: 'SIGSEGV' },
    ],
    [
      'a refused system call',
      report({ kind: 'signaled', signal: 31 }),
      { verdict: 'runtime_error', detail: 'syscall', signal: 'SIGSYS' },
    ],
    [
      'a file too large',
      report({ kind: 'signaled', signal: 25 }),
      { verdict: 'output_limit_exceeded', detail: 'file' },
    ],
    ['a kill for CPU time', report(killed('cpu')), { verdict: 'time_limit_exceeded', detail: 'cpu' }],
    ['a kill for real time', report(killed('wall')), { verdict: 'time_limit_exceeded', detail: 'wall' }],
    ['a kill for memory', report(killed('memory')), { verdict: 'memory_limit_exceeded', detail: 'peak' }],
    ['a kill for output', report(killed('output')), { verdict: 'output_limit_exceeded', detail: 'stdout' }],
    ['a cancel', report(killed('cancel')), { verdict: 'cancelled', detail: 'cancel' }],
  ])('%s is told with its evidence', (_, given, expected) => {
    expect(runVerdict(given, limits)).toMatchObject({ passed: false, ...expected });
  });

  test('a limit passed counts though the program ended well by itself', () => {
    expect(runVerdict(report(exited(0), { cpuMs: 1_001 }), limits)).toMatchObject({ detail: 'cpu' });
    expect(runVerdict(report(exited(0), { wallMs: 3_001 }), limits)).toMatchObject({ detail: 'wall' });
    expect(runVerdict(report(exited(0), { memoryBytes: 1_000_001 }), limits)).toMatchObject({
      verdict: 'memory_limit_exceeded',
      detail: 'peak',
      exitCode: 0,
    });
  });

  test('a limit reached is not a limit passed', () => {
    const atLimits = report(exited(0), {
      cpuMs: 1_000,
      wallMs: 3_000,
      memoryBytes: 1_000_000,
      stdoutBytes: 100,
    });
    expect(runVerdict(atLimits, limits)).toEqual({ passed: true });
  });

  test('memory comes before time: a program out of memory is slow first', () => {
    const both = report(killed('wall'), { memoryBytes: 2_000_000, cpuMs: 5_000 });
    expect(runVerdict(both, limits)).toMatchObject({ verdict: 'memory_limit_exceeded' });
  });

  test('an exception for want of memory is a memory limit only with evidence', () => {
    expect(runVerdict(report(exited(1), { oomKills: 1 }), limits)).toMatchObject({
      verdict: 'memory_limit_exceeded',
      detail: 'oom',
    });
    expect(runVerdict(report(exited(1)), limits)).toMatchObject({ verdict: 'runtime_error' });
  });

  test('a kernel kill for memory is evidence even when the leader lives on', () => {
    expect(runVerdict(report(exited(0), { oomKills: 1 }), limits)).toMatchObject({
      verdict: 'memory_limit_exceeded',
      detail: 'oom',
    });
  });

  test('a program that could not be started is our failure', () => {
    const notStarted = report({ kind: 'notStarted', errno: 2, location: 104 });
    expect(runVerdict(notStarted, limits)).toMatchObject({ verdict: 'system_error' });
  });

  test('a fate that nobody knows is a system_error, never accepted', () => {
    const unknown = report({ kind: 'vanished' } as unknown as Fate);
    expect(runVerdict(unknown, limits)).toMatchObject({ passed: false, verdict: 'system_error' });
  });
});

describe('the evidence', () => {
  const figures = ['cpuMs', 'wallMs', 'memoryBytes', 'oomKills', 'stdoutBytes', 'stderrBytes'] as const;

  test.each(figures)('with a %s that no run can have proves nothing: that is our failure', (figure) => {
    for (const value of [Number.NaN, -1, Infinity]) {
      const broken = report(exited(0), { [figure]: value });
      expect(runVerdict(broken, limits)).toMatchObject({ verdict: 'system_error', detail: 'evidence' });
      expect(compileVerdict(broken, limits)).toMatchObject({ verdict: 'system_error', detail: 'evidence' });
    }
  });

  test('of several limits passed names the cause: output, then memory, then CPU, then wall', () => {
    const all = { stdoutBytes: 9e9, memoryBytes: 9e9, oomKills: 1, cpuMs: 9e9, wallMs: 9e9 };
    const detail = (changes: Partial<RunReport>) => {
      const outcome = runVerdict(report(killed('wall'), { ...all, ...changes }), limits);
      return outcome.passed ? 'passed' : outcome.detail;
    };
    expect(detail({})).toBe('stdout');
    expect(detail({ stdoutBytes: 0 })).toBe('peak');
    expect(detail({ stdoutBytes: 0, memoryBytes: 0 })).toBe('oom');
    expect(detail({ stdoutBytes: 0, memoryBytes: 0, oomKills: 0 })).toBe('cpu');
    expect(detail({ stdoutBytes: 0, memoryBytes: 0, oomKills: 0, cpuMs: 0 })).toBe('wall');
  });

  test('lets a run pass only with exit code 0 and every figure within its limit', () => {
    const around = (limit: number) => fc.constantFrom(0, limit, limit + 1);
    const run = fc.record({
      fate: fc.oneof(
        fc.nat(255).map(exited),
        fc.integer({ min: 1, max: 64 }).map((signal): Fate => ({ kind: 'signaled', signal })),
        fc.constantFrom('cpu' as const, 'wall' as const, 'memory' as const, 'output' as const).map(killed),
        fc.nat(133).map((errno): Fate => ({ kind: 'notStarted', errno, location: 1 })),
      ),
      cpuMs: around(limits.cpuMs),
      wallMs: around(limits.wallMs),
      memoryBytes: around(limits.memoryBytes),
      stdoutBytes: around(limits.outputBytes),
      oomKills: fc.nat(1),
    });
    fc.assert(
      fc.property(run, ({ fate, ...given }) => {
        const within =
          given.cpuMs <= limits.cpuMs &&
          given.wallMs <= limits.wallMs &&
          given.memoryBytes <= limits.memoryBytes &&
          given.stdoutBytes <= limits.outputBytes &&
          given.oomKills === 0;
        const endedWell = fate.kind === 'exited' && fate.code === 0;
        expect(runVerdict(report(fate, given), limits).passed).toBe(within && endedWell);
      }),
      { numRuns: 500 },
    );
  });
});

describe('with a margin', () => {
  const rule = { margin: 0.1, scale: 1 };
  const told = (given: RunReport, by: TimeRule = rule) => {
    const outcome = runVerdict(given, limits, by);
    return {
      verdict: outcome.passed ? 'passed' : `${outcome.verdict} ${outcome.detail}`,
      near: isNearLimit(given, limits, by),
    };
  };

  test.each([
    ['the CPU limit itself', { cpuMs: 1_000 }, 'passed', false],
    ['a hair over the CPU limit', { cpuMs: 1_000.1 }, 'time_limit_exceeded cpu', true],
    ['the end of the CPU margin', { cpuMs: 1_100 }, 'time_limit_exceeded cpu', true],
    ['more than the CPU margin', { cpuMs: 1_100.1 }, 'time_limit_exceeded cpu', false],
    ['a hair over the wall limit', { wallMs: 3_000.1 }, 'time_limit_exceeded wall', true],
    ['more than the wall margin', { wallMs: 3_300.1 }, 'time_limit_exceeded wall', false],
    ['a little of both', { cpuMs: 1_050, wallMs: 3_100 }, 'time_limit_exceeded cpu', true],
    ['a little CPU and far too long', { cpuMs: 1_050, wallMs: 3_400 }, 'time_limit_exceeded wall', false],
  ])('a run that took %s', (_, figures, verdict, near) => {
    expect(told(report(exited(0), figures))).toEqual({ verdict, near });
  });

  test('a run that was killed for time has had its extra time, whatever the figures say', () => {
    expect(told(report(killed('cpu'), { cpuMs: 1_099 }))).toEqual({
      verdict: 'time_limit_exceeded cpu',
      near: false,
    });
    expect(told(report(killed('wall'), { cpuMs: 1_050, wallMs: 3_299 }))).toEqual({
      verdict: 'time_limit_exceeded wall',
      near: false,
    });
  });

  test('a limit that ended the run in the extra time came after the time limit', () => {
    for (const fate of [killed('output'), killed('memory'), { kind: 'signaled', signal: 25 } as const]) {
      const late = report(fate, { cpuMs: 1_050, stdoutBytes: 101, memoryBytes: 1_000_001 });
      expect(told(late)).toEqual({ verdict: 'time_limit_exceeded cpu', near: true });
    }
  });

  test('a limit that was passed in time decides, and is no reason to run again', () => {
    expect(told(report(killed('output'), { cpuMs: 999 }))).toEqual({
      verdict: 'output_limit_exceeded stdout',
      near: false,
    });
    expect(told(report(killed('memory'), { cpuMs: 999 }))).toEqual({
      verdict: 'memory_limit_exceeded peak',
      near: false,
    });
  });

  test('a kernel kill of which nobody knows when it was comes before time', () => {
    expect(told(report(exited(0), { cpuMs: 1_050, oomKills: 1 }))).toEqual({
      verdict: 'memory_limit_exceeded oom',
      near: false,
    });
  });

  test('a failure of the program in the extra time is a failure after its time', () => {
    expect(told(report(exited(3), { cpuMs: 1_050 }))).toEqual({
      verdict: 'time_limit_exceeded cpu',
      near: true,
    });
  });

  test('neither a cancelled run nor one that proves nothing is run again', () => {
    expect(told(report(killed('cancel'), { cpuMs: 1_050 }))).toEqual({
      verdict: 'cancelled cancel',
      near: false,
    });
    expect(told(report(exited(0), { cpuMs: 1_050, wallMs: Number.NaN })).near).toBe(false);
    expect(told(report({ kind: 'notStarted', errno: 2, location: 1 }, { cpuMs: 1_050 })).near).toBe(false);
  });

  test('a margin changes no verdict, only which runs are near', () => {
    const figure = (limit: number) => fc.constantFrom(0, limit, limit * 1.05, limit * 1.2);
    const run = fc.record({
      cpuMs: figure(limits.cpuMs),
      wallMs: figure(limits.wallMs),
      memoryBytes: figure(limits.memoryBytes),
      oomKills: fc.nat(1),
    });
    fc.assert(
      fc.property(run, fc.nat(3), (figures, code) => {
        const given = report(exited(code), figures);
        const strict = runVerdict(given, limits);
        const lenient = runVerdict(given, limits, rule);
        expect(lenient.passed ? 'passed' : lenient.verdict).toBe(strict.passed ? 'passed' : strict.verdict);
        expect(isNearLimit(given, limits, plainTime)).toBe(false);
        const near = isNearLimit(given, limits, rule);
        if (near) expect(lenient).toMatchObject({ verdict: 'time_limit_exceeded' });
      }),
    );
  });
});

describe('with a time scale', () => {
  const rule = { margin: 0, scale: 1.25 };

  test('the limit held is the stated one times the scale, and the message tells both', () => {
    expect(runVerdict(report(exited(0), { cpuMs: 1_250 }), limits, rule)).toEqual({ passed: true });
    expect(runVerdict(report(exited(0), { cpuMs: 1_251 }), limits, rule)).toMatchObject({
      verdict: 'time_limit_exceeded',
      message: 'ran for more than 1000 ms of CPU time, times 1.25 for the speed of this machine',
    });
  });

  test('no other limit is scaled', () => {
    const outcome = runVerdict(report(exited(0), { memoryBytes: 1_000_001 }), limits, rule);
    expect(outcome).toMatchObject({ verdict: 'memory_limit_exceeded' });
  });

  test('a slow machine gets more time and a fast one less, within bounds', () => {
    expect(timeScaleOf(1)).toBe(1);
    expect(timeScaleOf(0.5)).toBe(2);
    expect(timeScaleOf(2)).toBe(0.5);
    expect(timeScaleOf(0.01)).toBe(4);
    expect(timeScaleOf(100)).toBe(0.25);
    for (const impossible of [0, -1, Number.NaN, Infinity]) expect(timeScaleOf(impossible)).toBe(1);
  });
});

describe('compileVerdict', () => {
  test('a compiler that says no, crashes or passes a limit is a compile_error with its reason', () => {
    expect(compileVerdict(report(exited(1)), limits)).toEqual({
      ok: false,
      verdict: 'compile_error',
      detail: 'exit:1',
    });
    expect(compileVerdict(report(killed('wall')), limits)).toMatchObject({
      verdict: 'compile_error',
      detail: 'time',
    });
    expect(compileVerdict(report(killed('memory')), limits)).toMatchObject({ detail: 'memory' });
    expect(compileVerdict(report({ kind: 'signaled', signal: 11 }), limits)).toMatchObject({
      verdict: 'compile_error',
      detail: 'signal:SIGSEGV',
    });
  });

  test('a compiler that could not be started is not the source’s fault', () => {
    const notStarted = report({ kind: 'notStarted', errno: 2, location: 1 });
    expect(compileVerdict(notStarted, limits)).toMatchObject({ verdict: 'system_error' });
  });

  test('a compiler that ends well has compiled', () => {
    expect(compileVerdict(report(exited(0)), limits)).toEqual({ ok: true });
  });
});

test('signals without a name are told by their number', () => {
  expect(signalName(9)).toBe('SIGKILL');
  expect(signalName(64)).toBe('SIG64');
});
