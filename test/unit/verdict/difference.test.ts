import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOutput } from '../../support/check-output.ts';

const message = (output: Buffer | string, answer: Buffer | string): string =>
  checkOutput({ kind: 'tokens' }, Buffer.from(output), Buffer.from(answer)).message ?? '';

describe('the message about a difference', () => {
  test('is short and printable, whatever the bytes and the checker', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const checkers = fc.constantFrom(
      { kind: 'exact' } as const,
      { kind: 'lines' } as const,
      { kind: 'tokens' } as const,
      { kind: 'floats', abs: 1e-6 } as const,
    );
    fc.assert(
      fc.property(bytes, bytes, checkers, (output, answer, checker) => {
        const outcome = checkOutput(checker, output, answer);
        expect(outcome.message ?? '').toMatch(outcome.ok ? /^$/ : /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,400}$/u);
      }),
    );
  });

  test('quotes the neighbourhood of a difference deep inside a long word', () => {
    const word = (middle: string): string => 'a'.repeat(1000) + middle + 'b'.repeat(1000);
    expect(message(word('X'), word('Y'))).toBe(
      'token 1, line 1: expected …"aaaaaaaaYbbbbbbbbbbbbbbbbbbbbbbb"…, got …"aaaaaaaaXbbbbbbbbbbbbbbbbbbbbbbb"…',
    );
  });

  test('shows text of any script, and escapes what has no picture or changes direction', () => {
    expect(message('你好', '再见')).toBe('token 1, line 1: expected "再见", got "你好"');
    expect(message('a\u202eb\u001b', '"\\')).toBe(
      'token 1, line 1: expected "\\"\\\\", got "a\\u{202e}b\\u{1b}"',
    );
  });

  test('shows bytes that are not UTF-8 as bytes, so that two different ones never look alike', () => {
    expect(message(Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0xfe]))).toBe(
      'token 1, line 1: expected "a\\xfe", got "a\\xff"',
    );
  });

  test('does not cut a character in two', () => {
    expect(message('好'.repeat(40), 'x')).toBe(`token 1, line 1: expected "x", got "${'好'.repeat(10)}"…`);
  });
});
