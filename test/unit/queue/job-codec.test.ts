import { expect, test } from 'vitest';
import { priorities } from '../../../src/domain/submission.ts';
import { decodeJob, queuePriority } from '../../../src/queue/job-codec.ts';
import { aJob } from '../../support/submissions.ts';

test('a job is read back as it was written, fields of a later release passed over', () => {
  const traced = { traceId: 'a'.repeat(32), inboundReleaseTag: 'web-7', rule: 'everyone' };
  for (const job of [
    aJob({ submission: 's' }),
    aJob({ submission: 's', user: 'u', attempt: 3, ...traced }),
  ]) {
    expect(decodeJob('s-1', { ...(JSON.parse(JSON.stringify(job)) as object), later: 1 })).toEqual(job);
  }
});

test('a job of the release before is read, one of a release to come is not', () => {
  expect(decodeJob('s-1', { ...aJob({ submission: 's' }), version: 0 }).submission).toBe('s');
  expect(() => decodeJob('s-1', { ...aJob({ submission: 's' }), version: 2 })).toThrow(
    /job s-1 cannot be read/,
  );
});

test('a job that lacks anything or holds nonsense is refused, and named', () => {
  const whole = aJob({ submission: 's' });
  for (const field of Object.keys(whole)) {
    const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));
    expect(() => decodeJob('s-1', rest)).toThrow(/job s-1 cannot be read/);
  }
  for (const odd of [null, undefined, 'x', [], { ...whole, attempt: -1 }, { ...whole, priority: 'vip' }]) {
    expect(() => decodeJob('s-1', odd)).toThrow(/job s-1 cannot be read/);
  }
});

test('classes are served in the order in which they are listed', () => {
  const numbers = priorities.map((priority) => queuePriority[priority]);
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
  expect(Math.min(...numbers)).toBeGreaterThan(0);
});
