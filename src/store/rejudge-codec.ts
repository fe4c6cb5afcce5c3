/** The shapes of what is kept of a rejudge: a hash about it, and a text for each of its submissions. */
import { z } from 'zod';
import { priorities, submissionStates } from '../domain/submission.ts';
import { differs, itemStates, rejudgePhases } from '../domain/rejudge.ts';
import type { Rejudge, RejudgeCounts, RejudgeItem, RejudgePlan, VerdictChange } from '../domain/rejudge.ts';
import { verdicts } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import { summaryShape } from './result-codec.ts';
import { digits, json, parseStored, version } from './versioned.ts';

/** Fields in one order, so that an item that was read is written as the same text. */
export const itemText = (item: Partial<RejudgeItem> & Pick<RejudgeItem, 'submission'>): string => {
  const { submission, state = 'waiting', attempt, reason, old, new: now } = item;
  return JSON.stringify({ submission, state, attempt, reason, old: sideOf(old), new: sideOf(now) });
};

const sideOf = (side: RejudgeItem['old']): RejudgeItem['old'] =>
  side === undefined
    ? undefined
    : {
        track: side.track,
        fingerprint: side.fingerprint,
        verdict: side.verdict,
        ...(side.detail === undefined ? {} : { detail: side.detail }),
        score: side.score,
        ...(side.points === undefined ? {} : { points: { got: side.points.got, most: side.points.most } }),
        cpuMs: side.cpuMs,
        wallMs: side.wallMs,
        memoryBytes: side.memoryBytes,
        ...(side.finishedAtMs === undefined ? {} : { finishedAtMs: side.finishedAtMs }),
      };

/** What an item that is over is counted as; where there are two verdicts, also as the change from one to the other. */
export const countersOf = ({ state, old, new: now }: RejudgeItem): string[] => {
  if (state !== 'done' || old === undefined || now === undefined) return [`count:${state}`];
  return [`count:${differs(old, now) ? 'changed' : 'same'}`, `change:${old.verdict}>${now.verdict}`];
};

const sideShape = summaryShape.extend({ track: z.string(), fingerprint: z.string() });

const itemShape = z.object({
  submission: z.string(),
  state: z.enum(itemStates),
  attempt: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  old: sideShape.exactOptional(),
  new: sideShape.exactOptional(),
});

export const decodeItem = (id: string, text: string): Omit<RejudgeItem, 'number'> =>
  parseStored(json(itemShape), text, `an item of rejudge ${id}`) as Omit<RejudgeItem, 'number'>;

const filterShape = z.object({
  problem: z.string().exactOptional(),
  language: z.string().exactOptional(),
  fingerprint: z.string().exactOptional(),
  track: z.string().exactOptional(),
  verdict: z.enum(verdicts).exactOptional(),
  user: z.string().exactOptional(),
  contest: z.string().exactOptional(),
  state: z.enum(submissionStates).exactOptional(),
  fromMs: z.number().exactOptional(),
  toMs: z.number().exactOptional(),
});

const planShape = z.object({
  tenant: z.string(),
  of: z.union([z.object({ submission: z.string() }), z.object({ filter: filterShape })]),
  revision: z.enum(['same', 'current']),
  track: z.string(),
  priority: z.enum(priorities),
  reason: z.string(),
  by: z.string(),
});

const rejudgeShape = z.object({
  v: version,
  plan: json(planShape),
  phase: z.enum(rejudgePhases),
  paused: z.string().optional(),
  createdAtMs: digits,
  finishedAtMs: digits.optional(),
  total: digits,
  next: digits,
  truncated: z.string().optional(),
  scanned: z.string(),
});

/** @throws SerinError INTERNAL naming the rejudge */
export const decodeRejudge = (
  id: string,
  fields: Readonly<Record<string, string>>,
  judging: number,
): Rejudge => {
  const kept = parseStored(rejudgeShape, fields, `rejudge ${id}`);
  const plan: RejudgePlan = kept.plan;
  return {
    id,
    plan,
    phase: kept.phase,
    paused: kept.paused !== undefined,
    createdAtMs: kept.createdAtMs,
    ...(kept.finishedAtMs === undefined ? {} : { finishedAtMs: kept.finishedAtMs }),
    total: kept.total,
    truncated: kept.truncated !== undefined,
    next: kept.next,
    judging,
    counts: countsOf(fields),
    changes: changesOf(fields),
    scanned: kept.scanned,
  };
};

const countsOf = (fields: Readonly<Record<string, string>>): RejudgeCounts => {
  const count = (state: string): number => Number(fields[`count:${state}`] ?? 0);
  return {
    same: count('same'),
    changed: count('changed'),
    skipped: count('skipped'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  };
};

const changesOf = (fields: Readonly<Record<string, string>>): VerdictChange[] =>
  Object.entries(fields)
    .flatMap(([field, value]) => {
      const [, from, to] = /^change:(\w+)>(\w+)$/.exec(field) ?? [];
      if (from === undefined || to === undefined) return [];
      return [{ from: from as Verdict, to: to as Verdict, count: Number(value) }];
    })
    .sort((a, b) => b.count - a.count || a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
