import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveLinks } from '../../../src/problems/archive/links.ts';
import {
  compareDecimals,
  decimalOf,
  decimalPattern,
  shareOf,
  sumOf,
  timesWhole,
} from '../../../src/problems/decimal.ts';
import { alternatives, fixedFolder, starsOf, withStars } from '../../../src/problems/glob.ts';
import { Languages } from '../../../src/problems/languages.ts';
import { naturalOrder } from '../../../src/problems/natural-order.ts';
import { linkedPath, readPath } from '../../../src/problems/package-path.ts';
import { languages } from './packages.ts';

const part = fc.oneof(
  fc.constantFrom('..', '.', '', 'a', 'b', 'tests', '...', ' ', 'C:', '~'),
  fc.string({ maxLength: 5 }),
);
const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/'));

const isWithin = (each: string): boolean =>
  !each.startsWith('/') &&
  each.split('/').every((name) => name !== '..' && name !== '.' && (each === '' || name !== ''));

test('no entry is given a path that leads out of the package', () => {
  fc.assert(
    fc.property(path, (name) => {
      const found = readPath(name);
      if ('path' in found) expect(isWithin(found.path)).toBe(true);
      else expect(found.fault).not.toBe('');
    }),
    { numRuns: 2_000 },
  );
});

test('no link is followed out of the package, or without end', () => {
  fc.assert(
    fc.property(
      path,
      fc.dictionary(fc.constantFrom('a', 'b', 'a/b', 'tests', 'tests/a'), path),
      (from, targets) => {
        const led = linkedPath('a/b', from);
        if (led !== undefined) expect(isWithin(led)).toBe(true);
        for (const link of Object.keys(targets)) {
          const resolved = resolveLinks(link, new Map(Object.entries(targets)));
          if ('path' in resolved) expect(isWithin(resolved.path)).toBe(true);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test('patterns match as in a shell, and tell what their stars stand for', () => {
  expect(starsOf('tests/*.in', 'tests/a.b.in')).toEqual(['a.b']);
  expect(starsOf('tests/*.in', 'tests/a/b.in')).toBeUndefined();
  expect(starsOf('**/*.in', 'a/b/c.in')).toEqual(['a/b', 'c']);
  expect(starsOf('**/*.in', 'c.in')).toEqual(['', 'c']);
  expect(starsOf('a/**/b/?.in', 'a/x/b/y/b/1.in')).toEqual(['x/b/y']);
  expect(starsOf('a/**', 'a/b/c')).toEqual(['b/c']);
  expect(starsOf('*-*.in', 'x-y-z.in')).toEqual(['x', 'y-z']);
  expect(starsOf('?.in', '.in')).toBeUndefined();
  expect(alternatives('a.{in,out}{1,2}')).toEqual(['a.in1', 'a.in2', 'a.out1', 'a.out2']);
  expect(alternatives('{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}')).toBeUndefined();
  expect(fixedFolder('a/b/*/c.in')).toBe('a/b');
  expect(withStars('out/**/*.out', ['', 'x'])).toBe('out/x.out');
});

test('a pattern with its stars filled in is the path that it matched', () => {
  const name = fc.stringMatching(/^[ab.]{1,6}$/);
  const pattern = fc
    .array(fc.constantFrom('*', '**', 'a', '*a', 'b*', '*.*'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(pattern, fc.array(name, { minLength: 1, maxLength: 5 }), (each, names) => {
      const stars = starsOf(each, names.join('/'));
      if (stars !== undefined) expect(withStars(each, stars)).toBe(names.join('/'));
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern made to take for ever does not', () => {
  const startedMs = performance.now();
  expect(starsOf(`${'*a'.repeat(60)}b`, 'a'.repeat(250))).toBeUndefined();
  expect(starsOf(`${'**/a/'.repeat(12)}b`, 'a/'.repeat(200))).toBeUndefined();
  expect(performance.now() - startedMs).toBeLessThan(500);
});

test('decimals are exact', () => {
  expect(decimalOf(0.1)).toBe('0.1');
  expect(decimalOf(1e-7)).toBe('0.0000001');
  expect(decimalOf('37.50')).toBe('37.5');
  expect(decimalOf('-0')).toBe('0');
  for (const bad of [NaN, Infinity, 1e21, '1e3', '0x1', '1.', '.5', '', '01'])
    expect(decimalOf(bad)).toBeUndefined();
  expect(sumOf(['0.1', '0.2'])).toBe('0.3');
  expect(timesWhole('33.333333333333333333', 3)).toBe('99.999999999999999999');
  expect(shareOf('100', 3)).toBe('33.333333333333333333');
  expect(compareDecimals('10', '9.999')).toBe(1);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
      const decimal = decimalOf(value);
      if (decimal === undefined) return;
      expect(decimal).toMatch(decimalPattern);
      expect(Number(decimal)).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('numbers in names count as numbers, and different names are never equal', () => {
  expect(['10', '9', '1a', '1', '01', 'b2', 'b10'].sort(naturalOrder)).toEqual([
    '01',
    '1',
    '1a',
    '9',
    '10',
    'b2',
    'b10',
  ]);
  fc.assert(
    fc.property(fc.stringMatching(/^[a01]{0,5}$/), fc.stringMatching(/^[a01]{0,5}$/), (a, b) => {
      expect(naturalOrder(a, b) === 0).toBe(a === b);
      expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
    }),
  );
});

test('languages are told by names of every format and by extensions', () => {
  const told = new Languages(languages);
  for (const [name, id] of [
    ['C++', 'cpp'],
    ['CPP17', 'cpp17'],
    ['c++20', 'cpp'],
    ['python3', 'python'],
    ['PY3', 'python'],
    ['PYPY3', 'pypy'],
    ['C11', 'c'],
    ['Java 21', 'java'],
    ['objectivec', 'objective-c'],
    ['python2', undefined],
    ['cobol', undefined],
  ] as const) {
    expect([name, told.named(name)]).toEqual([name, id]);
  }
  expect(told.ofFile('a.py')).toBe('python');
  expect(told.ofFile('a.C')).toBe('cpp');
  expect(told.ofFile('a.m')).toBe('objective-c');
  expect(told.ofFile('Makefile')).toBeUndefined();
  expect(told.ofFiles(['a.c', 'b.cpp', 'b.h', 'data.txt'])).toBe('cpp');
  expect(told.ofFiles(['a.c', 'b.py'])).toBeUndefined();
});
