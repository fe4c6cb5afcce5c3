/**
 * Which buckets belong to which track.
 *
 *   0            canary →      ···  stable  ···      ← one other track           9999
 *
 * Canary grows from below, the other track from above, and stable is what is between: raising either of them takes from stable
 * alone, and nobody who was in it leaves. With more tracks than these that can be kept only by remembering earlier ranges: see
 * `ranges.ts`.
 */
import { bucketCount } from './bucket.ts';

export const stableTrack = 'stable';
export const canaryTrack = 'canary';

/** Hundredths of a percent: as many as there are buckets. */
export const asBasisPoints = (percent: number): number => Math.round(percent * (bucketCount / 100));

/** Tracks in the order of their buckets, each with the bucket that its share ends before. */
export type Shares = readonly { readonly track: string; readonly end: number }[];

/** @param weights - percentages by track that sum to 100; a track with 0 has no share. Their order does not count. */
export const sharesOf = (weights: Readonly<Record<string, number>>): Shares => {
  const place = (track: string): number => (track === canaryTrack ? 0 : track === stableTrack ? 1 : 2);
  let end = 0;
  return Object.entries(weights)
    .filter(([, percent]) => asBasisPoints(percent) > 0)
    .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([track, percent]) => ({ track, end: (end += asBasisPoints(percent)) }));
};

export const trackAt = (shares: Shares, bucket: number): string =>
  shares.find(({ end }) => bucket < end)?.track ?? stableTrack;
