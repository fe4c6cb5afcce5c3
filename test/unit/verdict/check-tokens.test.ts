import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokensCheck } from '../../../src/verdict/tokens-check.ts';
import { checkOutput } from '../../support/check-output.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const check = (output: string, answer: string) =>
  checkOutput({ kind: 'tokens' }, latin1(output), latin1(answer));

/** What is meant, the slow way. */
const naiveTokens = (text: string): string[] => text.split(/[ \t\n\v\f\r]+/).filter((token) => token !== '');

/** Few letters and much white space, so that random texts often agree. */
const text = fc.stringMatching(/^[ab1 \n\t\r]{0,12}$/);

/** The same tokens with other white space, and now and then another token. */
const rewritten = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'ab', '1', '12', '\xff'), { maxLength: 12 }),
    fc.infiniteStream(fc.stringMatching(/^[ \n\t\r\v\f]{1,3}$/)),
    fc.option(fc.nat(11)),
  )
  .map(([tokens, spaces, changed]) => {
    const write = (words: readonly string[]): string =>
      words.map((word) => word + String(spaces.next().value)).join('');
    const other = tokens.map((word, at) => (at === changed ? `${word}x` : word));
    return [write(tokens), write(other).trimEnd()] as const;
  });

describe('tokens', () => {
  test('agrees exactly when the tokens are the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(text, text), rewritten), ([output, answer]) => {
        const same = naiveTokens(output).join(' ') === naiveTokens(answer).join(' ');
        expect(check(output, answer).ok).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test('names the first token that differs, counted from 1', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(text, text), rewritten), ([output, answer]) => {
        const outcome = check(output, answer);
        if (outcome.ok) return;
        const [got, expected] = [naiveTokens(output), naiveTokens(answer)];
        const first = expected.findIndex((token, at) => token !== got[at]);
        expect(outcome.message).toContain(`token ${(first === -1 ? expected.length : first) + 1},`);
      }),
    );
  });

  test('gives pairs that differ, whole, to whoever may agree on them, and goes on behind them', () => {
    const seen: string[] = [];
    const check = new TokensCheck(latin1('1 2.5 3.0 5'), (got, expected) => {
      const [left, right] = [got, expected].map(({ bytes, start, end }) =>
        bytes.toString('latin1', start, end),
      );
      seen.push(`${left ?? ''}~${right ?? ''}`);
      return Number(left) === Number(right);
    });
    for (const piece of ['1 2.', '50\n3', ' 4']) check.push(latin1(piece));
    const outcome = check.end();
    expect(seen).toEqual(['2.50~2.5', '3~3.0', '4~5']);
    expect(outcome.message).toBe('token 4, line 2: expected "5", got "4"');
  });

  test('does not split at white space outside ASCII', () => {
    const [noBreak, ideographic] = ['1\u00a02', '1\u30002'].map((output) => Buffer.from(output, 'utf8'));
    for (const output of [noBreak, ideographic]) {
      expect(checkOutput({ kind: 'tokens' }, output ?? Buffer.alloc(0), latin1('1 2')).ok).toBe(false);
    }
  });

  test('points at the line of the output, or of the answer where the output has ended', () => {
    expect(check('1 2\n 4', '1 2 3').message).toBe('token 3, line 2: expected "3", got "4"');
    expect(check('1', '1\n2').message).toBe('token 2, line 2: expected "2", got the end of the output');
    expect(check('1\n\n9', '1').message).toBe('token 2, line 3: expected the end of the output, got "9"');
    expect(check('12', '123').message).toBe('token 1, line 1: expected "123", got "12"');
    expect(check('12 4', '123 4').message).toBe('token 1, line 1: expected "123", got "12"');
  });
});
