import { describe, expect, test } from 'vitest';
import { bestTag, isCurrent } from '../../../src/imaging/kept-images.ts';

describe('the tags of an image', () => {
  test('say whether it is the current build of its version', () => {
    expect(isCurrent(['serin/python:3.13'])).toBe(true);
    expect(isCurrent(['serin/python:3.13-1f2e3d4c5b6a'])).toBe(false);
    expect(isCurrent(['serin/python:3.13-1f2e3d4c5b6a', 'serin/python:3.13'])).toBe(true);
    expect(isCurrent([])).toBe(false);
  });

  test('give it the name that people know', () => {
    expect(bestTag(['serin/python:3.13-1f2e3d4c5b6a', 'serin/python:3.13'])).toBe('serin/python:3.13');
    expect(bestTag(['serin/python:3.13-1f2e3d4c5b6a'])).toBe('serin/python:3.13-1f2e3d4c5b6a');
    expect(bestTag([])).toBeUndefined();
  });
});
