import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { compareDebianVersions } from '../../../src/fingerprint/debian-version.ts';

/** As `dpkg --compare-versions` orders them; a component test holds the order against dpkg itself. */
const ascending: readonly (readonly [string, string, string])[] = [
  ['upstream versions, as numbers', '1.9', '1.10'],
  ['an epoch comes before everything', '2:9.9-9', '10:0.1'],
  ['without an epoch it is 0', '9.9', '1:0'],
  ['revisions, where upstream is the same', '1.0-1', '1.0-2'],
  ['a binary rebuild', '5.2.37-2', '5.2.37-2+b10'],
  ['rebuilds, as numbers', '5.2.37-2+b9', '5.2.37-2+b10'],
  ['a tilde is before the end', '1.0~rc1-1', '1.0-1'],
  ['a tilde is before another part', '1.0~~', '1.0~~a'],
  ['two tildes are before one', '1.0~~', '1.0~'],
  ['an update of the security archive', '3.5.1-1', '3.5.1-1+deb13u1'],
  ['a backport is before its original', '1.2-1~bpo13+1', '1.2-1'],
  ['letters are before other characters', '1.0a', '1.0+'],
  ['the end is before letters', '1.0', '1.0a'],
  ['upper case is before lower case', '1.0Z', '1.0a'],
  ['the last dash begins the revision', '1-2-1', '1-2-2'],
  ['digits beyond the range of numbers', '20250101120000123456789', '20250101120000123456790'],
  ['no revision is before a revision', '1.0', '1.0-1'],
];

describe('compareDebianVersions', () => {
  test.each(ascending)('%s: %s is before %s', (_, earlier, later) => {
    expect(compareDebianVersions(earlier, later)).toBeLessThan(0);
    expect(compareDebianVersions(later, earlier)).toBeGreaterThan(0);
  });

  test.each([
    ['1.0', '0:1.0'],
    ['1.0', '1.0-0'],
    ['1.01', '1.1'],
    ['1.', '1.0'],
  ])('%s and %s are the same', (a, b) => {
    expect(compareDebianVersions(a, b)).toBe(0);
    expect(compareDebianVersions(b, a)).toBe(0);
  });

  const version = fc.stringMatching(/^(\d:)?\d[a-c0-2.+~]{0,6}(-[a-c0-2.+~]{1,4})?$/);

  test('is an order: it turns round with its sides, and what comes between stays between', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareDebianVersions(a, b)) + Math.sign(compareDebianVersions(b, a))).toBe(0);
        const [first, middle, last] = [a, b, c].sort(compareDebianVersions) as [string, string, string];
        expect(compareDebianVersions(first, middle)).toBeLessThanOrEqual(0);
        expect(compareDebianVersions(middle, last)).toBeLessThanOrEqual(0);
        expect(compareDebianVersions(first, last)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
