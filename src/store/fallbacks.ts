import { setTimeout as sleep } from 'node:timers/promises';
import type { Aside } from '../domain/fallback.ts';
import type { Decision } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import { jobId, schemaVersion } from '../domain/submission.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import type { ResultSummary } from '../domain/verdict.ts';
import type { Keys } from './keys.ts';
import { encodeEvent } from './record-codec.ts';
import type { RedisLink } from './redis-connection.ts';
import { runScript } from './script.ts';
import { raiseScript } from './scripts/raise.ts';

export interface FallbacksDeps {
  readonly redis: RedisLink;
  readonly keys: Keys;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh unique word. */
  readonly newId: () => string;
}

export interface Raise {
  /** As it was read; it is raised only while its attempt is the current one. */
  readonly record: SubmissionRecord;
  readonly outcome: Aside;
  /** What the attempt came to; operators see it. */
  readonly result?: ResultSummary;
  readonly decision: Decision;
  /** Only while the record is in the state that it was read in. */
  readonly asSeen?: true;
}

/** Attempts that take another's place before there is a verdict. */
export class Fallbacks {
  readonly #deps: FallbacksDeps;
  readonly #patienceMs: number;

  /** @param patienceMs - a result in hand has cost work, so it is offered again for this long while Redis is away. */
  constructor(deps: FallbacksDeps, patienceMs = 30_000) {
    this.#deps = deps;
    this.#patienceMs = patienceMs;
  }

  /**
   * The record with its new attempt, exactly once; undefined where the attempt is not the current one any more. See `scripts/raise.ts`.
   *
   * @throws SerinError STORE_UNAVAILABLE
   */
  async raise({ record, outcome, result, decision, asSeen }: Raise): Promise<SubmissionRecord | undefined> {
    const { redis, keys, now, newId } = this.#deps;
    const { id } = record;
    const nowMs = Math.trunc(now());
    const before = record.attempts.find(({ number }) => number === record.attempt);
    const number = (record.attempts.at(-1)?.number ?? record.attempt) + 1;
    const next: Attempt = {
      ...{ number, decision, startedAtMs: nowMs },
      ...(before?.priority === undefined ? {} : { priority: before.priority }),
      ...(before?.problem === undefined ? {} : { problem: before.problem }),
    };
    const kept = result === undefined ? {} : { result: { ...result, finishedAtMs: nowMs } };
    const attempts = [
      ...record.attempts.map((each) =>
        each.number === record.attempt ? { ...each, outcome, ...kept } : each,
      ),
      next,
    ];
    const scriptKeys = [
      keys.record(id),
      keys.pending(decision.track),
      keys.tracks,
      keys.outbox,
      keys.events(id),
    ];
    const args = [
      ...[id, record.attempt, asSeen === true ? record.state : '', number, decision.track, nowMs],
      ...[jobId(id, record.attempt), jobId(id, number), JSON.stringify(attempts), newId(), keys.pending('')],
      ...[schemaVersion, encodeEvent({ type: 'queued', attempt: number, decision }), keys.notices],
    ];
    const answer = await this.#patiently(() =>
      redis.run((client) => runScript(client, raiseScript, scriptKeys, args)),
    );
    return answer === 1 ? { ...record, state: 'queued', attempt: number, attempts, decision } : undefined;
  }

  async #patiently<T>(offer: () => Promise<T>): Promise<T> {
    const untilMs = this.#deps.now() + this.#patienceMs;
    for (;;) {
      try {
        return await offer();
      } catch (error) {
        const away = error instanceof SerinError && error.code === 'STORE_UNAVAILABLE';
        if (!away || this.#deps.now() >= untilMs) throw error;
        await sleep(100);
      }
    }
  }
}
