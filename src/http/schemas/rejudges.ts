/** The shapes of requests and answers about rejudges. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { itemStates } from '../../domain/rejudge.ts';
import { priorities } from '../../domain/submission.ts';
import { verdicts } from '../../domain/verdict.ts';
import { instantMs, summaryFields } from './answers.ts';
import { reasonText } from './control.ts';
import { cursorText, emptyTime, filterFields, fromBeforeTo } from './listing.ts';
import { wholeText } from './text.ts';

const { state: _, ...rejudgedBy } = filterFields;

const asked = {
  track: trackSchema.default('stable').describe('The track that judges; a language without it is skipped.'),
  revision: z
    .enum(['same', 'current'])
    .default('same')
    .describe('By which revision of its problem: the one that gave the verdict, or the one that is current.'),
  priority: z.enum(priorities).default('rejudge'),
  reason: reasonText.default('no reason given'),
};

export const rejudgeOneBody = z.strictObject(asked).meta({ id: 'RejudgeOneRequest' });

export const rejudgeBody = z
  .strictObject({
    filter: z
      .strictObject(rejudgedBy)
      .refine((filter) => Object.keys(filter).length > 0, {
        error: 'say which submissions; {"from": 0} means all',
      })
      .refine(fromBeforeTo, emptyTime)
      .describe('Which submissions of your tenant; everything that is given has to hold.'),
    ...asked,
  })
  .meta({ id: 'RejudgeRequest' });

const count = z.number().int().min(0);

export const rejudgeAnswerSchema = z
  .strictObject({
    id: z.string(),
    state: z
      .enum(['selecting', 'running', 'paused', 'cancelling', 'cancelled', 'finished'])
      .describe('While selecting, `progress.total` still grows.'),
    submission: z.string().exactOptional(),
    filter: z
      .strictObject({ ...rejudgedBy, from: instantMs.exactOptional(), to: instantMs.exactOptional() })
      .exactOptional(),
    revision: z.enum(['same', 'current']),
    track: z.string(),
    priority: z.enum(priorities),
    reason: z.string(),
    by: z.string(),
    createdAtMs: instantMs,
    finishedAtMs: instantMs.exactOptional(),
    truncated: z.literal(true).exactOptional().describe('More submissions are meant than one rejudge takes.'),
    progress: z.strictObject({
      total: count,
      waiting: count,
      judging: count,
      done: count.describe('Judged again: `same` and `changed` together.'),
      same: count,
      changed: count.describe('Another verdict, score or points.'),
      skipped: count.describe('Not touched; the item says why.'),
      failed: count.describe('The judge failed on it; the old verdict stands.'),
      cancelled: count,
    }),
    verdicts: z
      .array(z.strictObject({ from: z.enum(verdicts), to: z.enum(verdicts), count }).readonly())
      .readonly()
      .describe('From old to new verdict, the most frequent first.'),
  })
  .meta({ id: 'Rejudge' });

export type RejudgeAnswer = z.output<typeof rejudgeAnswerSchema>;

export const rejudgesAnswerSchema = z.strictObject({ rejudges: z.array(rejudgeAnswerSchema) });

const sideSchema = z
  .strictObject({ track: z.string(), fingerprint: z.string(), ...summaryFields })
  .readonly();

export const diffQuery = z.strictObject({
  only: z
    .enum(['changed', ...itemStates])
    .exactOptional()
    .describe('Changed ones, or those in one state; all unless told.'),
  limit: wholeText(1, 500).default(100),
  cursor: cursorText,
});

export type DiffOnly = z.output<typeof diffQuery>['only'];

export const diffAnswerSchema = z
  .strictObject({
    items: z
      .array(
        z
          .strictObject({
            submission: z.string(),
            state: z.enum(itemStates),
            changed: z.boolean().exactOptional(),
            attempt: z.number().int().exactOptional(),
            old: sideSchema.exactOptional(),
            new: sideSchema.exactOptional(),
            reason: z.string().exactOptional(),
          })
          .readonly(),
      )
      .readonly(),
    cursor: z.string().exactOptional(),
  })
  .meta({ id: 'RejudgeDiff' });

export type DiffAnswer = z.output<typeof diffAnswerSchema>;
