import { SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

/**
 * What becomes of a job whose judging threw.
 *
 *   retry    it counts as one of the job's tries, and comes back after a short pause
 *   putBack  the fault is this worker's surroundings and not the submission's: it does not count
 *   giveUp   no try can end otherwise
 */
export type NextStep =
  { readonly kind: 'retry' | 'giveUp' } | { readonly kind: 'putBack'; readonly delayMs: number };

/**
 * @param starts - how often a worker has begun with this job. What puts a job back for ever might be the job itself, so after
 *   `mostStarts` a failure counts whatever it is.
 */
export const afterFailure = (error: unknown, starts: number, mostStarts: number): NextStep => {
  if (!(error instanceof SerinError)) return { kind: 'retry' };
  if (hopeless.has(error.code)) return { kind: 'giveUp' };
  if (error.code === 'SHUTTING_DOWN') return { kind: 'putBack', delayMs: 0 };
  // It ends by itself: a shadow that has waited for too long is dropped.
  if (error.code === 'NO_SPARE_SLOT') return { kind: 'putBack', delayMs: 2_000 };
  if (surroundings.has(error.code) && starts < mostStarts) return { kind: 'putBack', delayMs: 1_000 };
  return { kind: 'retry' };
};

const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['BLOB_CORRUPT']);
const surroundings: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BLOB_STORE_UNAVAILABLE',
  'DOCKER_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  // Another worker may have the image: a binding that was replaced leaves jobs behind that need it.
  'RUNTIME_NOT_FOUND',
  // Nothing on stable that could confirm a result: an operator may bind something.
  'LANGUAGE_NOT_BOUND',
]);
