import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checker } from '../../../src/domain/checker.ts';
import { checkOutput } from '../../support/check-output.ts';

const ok = (tolerance: { abs?: number; rel?: number }, output: string, answer: string): boolean => {
  const checker: Checker = { kind: 'floats', ...tolerance };
  return checkOutput(checker, Buffer.from(output), Buffer.from(answer)).ok;
};

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('floats', () => {
  test.each([
    ['3.141595', '3.1416', true],
    ['3.1415', '3.1416', false],
    ['3.1416001 x\n', '3.1416 x', true],
    ['3.1416 y', '3.1416 x', false],
    ['3.1416', '3.1416 3.1416', false],
    ['5', '5.0', true],
    ['+5.', '5', true],
    ['.5', '0.5', true],
    ['5e-1', '0.5', true],
    ['5E+0', '5', true],
    ['-0', '0', true],
    ['-0.0', '+0', true],
    ['1e-400', '0', true],
  ])('within 1e-5: %j for %j is %j', (output, answer, expected) =>
    expect(ok({ abs: 1e-5 }, output, answer)).toBe(expected),
  );

  test.each([
    'nan',
    'NaN',
    'inf',
    'Infinity',
    '-inf',
    '1e400',
    '0x10',
    '1_0',
    '1,0',
    '.',
    'e5',
    '5e',
    '--5',
    '٥',
  ])('take %j for a word: only the same word agrees with it', (text) => {
    const widest = { abs: 1e9, rel: 1e9 };
    expect(ok(widest, text, text)).toBe(true);
    expect(ok(widest, text, '16')).toBe(false);
    expect(ok(widest, '16', text)).toBe(false);
    expect(ok(widest, `${text}x`, text)).toBe(false);
  });

  test('take more than 1024 characters for a word', () => {
    const long = (length: number): string => `1.${'0'.repeat(length - 2)}`;
    expect(ok({ abs: 0 }, long(1024), '1')).toBe(true);
    expect(ok({ abs: 0 }, long(1025), '1')).toBe(false);
  });

  test('hold the relative tolerance against the answer', () => {
    expect(ok({ rel: 0.1 }, '110', '100')).toBe(true);
    expect(ok({ rel: 0.1 }, '90', '100')).toBe(true);
    expect(ok({ rel: 0.1 }, '111', '100')).toBe(false);
    expect(ok({ rel: 0.1 }, '-100', '100')).toBe(false);
    expect(ok({ rel: 0.1 }, '0.0001', '0')).toBe(false);
  });

  test('accept what either tolerance accepts', () => {
    expect(ok({ abs: 1, rel: 1e-9 }, '2', '1')).toBe(true);
    expect(ok({ abs: 1e-9, rel: 1 }, '2', '1')).toBe(true);
    expect(ok({ abs: 1e-9, rel: 1e-9 }, '2', '1')).toBe(false);
  });

  test('judge distances that no double can hold', () => {
    expect(ok({ rel: 1 }, '-1.7e308', '1.7e308')).toBe(false);
    expect(ok({ rel: 2 }, '-1.7e308', '1.7e308')).toBe(true);
    expect(ok({ abs: 1e9 }, '-1.7e308', '1.7e308')).toBe(false);
  });

  test('with abs are symmetric: output and answer can change places, and both can change sign', () => {
    fc.assert(
      fc.property(finite, finite, fc.double({ min: 0, max: 1e9, noNaN: true }), (left, right, abs) => {
        const expected = Math.abs(left - right) <= abs;
        expect(ok({ abs }, String(left), String(right))).toBe(expected);
        expect(ok({ abs }, String(right), String(left))).toBe(expected);
        expect(ok({ abs }, String(-left), String(-right))).toBe(expected);
      }),
    );
  });

  test('with no tolerance at all agree only on the same value, however it is written', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(ok({ abs: 0 }, value.toExponential(), String(value))).toBe(true);
      }),
    );
  });

  test('accept every widening of a tolerance that accepts', () => {
    fc.assert(
      fc.property(finite, finite, fc.double({ min: 0, max: 1e4, noNaN: true }), (left, right, rel) => {
        if (ok({ rel }, String(left), String(right))) {
          expect(ok({ rel: rel * 2 }, String(left), String(right))).toBe(true);
        }
      }),
    );
  });
});
