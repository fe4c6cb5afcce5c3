import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { ProblemDefinition } from '../../../src/domain/problem.ts';
import { Prefetcher } from '../../../src/judging/prefetch.ts';
import type { PrefetchPorts } from '../../../src/judging/prefetch.ts';
import { digestOf } from '../../support/blobs-contract.ts';

const data = (text: string) => ({ digest: digestOf(text), bytes: text.length });

/** A problem of one test for each input, a checker and a submission of the package's author. */
const problemOf = (...inputs: string[]): ProblemDefinition => ({
  version: 1,
  title: 'A problem',
  limits: {},
  mode: { kind: 'standard' },
  judge: {
    kind: 'program',
    protocol: 'testlib',
    program: { language: 'cpp', files: [{ path: 'check.cpp', data: data('checker') }], limits: {} },
  },
  scoring: 'pass-fail',
  groups: [],
  tests: inputs.map((input, at) => ({ name: `${at}`, group: 'secret', input: data(input) })),
  provided: [{ files: [{ path: 'grader.h', data: data('grader') }] }],
  submissions: [{ name: 'accepted/a.cpp', files: [{ path: 'a.cpp', data: data('solution') }], expected: [] }],
  format: 'serin',
});

const world = (problems: Record<string, ProblemDefinition>, given: Partial<PrefetchPorts> = {}) => {
  const words = ['checker', 'grader', 'solution', 'one', 'two', 'three', 'four'];
  const wordOf = new Map(words.map((word) => [digestOf(word), word]));
  const state = { waiting: [] as (string | undefined)[], fetched: [] as string[], nowMs: 0 };
  const ports: PrefetchPorts = {
    waiting: () =>
      Promise.resolve(state.waiting.map((problem) => (problem === undefined ? {} : { problem }))),
    definition: (digest) => {
      const found = problems[digest];
      return found === undefined
        ? Promise.reject(new SerinError('BLOB_NOT_FOUND', 'gone'))
        : Promise.resolve(found);
    },
    fetchAhead: (digest) => {
      state.fetched.push(wordOf.get(digest) ?? digest);
      return Promise.resolve();
    },
    busy: () => false,
    pause: () => Promise.resolve(),
    log: silentLogger,
    monotonic: () => state.nowMs,
    ...given,
  };
  const prefetcher = new Prefetcher(ports, { mostBytes: 100, readyForMs: 60_000 });
  return { state, turn: (signal = new AbortController().signal) => prefetcher.turn(signal) };
};

describe('what is fetched', () => {
  test('is what a waiting submission is judged by: programs first, then the tests in their order', async () => {
    const { state, turn } = world({ p: problemOf('one', 'two') });
    state.waiting = [undefined, 'p', 'p'];
    await turn();
    expect(state.fetched).toEqual(['checker', 'grader', 'one', 'two']);
  });

  test('is not asked for again a moment later', async () => {
    const { state, turn } = world({ p: problemOf('one') });
    state.waiting = ['p'];
    await turn();
    await turn();
    expect(state.fetched).toEqual(['checker', 'grader', 'one']);
  });

  test('follows the queue: what became urgent meanwhile comes before what waited first', async () => {
    const problems = { p: problemOf('one'), q: problemOf('two'), urgent: problemOf('three') };
    const { state, turn } = world(problems, {
      fetchAhead: (digest) => {
        const word = ['one', 'two', 'three'].find((each) => digestOf(each) === digest);
        if (word !== undefined) state.fetched.push(word);
        if (word === 'one') state.waiting = ['urgent', 'q'];
        return Promise.resolve();
      },
    });
    state.waiting = ['p', 'q'];
    await turn();
    expect(state.fetched).toEqual(['one', 'three', 'two']);
  });

  test('is nothing of a problem that would push out all others', async () => {
    const { state, turn } = world({ large: problemOf('one', 'x'.repeat(100)), p: problemOf('two') });
    state.waiting = ['large', 'p'];
    await turn();
    expect(state.fetched).toEqual(['checker', 'grader', 'two']);
  });

  test('goes on with the next problem where one is broken or its blobs cannot be had', async () => {
    const { state, turn } = world(
      { half: problemOf('one', 'two'), p: problemOf('three') },
      {
        fetchAhead: (digest) => {
          if (digest === digestOf('one'))
            return Promise.reject(new SerinError('BLOB_STORE_UNAVAILABLE', 'away'));
          state.fetched.push(digest);
          return Promise.resolve();
        },
      },
    );
    state.waiting = ['gone', 'half', 'p'];
    await turn();
    expect(state.fetched).toContain(digestOf('three'));
    expect(state.fetched).not.toContain(digestOf('two'));
  });
});

describe('the pace of a fetch', () => {
  /** Pauses after pieces that took 10 ms each. */
  const pausesWhile = async (busy: boolean, pieceMs = 10): Promise<number[]> => {
    const pauses: number[] = [];
    const { state, turn } = world(
      { p: problemOf() },
      {
        busy: () => busy,
        pause: (ms) => {
          pauses.push(ms);
          state.nowMs += ms;
          return Promise.resolve();
        },
        fetchAhead: async (_digest, pace) => {
          for (let piece = 0; piece < 2; piece += 1) {
            state.nowMs += pieceMs;
            await pace(new AbortController().signal);
          }
        },
      },
    );
    state.waiting = ['p'];
    await turn();
    return pauses;
  };

  test('leaves three quarters of the time to programs that run, and none where nothing runs', async () => {
    expect(await pausesWhile(true)).toEqual([30, 30, 30, 30]);
    expect(await pausesWhile(false)).toEqual([]);
  });

  test('never rests for more than a second', async () => {
    expect(await pausesWhile(true, 5_000)).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  test('ends when the worker stops, unless a test waits for the blob', async () => {
    const stopping = new AbortController();
    const outcomes: string[] = [];
    const { state, turn } = world(
      { p: problemOf('one') },
      {
        fetchAhead: async (_digest, pace) => {
          stopping.abort();
          await pace(AbortSignal.abort()).then(() => outcomes.push('goes on'));
          await pace(new AbortController().signal).catch((error: unknown) => {
            outcomes.push('breaks off');
            throw error;
          });
        },
      },
    );
    state.waiting = ['p'];
    await turn(stopping.signal);
    expect(outcomes).toEqual(['goes on', 'breaks off']);
  });
});
