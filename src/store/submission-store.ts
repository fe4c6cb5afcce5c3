/**
 * What is on record of submissions.
 *
 *            accept            markRunning           commit
 *   (nothing) ────▶ queued ──────────▶ running ─────────▶ finished ──(retention)──▶ (nothing)
 *                     │                   │                  ▲
 *                     ▲                                      │ ▲
 *                     └──────────────── rejudge ─────────────┘ │
 *           queued, running ─────────── cancel, commit ────────┘
 *           queued, running ──▶ queued: raised to stable (`fallbacks.ts`)
 *
 * A submission that is rejudged goes through the states again, but to whoever reads it, it is finished, with the old verdict, until
 * the new one is committed. A rejudge that is cancelled, or that fails on our side, leaves the old one.
 *
 * Every change of state is one script, so it happens wholly or not at all, and only for the current attempt. The heavy parts
 * are blobs; a record is about 1 KiB. Every method throws STORE_UNAVAILABLE when Redis is gone, within about two seconds.
 */
import { SerinError } from '../domain/errors.ts';
import type { StoredEvent, SubmissionEvent } from '../domain/events.ts';
import type { Logger } from '../domain/logger.ts';
import { jobId, jobOf, schemaVersion } from '../domain/submission.ts';
import type { Attempt, JudgeJob, SubmissionMaterial, SubmissionRecord } from '../domain/submission.ts';
import { summaryOf } from '../domain/verdict.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import { acceptOutcome, accepting } from './acceptance.ts';
import type { AcceptOutcome, Acceptance } from './acceptance.ts';
import type { Blobs } from './blobs.ts';
import { cancelledMessage } from './control-channel.ts';
import type { Keys } from './keys.ts';
import { decodeMaterial, encodeMaterial } from './material.ts';
import { decodeEvent, decodeRecord, encodeEvent } from './record-codec.ts';
import type { KeptEvent, KeptRecord } from './record-codec.ts';
import type { RedisLink } from './redis-connection.ts';
import { decodeResult } from './result-codec.ts';
import type { KeptResult } from './result-codec.ts';
import { runScript } from './script.ts';
import { acceptScript } from './scripts/accept.ts';
import { appendEventScript } from './scripts/append-event.ts';
import { cancelScript } from './scripts/cancel.ts';
import { claimDueScript } from './scripts/claim-due.ts';
import { commitScript } from './scripts/commit.ts';
import { markRunningScript } from './scripts/mark-running.ts';
import { rejudgeScript } from './scripts/rejudge.ts';

export interface SubmissionStoreDeps {
  readonly redis: RedisLink;
  readonly blobs: Pick<Blobs, 'put' | 'get'>;
  readonly keys: Keys;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A fresh unique word. */
  readonly newId: () => string;
  readonly log: Logger;
}

export interface SubmissionStoreOptions {
  /** A finished record is kept this long. */
  readonly recordRetentionMs: number;
  /** The events of a finished submission are kept this long. */
  readonly eventRetentionMs: number;
  readonly idempotencyTtlMs: number;
  /** A result whose JSON is larger is a blob. */
  readonly inlineResultBytes: number;
  /** A verdict in hand is offered again for this long while Redis is away. */
  readonly commitPatienceMs: number;
}

const hourMs = 3_600_000;

export const defaultSubmissionStoreOptions: SubmissionStoreOptions = {
  recordRetentionMs: 7 * 24 * hourMs,
  eventRetentionMs: hourMs,
  idempotencyTtlMs: 24 * hourMs,
  inlineResultBytes: 1024,
  commitPatienceMs: 30_000,
};

/** Comes before every id that a stream gives. */
const beforeAll = '0-0';

export class SubmissionStore {
  readonly #deps: SubmissionStoreDeps;
  readonly #options: SubmissionStoreOptions;

