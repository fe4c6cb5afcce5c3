import { describe, expect, test } from 'vitest';
import type { TestResult, Verdict } from '../../../src/domain/verdict.ts';
import { TestLedger } from '../../../src/judging/test-ledger.ts';
import type { TestLedgerOptions } from '../../../src/judging/test-ledger.ts';

const resultOf = (index: number, verdict: Verdict): TestResult => ({
  name: `t${index}`,
  verdict,
  cpuMs: 0,
  wallMs: 0,
  memoryBytes: 0,
});

const ledgerOf = (count: number, options: Partial<TestLedgerOptions> = {}) => {
  const told: string[] = [];
  const ledger = new TestLedger({
    unrun: Array.from({ length: count }, (_, index) => resultOf(index, 'skipped')),
    stopAtFirstFailure: false,
    onResult: (index, { verdict }) => told.push(`${index} ${verdict}`),
    ...options,
  });
  return { ledger, told };
};

describe('TestLedger', () => {
  test('gives nobody a test that the rule is known to skip', () => {
    const { ledger, told } = ledgerOf(4, {
      skips: (index, before) => index < 3 && before.some(({ verdict }) => verdict !== 'accepted'),
    });
    expect(ledger.take()).toBe(0);
    ledger.settle(0, resultOf(0, 'wrong_answer'));
    expect(told).toEqual(['0 wrong_answer', '1 skipped', '2 skipped']);
    expect(ledger.take()).toBe(3);
  });

  test('a test that was run before it was known to be skipped is told as skipped, and its run is of no interest', () => {
    const { ledger, told } = ledgerOf(3, {
      skips: (index, before) => index === 1 && before[0]?.verdict !== 'accepted',
    });
    expect([ledger.take(), ledger.take(), ledger.take()]).toEqual([0, 1, 2]);
    ledger.settle(2, resultOf(2, 'accepted'));
    expect(ledger.matters(1)).toBe(true);
    ledger.settle(0, resultOf(0, 'wrong_answer'));
    expect(ledger.matters(1)).toBe(false);
    ledger.settle(1, resultOf(1, 'accepted'));
    expect(told).toEqual(['0 wrong_answer', '1 skipped', '2 accepted']);
  });

  test('the first tests may be skipped before anything is run', () => {
    const { ledger, told } = ledgerOf(3, { skips: (index) => index < 2 });
    expect(told).toEqual(['0 skipped', '1 skipped']);
    expect(ledger.take()).toBe(2);
  });

  test('a failure of ours stops the rest where that is asked for, and only when it stands', () => {
    const { ledger, told } = ledgerOf(4, {
      stopAtOurFailure: true,
      skips: (index, before) => index === 1 && before[0]?.verdict !== 'accepted',
    });
    expect([ledger.take(), ledger.take()]).toEqual([0, 1]);
    ledger.settle(1, resultOf(1, 'system_error'));
    expect(ledger.take()).toBe(2);
    ledger.settle(0, resultOf(0, 'wrong_answer'));
    ledger.settle(2, resultOf(2, 'system_error'));
    expect(told).toEqual(['0 wrong_answer', '1 skipped', '2 system_error', '3 skipped']);
  });

  test('asks the rule once for each test, and 100 000 tests take no time worth speaking of', () => {
    const count = 100_000;
    let asked = 0;
    const { ledger } = ledgerOf(count, {
      skips: (index, before) => {
        asked += before.length === index ? 1 : Number.NaN;
        return index % 2 === 1;
      },
    });
    const begunMs = performance.now();
    for (let index = ledger.take(); index !== undefined; index = ledger.take()) {
      ledger.settle(index, resultOf(index, 'accepted'));
    }
    expect(asked).toBe(count);
    expect(ledger.results()).toHaveLength(count);
    expect(performance.now() - begunMs).toBeLessThan(5_000);
  });
});
