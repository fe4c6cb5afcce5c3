import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verdicts } from '../../../src/domain/verdict.ts';
import type { TestResult, Verdict } from '../../../src/domain/verdict.ts';
import { settle } from '../../../src/verdict/settle.ts';

const result = (verdict: Verdict, changes: Partial<TestResult> = {}): TestResult => ({
  name: 't',
  verdict,
  cpuMs: 1,
  wallMs: 2,
  memoryBytes: 3,
  ...changes,
});

const settled = (...given: Verdict[]) => settle(given.map((verdict) => result(verdict)));

describe('settle', () => {
  test('accepted only when every test was', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { maxLength: 12 }), (given) => {
        const { verdict, score } = settled(...given);
        const all = given.length > 0 && given.every((each) => each === 'accepted');
        expect(verdict === 'accepted').toBe(all);
        expect(score === 100).toBe(all);
      }),
    );
  });

  test('the first test that was not accepted decides, with its detail', () => {
    const tests = [result('accepted'), result('runtime_error', { detail: 'exit:3' }), result('wrong_answer')];
    expect(settle(tests)).toMatchObject({ verdict: 'runtime_error', detail: 'exit:3', score: 33.33 });
  });

  test('a system_error anywhere means that we do not know', () => {
    expect(settled('wrong_answer', 'system_error').verdict).toBe('system_error');
  });

  test('a cancelled test cancels the submission', () => {
    expect(settled('accepted', 'cancelled', 'skipped').verdict).toBe('cancelled');
  });

  test('skipped tests count for the score and not for the verdict', () => {
    expect(settled('accepted', 'wrong_answer', 'skipped', 'skipped')).toMatchObject({
      verdict: 'wrong_answer',
      score: 25,
    });
  });

  test('tests that were skipped without a reason are a system_error', () => {
    expect(settled('accepted', 'skipped').verdict).toBe('system_error');
    expect(settled().verdict).toBe('system_error');
  });

  test('the figures are the largest over all tests', () => {
    const tests = [result('accepted', { cpuMs: 9 }), result('accepted', { memoryBytes: 8 })];
    expect(settle(tests)).toMatchObject({ cpuMs: 9, wallMs: 2, memoryBytes: 8 });
  });

  test('the score is a share with two decimals, and 100 only for all', () => {
    const score = (accepted: number, count: number) =>
      settled(
        ...Array.from({ length: count }, (_, at): Verdict => (at < accepted ? 'accepted' : 'wrong_answer')),
      ).score;
    expect(score(2, 3)).toBe(66.67);
    expect(score(0, 3)).toBe(0);
    expect(score(99_999, 100_000)).toBe(99.99);
  });

  test('what failed or was skipped after the first failure does not change the verdict', () => {
    const decided = ['accepted', 'skipped', 'system_error', 'cancelled'];
    const failing = fc.constantFrom(...verdicts.filter((verdict) => !decided.includes(verdict)));
    const later = fc.array(fc.oneof(failing, fc.constantFrom<Verdict>('skipped', 'accepted')));
    fc.assert(
      fc.property(fc.nat(5), failing, later, (good, first, rest) => {
        const before = Array.from({ length: good }, (): Verdict => 'accepted');
        expect(settled(...before, first, ...rest).verdict).toBe(first);
      }),
    );
  });
});
