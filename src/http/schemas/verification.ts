/** The shapes of `POST /v1/problems/:id/verifications`. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { verdicts } from '../../domain/verdict.ts';
import { shortText } from './text.ts';

export const verificationBody = z.strictObject({
  revision: z.int().min(1).exactOptional().describe('The current one unless told.'),
  tracks: z
    .array(trackSchema)
    .min(1)
    .max(8)
    .refine((tracks) => new Set(tracks).size === tracks.length, 'names a track twice')
    .default(['stable'])
    .describe('Every submission is judged once on each.'),
  only: z
    .array(shortText(256))
    .max(32)
    .default([])
    .describe('Parts of names: only submissions whose name has one of them.'),
  timeFactor: z
    .number()
    .min(1)
    .max(10)
    .default(1)
    .describe('What the time limit is multiplied by, so that programs that are too slow tell how slow.'),
  keepOutputBytes: z
    .int()
    .min(0)
    .max(65_536)
    .default(0)
    .describe(
      "Bytes of each test's output that come back with the results, and of each side of a transcript.",
    ),
});

export const verificationAnswer = z
  .object({
    problem: z.object({ id: z.string(), revision: z.number(), digest: z.string() }),
    limits: z.looseObject({ cpuMs: z.number(), wallMs: z.number(), memoryBytes: z.number() }),
    submissions: z
      .array(
        z.object({
          name: z.string(),
          track: z.string(),
          language: z.string(),
          submission: z.string().describe('Id of the submission that judges it.'),
          expected: z.array(z.enum(verdicts)).describe('Verdicts that are as expected; none: any is.'),
          score: z.tuple([z.string(), z.string()]).exactOptional().describe('The least and the most points.'),
          timing: z.enum(['accepted', 'too-slow']).exactOptional(),
        }),
      )
      .describe("The problem's own submissions, each on each track; they are judged at low priority."),
    skipped: z
      .array(z.object({ name: z.string(), track: z.string().exactOptional(), reason: z.string() }))
      .describe('What is not judged, and why.'),
  })
  .meta({ id: 'Verification' });
