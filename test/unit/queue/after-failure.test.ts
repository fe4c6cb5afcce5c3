import { expect, test } from 'vitest';
import { SerinError, errorTable } from '../../../src/domain/errors.ts';
import type { ErrorCode } from '../../../src/domain/errors.ts';
import { afterFailure } from '../../../src/queue/after-failure.ts';

const next = (code: ErrorCode, starts = 1) => afterFailure(new SerinError(code, 'x'), starts, 10);

test('what the worker’s surroundings did wrong does not count as a try', () => {
  expect(next('DOCKER_UNAVAILABLE')).toEqual({ kind: 'putBack', delayMs: 1_000 });
  expect(next('BLOB_STORE_UNAVAILABLE')).toEqual({ kind: 'putBack', delayMs: 1_000 });
  expect(next('RUNTIME_NOT_FOUND')).toEqual({ kind: 'putBack', delayMs: 1_000 });
  expect(next('STORE_UNAVAILABLE', 9)).toEqual({ kind: 'putBack', delayMs: 1_000 });
  expect(next('LANGUAGE_NOT_BOUND')).toEqual({ kind: 'putBack', delayMs: 1_000 });
  expect(next('NO_SPARE_SLOT', 1_000)).toEqual({ kind: 'putBack', delayMs: 2_000 });
  expect(next('SHUTTING_DOWN', 1_000)).toEqual({ kind: 'putBack', delayMs: 0 });
});

test('a job that meets broken surroundings again and again is counted in the end', () => {
  expect(next('DOCKER_UNAVAILABLE', 10)).toEqual({ kind: 'retry' });
});

test('material that is corrupt stays corrupt', () => {
  expect(next('BLOB_CORRUPT')).toEqual({ kind: 'giveUp' });
});

test('every other failure is a try, and so is whatever is thrown that is no error of ours', () => {
  const special = new Set([
    'BLOB_CORRUPT',
    'BLOB_STORE_UNAVAILABLE',
    'DOCKER_UNAVAILABLE',
    'STORE_UNAVAILABLE',
    'RUNTIME_NOT_FOUND',
    'SHUTTING_DOWN',
    'LANGUAGE_NOT_BOUND',
    'NO_SPARE_SLOT',
  ]);
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    if (!special.has(code)) expect(next(code)).toEqual({ kind: 'retry' });
  }
  for (const thrown of [new Error('x'), 'x', undefined, null, { code: 'BLOB_CORRUPT' }]) {
    expect(afterFailure(thrown, 1, 10)).toEqual({ kind: 'retry' });
  }
});
