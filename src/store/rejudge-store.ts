/**
 * Rejudges on record: what was asked for, every submission that is meant with what became of it, and how far it is.
 *
 * All of it is in Redis, and every step is a script that holds what it writes against what its caller saw (`scripts/rejudges.ts`): a
 * driver that dies is followed by another, and two at once do nothing twice. A rejudge that is over is kept as long as a record.
 * Every method throws STORE_UNAVAILABLE when Redis is gone.
 */
import { schemaVersion } from '../domain/submission.ts';
import type { Rejudge, RejudgeItem, RejudgePhase, RejudgePlan } from '../domain/rejudge.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { countersOf, decodeItem, decodeRejudge, itemText } from './rejudge-codec.ts';
import { runScript } from './script.ts';
import {
  closeRejudgeScript,
  controlRejudgeScript,
  openRejudgeScript,
  selectScript,
  stepScript,
} from './scripts/rejudges.ts';
import { values } from './versioned.ts';

export interface RejudgeStoreDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
}

/** `begin`: it is being judged; `end`: it was, and is over; `pass`: it is over without having begun. */
type ItemStep = 'begin' | 'end' | 'pass';

export class RejudgeStore {
  readonly #deps: RejudgeStoreDeps;
  readonly #retentionMs: number;

  /** @param retentionMs - a rejudge that is over is kept this long */
  constructor(deps: RejudgeStoreDeps, retentionMs: number) {
    this.#deps = deps;
    this.#retentionMs = retentionMs;
  }

  /** A plan for one submission runs at once; one with a filter has to select first. */
  async open(id: string, plan: RejudgePlan, nowMs: number): Promise<void> {
    const { keys, redis } = this.#deps;
    const items = 'submission' in plan.of ? [itemText({ submission: plan.of.submission })] : [];
    const phase: RejudgePhase = items.length === 0 ? 'selecting' : 'running';
    await redis.run((client) =>
      runScript(
        client,
        openRejudgeScript,
        [keys.rejudge(id), keys.rejudges, keys.rejudging, keys.rejudgeItems(id)],
        [id, nowMs, schemaVersion, JSON.stringify(plan), phase, ...items],
      ),
    );
  }

  async read(id: string): Promise<Rejudge | undefined> {
    const { keys, redis } = this.#deps;
    const [fields, judging] = (await redis.run((client) =>
      client.multi().hgetall(keys.rejudge(id)).scard(keys.rejudgeJudging(id)).exec().then(values),
    )) as [Record<string, string>, number];
    return Object.keys(fields).length === 0 ? undefined : decodeRejudge(id, fields, judging);
  }

  /** The newest first; what is past its retention is forgotten. */
  async list(limit: number): Promise<Rejudge[]> {
    const { keys, redis } = this.#deps;
    const found: Rejudge[] = [];
    for (let from = 0; found.length < limit;) {
      const ids = await redis.run((client) => client.zrevrange(keys.rejudges, from, from + limit - 1));
      if (ids.length === 0) break;
      for (const id of ids) {
        const rejudge = await this.read(id);
        if (rejudge === undefined) await redis.run((client) => client.zrem(keys.rejudges, id));
        else {
          from += 1;
          if (found.length < limit) found.push(rejudge);
        }
      }
    }
    return found;
  }

  /** Those that are not over, the oldest first. */
  async active(): Promise<Rejudge[]> {
    const { keys, redis } = this.#deps;
    const ids = await redis.run((client) => client.smembers(keys.rejudging));
    const all = await Promise.all(ids.map((id) => this.read(id)));
    return all.filter((each) => each !== undefined).sort((a, b) => a.createdAtMs - b.createdAtMs);
  }

  /** @param cursor - where the look ended; absent at the end of the list. False: somebody else took it in. */
  async select(
    rejudge: Rejudge,
    submissions: readonly string[],
    cursor: string | undefined,
    mostItems: number,
  ): Promise<boolean> {
    const { keys, redis } = this.#deps;
    const items = submissions.map((submission) => itemText({ submission }));
    const answer = await redis.run((client) =>
      runScript(
        client,
        selectScript,
        [keys.rejudge(rejudge.id), keys.rejudgeItems(rejudge.id)],
        [rejudge.scanned, cursor ?? '', mostItems, ...items],
      ),
    );
    return answer === 1;
  }

  /** Items by their places. Those that are not there are left out. */
  async items(id: string, numbers: readonly number[]): Promise<RejudgeItem[]> {
    if (numbers.length === 0) return [];
    const { keys, redis } = this.#deps;
    const texts = await redis.run((client) => client.hmget(keys.rejudgeItems(id), ...numbers.map(String)));
    return texts.flatMap((text, index) =>
      text === null ? [] : [{ number: numbers[index] ?? 0, ...decodeItem(id, text) }],
    );
  }

  /** Items that are being judged. */
  async judging(id: string): Promise<RejudgeItem[]> {
    const { keys, redis } = this.#deps;
    const numbers = await redis.run((client) => client.smembers(keys.rejudgeJudging(id)));
    return await this.items(
      id,
      numbers.map(Number).sort((a, b) => a - b),
    );
  }

  /** `lost`: the item is not as it was seen; `stopped`: the rejudge does not run any more, and nothing was written. */
  async step(
    id: string,
    was: RejudgeItem,
    is: RejudgeItem,
    step: ItemStep,
  ): Promise<'taken' | 'lost' | 'stopped'> {
    const { keys, redis } = this.#deps;
    const counted = step === 'begin' ? [] : countersOf(is);
    const answer = await redis.run((client) =>
      runScript(
        client,
        stepScript,
        [keys.rejudge(id), keys.rejudgeItems(id), keys.rejudgeJudging(id)],
        [was.number, itemText(was), itemText(is), step, ...counted],
      ),
    );
    return answer === 1 ? 'taken' : answer === -1 ? 'stopped' : 'lost';
  }

  /** True for the call that ended it. */
  async close(id: string, nowMs: number): Promise<boolean> {
    const { keys, redis } = this.#deps;
    const answer = await redis.run((client) =>
      runScript(
        client,
        closeRejudgeScript,
        [keys.rejudge(id), keys.rejudgeItems(id), keys.rejudgeJudging(id), keys.rejudging],
        [id, nowMs, this.#retentionMs],
      ),
    );
    return answer === 1;
  }

  /** False: it is over, or is being cancelled. */
  async control(id: string, act: 'pause' | 'resume' | 'cancel'): Promise<boolean> {
    const { keys, redis } = this.#deps;
    const answer = await redis.run((client) =>
      runScript(client, controlRejudgeScript, [keys.rejudge(id)], [act]),
    );
    return answer === 1;
  }
}
