import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checker } from '../../../src/domain/checker.ts';
import { checkOutput } from '../../support/check-output.ts';

const check = (checker: Checker, output: string, answer: string) =>
  checkOutput(checker, Buffer.from(output, 'latin1'), Buffer.from(answer, 'latin1'));

const tokens: Checker = { kind: 'tokens' };
const lines: Checker = { kind: 'lines' };
const exact: Checker = { kind: 'exact' };
const floats = (given: { abs?: number; rel?: number }): Checker => ({ kind: 'floats', ...given });

describe('every checker', () => {
  const checkers: Checker[] = [tokens, lines, exact, floats({ abs: 0 })];

  test('accepts the answer itself, whatever bytes it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...checkers), (bytes, checker) => {
        expect(checkOutput(checker, Buffer.from(bytes), Buffer.from(bytes)).ok).toBe(true);
      }),
    );
  });

  test('refuses an answer with one more word', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...checkers), (bytes, checker) => {
        const answer = Buffer.from(bytes);
        expect(checkOutput(checker, Buffer.concat([answer, Buffer.from('\nx')]), answer).ok).toBe(false);
      }),
    );
  });

  test('never shows more of an output than a short printable word', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom(...checkers), (bytes, checker) => {
        const { message } = checkOutput(checker, Buffer.from(bytes), Buffer.from('a b c'));
        expect((message ?? '').length).toBeLessThan(250);
        // eslint-disable-next-line no-control-regex -- exactly these must not be shown
        expect(message ?? '').not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });
});

describe('tokens', () => {
  test('white space does not count, however much and of whatever kind', () => {
    const space = fc.stringMatching(/^[ \t\r\n\v\f]{1,5}$/);
    const words = fc.array(fc.stringMatching(/^[!-~]{1,8}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.array(space, { minLength: 22, maxLength: 22 }), (given, gaps) => {
        const spread = given.map((word, index) => `${gaps[index] ?? ' '}${word}`).join('') + (gaps[21] ?? '');
        expect(check(tokens, spread, given.join(' ')).ok).toBe(true);
      }),
    );
  });

  test('a NUL byte is no white space', () => {
    expect(check(tokens, '1\u00002', '1 2').ok).toBe(false);
  });

  test('the first difference is told by its number', () => {
    expect(check(tokens, '1 2 4', '1 2 3').message).toBe('token 3, line 1: expected "3", got "4"');
    expect(check(tokens, '1 2', '1 2 3').message).toContain('expected "3", got the end of the output');
    expect(check(tokens, '1 2 3 4', '1 2 3').message).toContain('expected the end of the output, got "4"');
  });

  test('an empty output answers an empty answer only', () => {
    expect(check(tokens, ' \n', '').ok).toBe(true);
    expect(check(tokens, '', '1').ok).toBe(false);
  });
});

describe('lines', () => {
  test('white space at the end of a line, blank lines at the end and CRLF do not count', () => {
    expect(check(lines, 'a b \r\nc\t\n\n\n', 'a b\nc').ok).toBe(true);
  });

  test('white space inside and before a line does', () => {
    expect(check(lines, 'a  b', 'a b').ok).toBe(false);
    expect(check(lines, ' a', 'a').ok).toBe(false);
  });

  test('blank lines in between count', () => {
    expect(check(lines, 'a\n\nb', 'a\nb').message).toBe('line 2: expected "b", got ""');
  });
});

describe('exact', () => {
  test('a missing newline at the end is a difference, and told', () => {
    expect(check(exact, '3', '3\n').message).toMatch(/^byte 2, line 1: .*got the end of the output$/);
    expect(check(exact, '3\n\n', '3\n').message).toMatch(/^byte 3, .*expected the end of the output/);
    expect(check(exact, '4\n', '3\n').message).toMatch(/^byte 1, line 1: /);
  });
});

describe('floats', () => {
  test('two numbers agree within abs, or within rel of the answer', () => {
    expect(check(floats({ abs: 1e-6 }), '0.3333333', '0.33333333333').ok).toBe(true);
    expect(check(floats({ abs: 1e-6 }), '0.33', '0.33333333333').ok).toBe(false);
    expect(check(floats({ rel: 1e-6 }), '1000000.5', '1000000').ok).toBe(true);
    expect(check(floats({ rel: 1e-6 }), '1000002', '1000000').ok).toBe(false);
    expect(check(floats({ abs: 1e-9, rel: 1e-6 }), '1000000.5', '1000000').ok).toBe(true);
  });

  test('the tolerance is that of the answer, not of the output', () => {
    expect(check(floats({ rel: 0.5 }), '1', '2').ok).toBe(true);
    expect(check(floats({ rel: 0.5 }), '2', '1').ok).toBe(false);
  });

  test('notations of one number agree', () => {
    for (const same of ['1', '1.0', '1.', '+1', '1e0', '10E-1', '0001']) {
      expect(check(floats({ abs: 0 }), same, '1').ok).toBe(true);
    }
    expect(check(floats({ abs: 0 }), '-0', '0.0').ok).toBe(true);
  });

  test.each(['nan', 'NaN', 'inf', '-Infinity', '0x1p0', '1e400', '1_000', '1,0', '', '--1', '1e', '.'])(
    '%j is no number, so it answers nothing but itself',
    (word) => {
      expect(check(floats({ abs: 1e9, rel: 1e9 }), word, '1').ok).toBe(false);
      expect(check(floats({ abs: 1e9, rel: 1e9 }), '1', word === '' ? '2 3' : word).ok).toBe(false);
    },
  );

  test('words that are no numbers are compared as they are', () => {
    expect(check(floats({ abs: 1 }), 'Case 1: 2.5', 'Case 1: 2.0').ok).toBe(true);
    expect(check(floats({ abs: 1 }), 'case 1: 2.5', 'Case 1: 2.0').ok).toBe(false);
  });
});

