/** The parts of the answers about lists and rejudges that the command line reads. */
import { z } from 'zod';

const summarySchema = z.object({
  verdict: z.string(),
  detail: z.string().optional(),
  score: z.number(),
  cpuMs: z.number(),
  memoryBytes: z.number(),
});

export const submissionListSchema = z.object({
  submissions: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      language: z.string(),
      problem: z.string().optional(),
      user: z.string().optional(),
      track: z.string(),
      fingerprint: z.string(),
      rejudging: z.boolean().optional(),
      result: summarySchema.optional(),
      createdAtMs: z.number(),
    }),
  ),
  cursor: z.string().optional(),
});

export const rejudgeSchema = z.object({
  id: z.string(),
  state: z.string(),
  submission: z.string().optional(),
  filter: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  track: z.string(),
  reason: z.string(),
  by: z.string(),
  createdAtMs: z.number(),
  truncated: z.boolean().optional(),
  progress: z.object({
    total: z.number(),
    waiting: z.number(),
    judging: z.number(),
    done: z.number(),
    same: z.number(),
    changed: z.number(),
    skipped: z.number(),
    failed: z.number(),
    cancelled: z.number(),
  }),
  verdicts: z.array(z.object({ from: z.string(), to: z.string(), count: z.number() })),
});

export type RejudgeAnswer = z.infer<typeof rejudgeSchema>;

export const rejudgesSchema = z.object({ rejudges: z.array(rejudgeSchema) });

const sideSchema = summarySchema.extend({ track: z.string(), fingerprint: z.string() });

export const diffSchema = z.object({
  items: z.array(
    z.object({
      submission: z.string(),
      state: z.string(),
      changed: z.boolean().optional(),
      old: sideSchema.optional(),
      new: sideSchema.optional(),
      reason: z.string().optional(),
    }),
  ),
  cursor: z.string().optional(),
});

export type DiffItem = z.infer<typeof diffSchema>['items'][number];
