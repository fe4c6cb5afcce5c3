/**
 * Shadows: submissions that another track judges too, without a say in their verdicts.
 *
 *   accepted ──▶ fresh ──▶ enqueued ──▶ judged ──(there is a verdict)──▶ compared, counted, let go
 *                  └─────────┴────▶ dropped, for a reason that is kept and counted
 *
 * Intake only writes them down, with the record; all else is done here, tick by tick, so that no submission waits for its shadow. Every
 * step is idempotent: any number of controllers may tick, and one that died is followed by another. Where the track takes no work for the
 * fingerprint, has too many shadows already or does not get to one in time, it is dropped: a shadow is worth a comparison, not a queue.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { shadowAttempt, shadowJobOf } from '../domain/submission.ts';
import type { JudgeJob, Shadow, ShadowDrop, SubmissionRecord } from '../domain/submission.ts';
import { standing } from '../domain/submission-filter.ts';
import type { WorkerStatus } from '../domain/worker.ts';
import { takesWork } from './takes-work.ts';

export interface ShadowSweepPorts {
  readonly shadows: {
    /** Those that nobody has looked at since they were accepted or judged. */
    fresh(track: string, limit: number): Promise<readonly string[]>;
    /** Those looked at longer ago than that; claimed. */
    due(track: string, nowMs: number, olderThanMs: number, limit: number): Promise<readonly string[]>;
    count(track: string): Promise<{ readonly all: number; readonly fresh: number }>;
    looked(track: string, submission: string, nowMs: number): Promise<void>;
    /** True for the call that took it away. */
    settle(track: string, submission: string): Promise<boolean>;
    /** True exactly once. */
    drop(submission: string, shadow: Pick<Shadow, 'track'>, reason: ShadowDrop): Promise<boolean>;
  };
  /** With summaries of verdicts, without results. */
  readonly peek: (submission: string) => Promise<SubmissionRecord | undefined>;
  readonly queue: {
    enqueue(job: JudgeJob): Promise<void>;
    stateOf(
      job: Pick<JudgeJob, 'submission' | 'attempt' | 'track'>,
    ): Promise<'waiting' | 'active' | 'failed' | 'finished' | 'missing'>;
    remove(job: Pick<JudgeJob, 'submission' | 'attempt' | 'track'>): Promise<boolean>;
  };
  readonly tracks: () => Promise<readonly string[]>;
  readonly workers: () => Promise<readonly WorkerStatus[]>;
  readonly metrics: {
    shadowJudged(labels: {
      language: string;
      track: string;
      verdict: string;
      shadow: string;
      same: boolean;
    }): void;
    shadowDropped(labels: { language: string; track: string; reason: ShadowDrop }): void;
  };
  readonly now: () => number;
  readonly log: Logger;
}

export interface ShadowBounds {
  /** Shadows of one track that are not over. */
  readonly most: number;
  /** From acceptance; a worker that gets to a later one drops it. */
  readonly patienceMs: number;
  readonly lookAgainMs: number;
  readonly batch: number;
}

export const shadowPatienceMs = 120_000;
/** A worker that drops a late one has a little time to say so itself. */
const graceMs = 10_000;

/** One tick. @throws SerinError STORE_UNAVAILABLE; what was done until then stays done. */
export const sweepShadows = async (ports: ShadowSweepPorts, bounds: ShadowBounds): Promise<void> => {
  const counts = new Map<string, { readonly all: number; readonly fresh: number }>();
  for (const track of await ports.tracks()) {
    const count = await ports.shadows.count(track);
    if (count.all > 0) counts.set(track, count);
  }
  if (counts.size === 0) return;
  const workers = await ports.workers();
  for (const [track, { all, fresh }] of counts) {
    let room = bounds.most - (all - fresh);
    for (const submission of await ports.shadows.fresh(track, bounds.batch)) {
      const begun = await look(ports, bounds, { track, submission, workers, full: room <= 0 });
      if (begun) room -= 1;
    }
    const due = await ports.shadows.due(track, ports.now(), bounds.lookAgainMs, bounds.batch);
    for (const submission of due) await look(ports, bounds, { track, submission, workers, full: false });
  }
};

