/** Rules held against contexts a second time, as plainly as can be, so that the engine has something to agree with. */
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayRule } from '../../../src/gray/rule-schema.ts';

const takes = (patterns: readonly string[] | undefined, name: string | undefined): boolean => {
  if (patterns === undefined) return true;
  if (name === undefined) return false;
  return patterns.some((each) =>
    each.endsWith('*') ? name.startsWith(each.slice(0, each.length - 1)) : each === name,
  );
};

const inBounds = (
  bounds: { min?: number | string | undefined; max?: number | string | undefined } | undefined,
  value: number | undefined,
  levels: readonly string[] = [],
): boolean => {
  if (bounds === undefined) return true;
  if (value === undefined) return false;
  const numberOf = (end: number | string): number => (typeof end === 'string' ? levels.indexOf(end) : end);
  if (bounds.min !== undefined && value < numberOf(bounds.min)) return false;
  return !(bounds.max !== undefined && value > numberOf(bounds.max));
};

/** The dimensions of `match`, without segments. */
export const matchesPlainly = (
  { spec: { match } }: GrayRule,
  context: GrayContext,
  levels: readonly string[] = [],
): boolean => {
  if (!takes(match.language, context.language) && !takes(match.language, context.family)) return false;
  if (match.region !== undefined) {
    const ofPlaces = match.region.filter((each) => each.startsWith('geohash:'));
    const ofNames = match.region.filter((each) => !ofPlaces.includes(each));
    const inPlace = context.geohash !== undefined && takes(ofPlaces, `geohash:${context.geohash}`);
    if (!inPlace && !takes(ofNames, context.region)) return false;
  }
  if (!inBounds(match.userLevel, context.userLevel, levels)) return false;
  if (!inBounds(match.difficulty, context.difficulty)) return false;
  if (!takes(match.contest, context.contest) || !takes(match.problem, context.problemId)) return false;
  if (!takes(match.device, context.device)) return false;
  return match.tags === undefined || match.tags.some((tag) => context.tags.includes(tag));
};
