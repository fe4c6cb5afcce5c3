import { expect, test } from 'vitest';
import { nearest } from '../../../src/domain/nearest.ts';

const words = ['port', 'host', 'queueLimit', 'dataDir'];

test.each([
  ['prot', 'port'],
  ['PORT', 'port'],
  ['queue_limit', 'queueLimit'],
  ['datadir', 'dataDir'],
])('%s was probably meant to be %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

test('a word that is near to nothing is left alone', () => {
  expect(nearest('colour', words)).toBeUndefined();
  expect(nearest('', words)).toBeUndefined();
});