interface Look {
  readonly track: string;
  readonly submission: string;
  readonly workers: readonly WorkerStatus[];
  readonly full: boolean;
}

/** True: it goes on being one of its track's shadows. */
const look = async (ports: ShadowSweepPorts, bounds: ShadowBounds, at: Look): Promise<boolean> => {
  const { track, submission } = at;
  const record = await readable(ports, submission);
  const shadow = record?.shadows?.find((each) => each.track === track);
  if (record === undefined || shadow === undefined || shadow.state === 'dropped') {
    await ports.shadows.settle(track, submission);
    return false;
  }
  if (shadow.state === 'judged') return await compare(ports, record, shadow);
  const reason = await reasonToDrop(ports, bounds, record, shadow, at);
  if (reason === undefined) {
    await ports.shadows.looked(track, submission, ports.now());
    return true;
  }
  await drop(ports, record, shadow, reason);
  return false;
};

/** Held against the verdict that stands, once there is one; what our own failure or a user ended is no comparison. */
const compare = async (
  ports: ShadowSweepPorts,
  record: SubmissionRecord,
  shadow: Shadow,
): Promise<boolean> => {
  const verdict = standing(record)?.verdict;
  if (record.state !== 'finished') {
    await ports.shadows.looked(shadow.track, record.id, ports.now());
    return true;
  }
  const taken = await ports.shadows.settle(shadow.track, record.id);
  if (!taken || verdict === undefined || shadow.result === undefined) return false;
  if (verdict === 'system_error' || verdict === 'cancelled') return false;
  const same = verdict === shadow.result.verdict;
  const about = {
    language: record.spec.language,
    track: shadow.track,
    verdict,
    shadow: shadow.result.verdict,
  };
  ports.metrics.shadowJudged({ ...about, same });
  if (!same) {
    const { fingerprint } = shadow;
    ports.log.info({ submission: record.id, ...about, fingerprint }, 'a shadow came to another verdict');
  }
  return false;
};

/** Undefined: it is in the queue, or being judged. */
const reasonToDrop = async (
  ports: ShadowSweepPorts,
  bounds: ShadowBounds,
  record: SubmissionRecord,
  shadow: Shadow,
  { workers, full }: Look,
): Promise<ShadowDrop | undefined> => {
  if (record.state === 'finished' && standing(record)?.verdict === 'cancelled') return 'cancelled';
  if (ports.now() - record.createdAtMs > bounds.patienceMs + graceMs) return 'slow';
  if (!takesWork(workers, shadow)) return 'no_worker';
  if (full) return 'full';
  const job = shadowJobOf(record, shadow);
  switch (await ports.queue.stateOf(job)) {
    case 'waiting':
    case 'active':
      return undefined;
    case 'missing':
      await ports.queue.enqueue(job);
      return undefined;
    case 'failed':
    case 'finished':
      return 'failed';
  }
};

const drop = async (
  ports: ShadowSweepPorts,
  record: SubmissionRecord,
  shadow: Shadow,
  reason: ShadowDrop,
): Promise<void> => {
  const about = { language: record.spec.language, track: shadow.track, reason };
  if (await ports.shadows.drop(record.id, shadow, reason)) {
    ports.metrics.shadowDropped(about);
    ports.log.info({ submission: record.id, ...about }, 'a shadow was dropped');
  }
  const job = { submission: record.id, attempt: shadowAttempt, track: shadow.track };
  await ports.queue.remove(job).catch((cause: unknown) => {
    ports.log.debug({ ...about, cause: String(cause) }, 'its job is still queued: it will be dropped');
  });
};

/** One record that cannot be read must not keep the others from being looked at. */
const readable = async (
  { peek, log }: Pick<ShadowSweepPorts, 'peek' | 'log'>,
  submission: string,
): Promise<SubmissionRecord | undefined> => {
  try {
    return await peek(submission);
  } catch (error) {
    if (!(error instanceof SerinError && error.code === 'INTERNAL')) throw error;
    log.error({ submission, cause: error.message }, 'a record cannot be read');
    return undefined;
  }
};
