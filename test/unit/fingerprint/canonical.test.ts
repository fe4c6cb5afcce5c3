import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalDigest,
  canonicalJson,
  sha256Hex,
  shortDigest,
} from '../../../src/fingerprint/canonical.ts';
import { withKeysReversed } from './arbitraries.ts';

const json = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => !/\p{Surrogate}/u.test(JSON.stringify(value)));

describe('canonical JSON', () => {
  test('the order of keys never matters', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('says the same as the value it was made from', () => {
    fc.assert(
      fc.property(json, (value) => {
        // Through JSON once, because it knows no −0.
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is written as RFC 8785 shows it', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts keys by UTF-16 code units', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ud83d\ude00': 3, '1': 4, ö: 5 })).toBe(
      '{"\\r":2,"1":4,"ö":5,"€":1,"😀":3}',
    );
  });

  test('leaves out properties that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test.each([
    ['a Map', { x: new Map([['a', 1]]) }, '$.x'],
    ['a Buffer', { x: Buffer.from('a') }, '$.x'],
    ['a Date', [new Date(0)], '$[0]'],
    ['a function', { x: () => 1 }, '$.x'],
    ['a bigint', { x: 1n }, '$.x'],
    ['NaN', { x: [Number.NaN] }, '$.x[0]'],
    ['Infinity', Number.POSITIVE_INFINITY, '$'],
    ['undefined', undefined, '$'],
    ['an item that is undefined', [undefined], '$[0]'],
    ['a hole in a list', new Array<number>(1), '$[0]'],
    ['half a surrogate pair', { x: '\ud800' }, '$.x'],
    ['a key with half a surrogate pair', { '\udc00': 1 }, 'a key of $'],
  ])('refuses %s and names its place', (_, value, place) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson(value)).toThrow(place);
  });
});

describe('digests', () => {
  test('are SHA-256 of the canonical bytes', () => {
    expect(canonicalDigest({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(canonicalDigest({ b: 1, a: 'ö' })).toBe(sha256Hex('{"a":"ö","b":1}'));
  });

  test('are shown by their first twelve digits', () => {
    expect(shortDigest(sha256Hex(''))).toBe('e3b0c44298fc');
  });
});
