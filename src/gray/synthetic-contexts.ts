/**
 * Contexts that nobody sent, for a draft that has no past to be held against.
 *
 * They are made from the rules themselves: names that patterns take and names next to them, numbers on and beside every bound, tags,
 * segments' users, words that expressions compare with. Half of them are aimed at one rule after the other, so that each
 * rule is met; the other half are drawn freely. The same seed gives the same contexts.
 */
import type { GrayContext } from './context.ts';
import type { GrayDocument } from './document-schema.ts';
import { prefixOf } from './match.ts';
import type { GrayRule } from './rule-schema.ts';
import type { RuleSet } from './rule-set.ts';

export interface SyntheticRequest {
  readonly count: number;
  readonly seed: number;
  readonly set: RuleSet;
  /** Those that the server has; names of the rules join them. */
  readonly languages: readonly string[];
  readonly atMs: number;
  readonly familyOf?: (language: string) => string | undefined;
}

export function* syntheticContexts(request: SyntheticRequest): Generator<GrayContext> {
  const documents = Object.values(request.set.layers).flat();
  const rules = documents.filter((document) => document.kind === 'GrayRule' && document.spec.enabled);
  const pools = poolsOf(documents, request.languages);
  const random = randomFrom(request.seed);
  for (let at = 0; at < request.count; at += 1) {
    const aim = at % 2 === 0 ? rules[(at / 2) % rules.length] : undefined;
    const free = draw(pools, random, at, request.atMs);
    const aimed = aim?.kind === 'GrayRule' ? { ...free, ...fitting(aim, pools, random) } : free;
    yield withFamily(aimed, request);
  }
}

