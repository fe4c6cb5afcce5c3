/** Names and numbers of a context against what a rule asks for. What the submission does not tell matches nothing that is asked. */

/** What stands before the `*` of `cn-east-*`; undefined for a pattern that is a whole name. */
export const prefixOf = (pattern: string): string | undefined =>
  pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;

export type NameTest = (name: string | undefined) => boolean;

/** `cn-east-*` takes every name with that beginning; `*` takes all. */
export const nameTest = (patterns: readonly string[]): NameTest => {
  const whole = new Set(patterns.filter((pattern) => prefixOf(pattern) === undefined));
  const prefixes = patterns.map(prefixOf).filter((prefix) => prefix !== undefined);
  return (name) => {
    if (name === undefined) return false;
    if (whole.size > 0 && whole.has(name)) return true;
    for (const prefix of prefixes) if (name.startsWith(prefix)) return true;
    return false;
  };
};

export const geohashSign = 'geohash:';

/** `geohash:wx4g*` → `wx4g*`; undefined for a pattern of names. */
export const geohashOf = (pattern: string): string | undefined =>
  pattern.startsWith(geohashSign) ? pattern.slice(geohashSign.length) : undefined;

/** A region is matched by its name, or by a geohash of the user's coordinates. */
export const regionTest = (
  patterns: readonly string[],
): ((region: string | undefined, geohash: string | undefined) => boolean) => {
  const byName = nameTest(patterns.filter((pattern) => geohashOf(pattern) === undefined));
  const byPlace = nameTest(patterns.map(geohashOf).filter((hash) => hash !== undefined));
  return (region, geohash) => byName(region) || byPlace(geohash);
};

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Both ends included. */
export const within = ({ min, max }: Bounds, value: number | undefined): boolean =>
  value !== undefined && (min === undefined || value >= min) && (max === undefined || value <= max);
