import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { JudgeJob } from '../../../src/domain/submission.ts';
import { sweep } from '../../../src/control/sweep.ts';

const job = (submission: string): JudgeJob => ({
  version: 1,
  submission,
  attempt: 1,
  track: 'stable',
  language: 'c',
  fingerprint: 'c-14@0',
  priority: 'practice',
  tenant: 'default',
  costMs: 1,
  enqueuedAtMs: 0,
});

const world = (given: {
  outbox?: JudgeJob[];
  unfinished?: [JudgeJob, 'waiting' | 'active' | 'failed' | 'finished' | 'missing'][];
}) => {
  const acts: string[] = [];
  const states = new Map((given.unfinished ?? []).map(([found, state]) => [found.submission, state]));
  const ports = {
    store: {
      outbox: () => Promise.resolve(given.outbox ?? []),
      unfinished: () => Promise.resolve((given.unfinished ?? []).map(([found]) => found)),
      enqueued: (submission: string) => {
        acts.push(`cleared ${submission}`);
        return Promise.resolve();
      },
      commit: () => Promise.resolve(true),
    },
    queue: {
      enqueue: (found: JudgeJob) => {
        acts.push(`enqueued ${found.submission}`);
        return Promise.resolve();
      },
      stateOf: (found: JudgeJob) => Promise.resolve(states.get(found.submission) ?? 'missing'),
    },
    abandon: (found: JudgeJob) => {
      acts.push(`abandoned ${found.submission}`);
      return Promise.resolve();
    },
    now: () => 0,
    log: silentLogger,
  };
  return { ports, acts };
};

describe('sweep', () => {
  test('what was recorded but not enqueued is enqueued, and only then leaves the outbox', async () => {
    const { ports, acts } = world({ outbox: [job('a')] });
    expect(await sweep(ports)).toEqual({ enqueued: 1, revived: 0, abandoned: 0 });
    expect(acts).toEqual(['enqueued a', 'cleared a']);
  });

  test('a job that the queue lost is enqueued again', async () => {
    const { ports, acts } = world({ unfinished: [[job('a'), 'missing']] });
    expect(await sweep(ports)).toEqual({ enqueued: 0, revived: 1, abandoned: 0 });
    expect(acts).toEqual(['enqueued a']);
  });

  test('a job that waits or is being judged is left alone', async () => {
    const { ports, acts } = world({
      unfinished: [
        [job('a'), 'waiting'],
        [job('b'), 'active'],
      ],
    });
    await sweep(ports);
    expect(acts).toEqual([]);
  });

  test('a job whose tries are exhausted, or that ended without a verdict, is given up', async () => {
    const { ports, acts } = world({
      unfinished: [
        [job('a'), 'failed'],
        [job('b'), 'finished'],
      ],
    });
    expect(await sweep(ports)).toEqual({ enqueued: 0, revived: 0, abandoned: 2 });
    expect(acts).toEqual(['abandoned a', 'abandoned b']);
  });
});
