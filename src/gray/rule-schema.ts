import { z } from 'zod';
import { trackSchema } from '../domain/decision.ts';
import { asBasisPoints, canaryTrack, sharesOf, stableTrack } from './shares.ts';

/**
 * One gray rule as operators write it; rules/README.md tells it with examples. Unknown keys are refused, and so is what a
 * later version will know (`when`, `shadow`, `schedule`): a rule that is understood in part would route wrongly.
 */
const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'lower case letters, digits and "-", at most 63');

/** A name, or a prefix with `*` at its end; `*` alone is everything. */
const pattern = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^*\s]*\*?$/, 'a name, or a prefix that ends in "*"');

const patterns = z.array(pattern).min(1).max(256);

/** Both ends included. */
const range = (least: number, most: number) =>
  z
    .strictObject({
      min: z.number().min(least).max(most).optional(),
      max: z.number().min(least).max(most).optional(),
    })
    .refine((given) => given.min !== undefined || given.max !== undefined, 'needs min, max or both')
    .refine((given) => (given.min ?? least) <= (given.max ?? most), 'min is above max');

export const stickyKeys = ['user.id', 'client.id', 'problem.id', 'contest'] as const;

const twoDecimals = (percent: number): boolean => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6;

const weights = z
  .record(trackSchema, z.number().min(0).max(100).refine(twoDecimals, 'at most two decimals'))
  .refine(
    (given) => Object.values(given).reduce((sum, percent) => sum + asBasisPoints(percent), 0) === 10_000,
    'must sum to 100',
  )
  .refine(
    (given) =>
      Object.keys(given).filter((track) => track !== stableTrack && track !== canaryTrack).length <= 1,
    'may name stable, canary and one other track; more are not supported by this version',
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
        region: patterns.optional(),
        userLevel: range(0, 1_000_000).optional(),
        /** On the scale of whoever submits. */
        difficulty: range(0, 10_000).optional(),
        contest: patterns.optional(),
        problem: patterns.optional(),
        tags: z
          .array(z.string().min(1).max(64))
          .min(1)
          .max(64)
          .optional()
          .describe('The user has one of them.'),
      })
      .prefault({}),
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
  metadata: z.strictObject({ name, owner: z.string().min(1).max(128).optional() }),
  spec,
});

export type GrayRule = z.infer<typeof grayRuleSchema>;

/** Keys of the rule format that this version does not act on, with what is said about them. */
export const unsupportedKeys: ReadonlyMap<string, string> = new Map([
  ['when', 'expressions are not supported by this version: remove "when", or match by dimensions'],
  ['shadow', 'judging on both tracks is not supported by this version: remove "shadow"'],
  ['schedule', 'schedules are not supported by this version: enable and disable the rule instead'],
  ['sample', 'caps are not supported by this version: lower the weight instead'],
  ['confirm', 'confirmation on stable is not supported by this version: remove "confirm"'],
]);
