import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonFoldedRun, commonRun } from '../../../src/verdict/common-run.ts';

const size = 200_000;
const left = Buffer.alloc(size, 'the same, over and over');

describe('commonRun', () => {
  test('ends at the first difference, wherever it lies between the byte loop and the chunks', () => {
    const places = fc.oneof(
      fc.constantFrom(0, 1, 255, 256, 257, 65_535, 65_536, 65_791, 65_792, 65_793, 131_328, size - 1),
      fc.nat(size - 1),
    );
    fc.assert(
      fc.property(places, fc.nat(300), (place, shift) => {
        const right = Buffer.concat([Buffer.alloc(shift, '#'), left]);
        right[shift + place] = '#'.charCodeAt(0);
        const run = commonRun(
          { bytes: left, start: 0, end: size },
          { bytes: right, start: shift, end: right.length },
        );
        expect(run).toBe(place);
      }),
    );
  });

  test('is as long as the shorter of two ranges that are the same', () => {
    for (const length of [0, 1, 256, 65_792, size]) {
      const range = (end: number) => ({ bytes: left, start: 0, end });
      expect(commonRun(range(length), range(size))).toBe(length);
      expect(commonRun(range(size), range(length))).toBe(length);
    }
  });
});

describe('commonFoldedRun', () => {
  test('ends at the first difference that is not one of case', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.array(fc.nat(3_000), { maxLength: 8 }), (place, capitals) => {
        const lower = Buffer.alloc(3_001, 'the same, over and over');
        const mixed = Buffer.from(lower);
        for (const at of capitals)
          mixed.write(mixed.toString('latin1', at, at + 400).toUpperCase(), at, 'latin1');
        mixed[place] = '#'.charCodeAt(0);
        const range = (bytes: Buffer) => ({ bytes, start: 0, end: bytes.length });
        expect(commonFoldedRun(range(mixed), range(lower))).toBe(place);
        expect(commonFoldedRun(range(lower), range(lower))).toBe(lower.length);
      }),
    );
  });
});
