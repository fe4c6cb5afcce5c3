/**
 * Removes what no problem needs any more.
 *
 *   deleted long ago, and nobody waits to be judged by it ──▶ forgotten
 *   then: mark every blob that a kept revision names ──▶ remove the rest, unless it is young
 *
 * Blobs of problems are not removed by age: a problem may be used once a year. They are shared between revisions, problems and
 * tenants, so what counts is whether any definition names them. A definition is searched as text for whatever looks like a digest:
 * what a later release writes into it is marked too, and a digest in a title keeps a blob that is not needed, which harms nobody.
 *
 * An import writes blobs first and its revision last. Blobs that are younger than any import may take are spared; one that is put
 * again is young again. A definition that cannot be read stops the sweep before anything is removed.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { Blobs } from './blobs.ts';
import type { Keys } from './keys.ts';
import type { KeptProblem, ProblemStore } from './problem-store.ts';
import type { ProblemSumsReader } from './problem-sums.ts';
import type { RedisLink } from './redis-connection.ts';

export interface ProblemSweepDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  readonly problems: Pick<ProblemStore, 'kept' | 'forget'>;
  readonly sums: Pick<ProblemSumsReader, 'forget'>;
  readonly blobs: Pick<Blobs, 'get' | 'removeUnmarked'>;
  readonly log: Logger;
}

export interface ProblemSweepBounds {
  /** Problems deleted before this may be forgotten: every submission that was accepted by then is past its retention. */
  readonly deletedBeforeMs: number;
  /** Blobs put since then are spared. */
  readonly youngSinceMs: number;
}

/** @throws SerinError STORE_UNAVAILABLE, BLOB_NOT_FOUND, BLOB_CORRUPT: then nothing was removed. */
export const sweepProblems = async (
  deps: ProblemSweepDeps,
  bounds: ProblemSweepBounds,
): Promise<{ readonly forgotten: number; readonly removed: number }> => {
  const forgotten = await forgetDeleted(deps, bounds.deletedBeforeMs);
  const marked = await markAll(deps);
  const removed = await deps.blobs.removeUnmarked((key) => marked.has(shortOf(key)), bounds.youngSinceMs);
  if (forgotten + removed > 0) deps.log.info({ forgotten, removed }, 'swept problems');
  return { forgotten, removed };
};

const forgetDeleted = async (deps: ProblemSweepDeps, beforeMs: number): Promise<number> => {
  let forgotten = 0;
  let awaited: Set<string> | undefined;
  for await (const problem of deps.problems.kept()) {
    const { tenant, id, deletedAtMs, revisions } = problem;
    if (deletedAtMs === undefined || deletedAtMs >= beforeMs) continue;
    awaited ??= await awaitedDigests(deps);
    if (revisions.some(({ digest }) => awaited?.has(digest) === true)) continue;
    if (!(await deps.problems.forget({ tenant, id, deletedAtMs }))) continue;
    await deps.sums.forget(tenant, id);
    forgotten += 1;
  }
  return forgotten;
};

/** Digests of the definitions that unfinished submissions are going to be judged by. */
const awaitedDigests = async ({ redis, keys }: ProblemSweepDeps): Promise<Set<string>> => {
  const awaited = new Set<string>();
  for (const track of await redis.run((client) => client.smembers(keys.tracks))) {
    for (const submission of await redis.run((client) => client.zrange(keys.pending(track), 0, -1))) {
      const spec = await redis.run((client) => client.hget(keys.record(submission), 'spec'));
      for (const [, digest = ''] of (spec ?? '').matchAll(digestPattern)) awaited.add(digest);
    }
  }
  return awaited;
};

/**
 * Of each digest 48 bits are remembered, as a number: millions of tests fit into memory, and two digests that agree so far only keep one
 * blob too many.
 */
const markAll = async (deps: ProblemSweepDeps): Promise<Set<number>> => {
  const marked = new Set<number>();
  const seen = new Set<string>();
  for await (const problem of deps.problems.kept()) {
    for (const { digest } of problem.revisions) {
      if (seen.has(digest)) continue;
      seen.add(digest);
      marked.add(shortOf(digest));
      for (const named of (await definitionText(deps, problem, digest)).matchAll(digestPattern)) {
        marked.add(shortOf(named[1] ?? ''));
      }
    }
  }
  return marked;
};

const digestPattern = /(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])/g;

const shortOf = (key: string): number => Number.parseInt(key.slice(0, 12), 16);

const definitionText = async (
  { blobs }: ProblemSweepDeps,
  { tenant, id }: KeptProblem,
  digest: string,
): Promise<string> => {
  try {
    return (await blobs.get(digest)).toString('latin1');
  } catch (cause) {
    if (!(cause instanceof SerinError)) throw cause;
    const detail = `a definition of problem ${id} of tenant ${tenant} cannot be read, so no blob of a problem is removed: ${cause.message}`;
    throw new SerinError(cause.code, detail, { cause });
  }
};
