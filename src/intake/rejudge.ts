/**
 * Judging again what was judged before.
 *
 *   plan ──▶ select: read the list back from now, page by page ──▶ items
 *   each item, in order, a few at a time:   look ──▶ hold its blobs ──▶ begin another attempt ──▶ enqueue ──▶ … ──▶ compare
 *
 * A rejudge is driven by ticks of whoever plays the controller; between ticks nothing but Redis knows of it. An attempt carries the id of
 * the rejudge that made it, so a driver that comes after one that died finds what it had begun: every step may be taken twice, and
 * counts once. Only so many attempts are under way at once, over all rejudges, and they wait behind everything else in the queue: a
 * rejudge of thousands keeps no contest waiting for longer than what already runs.
 *
 * The verdict that was published stands until a worker commits the new one. What is unfinished, being rejudged by another, cancelled
 * by its user or without its sources is not touched, and the item says why. A track without a runtime for a language skips it too.
 */
import { SerinError } from '../domain/errors.ts';
import type { Decision } from '../domain/decision.ts';
import { differs } from '../domain/rejudge.ts';
import type { Rejudge, RejudgeItem, RejudgePlan, RejudgeSide } from '../domain/rejudge.ts';
import { jobOf } from '../domain/submission.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import { standing } from '../domain/submission-filter.ts';
import type { RejudgePorts } from './rejudge-ports.ts';

export interface RejudgeBounds {
  /** Attempts under way at once, over all rejudges. */
  readonly atOnce: number;
  /** Submissions that one rejudge takes; the newest of what is meant. */
  readonly mostItems: number;
  /** Records of one look at the list. */
  readonly page: number;
  /** Unfinished submissions of a track: as many as intake allows. */
  readonly queueLimit: number;
}

/** Puts a rejudge on record. It begins with the next tick. @throws SerinError STORE_UNAVAILABLE */
export const openRejudge = async (
  ports: Pick<RejudgePorts, 'rejudges' | 'newId' | 'now' | 'log'>,
  plan: RejudgePlan,
): Promise<Rejudge> => {
  const id = ports.newId();
  await ports.rejudges.open(id, plan, ports.now());
  ports.log.info({ rejudge: id, ...plan }, 'rejudge accepted');
  return await rejudgeOf(ports, id);
};

/** @throws SerinError NOT_FOUND, STORE_UNAVAILABLE */
export const rejudgeOf = async (ports: Pick<RejudgePorts, 'rejudges'>, id: string): Promise<Rejudge> => {
  const rejudge = await ports.rejudges.read(id);
  if (rejudge === undefined) {
    throw new SerinError('NOT_FOUND', 'there is no such rejudge, or it is past its retention');
  }
  return rejudge;
};

/** @throws SerinError NOT_FOUND; CONFLICT when it is over. Asking twice is the same as asking once. */
export const controlRejudge = async (
  ports: Pick<RejudgePorts, 'rejudges'>,
  id: string,
  act: 'pause' | 'resume' | 'cancel',
): Promise<Rejudge> => {
  const taken = await ports.rejudges.control(id, act);
  const rejudge = await rejudgeOf(ports, id);
  if (taken) return rejudge;
  throw new SerinError('CONFLICT', `rejudge ${id} is ${rejudge.phase} already`);
};

/** One tick over every rejudge that is not over. True: there is more to do soon. @throws SerinError STORE_UNAVAILABLE */
export const driveRejudges = async (ports: RejudgePorts, bounds: RejudgeBounds): Promise<boolean> => {
  const active = await ports.rejudges.active();
  for (const rejudge of active) await settleJudging(ports, rejudge);
  const current = await ports.rejudges.active();
  let room = bounds.atOnce - current.reduce((sum, { judging }) => sum + judging, 0);
  for (const [index, rejudge] of current.entries()) {
    // Each its share of what is left, so that a long one does not hold up the others.
    const share = Math.ceil(room / (current.length - index));
    room -= await driveOne(ports, bounds, rejudge, Math.max(0, share));
  }
  return current.some(({ paused, phase }) => !paused || phase === 'cancelling');
};

/** @returns how many attempts it began. */
const driveOne = async (
  ports: RejudgePorts,
  bounds: RejudgeBounds,
  rejudge: Rejudge,
  room: number,
): Promise<number> => {
  if (rejudge.phase === 'cancelling') await cancelJudging(ports, rejudge);
  if (rejudge.phase === 'selecting' && !rejudge.paused) await selectMore(ports, bounds, rejudge);
  const began =
    rejudge.phase === 'running' && !rejudge.paused ? await beginSome(ports, bounds, rejudge, room) : 0;
  if (await ports.rejudges.close(rejudge.id, ports.now())) {
    ports.log.info({ rejudge: rejudge.id }, 'rejudge is over');
  }
  return began;
};

