import { expect, test } from 'vitest';
import { ContestPins } from '../../../src/intake/contest-pins.ts';

const pin = { track: 'stable', runtime: 'cpp-14', fingerprint: 'cpp-14@1', revision: 1 };
const at = (contest: string) => ({ tenant: 't', contest, language: 'cpp' });

test('the pin that was not asked for the longest goes first', () => {
  const pins = new ContestPins(2);
  pins.keep(at('a'), pin, 10);
  pins.keep(at('b'), pin, 10);
  expect(pins.find(at('a'), 0)).toEqual(pin);
  pins.keep(at('c'), pin, 10);
  expect(['a', 'b', 'c'].map((name) => pins.find(at(name), 0) !== undefined)).toEqual([true, false, true]);
});

test('a contest that is over keeps nothing', () => {
  const pins = new ContestPins();
  pins.keep(at('a'), pin, 10);
  expect(pins.find(at('a'), 10)).toBeUndefined();
  pins.keep(at('b'), pin, 10);
  pins.keep(at('b'), pin, 0);
  expect(pins.find(at('b'), 0)).toBeUndefined();
});

test('names that run into each other are different contests', () => {
  const pins = new ContestPins();
  pins.keep({ tenant: 'a', contest: 'b","c', language: 'd' }, pin, 10);
  expect(pins.find({ tenant: 'a', contest: 'b', language: 'c","d' }, 0)).toBeUndefined();
});
