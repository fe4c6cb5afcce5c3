import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { findJsonFault } from '../../../src/http/json-fault.ts';
import { parseJsonBody } from '../../../src/http/json-body.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the place where JSON breaks', () => {
  test.each<[string, number]>([
    ['', 0],
    ['hello', 0],
    ['{"a":}', 5],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a":1,}', 7],
    ['{"a":1]', 6],
    ['{"a":1}x', 7],
    ['[tru]', 1],
    ['"ab', 0],
    ['"a\u0001"', 2],
    ['"a\\x"', 2],
    ['01', 1],
    ['-', 0],
    ['1.', 1],
    ['[', 1],
    ['\uFEFF{}', 0],
  ])('%j breaks at %i', (text, position) => {
    expect(findJsonFault(text)?.position).toBe(position);
  });

  test('a fault is found exactly where JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '.5',
      'e3',
      'null',
      't',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('JSON of any kind has no fault, and loses one when a character goes', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small' }), fc.nat(), (text, at) => {
        expect(findJsonFault(text)).toBeUndefined();
        const damaged = text.slice(0, at % text.length) + text.slice((at % text.length) + 1);
        expect(findJsonFault(damaged) === undefined).toBe(isJson(damaged));
      }),
    );
  });

  test('nesting without end is a fault, not an overflow', () => {
    expect(findJsonFault('['.repeat(1_000_000))).toEqual({
      position: 512,
      message: 'values are nested deeper than 512 levels',
    });
  });

  test('a broken byte is told from a replacement character that was sent', () => {
    const body = Buffer.concat([Buffer.from('"\uFFFDé'), Buffer.from([0xc3]), Buffer.from('"')]);
    expect(() => parseJsonBody(body)).toThrow('byte 6 is wrong');
    expect(parseJsonBody(Buffer.from('"\uFFFD"'))).toBe('\uFFFD');
  });
});
