import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOutput } from '../../support/check-output.ts';

const check = (output: string, answer: string) =>
  checkOutput({ kind: 'lines' }, Buffer.from(output), Buffer.from(answer));

/** What is meant, the slow way. */
const naiveLines = (text: string): string[] => {
  const trimmed = text.replace(/[ \t\n\v\f\r]+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n').map((line) => line.replace(/[ \t\v\f\r]+$/, ''));
};

/** Few letters and much white space, so that random texts often agree. */
const text = fc.stringMatching(/^[ab \n\t\r]{0,12}$/);

const rewritten = fc
  .tuple(
    fc.array(fc.constantFrom('', 'a', ' a', 'a b', 'b'), { maxLength: 8 }),
    fc.infiniteStream(fc.constantFrom('\n', ' \n', '\r\n', '\t \r\n')),
    fc.option(fc.nat(7)),
  )
  .map(([lines, ends, changed]) => {
    const write = (given: readonly string[]): string =>
      given.map((line) => line + String(ends.next().value)).join('');
    return [write(lines), write(lines.map((line, at) => (at === changed ? `${line}x` : line)))] as const;
  });

const pairs = fc.oneof(fc.tuple(text, text), rewritten);

describe('lines', () => {
  test('agrees exactly when the lines are the same without the white space at their ends', () => {
    fc.assert(
      fc.property(pairs, ([output, answer]) => {
        expect(check(output, answer).ok).toBe(
          naiveLines(output).join('\n') === naiveLines(answer).join('\n'),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('names the first line that differs', () => {
    fc.assert(
      fc.property(pairs, ([output, answer]) => {
        const outcome = check(output, answer);
        if (outcome.ok) return;
        const [got, expected] = [naiveLines(output), naiveLines(answer)];
        const first = expected.findIndex((line, at) => line !== got[at]);
        const number = (first === -1 ? expected.length : first) + 1;
        expect(outcome.message).toMatch(new RegExp(`^line ${number}: `));
      }),
      { numRuns: 1_000 },
    );
  });

  test('quotes both lines, or says which has ended', () => {
    expect(check('a\nb \nX', 'a\nb\nc').message).toBe('line 3: expected "c", got "X"');
    expect(check('a', 'a\nb').message).toBe('line 2: expected "b", got the end of the output');
    expect(check('a\n\nb', 'a').message).toBe('line 2: expected the end of the output, got ""');
    expect(check('a', 'a b').message).toBe('line 1: expected "a b", got "a"');
  });

  test('a carriage return alone does not end a line', () => {
    expect(check('1\r2', '1\n2').ok).toBe(false);
  });
});
