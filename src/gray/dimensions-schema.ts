/**
 * What the words of rules mean here: the order of level names, and which region an address belongs to. At most one document in a set.
 *
 *   kind: Dimensions
 *   metadata: { name: dimensions }
 *   spec:
 *     userLevels: [newcomer, regular, expert]
 *     regions:                                  # the first that matches; every given key must
 *       - { region: cn-east, country: [CN], city: [Shanghai, Hangzhou] }
 *       - { region: eu, country: [DE, FR, NL] }
 */
import { z } from 'zod';
import { metadataSchema } from './names.ts';

const places = z.array(z.string().min(1).max(128)).min(1).max(256);

export const dimensionsSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('Dimensions'),
  metadata: metadataSchema,
  spec: z.strictObject({
    /** Lowest first; a level's number is its place, from 0. */
    userLevels: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(256)
      .refine((names) => new Set(names).size === names.length, 'names a level twice')
      .optional(),
    regions: z
      .array(
        z
          .strictObject({
            region: z.string().min(1).max(64),
            /** ISO 3166-1 alpha-2. */
            country: z
              .array(z.string().regex(/^[A-Z]{2}$/, 'two capital letters, by ISO 3166-1'))
              .min(1)
              .max(256)
              .optional(),
            city: places.optional(),
            isp: places.optional(),
          })
          .refine(
            (given) => [given.country, given.city, given.isp].some((each) => each !== undefined),
            'needs country, city or isp',
          ),
      )
      .min(1)
      .max(1_024)
      .optional(),
  }),
});

export type Dimensions = z.infer<typeof dimensionsSchema>;