  constructor(deps: SubmissionStoreDeps, options: SubmissionStoreOptions = defaultSubmissionStoreOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Stores the heavy part and returns its blob key. */
  writeMaterial(material: SubmissionMaterial): Promise<string> {
    return this.#deps.blobs.put(encodeMaterial(material));
  }

  /** @throws SerinError BLOB_NOT_FOUND, BLOB_CORRUPT */
  async readMaterial(key: string): Promise<SubmissionMaterial> {
    return decodeMaterial(await this.#deps.blobs.get(key));
  }

  /** Takes a submission in; see `scripts/accept.ts`. */
  async accept(acceptance: Acceptance): Promise<AcceptOutcome> {
    const { keys, redis } = this.#deps;
    const { scriptKeys, args } = accepting(keys, acceptance, this.#options.idempotencyTtlMs);
    const answer = await redis.run((client) => runScript(client, acceptScript, scriptKeys, args));
    return acceptOutcome(acceptance, answer);
  }

  /** The attempt's job is in the queue: take it out of the outbox. */
  async enqueued(submission: string, attempt: number): Promise<void> {
    const { keys, redis } = this.#deps;
    await redis.run((client) => client.zrem(keys.outbox, jobId(submission, attempt)));
  }

  /** @throws SerinError INTERNAL, naming the submission, when its record cannot be read. */
  async read(submission: string): Promise<SubmissionRecord | undefined> {
    const kept = await this.#kept(submission);
    return kept === undefined ? undefined : await this.#withResult(kept);
  }

  /** The record without its result, of which it has the summary; a blob is read only where the release before kept none. */
  async peek(submission: string): Promise<SubmissionRecord | undefined> {
    const kept = await this.#kept(submission);
    if (kept?.result === undefined || 'result' in kept.result || kept.result.summary !== undefined) {
      return kept?.record;
    }
    const { record } = kept;
    const result = summaryOf(await this.#resultOf(submission, kept.result));
    const attempts = record.attempts.map((each) =>
      each.number === record.attempt ? { ...each, result } : each,
    );
    return { ...record, attempts };
  }

  /**
   * Begins another attempt at a finished submission; see `scripts/rejudge.ts`. The record is one that was read: what has changed since
   * makes the answer `busy`.
   */
  async rejudge(
    record: SubmissionRecord,
    attempt: Omit<Attempt, 'result' | 'outcome'>,
    queueLimit: number,
  ): Promise<'started' | 'busy' | 'queueFull' | 'gone'> {
    const { keys, redis } = this.#deps;
    const { id, attempts } = record;
    const { number, decision, startedAtMs } = attempt;
    const answer = await redis.run((client) =>
      runScript(
        client,
        rejudgeScript,
        [keys.record(id), keys.pending(decision.track), keys.tracks, keys.outbox],
        [
          ...[id, attempts.at(-1)?.number ?? record.attempt, number, decision.track],
          ...[startedAtMs, jobId(id, number), JSON.stringify([...attempts, attempt]), queueLimit],
        ],
      ),
    );
    return answer as 'started' | 'busy' | 'queueFull' | 'gone';
  }

  /** False: it is not the current attempt, or the submission is finished. */
  async markRunning(submission: string, attempt: number, worker: string): Promise<boolean> {
    const { keys, redis } = this.#deps;
    const answer = await redis.run((client) =>
      runScript(
        client,
        markRunningScript,
        [keys.record(submission), keys.outbox],
        [attempt, worker, jobId(submission, attempt)],
      ),
    );
    return answer === 1;
  }

  /** Appends an event of the current attempt; a stale attempt's is dropped. `finished` is told by `commit` alone. */
  async appendEvent(submission: string, event: SubmissionEvent): Promise<void> {
    if (event.type === 'finished') {
      throw new SerinError('INTERNAL', 'only a commit tells that a submission is finished');
    }
    const { keys, redis } = this.#deps;
    await redis.run((client) =>
      runScript(
        client,
        appendEventScript,
        [keys.record(submission), keys.events(submission)],
        [event.attempt, schemaVersion, encodeEvent(event), keys.notices, submission, event.type],
      ),
    );
  }

  /**
   * Commits a verdict: true exactly once per attempt, for the current attempt only. A verdict has cost work, so it is
   * offered again while Redis is away; the token tells a repeated offer from another one.
   */
  async commit(submission: string, attempt: number, result: SubmissionResult): Promise<boolean> {
    const { keys, redis, newId, now } = this.#deps;
    const { scriptKeys, args } = this.#finishing(submission, attempt, now(), await this.#keep(result));
    const limitFactor = (result.timeScale ?? 1) * (result.multipliers?.time ?? 1);
    const token = `${keys.prefix}${newId()}`;
    const all = [...args, token, result.verdict, result.cpuMs, limitFactor, keys.prefix];
    const answer = await this.#patiently(() =>
      redis.run((client) => runScript(client, commitScript, scriptKeys, all)),
    );
    return answer === 1;
  }

  /** Finishes the current attempt as `cancelled`, unless it is finished. True if this call did it. */
  async cancel(submission: string, nowMs: number): Promise<boolean> {
    // An attempt that is raised in between is another one; there are few of a submission.
    for (let tries = 0; tries < 5; tries += 1) {
      const kept = await this.#kept(submission);
      if (kept === undefined || kept.record.state === 'finished') return false;
      const { attempt, createdAtMs } = kept.record;
      if (await this.#cancel(submission, attempt, nowMs, createdAtMs)) return true;
    }
    return false;
  }

  /** Ends a rejudge's attempt; the verdict that was published stands. False: it is over, or another one is under way. */
  async cancelRejudge(submission: string, attempt: number, nowMs: number): Promise<boolean> {
    return await this.#cancel(submission, attempt, nowMs, nowMs);
  }

  async #cancel(submission: string, attempt: number, nowMs: number, sinceMs: number): Promise<boolean> {
    const { keys, redis } = this.#deps;
    const result = cancelled(Math.max(0, nowMs - sinceMs));
    const { scriptKeys, args } = this.#finishing(submission, attempt, nowMs, { result });
    const all = [...args, keys.control, cancelledMessage(submission, attempt)];
    return (await redis.run((client) => runScript(client, cancelScript, scriptKeys, all))) === 1;
  }

  /** Events after `afterId` (from the first when absent or not an id of ours), in order. */
  async events(submission: string, afterId?: string): Promise<StoredEvent[]> {
    const { keys, redis } = this.#deps;
    const after = afterId !== undefined && isEventId(afterId) ? afterId : beforeAll;
    const entries = await redis.run((client) => client.xrange(keys.events(submission), `(${after}`, '+'));
    return await Promise.all(
      entries.map(async ([id, fields]) => ({
        id,
        submission,
        event: await this.#told(submission, decodeEvent(submission, fields)),
      })),
    );
  }

  /** The `finished` event of a finished submission, also when its stream has expired. */
  async finishedEvent(submission: string): Promise<StoredEvent | undefined> {
    const kept = await this.#kept(submission);
    if (kept?.finishedEvent === undefined) return undefined;
    const { result, attempt } = await this.#withResult(kept);
    if (result === undefined) return undefined;
    return { id: kept.finishedEvent, submission, event: { type: 'finished', attempt, result } };
  }

  /** Attempts recorded, but not known to be in the queue. Each is claimed: the next call that finds it is `olderThanMs` away. */
  async outbox(nowMs: number, olderThanMs: number, limit: number): Promise<JudgeJob[]> {
    const { keys } = this.#deps;
    const members = await this.#claim(keys.outbox, nowMs, olderThanMs, limit);
    const jobs = await Promise.all(
      members.map((member) => this.#owed(member.slice(0, member.lastIndexOf('-')), keys.outbox, member)),
    );
    // An entry of an attempt that is no longer current was made good by the attempt after it.
    return present(jobs).filter((job) => members.includes(jobId(job.submission, job.attempt)));
  }

  /** Unfinished attempts, to be held against the queue. Claimed like the outbox, so that a long queue is seen in turn. */
  async unfinished(nowMs: number, olderThanMs: number, limit: number): Promise<JudgeJob[]> {
    const { keys, redis } = this.#deps;
    const jobs: JudgeJob[] = [];
    const tracks = await redis.run((client) => client.smembers(keys.tracks));
    // Each track its share of what is left: a long queue on one must not keep the others from being looked at.
    for (const [index, track] of tracks.entries()) {
      const share = Math.ceil((limit - jobs.length) / (tracks.length - index));
      const pending = keys.pending(track);
      const members = await this.#claim(pending, nowMs, olderThanMs, share);
      jobs.push(...present(await Promise.all(members.map((id) => this.#owed(id, pending, id)))));
    }
    return jobs;
  }

  /** Unfinished submissions of a track: what `queueLimit` bounds. */
  async pending(track: string): Promise<number> {
    const { keys, redis } = this.#deps;
    return await redis.run((client) => client.zcard(keys.pending(track)));
  }

  async #claim(key: string, nowMs: number, olderThanMs: number, limit: number): Promise<string[]> {
    const answer = await this.#deps.redis.run((client) =>
      runScript(client, claimDueScript, [key], [nowMs - olderThanMs, nowMs, limit]),
    );
    return answer as string[];
  }

  /** The job that a sweeper's entry stands for; an entry that stands for nothing is taken away. */
  async #owed(submission: string, key: string, member: string): Promise<JudgeJob | undefined> {
    const { redis, log } = this.#deps;
    try {
      const kept = await this.#kept(submission);
      if (kept !== undefined && kept.current.state !== 'finished') return jobOf(kept.record);
      await redis.run((client) => client.zrem(key, member));
    } catch (error) {
      // One record that cannot be read must not keep the others from being recovered.
      if (!(error instanceof SerinError && error.code === 'INTERNAL')) throw error;
      log.error({ submission, cause: error.message }, 'a record cannot be read');
    }
    return undefined;
  }

  async #kept(submission: string): Promise<KeptRecord | undefined> {
    const { keys, redis } = this.#deps;
    const fields = await redis.run((client) => client.hgetall(keys.record(submission)));
    return Object.keys(fields).length === 0 ? undefined : decodeRecord(submission, fields);
  }

  async #withResult({ record, result }: KeptRecord): Promise<SubmissionRecord> {
    return result === undefined ? record : { ...record, result: await this.#resultOf(record.id, result) };
  }

  async #told(submission: string, event: KeptEvent): Promise<SubmissionEvent> {
    if (event.type !== 'finished') return event;
    return {
      type: 'finished',
      attempt: event.attempt,
      result: await this.#resultOf(submission, event.kept),
    };
  }

  async #resultOf(submission: string, kept: KeptResult): Promise<SubmissionResult> {
    if ('result' in kept) return kept.result;
    const bytes = await this.#deps.blobs.get(kept.blob);
    return decodeResult(bytes.toString('utf8'), `the result of submission ${submission}`);
  }

  async #keep(result: SubmissionResult): Promise<KeptResult> {
    const bytes = Buffer.from(JSON.stringify(result));
    if (bytes.length <= this.#options.inlineResultBytes) return { result };
    return { blob: await this.#deps.blobs.put(bytes), summary: summaryOf(result) };
  }

  /** Keys and arguments of `scripts/finish.ts`. */
  #finishing(
    submission: string,
    attempt: number,
    nowMs: number,
    kept: KeptResult,
  ): { scriptKeys: string[]; args: (string | number)[] } {
    const { keys } = this.#deps;
    const { recordRetentionMs, eventRetentionMs } = this.#options;
    return {
      scriptKeys: [keys.record(submission), keys.outbox, keys.events(submission)],
      args: [
        ...[submission, jobId(submission, attempt), Math.trunc(nowMs), JSON.stringify(kept)],
        ...[encodeEvent({ type: 'finished', attempt, kept }), schemaVersion, keys.notices, keys.pending('')],
        ...[recordRetentionMs, eventRetentionMs, attempt],
      ],
    };
  }

  async #patiently<T>(offer: () => Promise<T>): Promise<T> {
    const untilMs = this.#deps.now() + this.#options.commitPatienceMs;
    for (;;) {
      try {
        return await offer();
      } catch (error) {
        const away = error instanceof SerinError && error.code === 'STORE_UNAVAILABLE';
        if (!away || this.#deps.now() >= untilMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

/** Whether a word is an id that a stream of ours could have given. */
export const isEventId = (word: string): boolean => /^\d{1,15}-\d{1,15}$/.test(word);

const present = <T>(items: readonly (T | undefined)[]): T[] => items.filter((item) => item !== undefined);

const cancelled = (waitedMs: number): SubmissionResult => ({
  verdict: 'cancelled',
  score: 0,
  cpuMs: 0,
  wallMs: 0,
  memoryBytes: 0,
  tests: [],
  timings: { queuedMs: waitedMs, leaseMs: 0, compileMs: 0, runMs: 0, totalMs: waitedMs },
  harness: '',
  worker: '',
});
