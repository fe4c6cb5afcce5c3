/**
 * How much work is still on its way to a fingerprint.
 *
 * Counted from the records themselves and not by a counter that could drift; it is asked only while something drains, and in pieces, so
 * that a long queue holds nobody up.
 */
import { jobOf } from '../domain/submission.ts';
import type { JudgeJob, SubmissionRecord } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import { decodeRecord } from './record-codec.ts';
import type { RedisLink } from './redis-connection.ts';
import { values } from './versioned.ts';

const piece = 500;

interface Place {
  readonly redis: RedisLink;
  readonly keys: Keys;
}

interface Target {
  readonly track: string;
  readonly fingerprint: string;
}

/** Submissions on a track that are not finished and whose current attempt goes to the fingerprint. @throws SerinError STORE_UNAVAILABLE */
export const countUnfinished = async (place: Place, target: Target): Promise<number> =>
  (await unfinishedJobs(place, target)).length;

/** The same, as the jobs of their current attempts. */
export const unfinishedJobs = async (place: Place, target: Target): Promise<JudgeJob[]> =>
  (await unfinishedRecords(place, target)).map(jobOf);

/** The same, as their records. */
export const unfinishedRecords = async (
  place: Place,
  { track, fingerprint }: Target,
): Promise<SubmissionRecord[]> => {
  const { redis, keys } = place;
  const ids = await redis.run((client) => client.zrange(keys.pending(track), 0, -1));
  const records: SubmissionRecord[] = [];
  for (let at = 0; at < ids.length; at += piece) {
    const there = await recordsOf(place, ids.slice(at, at + piece));
    records.push(...there.filter((record) => jobOf(record).fingerprint === fingerprint));
  }
  return records;
};

const recordsOf = async ({ redis, keys }: Place, ids: readonly string[]) => {
  const answers = await redis.run((client) => {
    const asked = client.pipeline();
    for (const id of ids) asked.hgetall(keys.record(id));
    return asked.exec().then(values);
  });
  return (answers as Record<string, string>[]).flatMap((fields, index) =>
    // Finished and gone between the two questions.
    Object.keys(fields).length === 0 ? [] : [decodeRecord(ids[index] ?? '', fields).record],
  );
};