/** mulberry32: a small generator of 32 bits of state, in the public domain (Tommy Ettinger, 2017). Answers 0 ≤ x < 1. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Random = () => number;

const pick = <T>(from: readonly T[], random: Random): T | undefined =>
  from[Math.floor(random() * from.length)];

/** What a context may say of each dimension. */
interface Pools {
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly geohashes: readonly string[];
  readonly userLevels: readonly number[];
  readonly difficulties: readonly number[];
  readonly users: readonly string[];
  readonly tags: readonly string[];
  readonly devices: readonly string[];
  readonly problems: readonly string[];
  readonly contests: readonly string[];
  readonly topics: readonly string[];
  /** Names of levels, lowest first. */
  readonly levels: readonly string[];
  /** By segment, the users that its document names. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

const geohashSign = 'geohash:';

/** A name that the pattern takes: the name itself, or one with its beginning. */
const nameFor = (pattern: string): string => {
  const prefix = prefixOf(pattern);
  if (prefix === undefined) return pattern;
  return prefix === '' ? 'any' : `${prefix}1`;
};

const poolsOf = (documents: readonly GrayDocument[], languages: readonly string[]): Pools => {
  const rules = documents.filter((document) => document.kind === 'GrayRule');
  const overrides = documents.filter((document) => document.kind === 'GrayOverride');
  const segments = documents.filter((document) => document.kind === 'Segment');
  const match = rules.map(({ spec }) => spec.match);
  const levels = documents.flatMap((each) =>
    each.kind === 'Dimensions' ? (each.spec.userLevels ?? []) : [],
  );
  const names = (patterns: readonly (readonly string[] | undefined)[]): string[] =>
    patterns.flatMap((each) => each ?? []).map(nameFor);
  const expressions = [...rules, ...segments].flatMap(({ spec }) => spec.when ?? []);
  // Which dimension a word is compared with is not looked into: offered everywhere, it is met where it counts.
  const words = expressions.flatMap((expression) =>
    [...expression.matchAll(/"([^"\\]{1,64})"|'([^'\\]{1,64})'/g)].map(([, a, b]) => a ?? b ?? ''),
  );
  const numbers = expressions.flatMap((expression) =>
    [...expression.matchAll(/(?<![\w.])\d+(\.\d+)?/g)].map(([digits]) => Number(digits)),
  );
  const regions = match.flatMap(({ region }) => region ?? []);
  const places = regions.filter((pattern) => pattern.startsWith(geohashSign));
  return {
    languages: distinct([...languages, ...names([...rules.map((rule) => rule.spec.match.language)])]),
    regions: distinct([
      ...regions.filter((pattern) => !pattern.startsWith(geohashSign)).map(nameFor),
      ...words,
      ...['cn-east-1', 'eu-west-1', 'us-east-1', 'unknown'],
    ]),
    geohashes: distinct([...places.map(geohashFor), 'wx4g0bm6c', 'u4pruydqq', '9q8yyk8yt']),
    userLevels: bounded(
      [...match.map(({ userLevel }) => levelBounds(userLevel, levels)), ...numbers.map((min) => ({ min }))],
      1,
      [0, 1, 2, 5, 10],
    ).filter((level) => level <= 1_000_000),
    difficulties: bounded(
      [...match.map(({ difficulty }) => difficulty), ...numbers.map((min) => ({ min }))],
      0.01,
      [0.1, 0.3, 0.5, 0.7, 0.9],
    ).filter((difficulty) => difficulty <= 1),
    users: distinct([...overrides, ...segments].flatMap(({ spec }) => spec.users ?? [])),
    tags: distinct([...match.flatMap(({ tags }) => tags ?? []), ...words, 'beta', 'staff']),
    devices: distinct([
      ...names(match.map(({ device }) => device)),
      ...words,
      'web',
      'mobile',
      'cli',
      'ide',
      'bot',
    ]),
    problems: distinct([
      ...names(match.map(({ problem }) => problem)),
      ...overrides.flatMap(({ spec }) => spec.problems ?? []),
      ...Array.from({ length: 20 }, (_, at) => `problem-${at + 1}`),
    ]),
    contests: distinct([...names(match.map(({ contest }) => contest)), 'weekly-1']),
    topics: distinct([...words, 'graphs', 'strings', 'greedy']),
    levels,
    members: new Map(segments.map(({ metadata, spec }) => [metadata.name, spec.users ?? []])),
  };
};

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** `geohash:wx4g*` → nine characters with that beginning; a whole one as it is. */
const geohashFor = (pattern: string): string => {
  const hash = pattern.slice(geohashSign.length);
  const prefix = prefixOf(hash);
  return prefix === undefined ? hash : prefix.padEnd(9, '0');
};

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A level that is not declared is no fault here: the set was compiled before. */
const levelBounds = (
  written: GrayRule['spec']['match']['userLevel'],
  levels: readonly string[],
): Bounds | undefined => {
  const numberOf = (end: number | string | undefined): number | undefined =>
    typeof end === 'string' ? Math.max(0, levels.indexOf(end)) : end;
  return written && { min: numberOf(written.min), max: numberOf(written.max) };
};

/** Every bound, and what is one step to either side of it. */
const bounded = (
  bounds: readonly (Bounds | undefined)[],
  step: number,
  besides: readonly number[],
): number[] => {
  const ends = bounds.flatMap((each) => [each?.min, each?.max]).filter((end) => end !== undefined);
  const near = ends.flatMap((end) => [end - step, end, end + step]).filter((value) => value >= 0);
  // Sums of decimals are not decimals: 0.7 + 0.01 is 0.7100000000000001 otherwise.
  return distinct([...near, ...besides].map((value) => Math.round(value * 1e6) / 1e6));
};

const draw = (pools: Pools, random: Random, at: number, atMs: number): Omit<GrayContext, 'family'> => {
  const often = (share: number): boolean => random() < share;
  const inContest = often(0.1);
  return {
    tenant: 'default',
    language: pick(pools.languages, random) ?? 'python',
    tags: distinct(
      Array.from({ length: Math.floor(random() * 4) }, () => pick(pools.tags, random) ?? 'beta'),
    ),
    priority: inContest && often(0.5) ? 'contest' : often(0.05) ? 'rejudge' : 'practice',
    atMs,
    ...maybe('region', often(0.9), pick(pools.regions, random)),
    ...maybe('geohash', often(0.3), pick(pools.geohashes, random)),
    ...maybe('userLevel', often(0.9), pick(pools.userLevels, random)),
    ...maybe('difficulty', often(0.8), pick(pools.difficulties, random)),
    ...maybe('userId', often(0.95), often(0.02) ? pick(pools.users, random) : `synthetic-${at}`),
    ...maybe('clientId', often(0.5), `client-${at}`),
    ...maybe('device', often(0.8), pick(pools.devices, random)),
    ...maybe('problemId', often(0.9), pick(pools.problems, random)),
    ...maybe('topics', often(0.5), [pick(pools.topics, random) ?? 'graphs']),
    ...maybe('contest', inContest, pick(pools.contests, random)),
  };
};

const maybe = <K extends string, V>(key: K, told: boolean, value: V | undefined): Partial<Record<K, V>> =>
  (told && value !== undefined ? { [key]: value } : {}) as Partial<Record<K, V>>;

/** What the dimensions of a rule ask for. What its expression, schedule and segments without names ask for is left to chance. */
const fitting = ({ spec }: GrayRule, { members, levels }: Pools, random: Random): Partial<GrayContext> => {
  const { match } = spec;
  const name = (patterns: readonly string[] | undefined): string | undefined => {
    const pattern = pick(patterns ?? [], random);
    return pattern === undefined ? undefined : nameFor(pattern);
  };
  const region = pick(match.region ?? [], random);
  const userLevel = levelBounds(match.userLevel, levels);
  const geohash = region?.startsWith(geohashSign) === true ? geohashFor(region) : undefined;
  const tag = pick(match.tags ?? [], random);
  const segment = pick(match.segments ?? [], random);
  return {
    ...maybe('language', true, name(match.language)),
    ...maybe('geohash', true, geohash),
    ...maybe('region', geohash === undefined, region && nameFor(region)),
    ...maybe('userLevel', true, userLevel?.min ?? userLevel?.max),
    ...maybe('difficulty', true, match.difficulty?.min ?? match.difficulty?.max),
    ...maybe('contest', true, name(match.contest)),
    ...maybe('problemId', true, name(match.problem)),
    ...maybe('tags', true, tag === undefined ? undefined : [tag]),
    ...maybe('device', true, name(match.device)),
    ...maybe('userId', true, segment && pick(members.get(segment) ?? [], random)),
  };
};

const withFamily = (context: Omit<GrayContext, 'family'>, { familyOf }: SyntheticRequest): GrayContext => ({
  ...context,
  family: familyOf?.(context.language) ?? context.language,
});
