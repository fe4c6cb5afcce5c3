import { expect, test } from 'vitest';
import { keptBytesOf, shortened } from '../../../src/judging/kept-bounds.ts';

const mebibyte = 1024 * 1024;

test('as many tests as a submission may carry itself keep all that was asked for', () => {
  expect(keptBytesOf(65_536, 1_000).outputBytes).toBe(65_536);
  expect(keptBytesOf(65_536, 1_000).messageBytes).toBe(4_096);
});

test('100 000 tests keep no more together than a result may hold', () => {
  const { outputBytes, messageBytes } = keptBytesOf(65_536, 100_000);
  expect(outputBytes * 100_000).toBeLessThanOrEqual(64 * mebibyte);
  expect(messageBytes * 100_000).toBeLessThanOrEqual(16 * mebibyte);
  expect(messageBytes).toBeGreaterThanOrEqual(160);
});

test('a message that is too long is cut at a character and says so', () => {
  expect(shortened('short', 10)).toBe('short');
  expect(shortened('0123456789', 4)).toBe('0123…');
  expect(shortened('ääää', 3)).toBe('ä…');
});
