import { describe, expect, test } from 'vitest';
import type { SubmissionResult } from '../../../../src/domain/verdict.ts';
import { conformanceJson, conformanceText } from '../../../../src/main/images/conformance-report.ts';
import type { CheckOutcome, RuntimeOutcome } from '../../../../src/workshop/conformance.ts';

const mebibyte = 1024 * 1024;

const result = (given: Partial<SubmissionResult> = {}): SubmissionResult => ({
  verdict: 'accepted',
  score: 100,
  cpuMs: 11,
  wallMs: 12,
  memoryBytes: 9 * mebibyte,
  tests: [{ name: 'hello', verdict: 'accepted', cpuMs: 11, wallMs: 12, memoryBytes: 9 * mebibyte }],
  compile: { ok: true, cached: false, log: '', cpuMs: 70, wallMs: 80, memoryBytes: 1 },
  timings: { queuedMs: 0, leaseMs: 1, compileMs: 95, runMs: 12, totalMs: 100 },
  harness: 'h',
  worker: 'w',
  ...given,
});

const passed: CheckOutcome = { check: 'hello', state: 'passed', expected: 'accepted', result: result() };
const not: CheckOutcome = { check: 'multi-file', state: 'not', reason: 'a program is one file' };
const failed: CheckOutcome = {
  check: 'eof',
  state: 'failed',
  expected: 'accepted',
  result: result({
    verdict: 'runtime_error',
    detail: 'exit:1',
    tests: [
      {
        name: 'eof',
        verdict: 'runtime_error',
        detail: 'exit:1',
        cpuMs: 1,
        wallMs: 2,
        memoryBytes: 3,
        stdout: '3',
        stderr: 'Traceback\n\u001b[31mEOFError\n',
      },
    ],
  }),
};
const lua: RuntimeOutcome = { runtime: 'lua-5.4', fingerprint: 'lua-5.4@1', checks: [passed, not] };

describe('the table', () => {
  test('marks what was shown, with its time, and what cannot be, with the reason below', () => {
    const text = conformanceText([lua]).join('\n');
    const row = text.split('\n').find((line) => line.startsWith('lua-5.4'));
    expect(row).toMatch(/^lua-5\.4 +✓ 12 ms .* – +95 ms +11 ms +12 ms +9\.0 MiB$/);
    expect(text).toContain('– lua-5.4 multi-file: a program is one file');
    expect(text).toContain('1 of 1 runtimes do what is asked of them.');
  });

  test('tells a reason once for all versions that give it', () => {
    const text = conformanceText([lua, { ...lua, runtime: 'lua-5.5' }]).join('\n');
    expect(text).toContain('– lua-5.4, lua-5.5 multi-file: a program is one file');
  });

  test('explains what failed: expected, got, and what was written, without steering the terminal', () => {
    const text = conformanceText([{ ...lua, checks: [passed, failed] }]).join('\n');
    expect(text).toContain('✗ lua-5.4 eof: expected accepted, got runtime_error, exit:1');
    expect(text).toContain('    stdout: 3\n    stderr: Traceback\n    stderr: \ufffd[31mEOFError');
    expect(text).toContain('0 of 1 runtimes');
  });

  test('says why a runtime could not be tried, and which image is not of its recipe', () => {
    const text = conformanceText([
      { runtime: 'moon-1', fault: 'serin/moon:1 is not built', checks: [] },
      { ...lua, outOfDate: true },
    ]).join('\n');
    expect(text).toContain('✗ moon-1: serin/moon:1 is not built');
    expect(text).toContain('! lua-5.4: the image is not of this recipe');
  });

  test('shows the time of the compiler where it had the last word', () => {
    const check: CheckOutcome = {
      check: 'compile-error',
      state: 'passed',
      expected: 'compile_error',
      result: result({ verdict: 'compile_error', wallMs: 0, cpuMs: 0 }),
    };
    expect(conformanceText([{ ...lua, checks: [check] }])[0]).toContain('✓ 80 ms');
  });
});

test('for machines it is one object per runtime and check', () => {
  expect(conformanceJson([{ ...lua, checks: [passed, failed, not] }]).runtimes).toEqual([
    expect.objectContaining({
      runtime: 'lua-5.4',
      fingerprint: 'lua-5.4@1',
      ok: false,
      fault: null,
      outOfDate: false,
      checks: [
        expect.objectContaining({ check: 'hello', state: 'passed', verdict: 'accepted', compileMs: 95 }),
        expect.objectContaining({ check: 'eof', state: 'failed', detail: 'exit:1', stdout: '3' }),
        { check: 'multi-file', state: 'not', reason: 'a program is one file' },
      ],
    }),
  ]);
});
