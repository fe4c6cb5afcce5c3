import { shadowAttempt } from '../domain/submission.ts';
import type { Shadow, ShadowDrop } from '../domain/submission.ts';
import type { ResultSummary } from '../domain/verdict.ts';
import { cancelledMessage } from './control-channel.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { claimDueScript } from './scripts/claim-due.ts';
import { endShadowScript } from './scripts/end-shadow.ts';

/**
 * Shadows that are not over, by track: a sorted set whose score says when one was looked at last. What a shadow came to stands in the
 * submission's record. Every method throws STORE_UNAVAILABLE when Redis is gone.
 */
export class ShadowStore {
  readonly #redis: RedisLink;
  readonly #keys: Keys;

  constructor({ redis, keys }: { readonly redis: RedisLink; readonly keys: Keys }) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Tracks that have had submissions. */
  tracks(): Promise<string[]> {
    return this.#redis.run((client) => client.smembers(this.#keys.tracks));
  }

  /** Submissions whose shadow nobody has looked at since it was accepted or judged. */
  async fresh(track: string, limit: number): Promise<string[]> {
    const key = this.#keys.shadows(track);
    return await this.#redis.run((client) => client.zrangebyscore(key, 0, 0, 'LIMIT', 0, limit));
  }

  /** Those looked at longer ago than that. Claimed: the next call that finds one is as far away. */
  async due(track: string, nowMs: number, olderThanMs: number, limit: number): Promise<string[]> {
    const key = this.#keys.shadows(track);
    const answer = await this.#redis.run((client) =>
      runScript(client, claimDueScript, [key], [nowMs - olderThanMs, nowMs, limit]),
    );
    return answer as string[];
  }

  /** How many there are, looked at or not. */
  async count(track: string): Promise<{ readonly all: number; readonly fresh: number }> {
    const key = this.#keys.shadows(track);
    return await this.#redis.run(async (client) => ({
      all: await client.zcard(key),
      fresh: await client.zcount(key, 0, 0),
    }));
  }

  async looked(track: string, submission: string, nowMs: number): Promise<void> {
    await this.#redis.run((client) =>
      client.zadd(this.#keys.shadows(track), 'XX', Math.trunc(nowMs), submission),
    );
  }

  /** True for the call that took it away. */
  async settle(track: string, submission: string): Promise<boolean> {
    return (await this.#redis.run((client) => client.zrem(this.#keys.shadows(track), submission))) === 1;
  }

  /** True exactly once, and never for one that was dropped. */
  judged(submission: string, shadow: Pick<Shadow, 'track'>, result: ResultSummary): Promise<boolean> {
    return this.#end(submission, shadow, 'judged', JSON.stringify(result));
  }

  /** True exactly once, and never for one that was judged. */
  drop(submission: string, shadow: Pick<Shadow, 'track'>, reason: ShadowDrop): Promise<boolean> {
    return this.#end(submission, shadow, reason, '');
  }

  async #end(
    submission: string,
    { track }: Pick<Shadow, 'track'>,
    word: 'judged' | ShadowDrop,
    result: string,
  ): Promise<boolean> {
    const { record, shadows, control } = this.#keys;
    const answer = await this.#redis.run((client) =>
      runScript(
        client,
        endShadowScript,
        [record(submission), shadows(track)],
        [submission, word, result, control, cancelledMessage(submission, shadowAttempt)],
      ),
    );
    return answer === 1;
  }
}