test('an output of 64 MiB is read in one pass', () => {
  const output = Buffer.alloc(64 * 1024 * 1024, '12 ');
  const answer = Buffer.from(output);
  answer[answer.length - 2] = 0x39;
  expect(checkOutput(tokens, output, answer).ok).toBe(false);
});

describe('ignoreCase', () => {
  const caseless: Checker[] = [
    { kind: 'lines', ignoreCase: true },
    { kind: 'tokens', ignoreCase: true },
    { kind: 'floats', abs: 0.5, ignoreCase: true },
    { kind: 'unordered', by: 'tokens', ignoreCase: true },
  ];

  test.each(caseless)(
    '%j takes small and capital letters of ASCII for the same, and no others',
    (checker) => {
      expect(check(checker, 'YES\nno', 'yes\nNO').ok).toBe(true);
      expect(check(checker, 'YES\nnope', 'yes\nNO').ok).toBe(false);
      // É and é in UTF-8 and in Latin-1, and the neighbours of the letters in ASCII.
      for (const [left, right] of [
        ['\xc3\x89', '\xc3\xa9'],
        ['\xc9', '\xe9'],
        ['@', '`'],
        ['[', '{'],
      ] as const) {
        expect(check(checker, left, right).ok).toBe(false);
      }
    },
  );

  test.each(caseless)('%j compares words of a megabyte to their end', (checker) => {
    const long = 'aB'.repeat(500_000);
    expect(check(checker, `${long.toUpperCase()} 1`, `${long} 1`).ok).toBe(true);
    expect(check(checker, `${long.toUpperCase()}x`, `${long}y`).ok).toBe(false);
  });

  test('still reads numbers as numbers', () => {
    expect(check({ kind: 'floats', abs: 0.5, ignoreCase: true }, 'X 1E1', 'x 1.02e1').ok).toBe(true);
  });
});

describe('exactSpace', () => {
  const spaced: Checker[] = [
    { kind: 'tokens', exactSpace: true },
    { kind: 'floats', abs: 0.5, exactSpace: true },
  ];

  test.each(spaced)('%j has white space be the same bytes everywhere', (checker) => {
    const answer = ' 1 2\r\n3\n';
    expect(check(checker, answer, answer).ok).toBe(true);
    const others = [
      '1 2\r\n3\n',
      ' 1  2\r\n3\n',
      ' 1\t2\r\n3\n',
      ' 1 2\n3\n',
      ' 1 2\r\n3',
      ' 1 2\r\n3\n\n',
      '',
    ];
    for (const output of others) {
      expect(check(checker, output, answer).ok).toBe(false);
      expect(check(checker, answer, output).ok).toBe(false);
    }
  });

  test('tells what stands where, by the token before and the line', () => {
    const message = (output: string, answer: string) =>
      check({ kind: 'tokens', exactSpace: true }, output, answer).message;
    expect(message('1\n2 3', '1\n2\n3')).toBe('white space after token 2, line 2: expected "\\n", got " "');
    expect(message('1  2', '1 2')).toBe('white space after token 1, line 1: expected none, got " "');
    expect(message('1', '1\n')).toBe(
      'white space after token 1, line 1: expected "\\n", got the end of the output',
    );
    expect(message('1 3', '1 2')).toBe('token 2, line 1: expected "2", got "3"');
  });

  test('still has numbers agree that are written differently', () => {
    const floats: Checker = { kind: 'floats', abs: 0.01, exactSpace: true };
    expect(check(floats, '1.001 2', '1.0 2').ok).toBe(true);
    expect(check(floats, '1.001  2', '1.0 2').ok).toBe(false);
    expect(check(floats, '1.001\n', '1.0').ok).toBe(false);
  });
});

describe('a byte order mark', () => {
  test('is part of the first word, for every comparison', () => {
    const bom = '\xef\xbb\xbf';
    const kinds: Checker[] = [exact, lines, tokens, floats({ abs: 1 }), { kind: 'unordered', by: 'lines' }];
    for (const checker of kinds) expect(check(checker, `${bom}1\n`, '1\n').ok).toBe(false);
  });
});
