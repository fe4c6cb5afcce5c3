/** From records of submissions and rejudges to the rows that callers see. */
import { differs } from '../domain/rejudge.ts';
import type { Rejudge, RejudgeItem } from '../domain/rejudge.ts';
import type { SubmissionFilter } from '../domain/submission-filter.ts';
import { standing } from '../domain/submission-filter.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { SubmissionRow } from './schemas/listing.ts';
import type { DiffAnswer, DiffOnly, RejudgeAnswer } from './schemas/rejudges.ts';

export const submissionRow = (record: SubmissionRecord): SubmissionRow => {
  const { id, state, spec, decision, attempt, createdAtMs } = record;
  const result = standing(record);
  return {
    id,
    state,
    language: spec.language,
    ...(spec.problem === undefined ? {} : { problem: spec.problem }),
    ...(spec.contest === undefined ? {} : { contest: spec.contest }),
    ...(spec.user.id === undefined ? {} : { user: spec.user.id }),
    priority: spec.priority,
    track: decision.track,
    runtime: decision.runtime,
    fingerprint: decision.fingerprint,
    attempt,
    ...(record.rejudging === undefined ? {} : { rejudging: true }),
    ...(result === undefined ? {} : { result }),
    createdAtMs,
  };
};

/** `from` and `to` of a request, as the domain names them. */
export const filterOf = <T extends { readonly from?: number; readonly to?: number }>({
  from,
  to,
  ...rest
}: T): Omit<T, 'from' | 'to'> & Pick<SubmissionFilter, 'fromMs' | 'toMs'> => ({
  ...rest,
  ...(from === undefined ? {} : { fromMs: from }),
  ...(to === undefined ? {} : { toMs: to }),
});

export const rejudgeAnswer = (rejudge: Rejudge): RejudgeAnswer => {
  const { id, plan, phase, counts, total, next, judging } = rejudge;
  const { same, changed, skipped, failed } = counts;
  const over = phase === 'cancelling' || phase === 'cancelled';
  const left = Math.max(0, total - next);
  return {
    id,
    state: rejudge.paused && (phase === 'selecting' || phase === 'running') ? 'paused' : phase,
    ...('submission' in plan.of
      ? { submission: plan.of.submission }
      : { filter: filterAnswer(plan.of.filter) }),
    revision: plan.revision,
    track: plan.track,
    priority: plan.priority,
    reason: plan.reason,
    by: plan.by,
    createdAtMs: rejudge.createdAtMs,
    ...(rejudge.finishedAtMs === undefined ? {} : { finishedAtMs: rejudge.finishedAtMs }),
    ...(rejudge.truncated ? { truncated: true } : {}),
    progress: {
      total,
      waiting: over ? 0 : left,
      judging,
      done: same + changed,
      same,
      changed,
      skipped,
      failed,
      cancelled: counts.cancelled + (over ? left : 0),
    },
    verdicts: rejudge.changes,
  };
};

const filterAnswer = ({ fromMs, toMs, state: _, ...filter }: SubmissionFilter) => ({
  ...filter,
  ...(fromMs === undefined ? {} : { from: fromMs }),
  ...(toMs === undefined ? {} : { to: toMs }),
});

export const diffItem = (rejudge: Rejudge, item: RejudgeItem): DiffAnswer['items'][number] => {
  const { number: _, old, new: now, ...rest } = item;
  const over = rejudge.phase === 'cancelling' || rejudge.phase === 'cancelled';
  return {
    ...rest,
    ...(over && item.state === 'waiting' ? { state: 'cancelled' as const } : {}),
    ...(old === undefined || now === undefined ? {} : { changed: differs(old, now) }),
    ...(old === undefined ? {} : { old }),
    ...(now === undefined ? {} : { new: now }),
  };
};

export const isWanted = (item: DiffAnswer['items'][number], only: DiffOnly): boolean =>
  only === undefined || (only === 'changed' ? item.changed === true : item.state === only);
