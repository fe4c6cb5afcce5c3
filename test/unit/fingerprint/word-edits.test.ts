import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { wordEdits } from '../../../src/fingerprint/word-edits.ts';

const told = (from: string, to: string): string =>
  wordEdits(from.split(' ').filter(Boolean), to.split(' ').filter(Boolean))
    .map(({ kind, word }) => `${kind === 'kept' ? '' : kind === 'added' ? '+' : '-'}${word}`)
    .join(' ');

describe('wordEdits', () => {
  test.each([
    ['a b c', 'a b c', 'a b c'],
    ['g++-14 -O2 x', 'g++-16 -O2 x', '-g++-14 +g++-16 -O2 x'],
    ['gcc x', 'gcc -O2 x', 'gcc +-O2 x'],
    ['gcc -s x', 'gcc x', 'gcc --s x'],
    ['', 'a b', '+a +b'],
    ['a b', '', '-a -b'],
    ['a b a', 'a a', 'a -b a'],
  ])('%j to %j is %j', (from, to, edits) => {
    expect(told(from, to)).toBe(edits);
  });

  test('what is kept and removed is the former list, what is kept and added the latter', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(words, words, (from, to) => {
        const edits = wordEdits(from, to);
        const without = (kind: string) => edits.filter((edit) => edit.kind !== kind).map(({ word }) => word);
        expect(without('added')).toEqual(from);
        expect(without('removed')).toEqual(to);
      }),
    );
  });
});
