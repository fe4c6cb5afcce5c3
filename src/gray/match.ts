import type { GrayContext } from './context.ts';
import type { GrayRule } from './rule-schema.ts';

/**
 * Whether every dimension that the rule names matches. A dimension that the submission does not tell never matches a rule that asks
 * for it.
 */
export const matches = (rule: GrayRule, context: GrayContext): boolean => {
  const { match, contests } = rule.spec;
  if (context.priority === 'contest' && contests === 'exclude') return false;
  if (match.language !== undefined) {
    const { language } = match;
    if (!matchesName(language, context.language) && !matchesName(language, context.family)) return false;
  }
  return (
    named(match.region, context.region) &&
    named(match.contest, context.contest) &&
    named(match.problem, context.problemId) &&
    within(match.userLevel, context.userLevel) &&
    within(match.difficulty, context.difficulty) &&
    (match.tags === undefined || match.tags.some((tag) => context.tags.includes(tag)))
  );
};

/** `cn-east-*` takes every name with that beginning; `*` takes all. */
export const matchesName = (patterns: readonly string[], value: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern,
  );

const named = (patterns: readonly string[] | undefined, value: string | undefined): boolean =>
  patterns === undefined || (value !== undefined && matchesName(patterns, value));

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Both ends included. */
const within = (bounds: Bounds | undefined, value: number | undefined): boolean =>
  bounds === undefined ||
  (value !== undefined &&
    (bounds.min === undefined || value >= bounds.min) &&
    (bounds.max === undefined || value <= bounds.max));
