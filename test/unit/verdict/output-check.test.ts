import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Checker } from '../../../src/domain/checker.ts';
import type { CheckOutcome } from '../../../src/verdict/difference.ts';
import { openCheck } from '../../../src/verdict/output-check.ts';
import { bufferedCheck } from '../../support/buffered-check.ts';

const checkers: Checker[] = [
  { kind: 'exact' },
  { kind: 'lines' },
  { kind: 'tokens' },
  { kind: 'floats', abs: 0.25 },
  { kind: 'floats', rel: 0.5 },
  { kind: 'lines', ignoreCase: true },
  { kind: 'tokens', ignoreCase: true },
  { kind: 'tokens', exactSpace: true },
  { kind: 'tokens', ignoreCase: true, exactSpace: true },
  { kind: 'floats', abs: 0.25, ignoreCase: true },
  { kind: 'floats', abs: 0.25, exactSpace: true },
  { kind: 'unordered', by: 'lines' },
  { kind: 'unordered', by: 'tokens' },
  { kind: 'unordered', by: 'tokens', ignoreCase: true },
];

/** Where case does not count, messages are compared in small letters: which of the two sides a letter is quoted from is left open. */
const told = (checker: Checker, { ok, message }: CheckOutcome): CheckOutcome => {
  if (message === undefined) return { ok };
  const isFolded = checker.kind !== 'exact' && checker.ignoreCase === true;
  return { ok, message: isFolded ? message.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : message };
};

/** Cuts at some of the places; empty pieces come too. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
};

/** Gives every piece in one and the same buffer, as a reader of files may. */
const reusing = (pieces: readonly Buffer[]): Iterable<Buffer> => ({
  *[Symbol.iterator]() {
    const buffer = Buffer.alloc(Math.max(1, ...pieces.map((piece) => piece.length)));
    for (const piece of pieces) {
      buffer.fill(0x78);
      piece.copy(buffer);
      yield buffer.subarray(0, piece.length);
    }
  },
});

const streamed = (checker: Checker, output: Iterable<Buffer>, answer: Iterable<Buffer>): CheckOutcome => {
  const check = openCheck(checker, answer);
  for (const piece of output) {
    const copy = Buffer.from(piece);
    check.push(copy);
    copy.fill(0x79);
  }
  return check.end();
};

const places = fc.array(fc.nat(5_000), { maxLength: 12 });

/** Few bytes, so that random texts often agree for a while; long runs, so that what is quoted is cut. */
const fragment = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'A',
    'É',
    '\x00',
    '\xef\xbb\xbf',
    '1',
    '2',
    '1.5',
    '1.25',
    '-0.0',
    ' ',
    '\n',
    '\r\n',
    '\t',
    'é',
    '\xff',
    '\n\n',
  ),
  fc.constantFrom(...[31, 33, 63, 65, 130, 1_023, 1_024, 1_025, 1_100].map((length) => '7'.repeat(length))),
  fc.constantFrom(...[40, 64, 129, 300].flatMap((length) => [' '.repeat(length), 'x'.repeat(length)])),
);
const fragments = fc.array(fragment, { maxLength: 14 });

/** Two texts of which the second is the first with a few fragments taken out, put in or put in the place of others. */
const pairs = fc
  .tuple(
    fragments,
    fc.array(fc.tuple(fc.nat(20), fc.nat(2), fc.option(fragment, { nil: undefined })), { maxLength: 3 }),
  )
  .map(([first, changes]) => {
    const second = [...first];
    for (const [place, removed, added] of changes) {
      second.splice(place % (second.length + 1), removed, ...(added === undefined ? [] : [added]));
    }
    const latin1 = (list: readonly string[]): Buffer =>
      Buffer.concat(list.map((text) => Buffer.from(text, 'éÉ'.includes(text) ? 'utf8' : 'latin1')));
    return [latin1(first), latin1(second)] as const;
  });

describe('openCheck', () => {
  test.each(checkers)(
    '%j comes to what the same texts come to as a whole, however they are cut',
    (checker) => {
      fc.assert(
        fc.property(pairs, places, places, ([output, answer], outputPlaces, answerPlaces) => {
          const pieces = reusing(cut(answer, answerPlaces));
          expect(told(checker, streamed(checker, cut(output, outputPlaces), pieces))).toEqual(
            told(checker, bufferedCheck(checker, output, answer)),
          );
        }),
        { numRuns: 4_000 },
      );
    },
  );

  test.each(checkers)('%j comes to the same byte by byte', (checker) => {
    fc.assert(
      fc.property(pairs, ([output, answer]) => {
        const bytes = (text: Buffer): Buffer[] => Array.from(text, (byte) => Buffer.from([byte]));
        expect(told(checker, streamed(checker, bytes(output), reusing(bytes(answer))))).toEqual(
          told(checker, bufferedCheck(checker, output, answer)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test.each(checkers)('%j takes random bytes for what they are', (checker) => {
    const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
    const blank = fc.stringMatching(/^[abA\n\r ]{0,12}$/).map((text) => Buffer.from(text, 'latin1'));
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(bytes, bytes), fc.tuple(blank, blank)),
        places,
        ([output, answer], at) => {
          expect(told(checker, streamed(checker, cut(output, at), [answer]))).toEqual(
            told(checker, bufferedCheck(checker, output, answer)),
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test.each(checkers)('%j takes an answer that is a buffer', (checker) => {
    const check = openCheck(checker, Buffer.from('1 2\n'));
    check.push(Buffer.from('1 '));
    check.push(Buffer.from('2\n'));
    expect(check.end()).toEqual({ ok: true });
  });

  test.each(checkers)('%j throws what an answer that cannot be read throws', (checker) => {
    const broken: Iterable<Buffer> = {
      *[Symbol.iterator]() {
        yield Buffer.from('1 2 3 ');
        throw new Error('the disk is gone');
      },
    };
    expect(() => {
      const check = openCheck(checker, broken);
      check.push(Buffer.from('1 2 '));
      check.push(Buffer.from('3 4 5'));
      check.end();
    }).toThrow('the disk is gone');
  });

  test('reads a number whole where a piece of the answer ends in the middle of it', () => {
    const check = (output: string) =>
      streamed({ kind: 'floats', rel: 1 }, [Buffer.from(output)], [Buffer.from('0.000'), Buffer.from('1 ')])
        .ok;
    expect([check('0.0002 '), check('0.0009 ')]).toEqual([true, false]);
  });

  test('reads a number whole where a piece of the output ends in the middle of it', () => {
    const check = (answer: string) =>
      streamed(
        { kind: 'floats', abs: 10 },
        ['1e', '5 '].map((text) => Buffer.from(text)),
        [Buffer.from(answer)],
      ).ok;
    expect([check('100001 '), check('1e9 ')]).toEqual([true, false]);
  });

  test('asks the answer for nothing more once a difference is known, and looks at no output', () => {
    let asked = 0;
    const answer: Iterable<Buffer> = {
      *[Symbol.iterator]() {
        for (let piece = 0; piece < 100; piece += 1) {
          asked += 1;
          yield Buffer.from('1 2 3\n');
        }
      },
    };
    for (const checker of checkers) {
      const check = openCheck(checker, answer);
      check.push(Buffer.from('1 9 3\n1 2 3\n'));
      check.push(Buffer.from('1 2 3\n'));
      const before = asked;
      for (let piece = 0; piece < 100; piece += 1) check.push(Buffer.from('1 2 3\n'));
      expect(asked).toBe(before);
      expect(check.end().ok).toBe(false);
    }
  });
});
