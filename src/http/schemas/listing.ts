/** The shapes of lists of submissions, and of what selects them. */
import { z } from 'zod';
import { priorities, submissionStates } from '../../domain/submission.ts';
import { verdicts } from '../../domain/verdict.ts';
import { trackSchema } from '../../domain/decision.ts';
import { instantMs, summaryFields } from './answers.ts';
import { shortText, wholeText } from './text.ts';

/** An instant, as RFC 3339 writes it or in milliseconds since the epoch: what answers carry can be given back. */
const instant = z
  .union(
    [
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
      z.int().min(0),
    ],
    'an RFC 3339 instant with an offset, such as 2026-12-24T00:00:00Z, or milliseconds since 1970-01-01 UTC',
  )
  .describe('An RFC 3339 instant (2026-12-24T00:00:00Z), or milliseconds since 1970-01-01 UTC.');

/** What selects submissions; everything that is given has to hold. */
export const filterFields = {
  problem: shortText(64).exactOptional(),
  language: shortText(64).exactOptional(),
  fingerprint: shortText(256).exactOptional().describe('What gave the verdict that stands.'),
  track: trackSchema.exactOptional(),
  verdict: z.enum(verdicts).exactOptional(),
  user: shortText(128).exactOptional().describe('`user.id`'),
  contest: shortText(64).exactOptional(),
  state: z.enum(submissionStates).exactOptional(),
  from: instant.exactOptional().describe('Accepted then or later.'),
  to: instant.exactOptional().describe('Accepted before.'),
};

/** A time without an instant in it means nothing; it is a slip that would be answered with silence. */
export const fromBeforeTo = (given: {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}): boolean => given.from === undefined || given.to === undefined || given.from < given.to;

export const emptyTime = { error: 'must be after "from": nothing was accepted in between', path: ['to'] };

export const cursorText = z
  .string()
  .max(128)
  .exactOptional()
  .describe('What the page before gave as `cursor`.');

export const listQuery = z
  .strictObject({
    ...filterFields,
    limit: wholeText(1, 500).default(50),
    cursor: cursorText,
  })
  .refine(fromBeforeTo, emptyTime);

const rowSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(submissionStates),
    language: z.string(),
    problem: z.string().exactOptional(),
    contest: z.string().exactOptional(),
    user: z.string().exactOptional(),
    priority: z.enum(priorities),
    track: z.string(),
    runtime: z.string(),
    fingerprint: z.string(),
    attempt: z.number().int(),
    rejudging: z.literal(true).exactOptional().describe('Another verdict is on its way.'),
    result: z.strictObject(summaryFields).readonly().exactOptional(),
    createdAtMs: instantMs,
  })
  .readonly();

export type SubmissionRow = z.output<typeof rowSchema>;

export const submissionListSchema = z
  .strictObject({
    submissions: z.array(rowSchema).readonly(),
    cursor: z
      .string()
      .exactOptional()
      .describe('There may be more: ask again with it. A page may be short, or empty, and still have one.'),
  })
  .meta({ id: 'SubmissionList' });