/** One look at the list: what is meant, is finished, and was not withdrawn. Only what was accepted before the rejudge. */
const selectMore = async (ports: RejudgePorts, bounds: RejudgeBounds, rejudge: Rejudge): Promise<void> => {
  const { of, tenant } = rejudge.plan;
  if (!('filter' in of)) return;
  const toMs = Math.min(of.filter.toMs ?? Infinity, rejudge.createdAtMs);
  const { records, cursor } = await ports.list({
    tenant,
    filter: { ...of.filter, toMs, state: 'finished' },
    limit: bounds.page,
    ...(rejudge.scanned === '' ? {} : { cursor: rejudge.scanned }),
  });
  const meant = records.filter(
    (record) => of.filter.verdict === 'cancelled' || standing(record)?.verdict !== 'cancelled',
  );
  const ids = meant.map(({ id }) => id);
  await ports.rejudges.select(rejudge, ids, cursor, bounds.mostItems);
};

/** Most items that one tick looks at, where they are skipped. */
const lookedAtOnce = 100;

const beginSome = async (
  ports: RejudgePorts,
  bounds: RejudgeBounds,
  rejudge: Rejudge,
  room: number,
): Promise<number> => {
  const numbers = Array.from({ length: lookedAtOnce }, (_, index) => rejudge.next + index);
  let began = 0;
  for (const item of await ports.rejudges.items(rejudge.id, room > 0 ? numbers : [])) {
    const outcome = await beginOne(ports, bounds, rejudge, item);
    if (outcome === 'stop') break;
    if (outcome === 'began') began += 1;
    if (began === room) break;
  }
  return began;
};

type Begun =
  | { readonly kind: 'begun'; readonly record: SubmissionRecord; readonly attempt: Attempt }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'full' };

/** `stop`: another driver has it, the rejudge does not run any more, or there is no room. */
const beginOne = async (
  ports: RejudgePorts,
  bounds: RejudgeBounds,
  rejudge: Rejudge,
  item: RejudgeItem,
): Promise<'began' | 'skipped' | 'stop'> => {
  const begun = await attemptAt(ports, bounds, rejudge, item.submission);
  if (begun.kind === 'full') return 'stop';
  if (begun.kind === 'skip') {
    const skipped: RejudgeItem = { ...item, state: 'skipped', reason: begun.reason };
    const step = await ports.rejudges.step(rejudge.id, item, skipped, 'pass');
    return step === 'taken' ? 'skipped' : 'stop';
  }
  const { record, attempt } = begun;
  const old = oldSideOf(record, attempt);
  const judging: RejudgeItem = {
    ...item,
    state: 'judging',
    attempt: attempt.number,
    ...(old === undefined ? {} : { old }),
  };
  const step = await ports.rejudges.step(rejudge.id, item, judging, 'begin');
  // Cancelled in between: what was begun here is nobody's any more.
  if (step === 'stopped') await cancelAttempt(ports, record.id, attempt);
  return step === 'taken' ? 'began' : 'stop';
};

/** Another attempt, begun now or found begun by a driver that died. */
const attemptAt = async (
  ports: RejudgePorts,
  { queueLimit }: RejudgeBounds,
  { id, plan }: Rejudge,
  submission: string,
): Promise<Begun> => {
  // `busy` says that the record has changed since it was read: look again.
  for (let tries = 0; tries < 3; tries += 1) {
    const record = await ports.store.peek(submission);
    const mine = record?.attempts.find(({ rejudge }) => rejudge === id);
    if (record !== undefined && mine !== undefined) return await enqueued(ports, record, mine);
    if (record === undefined) return { kind: 'skip', reason: 'it is past its retention' };
    const reason = await cannot(ports, record);
    if (reason !== undefined) return { kind: 'skip', reason };
    const decision = decisionOn(ports, plan.track, record.spec.language);
    if (typeof decision === 'string') return { kind: 'skip', reason: decision };
    const problem = await ports.problem(record, plan.revision);
    if (typeof problem === 'string') return { kind: 'skip', reason: problem };
    const number = (record.attempts.at(-1)?.number ?? record.attempt) + 1;
    const attempt: Attempt = {
      ...{ number, decision, startedAtMs: ports.now(), priority: plan.priority },
      ...(problem === undefined ? {} : { problem }),
      rejudge: id,
    };
    const answer = await ports.store.rejudge(record, attempt, queueLimit);
    if (answer === 'queueFull') return { kind: 'full' };
  }
  return { kind: 'full' };
};

