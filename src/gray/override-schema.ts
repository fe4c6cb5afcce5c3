/**
 * Who is on which track whatever the percentages say.
 *
 *   kind: GrayOverride
 *   metadata: { name: staff-first }
 *   spec: { language: [python], track: canary, users: [u1], segments: [staff] }
 *
 * An override that sends to stable wins over one that sends elsewhere; ties by name.
 */
import { z } from 'zod';
import { trackSchema } from '../domain/decision.ts';
import { documentName, identifier, instant, metadataSchema, patterns } from './names.ts';

const ids = z.array(identifier).min(1).max(1_024);

export const overrideSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('GrayOverride'),
  metadata: metadataSchema,
  spec: z
    .strictObject({
      enabled: z.boolean().default(true),
      track: trackSchema,
      /** Languages or families; all where nothing is said. */
      language: patterns.optional(),
      users: ids.optional(),
      segments: z.array(documentName).min(1).max(64).optional(),
      problems: ids.optional(),
      /** Not included. ISO 8601 with an offset. */
      until: instant.optional(),
    })
    .refine(
      (given) => [given.users, given.segments, given.problems].some((each) => each !== undefined),
      'needs users, segments or problems',
    ),
});

export type GrayOverride = z.infer<typeof overrideSchema>;
