/** The parts of the server's answers about problems that the command line reads. */
import { z } from 'zod';

const revisionSchema = z.object({
  id: z.string(),
  revision: z.number(),
  title: z.string(),
  tests: z.number(),
  atMs: z.number(),
  bytes: z.number().optional(),
  by: z.string().optional(),
});

export const putProblemSchema = z.object({
  problem: revisionSchema.optional(),
  format: z.string(),
  title: z.string(),
  tests: z.number(),
  bytes: z.number(),
  warnings: z.array(z.object({ place: z.string(), message: z.string() })),
});

export type PutProblemAnswer = z.infer<typeof putProblemSchema>;

export const problemsSchema = z.object({ problems: z.array(revisionSchema), next: z.string().optional() });

export type RevisionAnswer = z.infer<typeof revisionSchema>;

const sampleSchema = z.object({ text: z.string(), encoding: z.string(), bytes: z.number() });

export const problemAnswerSchema = revisionSchema.omit({ tests: true }).extend({
  format: z.string(),
  mode: z.string(),
  judge: z.looseObject({ kind: z.string() }),
  scoring: z.string(),
  limits: z.object({ cpuMs: z.number(), wallMs: z.number(), memoryBytes: z.number() }),
  languages: z.array(z.string()).optional(),
  groups: z.array(
    z.object({
      name: z.string(),
      aggregate: z.string(),
      points: z.string().optional(),
      requires: z.array(z.string()),
      sample: z.boolean().optional(),
    }),
  ),
  tests: z.array(z.object({ name: z.string(), group: z.string() })),
  samples: z.array(z.object({ name: z.string(), input: sampleSchema, answer: sampleSchema.optional() })),
});

export type ProblemAnswer = z.infer<typeof problemAnswerSchema>;

export const removedSchema = z.object({ id: z.string() });