/** Idempotent by job id; should it fail, the outbox names the attempt, and the sweeper enqueues it. */
const enqueued = async (ports: RejudgePorts, record: SubmissionRecord, attempt: Attempt): Promise<Begun> => {
  if (record.rejudging?.attempt === attempt.number) {
    try {
      await ports.queue.enqueue(jobOf(record));
      await ports.store.enqueued(record.id, attempt.number);
    } catch (cause) {
      const about = { submission: record.id, cause: String(cause) };
      ports.log.warn(about, 'to be rejudged, but not enqueued yet: the sweeper will');
    }
  }
  return { kind: 'begun', record, attempt };
};

const cannot = async (ports: RejudgePorts, record: SubmissionRecord): Promise<string | undefined> => {
  const other = record.attempts.at(-1)?.rejudge;
  if (record.rejudging !== undefined) return `it is being rejudged by ${other ?? 'another'}`;
  if (record.state !== 'finished') return 'it is not finished';
  return await ports.hold(record.id);
};

/** What the track has for the language; a sentence where it has nothing. */
const decisionOn = (ports: RejudgePorts, track: string, language: string): Decision | string => {
  const { bindings, quarantined } = ports.bindings();
  const binding = bindings.find((each) => each.language === language && each.track === track);
  if (binding === undefined) return `${language} has no runtime on track ${track}`;
  if (quarantined.some(({ fingerprint }) => fingerprint === binding.fingerprint)) {
    return `${binding.fingerprint} on track ${track} is quarantined`;
  }
  // No rule was asked.
  return { track, runtime: binding.runtime, fingerprint: binding.fingerprint, reason: 'PINNED', revision: 0 };
};

/** What the attempt is compared with: the verdict that stood when it began. */
const oldSideOf = (record: SubmissionRecord, attempt: Attempt): RejudgeSide | undefined => {
  const before = record.attempts.filter(
    ({ number, result }) => number < attempt.number && result !== undefined,
  );
  return sideOf(before.at(-1));
};

const sideOf = (attempt: Attempt | undefined): RejudgeSide | undefined =>
  attempt?.result === undefined
    ? undefined
    : { ...attempt.result, track: attempt.decision.track, fingerprint: attempt.decision.fingerprint };

/** Looks at what is being judged, and takes in what is over. */
const settleJudging = async (ports: RejudgePorts, rejudge: Rejudge): Promise<void> => {
  if (rejudge.judging === 0) return;
  for (const item of await ports.rejudges.judging(rejudge.id)) {
    const record = await ports.store.peek(item.submission);
    const settled = settledOf(item, record);
    if (settled === undefined) continue;
    await ports.rejudges.step(rejudge.id, item, settled, 'end');
    const { old, new: now } = settled;
    if (old !== undefined && now !== undefined && differs(old, now)) {
      const about = { rejudge: rejudge.id, submission: item.submission, from: old.verdict, to: now.verdict };
      ports.log.info(about, 'a verdict has changed');
    }
  }
};

/** Undefined while it is under way. */
const settledOf = (item: RejudgeItem, record: SubmissionRecord | undefined): RejudgeItem | undefined => {
  if (record === undefined) return { ...item, state: 'failed', reason: 'it is past its retention' };
  if (record.rejudging?.attempt === item.attempt) return undefined;
  const attempt = record.attempts.find(({ number }) => number === item.attempt);
  const side = sideOf(attempt);
  if (side !== undefined) return { ...item, state: 'done', new: side };
  if (attempt?.outcome === 'cancelled') return { ...item, state: 'cancelled' };
  return { ...item, state: 'failed', reason: 'the judge failed on it; the old verdict stands' };
};

const cancelJudging = async (ports: RejudgePorts, rejudge: Rejudge): Promise<void> => {
  const begun = await ports.rejudges.judging(rejudge.id);
  // A driver that died may have begun the next one without saying so.
  const next = await ports.rejudges.items(rejudge.id, [rejudge.next]);
  for (const { submission } of [...begun, ...next]) {
    const record = await ports.store.peek(submission);
    const mine = record?.attempts.find((attempt) => attempt.rejudge === rejudge.id);
    if (mine !== undefined && record?.rejudging?.attempt === mine.number) {
      await cancelAttempt(ports, submission, mine);
    }
  }
  await settleJudging(ports, rejudge);
};

const cancelAttempt = async (ports: RejudgePorts, submission: string, attempt: Attempt): Promise<void> => {
  await ports.store.cancelRejudge(submission, attempt.number, ports.now());
  const job = { submission, attempt: attempt.number, track: attempt.decision.track };
  await ports.queue.remove(job).catch((cause: unknown) => {
    ports.log.info(
      { ...job, cause: String(cause) },
      'cancelled, but its job is still queued: it will be dropped',
    );
  });
};
