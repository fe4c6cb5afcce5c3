import { z } from 'zod';
import { trackSchema } from '../domain/decision.ts';
import { geohashOf } from './match.ts';
import {
  documentName,
  expression,
  instant,
  metadataSchema,
  mostPatterns,
  pattern,
  patterns,
} from './names.ts';
import { asBasisPoints, sharesOf } from './shares.ts';

/**
 * One gray rule as operators write it; rules/README.md tells it with examples. Unknown keys are refused: a rule that is understood
 * in part would route wrongly.
 */
/** Both ends included. */
const range = (least: number, most: number) =>
  z
    .strictObject({
      min: z.number().min(least).max(most).optional(),
      max: z.number().min(least).max(most).optional(),
    })
    .refine((given) => given.min !== undefined || given.max !== undefined, 'needs min, max or both')
    .refine((given) => (given.min ?? least) <= (given.max ?? most), 'min is above max');

/** A level is a number, or a name that the Dimensions document puts in order. */
const levelEnd = z.union([z.number().min(0).max(1_000_000), z.string().min(1).max(64)]);

const levels = z
  .strictObject({ min: levelEnd.optional(), max: levelEnd.optional() })
  .refine((given) => given.min !== undefined || given.max !== undefined, 'needs min, max or both');

/** Of what users have, 9 characters are kept: other ones, and shorter ones as a whole, would never match. */
const isGeohash = (hash: string | undefined): boolean =>
  hash === undefined || /^([0-9b-hjkmnp-z]{9}|[0-9b-hjkmnp-z]{0,9}\*)$/.test(hash);

const region = pattern.refine((name) => isGeohash(geohashOf(name)), {
  error: 'a geohash is 9 of 0–9 and b–z without i, l and o, or how it begins and "*": "geohash:wx4g*"',
});

export const stickyKeys = ['user.id', 'client.id', 'problem.id', 'contest'] as const;

const twoDecimals = (percent: number): boolean => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6;

const weights = z
  .record(trackSchema, z.number().min(0).max(100).refine(twoDecimals, 'at most two decimals'))
  .refine(
    (given) => Object.values(given).reduce((sum, percent) => sum + asBasisPoints(percent), 0) === 10_000,
    'must sum to 100',
  );

const spec = z
  .strictObject({
    /** Higher first; equal ones by name. */
    priority: z.number().int().min(-1_000_000).max(1_000_000).default(0),
    enabled: z.boolean().default(true),
    match: z
      .strictObject({
        /** Languages or families. */
        language: patterns.optional(),
        region: z.array(region).min(1).max(mostPatterns).optional(),
        userLevel: levels.optional(),
        difficulty: range(0, 1).optional(),
        contest: patterns.optional(),
        problem: patterns.optional(),
        tags: z
          .array(z.string().min(1).max(64))
          .min(1)
          .max(64)
          .optional()
          .describe('The user has one of them.'),
        segments: z.array(documentName).min(1).max(64).optional().describe('The user is in one of them.'),
        device: patterns.optional(),
      })
      .prefault({}),
    /** CEL; every dimension must match, and this too. An expression that fails at run time does not match. */
    when: expression.optional(),
    /** When the rule is in force; outside it is as if disabled. */
    schedule: z
      .strictObject({
        from: instant.optional(),
        /** Not included. */
        until: instant.optional(),
        /** A window begins at each of these times. */
        windows: z
          .array(
            z.strictObject({
              /** Five fields: minute, hour, day of month, month, day of week. */
              cron: z.string().min(9).max(128),
              minutes: z.int().min(1).max(10_080),
            }),
          )
          .min(1)
          .max(16)
          .optional(),
        /** IANA; UTC where nothing is said. */
        timeZone: z.string().min(1).max(64).optional(),
      })
      .optional(),
    /** At most so many submissions a minute leave stable by this rule, over all processes; the rest stay there, as SPILLOVER. */
    sample: z.strictObject({ perMinute: z.int().min(0).max(1_000_000) }).optional(),
    /** Rules of one group share one hash of one sticky key, and each has a slice of it of its own: nobody is in two of them. */
    group: z
      .strictObject({
        name: documentName,
        /** Percent; `from` is included, `to` is not. */
        from: z.number().min(0).max(100).refine(twoDecimals, 'at most two decimals'),
        to: z.number().min(0).max(100).refine(twoDecimals, 'at most two decimals'),
      })
      .refine(({ from, to }) => from < to, 'from must be below to')
      .optional(),
    /** Percent of those whom the rule leaves on stable and that canary judges too, without a say in the verdict. */
    shadow: z.number().min(0).max(100).refine(twoDecimals, 'at most two decimals').optional(),
    /** Whether what another track than stable does not accept is judged again on stable before it is published. */
    confirm: z.boolean().default(true),
    /** Somebody else than the author has to approve a revision that adds, changes or removes this rule. */
    approval: z.boolean().default(false),
    /** What must come of it, for `serin rules test`: contexts beside the track that each is to get. */
    cases: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(128).optional(),
          context: z.record(z.string(), z.unknown()),
          expect: z.strictObject({
            track: trackSchema.optional(),
            rule: documentName.nullable().optional(),
            reason: z.string().optional(),
          }),
        }),
      )
      .max(256)
      .optional(),
    /** Whether submissions with `priority: contest` take part; otherwise this rule leaves them on stable. */
    contests: z.enum(['exclude', 'include']).default('exclude'),
    /** The first of these that a submission tells is drawn by. */
    stickyBy: z.array(z.enum(stickyKeys)).min(1).default(['user.id', 'client.id']),
    /** What the buckets are drawn from; the rule's name when left out. Keep it when a rule is renamed. */
    seed: z.string().min(1).max(128).optional(),
    weights,
  })
  .refine(
    (given) =>
      given.contests === 'exclude' ||
      sharesOf(given.weights).length < 2 ||
      given.stickyBy.every((key) => key === 'contest'),
    {
      path: ['stickyBy'],
      message:
        'must be [contest] where contests are included and the weights split: two contestants never get different compilers by chance',
    },
  );

export const grayRuleSchema = z.strictObject({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('GrayRule'),
  metadata: metadataSchema,
  spec,
});

export type GrayRule = z.infer<typeof grayRuleSchema>;
