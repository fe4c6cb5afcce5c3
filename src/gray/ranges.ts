/**
 * Ranges of buckets that remember where everybody was.
 *
 * With stable, canary and one other track the weights alone say which bucket is whose (`shares.ts`). With more tracks, one that is
 * raised would push its neighbour. So the ranges of such a rule are stored with the revision, and a revision makes its
 * ranges from those before: first every track that is cut gives its last buckets to stable, then every track that is raised takes
 * from stable, beginning with the buckets next to its own. Nobody is moved between two tracks of which neither is stable, unless
 * stable has nothing left to give.
 */
import { bucketCount } from './bucket.ts';
import type { GrayRule } from './rule-schema.ts';
import type { Layers, RuleSet } from './rule-set.ts';
import { asBasisPoints, sharesOf, stableTrack } from './shares.ts';
import type { Shares } from './shares.ts';

export const seedOf = ({ metadata, spec }: GrayRule): string => spec.seed ?? metadata.name;

export const rulesOf = (layers: Layers): GrayRule[] =>
  Object.values(layers).flatMap((documents) => documents.filter((document) => document.kind === 'GrayRule'));

/** Ranges of rules with more tracks than stable, canary and one other; a raise takes from stable only, a cut gives to stable only. */
export const nextRanges = (before: RuleSet, layers: Layers): RuleSet['ranges'] => {
  const earlier = new Map(rulesOf(before.layers).map((rule) => [seedOf(rule), rule]));
  const ranges: Record<string, Shares> = {};
  for (const rule of rulesOf(layers)) {
    const seed = seedOf(rule);
    const stored = Object.hasOwn(before.ranges, seed) ? before.ranges[seed] : undefined;
    const was = earlier.get(seed);
    const from = stored ?? (was && sharesOf(was.spec.weights));
    const plain = sharesOf(rule.spec.weights);
    if (from === undefined || (stored === undefined && otherTracks(plain, from) < 2)) continue;
    const next = moved(from, rule.spec.weights);
    if (!sameShares(next, plain)) ranges[seed] = next;
  }
  return ranges;
};

/** Whether ranges give every track what its weight says. */
export const agrees = (shares: Shares, weights: Readonly<Record<string, number>>): boolean => {
  const sizes = sizesOf(shares);
  return (
    [...sizes].every(([track, size]) => asBasisPoints(weights[track] ?? 0) === size) &&
    Object.entries(weights).every(([track, percent]) => (sizes.get(track) ?? 0) === asBasisPoints(percent))
  );
};

const otherTracks = (...shares: readonly Shares[]): number =>
  new Set(shares.flat().map(({ track }) => track)).size -
  (shares.flat().some(({ track }) => track === stableTrack) ? 1 : 0) -
  (shares.flat().some(({ track }) => track === 'canary') ? 1 : 0);

const sameShares = (a: Shares, b: Shares): boolean =>
  a.length === b.length && a.every(({ track, end }, at) => b[at]?.track === track && b[at].end === end);

const sizesOf = (shares: Shares): Map<string, number> => {
  const sizes = new Map<string, number>();
  let start = 0;
  for (const { track, end } of shares) {
    sizes.set(track, (sizes.get(track) ?? 0) + end - start);
    start = end;
  }
  return sizes;
};

const moved = (from: Shares, weights: Readonly<Record<string, number>>): Shares => {
  const owners = ownersOf(from);
  const sizes = sizesOf(from);
  const tracks = [...new Set([...sizes.keys(), ...Object.keys(weights)])]
    .filter((track) => track !== stableTrack)
    .sort();
  const wanted = (track: string): number => asBasisPoints(weights[track] ?? 0);
  for (const track of tracks) cut(owners, track, (sizes.get(track) ?? 0) - wanted(track));
  for (const track of tracks) raise(owners, track, wanted(track) - (sizes.get(track) ?? 0));
  return sharesFrom(owners);
};

const ownersOf = (shares: Shares): string[] => {
  const owners: string[] = [];
  for (const { track, end } of shares) while (owners.length < end) owners.push(track);
  return owners;
};

const sharesFrom = (owners: readonly string[]): Shares => {
  const ends = owners.flatMap((track, at) => (owners[at + 1] === track ? [] : [{ track, end: at + 1 }]));
  return ends;
};

/** The last buckets go first. */
const cut = (owners: string[], track: string, by: number): void => {
  let left = by;
  for (let at = bucketCount - 1; at >= 0 && left > 0; at -= 1) {
    if (owners[at] !== track) continue;
    owners[at] = stableTrack;
    left -= 1;
  }
};

/** First what of stable is next after the track's own, then what is first of it. */
const raise = (owners: string[], track: string, by: number): void => {
  let left = by;
  const take = (at: number): void => {
    owners[at] = track;
    left -= 1;
  };
  for (let at = 1; at < bucketCount && left > 0; at += 1) {
    if (owners[at] === stableTrack && owners[at - 1] === track) take(at);
  }
  for (let at = 0; at < bucketCount && left > 0; at += 1) if (owners[at] === stableTrack) take(at);
};
