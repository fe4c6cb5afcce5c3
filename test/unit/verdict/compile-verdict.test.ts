import { describe, expect, test } from 'vitest';
import type { Fate, RunReport } from '../../../src/domain/run.ts';
import { compileVerdict } from '../../../src/verdict/compile-verdict.ts';

const limits = { cpuMs: 10_000, wallMs: 30_000, memoryBytes: 1e9, outputBytes: 65_536 };

const report = (fate: Fate, given: Partial<RunReport> = {}): RunReport => ({
  fate,
  cpuMs: 100,
  wallMs: 200,
  memoryBytes: 1e6,
  oomKills: 0,
  stdoutBytes: 0,
  stderrBytes: 0,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  ...given,
});

const exited = (code: number): Fate => ({ kind: 'exited', code });

describe('a compiler', () => {
  test('that exits with 0 within its limits has made a program', () => {
    expect(compileVerdict(report(exited(0)), limits)).toEqual({ ok: true });
  });

  test.each([
    ['exits with 1', report(exited(1)), 'exit:1'],
    ['crashes', report({ kind: 'signaled', signal: 11 }), 'signal:SIGSEGV'],
    ['computes for too long', report({ kind: 'killed', by: 'cpu' }), 'time'],
    ['takes too long', report({ kind: 'killed', by: 'wall' }), 'time'],
    ['swells', report({ kind: 'killed', by: 'memory' }), 'memory'],
    ['has a part killed for lack of memory and exits with 1', report(exited(1), { oomKills: 1 }), 'memory'],
    ['babbles', report({ kind: 'killed', by: 'output' }), 'output'],
    ['writes too large a file', report({ kind: 'signaled', signal: 25 }), 'output'],
    ['passed its time by itself and exits with 0', report(exited(0), { cpuMs: 10_001 }), 'time'],
  ])('that %s says compile_error', (_, given, detail) => {
    expect(compileVerdict(given, limits)).toEqual({ ok: false, verdict: 'compile_error', detail });
  });

  test.each([
    ['cannot be started', report({ kind: 'notStarted', errno: 2, location: 7 }), 'not-started:2@7'],
    ['is stopped by our system call filter', report({ kind: 'signaled', signal: 31 }), 'syscall'],
    ['has figures that cannot be', report(exited(0), { cpuMs: Number.NaN }), 'evidence'],
    ['ended in a way we do not know', report({ kind: 'gone' } as unknown as Fate), 'unknown-fate'],
  ])('that %s is our failure', (_, given, detail) => {
    expect(compileVerdict(given, limits)).toEqual({ ok: false, verdict: 'system_error', detail });
  });

  test('that was cancelled says nothing of the program', () => {
    expect(compileVerdict(report({ kind: 'killed', by: 'cancel' }), limits)).toMatchObject({
      verdict: 'cancelled',
    });
  });
});
