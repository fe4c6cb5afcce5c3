import { expect, test } from 'vitest';
import { keysOf } from '../../../src/store/keys.ts';

test('every key carries the hash tag of its prefix, so that all lie in one slot', () => {
  const { prefix, ...keys } = keysOf('serin:');
  expect(prefix).toBe('{serin}:');
  for (const key of Object.values(keys)) {
    expect(typeof key === 'string' ? key : key('x', 'y')).toMatch(/^\{serin\}:[a-z]/);
  }
});

test('two prefixes share no key', () => {
  expect(keysOf('a:').record('1')).not.toBe(keysOf('b:').record('1'));
});

test.each(['', '{x}:', 'a b:', 'x'.repeat(65)])('%j is not a prefix', (prefix) => {
  expect(() => keysOf(prefix)).toThrow(RangeError);
});
