import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { priorities, schemaVersion, shadowAttempt } from '../domain/submission.ts';
import type { JudgeJob, Priority } from '../domain/submission.ts';

const jobShape = z.object({
  version: z
    .number()
    .refine(
      (version) => version === schemaVersion || version === schemaVersion - 1,
      'of a release that this one cannot read',
    ),
  submission: z.string().min(1),
  attempt: z.number().int().min(shadowAttempt),
  track: z.string().min(1),
  language: z.string().min(1),
  fingerprint: z.string().min(1),
  priority: z.enum(priorities),
  tenant: z.string(),
  user: z.string().optional(),
  rule: z.string().optional(),
  traceId: z.string().optional(),
  inboundReleaseTag: z.string().optional(),
  problem: z.string().optional(),
  costMs: z.number(),
  enqueuedAtMs: z.number(),
});

/** A job's data, as some release of Serin put it into the queue. @throws SerinError INTERNAL naming the job */
export const decodeJob = (id: string, data: unknown): JudgeJob => {
  const parsed = jobShape.safeParse(data);
  if (!parsed.success) {
    throw new SerinError('INTERNAL', `job ${id} cannot be read: ${z.prettifyError(parsed.error)}`);
  }
  return { ...parsed.data, version: schemaVersion } as JudgeJob;
};

/** BullMQ takes lower numbers first. The gaps leave room for classes between these. */
export const queuePriority: Readonly<Record<Priority, number>> = { contest: 1, practice: 10, rejudge: 100 };
