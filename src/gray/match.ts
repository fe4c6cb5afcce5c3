import type { GrayContext } from './context.ts';
import type { GrayRule } from './rule-schema.ts';

/** Whether every dimension that the rule names matches. What the submission does not tell never matches a rule that asks for it. */
export const matches = (rule: GrayRule, context: GrayContext): boolean => {
  const { match } = rule.spec;
  return (
    (named(match.language, context.language) || named(match.language, context.family)) &&
    named(match.region, context.region) &&
    named(match.contest, context.contest) &&
    named(match.problem, context.problemId) &&
    within(match.userLevel, context.userLevel) &&
    within(match.difficulty, context.difficulty) &&
    (match.tags === undefined || match.tags.some((tag) => context.tags.includes(tag)))
  );
};

/** What stands before the `*` of `cn-east-*`; undefined for a pattern that is a whole name. */
export const prefixOf = (pattern: string): string | undefined =>
  pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;

const named = (patterns: readonly string[] | undefined, value: string | undefined): boolean =>
  patterns === undefined || (value !== undefined && patterns.some((pattern) => matchesName(pattern, value)));

/** `cn-east-*` takes every name with that beginning; `*` takes all. */
const matchesName = (pattern: string, value: string): boolean => {
  const prefix = prefixOf(pattern);
  return prefix === undefined ? value === pattern : value.startsWith(prefix);
};

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Both ends included. */
const within = (bounds: Bounds | undefined, value: number | undefined): boolean =>
  bounds === undefined ||
  (value !== undefined &&
    (bounds.min === undefined || value >= bounds.min) &&
    (bounds.max === undefined || value <= bounds.max));
