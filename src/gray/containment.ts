/**
 * Whether everything that one rule matches, another matches too, told from what is written and not from any context.
 *
 * Only what is certain counts: where this cannot tell, the answer is no. So a rule that is called covered is never reached, and a
 * rule that is never reached may still not be called so (two rules together may cover a third, an expression may say less than it seems).
 */
import { atOnce } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { canonicalText } from './canonical.ts';
import type { Target } from './conditions.ts';
import { geohashOf, prefixOf } from './match.ts';
import type { GrayRule } from './rule-schema.ts';

/** A rule, and what it asks for with the names of levels resolved. */
export interface AskingRule {
  readonly rule: GrayRule;
  readonly target: Target;
}

/** @returns true when every context that `inner` matches, `outer` matches. */
export const covers = (outer: AskingRule, inner: AskingRule): boolean => {
  const wide = outer.rule.spec;
  const narrow = inner.rule.spec;
  return (
    // A rule of a group matches only in its slice; one with a schedule only in its time.
    wide.group === undefined &&
    (wide.schedule === undefined || same(wide.schedule, narrow.schedule)) &&
    (wide.when === undefined || wide.when.trim() === narrow.when?.trim()) &&
    dimensionsCover(outer.target, inner.target)
  );
};

/** What is cheap to refuse by comes first: a set of 10 000 rules asks millions of times. */
const dimensionsCover = (wide: Target, narrow: Target): boolean =>
  boundsCover(wide.userLevel, narrow.userLevel) &&
  boundsCover(wide.difficulty, narrow.difficulty) &&
  includesAll(wide.tags, narrow.tags) &&
  includesAll(wide.segments, narrow.segments) &&
  patternsCover(wide.region, narrow.region) &&
  patternsCover(wide.contest, narrow.contest) &&
  patternsCover(wide.problem, narrow.problem) &&
  patternsCover(wide.device, narrow.device) &&
  // Every submission tells its language, so `*` asks for nothing there.
  (wide.language?.includes('*') === true || patternsCover(wide.language, narrow.language));

type Names = readonly string[] | undefined;

const patternsCover = (wide: Names, narrow: Names): boolean =>
  wide === undefined ||
  (narrow?.every((inner) => wide.some((outer) => patternCovers(outer, inner))) ?? false);

/** A geohash and a name are told apart by their sign: `*` takes every name, and nobody's coordinates. */
const patternCovers = (outer: string, inner: string): boolean => {
  if (outer === inner) return true;
  if ((geohashOf(outer) === undefined) !== (geohashOf(inner) === undefined)) return false;
  const prefix = prefixOf(outer);
  return prefix !== undefined && (prefixOf(inner) ?? inner).startsWith(prefix);
};

const boundsCover = (wide: Target['userLevel'], narrow: Target['userLevel']): boolean =>
  wide === undefined ||
  (narrow !== undefined &&
    (narrow.min ?? -Infinity) >= (wide.min ?? -Infinity) &&
    (narrow.max ?? Infinity) <= (wide.max ?? Infinity));

const includesAll = (wide: Names, narrow: Names): boolean =>
  wide === undefined || (narrow?.every((each) => wide.includes(each)) ?? false);

const same = (a: unknown, b: unknown): boolean => canonicalText(a) === canonicalText(b);

/**
 * Of rules in the order in which they are tried, each that is covered, with the first that covers it.
 *
 * Only rules that could cover a language are asked: those that name none or all, the name itself, or a beginning of it.
 */
export const coveredRules = <T extends AskingRule>(ordered: readonly T[]): Covered<T>[] =>
  atOnce(coveredSteps(ordered));

export interface Covered<T> {
  readonly covered: T;
  readonly by: T;
}

export function* coveredSteps<T extends AskingRule>(ordered: readonly T[]): Steps<Covered<T>[]> {
  const byPattern = new Map<string, Ranked<T>[]>();
  const found: Covered<T>[] = [];
  for (const [rank, asking] of ordered.entries()) {
    yield;
    const by = firstCovering(
      asking,
      keysOf(asking).map((key) => byPattern.get(key) ?? []),
    );
    if (by !== undefined) {
      // What it covers, the one that covers it covers too.
      found.push({ covered: asking, by });
      continue;
    }
    for (const pattern of new Set(asking.target.language ?? ['*'])) {
      const known = byPattern.get(pattern);
      if (known === undefined) byPattern.set(pattern, [{ rank, asking }]);
      else known.push({ rank, asking });
    }
  }
  return found;
}

interface Ranked<T> {
  readonly rank: number;
  readonly asking: T;
}

/** @param lists - each first to last. */
const firstCovering = <T extends AskingRule>(
  inner: AskingRule,
  lists: readonly (readonly Ranked<T>[])[],
): T | undefined => {
  let best: Ranked<T> | undefined;
  for (const list of lists) {
    for (const candidate of list) {
      if (best !== undefined && candidate.rank >= best.rank) break;
      if (covers(candidate.asking, inner)) best = candidate;
    }
  }
  return best?.asking;
};

/** Of the patterns of a rule that covers this one, one is among these. */
const keysOf = ({ target }: AskingRule): string[] => {
  const [first] = target.language ?? ['*'];
  if (first === undefined || first === '*') return ['*'];
  const whole = prefixOf(first) ?? first;
  const beginnings = Array.from({ length: whole.length + 1 }, (_, length) => `${whole.slice(0, length)}*`);
  return [...new Set([first, ...beginnings])];
};
