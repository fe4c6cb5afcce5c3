import { describe, expect, test } from 'vitest';
import { poolState } from '../../../src/judging/pool-gate.ts';

const facts = {
  track: 'stable',
  needed: ['a@1', 'b@2'],
  served: new Set(['a@1', 'b@2', 'c@3']),
  stopping: false,
};

describe('poolState', () => {
  test('a worker that serves everything bound takes work', () => {
    expect(poolState(facts)).toEqual({ state: 'ready' });
  });

  test('one missing image keeps it out, by name and with the remedy', () => {
    const state = poolState({ ...facts, served: new Set(['a@1']) });
    expect(state).toMatchObject({ state: 'paused', reason: expect.stringContaining('b@2') as string });
  });

  test('where more is known than that an image is missing, that is said', () => {
    const state = poolState({ ...facts, served: new Set(), refused: new Map([['a@1', 'a is another']]) });
    expect(state).toEqual({
      state: 'paused',
      reason: 'a is another; no image here for b@2: run "serin images build" or load the image on this host',
    });
  });

  test('an engine that is gone comes before what is missing', () => {
    const state = poolState({
      ...facts,
      served: new Set(),
      engineFault: 'the Docker engine does not answer',
    });
    expect(state).toEqual({ state: 'paused', reason: 'the Docker engine does not answer' });
  });

  test('a stopping worker drains whatever else is true', () => {
    expect(poolState({ ...facts, stopping: true }).state).toBe('draining');
  });

  test('an empty track has nothing to do, and nothing to mend', () => {
    expect(poolState({ ...facts, needed: [] })).toMatchObject({ state: 'paused', idle: true });
  });
});
