/**
 * A named set of users, for `match.segments`, `user.segments` in expressions and overrides.
 *
 *   kind: Segment
 *   metadata: { name: early-birds }
 *   spec: { users: [u1, u2] }            up to 1 024 in the document itself
 *   spec: { list: { digest, count } }    up to 10⁶, put by PUT /v1/rules/segments/:name as one id a line
 *   spec: { when: '"beta" in user.tags' }
 */
import { z } from 'zod';
import { expression, identifier, metadataSchema } from './names.ts';

export const mostListedIds = 1_000_000;

export const segmentSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Segment'),
  metadata: metadataSchema,
  spec: z
    .strictObject({
      users: z.array(identifier).min(1).max(1_024).optional(),
      /** SHA-256 of the ids, one a line, sorted by bytes, each with `\n`; kept beside the rules. */
      list: z
        .strictObject({
          digest: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
          count: z.int().min(0).max(mostListedIds),
        })
        .optional(),
      when: expression.optional(),
    })
    .refine(
      (given) => [given.users, given.list, given.when].filter((each) => each !== undefined).length === 1,
      'needs one of users, list and when',
    ),
});

export type Segment = z.infer<typeof segmentSchema>;
