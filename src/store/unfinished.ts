/**
 * How much work is still on its way to a fingerprint.
 *
 * Counted from the records themselves and not by a counter that could drift; it is asked only while something drains, and in pieces, so
 * that a long queue holds nobody up.
 */
import type { Keys } from './keys.ts';
import { decodeRecord } from './record-codec.ts';
import type { RedisLink } from './redis-connection.ts';
import { values } from './versioned.ts';

const piece = 500;

/** Submissions on a track that are not finished and whose current attempt goes to the fingerprint. @throws SerinError STORE_UNAVAILABLE */
export const countUnfinished = async (
  { redis, keys }: { readonly redis: RedisLink; readonly keys: Keys },
  { track, fingerprint }: { readonly track: string; readonly fingerprint: string },
): Promise<number> => {
  const ids = await redis.run((client) => client.zrange(keys.pending(track), 0, -1));
  let count = 0;
  for (let at = 0; at < ids.length; at += piece) {
    const records = await recordsOf({ redis, keys }, ids.slice(at, at + piece));
    count += records.filter(({ decision }) => decision.fingerprint === fingerprint).length;
  }
  return count;
};

const recordsOf = async (
  { redis, keys }: { readonly redis: RedisLink; readonly keys: Keys },
  ids: readonly string[],
) => {
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
