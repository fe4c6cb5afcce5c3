/**
 * A blob is removed some time after it was last needed, and a submission may wait for longer than that: for a runtime that
 * nobody serves, or in a queue that never empties. What such a submission needs is made young again before anything is removed.
 */
import type { Logger } from '../domain/logger.ts';
import { isStored } from '../domain/submission.ts';
import type { Blobs } from './blobs.ts';
import type { Keys } from './keys.ts';
import { decodeMaterial } from './material.ts';
import type { RedisLink } from './redis-connection.ts';

export interface WaitingBlobsDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  /** Where sources and tests lie. */
  readonly blobs: Pick<Blobs, 'get' | 'touch'>;
  /** Where the inputs and answers lie that tests name. */
  readonly uploads: Pick<Blobs, 'touch'>;
  readonly log: Logger;
}

const scannedAtOnce = 500;

/**
 * Touches what unfinished submissions made before a time need; answers how many such submissions there are. Younger ones touched
 * their blobs themselves. @throws SerinError STORE_UNAVAILABLE: then nothing may be removed.
 */
export const touchWaiting = async (deps: WaitingBlobsDeps, madeBeforeMs: number): Promise<number> => {
  const { redis, keys } = deps;
  let waiting = 0;
  for (const track of await redis.run((client) => client.smembers(keys.tracks))) {
    let cursor = '0';
    do {
      const from = cursor;
      const [next, members] = await redis.run((client) =>
        client.zscan(keys.pending(track), from, 'COUNT', scannedAtOnce),
      );
      cursor = next;
      // Members and scores come in turn.
      for (let at = 0; at < members.length; at += 2) {
        if (await touchOne(deps, members[at] ?? '', madeBeforeMs)) waiting += 1;
      }
    } while (cursor !== '0');
  }
  return waiting;
};

const touchOne = async (
  deps: WaitingBlobsDeps,
  submission: string,
  madeBeforeMs: number,
): Promise<boolean> => {
  const { redis, keys, log } = deps;
  const createdAtMs = await redis.run((client) => client.hget(keys.record(submission), 'createdAtMs'));
  if (createdAtMs === null || Number(createdAtMs) >= madeBeforeMs) return false;
  try {
    await touchNeeded(deps, submission);
  } catch (cause) {
    // It will be told as what it is when the submission is judged; the others need theirs all the same.
    log.warn({ submission, cause: String(cause) }, 'what a waiting submission needs cannot be kept');
  }
  return true;
};

/**
 * Makes everything young that judging a submission needs, and the result that is published. Answers what is missing: `undefined` where
 * nothing is. @throws SerinError STORE_UNAVAILABLE, BLOB_CORRUPT
 */
export const touchNeeded = async (
  { redis, keys, blobs, uploads }: Omit<WaitingBlobsDeps, 'log'>,
  submission: string,
): Promise<string | undefined> => {
  const [material, result] = await redis.run((client) =>
    client.hmget(keys.record(submission), 'material', 'result'),
  );
  if (typeof material !== 'string') return 'its record is past its retention';
  const resultBlob = typeof result === 'string' ? /^\{"blob":"([0-9a-f]+)"/.exec(result)?.[1] : undefined;
  if (resultBlob !== undefined) await blobs.touch(resultBlob);
  if ((await blobs.touch(material)) === undefined) return 'its sources and tests are not kept any more';
  const { tests } = decodeMaterial(await blobs.get(material));
  for (const { name, input, answer } of tests) {
    for (const data of [input, answer]) {
      if (data === undefined || !isStored(data)) continue;
      if ((await uploads.touch(data.digest)) === undefined)
        return `a blob of its test ${name} is not kept any more`;
    }
  }
  return undefined;
};
