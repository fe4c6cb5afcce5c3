import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ItemCounts } from '../../../src/verdict/item-counts.ts';
import { checkOutput } from '../../support/check-output.ts';

const check = (by: 'lines' | 'tokens', output: string, answer: string, ignoreCase = false) =>
  checkOutput(
    { kind: 'unordered', by, ignoreCase },
    Buffer.from(output, 'latin1'),
    Buffer.from(answer, 'latin1'),
  );

const word = fc.oneof(
  fc.stringMatching(/^[ab]{1,3}$/),
  fc.constantFrom(...[15, 16, 17, 4_080, 4_096, 4_097, 9_000].map((length) => 'x'.repeat(length))),
);

describe('unordered', () => {
  test('takes the same words in any order, in any lines', () => {
    fc.assert(
      fc.property(
        fc
          .array(word, { maxLength: 20 })
          .chain((words) =>
            fc.tuple(
              fc.constant(words),
              fc.shuffledSubarray(words, { minLength: words.length }),
              fc.constantFrom(' ', '\n', '\r\n', ' \t '),
            ),
          ),
        ([words, shuffled, gap]) => {
          expect(check('tokens', shuffled.join(gap), words.join('\n')).ok).toBe(true);
          expect(check('lines', shuffled.join('\r\n'), words.join('\n')).ok).toBe(true);
        },
      ),
    );
  });

  test('refuses a word more, and a word less, and tells it', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.nat(), (words, at) => {
        const chosen = at % words.length;
        const fewer = words.filter((_, index) => index !== chosen);
        const start = (words[chosen] ?? '').slice(0, 32);
        for (const by of ['lines', 'tokens'] as const) {
          const missing = check(by, fewer.join('\n'), words.join('\n'));
          expect(missing.message).toMatch(new RegExp(`^"${start}"…? is (missing|there)`));
          const surplus = check(by, words.join('\n'), fewer.join('\n'));
          expect(surplus.message).toMatch(new RegExp(`: "${start}"…? is (not expected|expected)`));
        }
      }),
    );
  });

  test('tells where a surplus is in the output, and how often it is expected', () => {
    expect(check('tokens', '1 2\n2 3', '1 2 3').message).toBe(
      'token 3, line 2: "2" is expected once, got once more',
    );
    expect(check('lines', 'a\n\n b  c ', 'a\nb d').message).toBe('line 3: "b c" is not expected anywhere');
    expect(check('tokens', '1', '1 1 1').message).toBe('"1" is there once, expected 3 times');
    expect(check('tokens', '', '7').message).toBe('"7" is missing, expected once');
  });

  test('takes the tokens of a line in their order, and any white space between them for one space', () => {
    expect(check('lines', 'b \t a\r\n', 'b a').ok).toBe(true);
    expect(check('lines', 'a b', 'b a').ok).toBe(false);
    expect(check('lines', 'ab', 'a b').ok).toBe(false);
  });

  test('does not count blank lines', () => {
    expect(check('lines', '\n\nb\n \n\na', 'a\nb\n').ok).toBe(true);
    expect(check('lines', '\n \n', '').ok).toBe(true);
  });

  test('takes small and capital letters of ASCII for the same where case does not count', () => {
    expect(check('tokens', 'YES no', 'No yes', true).ok).toBe(true);
    expect(check('tokens', 'YES no', 'No yes').ok).toBe(false);
    expect(check('tokens', '\xc9', '\xe9', true).ok).toBe(false);
    expect(check('tokens', `A${'b'.repeat(20_000)}`, `a${'B'.repeat(20_000)}`, true).ok).toBe(true);
  });

  test('tells bytes apart that look like the names it gives', () => {
    const names = ['', '\0', '\0\0', 'a', 'a\0', 'a'.padEnd(15, '\0'), 'a'.padEnd(16, '\0'), '\x01', '\xff'];
    for (const left of names) {
      for (const right of names) expect(check('tokens', left, right).ok).toBe(left === right);
    }
  });
});

describe('ItemCounts', () => {
  const nameOf = (number: number): Uint32Array => new Uint32Array([number, 0, 0, 1]);

  test('counts as a Map does, through every growth', () => {
    const counts = new ItemCounts(7);
    for (let round = 0; round < 2; round += 1) {
      for (let item = 0; item < 20_000; item += 1) if (item % (round + 1) === 0) counts.expect(nameOf(item));
    }
    expect(counts.leftInAll).toBe(30_000);
    expect(counts.countsOf(nameOf(10))).toEqual({ total: 2, left: 2 });
    expect([1, 2, 3].map(() => counts.take(nameOf(10)))).toEqual([true, true, false]);
    expect(counts.countsOf(nameOf(10))).toEqual({ total: 2, left: 0 });
    expect(counts.take(nameOf(20_000))).toBe(false);
    expect(counts.leftInAll).toBe(29_998);
  });

  test('refuses more different items than it may hold, and says what to do', () => {
    const counts = new ItemCounts(7, 2);
    for (const item of [1, 2, 1, 2]) counts.expect(nameOf(item));
    expect(() => counts.expect(nameOf(3))).toThrow('use a checker program');
  });
});
