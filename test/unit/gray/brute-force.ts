/** Rules held against contexts a second time, as plainly as can be, so that the engine has something to agree with. */
import { bucketOf } from '../../../src/gray/bucket.ts';
import type { GrayContext } from '../../../src/gray/context.ts';
import type { GrayDocument } from '../../../src/gray/document-schema.ts';
import type { GrayOverride } from '../../../src/gray/override-schema.ts';
import type { RuleSet } from '../../../src/gray/rule-set.ts';
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

const inSegments = (names: readonly string[] | undefined, context: GrayContext): boolean =>
  names === undefined ||
  names.some((name) =>
    name === 'listed' ? context.userId === 'u3' : context.userLevel !== undefined && context.userLevel > 1,
  );

/** The few expressions that tests use, said once more. */
const expressions: Readonly<Record<string, (context: GrayContext) => boolean>> = {
  'user.level >= 1': ({ userLevel }) => userLevel !== undefined && userLevel >= 1,
  '"beta" in user.tags': ({ tags }) => tags.includes('beta'),
  'time.hour < 12': ({ atMs }) => new Date(atMs).getUTCHours() < 12,
  true: () => true,
};

const inForce = ({ spec: { schedule } }: GrayRule, { atMs }: GrayContext): boolean => {
  if (schedule?.from !== undefined && atMs < Date.parse(schedule.from)) return false;
  if (schedule?.until !== undefined && atMs >= Date.parse(schedule.until)) return false;
  const hour = new Date(atMs).getUTCHours();
  // The one window that tests use.
  return schedule?.windows === undefined || (hour >= 8 && hour < 11);
};

const draw = (seed: string, keys: readonly string[], context: GrayContext): number | undefined => {
  const values: Readonly<Record<string, string | undefined>> = {
    'user.id': context.userId,
    'client.id': context.clientId,
    'problem.id': context.problemId,
    contest: context.contest,
  };
  const sticky = keys.map((key) => values[key]).find((value) => value !== undefined);
  return sticky === undefined ? undefined : bucketOf(seed, context.tenant, sticky);
};

const inSlice = ({ spec: { group, stickyBy } }: GrayRule, context: GrayContext): boolean => {
  if (group === undefined) return true;
  const drawn = draw(`group/${group.name}`, stickyBy, context);
  return drawn !== undefined && drawn / 100 >= group.from && drawn / 100 < group.to;
};

export const choicePlainly = (
  { layers }: RuleSet,
  context: GrayContext,
  levels: readonly string[],
): { track: string; rule: string | undefined } => {
  const ofLayer = (documents: readonly GrayDocument[]): GrayRule[] =>
    documents
      .filter((each) => each.kind === 'GrayRule')
      .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en'))
      .sort((a, b) => b.spec.priority - a.spec.priority);
  const found = [...ofLayer([...layers.api, ...layers.directory]), ...ofLayer(layers.rollout)].find(
    (rule) =>
      rule.spec.enabled &&
      matchesPlainly(rule, context, levels) &&
      inSegments(rule.spec.match.segments, context) &&
      inForce(rule, context) &&
      inSlice(rule, context) &&
      (rule.spec.when === undefined || expressions[rule.spec.when]?.(context) === true),
  );
  if (found === undefined) return { track: 'stable', rule: undefined };
  return { track: trackPlainly(found, context), rule: found.metadata.name };
};

const trackPlainly = ({ spec, metadata }: GrayRule, context: GrayContext): string => {
  if (context.priority === 'contest' && spec.contests === 'exclude') return 'stable';
  const [whole] = Object.entries(spec.weights).filter(([, percent]) => percent === 100);
  if (whole !== undefined) return whole[0];
  const drawn = draw(spec.seed ?? metadata.name, spec.stickyBy, context);
  if (drawn === undefined) return 'stable';
  const percentOf = (track: string): number => spec.weights[track] ?? 0;
  if (drawn < percentOf('canary') * 100) return 'canary';
  return drawn >= 10_000 - percentOf('nightly') * 100 ? 'nightly' : 'stable';
};

export const overridePlainly = ({ layers }: RuleSet, context: GrayContext): GrayOverride | undefined => {
  const naming = layers.override
    .filter((each) => each.kind === 'GrayOverride')
    .filter(({ spec }) => {
      if (!spec.enabled || (spec.until !== undefined && context.atMs >= Date.parse(spec.until))) return false;
      if (!takes(spec.language, context.language) && !takes(spec.language, context.family)) return false;
      return (
        (context.userId !== undefined && (spec.users ?? []).includes(context.userId)) ||
        (context.problemId !== undefined && (spec.problems ?? []).includes(context.problemId)) ||
        (spec.segments !== undefined && inSegments(spec.segments, context))
      );
    })
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en'));
  return naming.find(({ spec }) => spec.track === 'stable') ?? naming[0];
};
