/** From what a person writes to one fingerprint: a whole fingerprint, a runtime's name, or a range of versions. */
import semver from 'semver';
import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';

export interface RuntimeChoice {
  readonly facts: RuntimeFacts;
  /** The range, where one was given. */
  readonly range?: string;
}

/**
 * @param runtimes - of one language.
 * @param wanted - `python-3.14.7@…`, `python-3.14` or `^3.13`. A name and a version stand for the current build; builds that it
 *   replaced are chosen by their fingerprint. A range stands for the newest version in it.
 * @param served - fingerprints that a worker which is alive has: of several current builds on record, one that is there.
 * @throws SerinError RUNTIME_NOT_FOUND with what there is, CONFLICT for a name that several builds share.
 */
export const chooseRuntime = (
  runtimes: readonly RuntimeFacts[],
  wanted: string,
  served: ReadonlySet<string>,
): RuntimeChoice => {
  const named = namedRuntime(runtimes, wanted, served);
  if (named !== undefined) return { facts: named };
  const range = semver.validRange(wanted);
  const within = range === null ? [] : newestWithin(runtimes, range, served);
  if (within.length > 0) return { facts: oneOf(within, wanted, served), range: wanted };
  throw notFound(runtimes, wanted, range !== null);
};

/**
 * The runtime that a whole fingerprint or a name means; undefined when there is none.
 *
 * @throws SerinError CONFLICT for a name that several builds share.
 */
export const namedRuntime = (
  runtimes: readonly RuntimeFacts[],
  wanted: string,
  served: ReadonlySet<string>,
): RuntimeFacts | undefined => {
  const exact = runtimes.find((facts) => facts.fingerprint === wanted);
  if (exact !== undefined) return exact;
  const named = runtimes.filter((facts) => facts.runtime === wanted);
  return named.length > 0 ? oneOf(named, wanted, served) : undefined;
};

/**
 * All builds of the newest version in the range, of those that workers have where there are any: what is only on record is nowhere. A
 * version of one or two parts (`21`, `1.24`) is filled up with zeros.
 */
const newestWithin = (
  runtimes: readonly RuntimeFacts[],
  range: string,
  served: ReadonlySet<string>,
): RuntimeFacts[] => {
  const inRange = runtimes.flatMap((facts) => {
    const version = semver.coerce(facts.version);
    return version !== null && semver.satisfies(version, range) ? [{ facts, version }] : [];
  });
  const here = inRange.filter(({ facts }) => served.has(facts.fingerprint));
  const versions = here.length > 0 ? here : inRange;
  const [newest] = [...versions].sort((a, b) => semver.rcompare(a.version, b.version));
  if (newest === undefined) return [];
  return versions.filter(({ version }) => semver.eq(version, newest.version)).map(({ facts }) => facts);
};

const oneOf = (
  builds: readonly RuntimeFacts[],
  wanted: string,
  served: ReadonlySet<string>,
): RuntimeFacts => {
  const current = preferring(builds, isCurrent);
  const [only, ...more] = preferring(current, (facts) => served.has(facts.fingerprint));
  if (only !== undefined && more.length === 0) return only;
  const all = (only === undefined ? builds : [only, ...more]).map((facts) => facts.fingerprint).join(', ');
  throw new SerinError('CONFLICT', `${wanted} names several builds; name one by its fingerprint: ${all}`);
};

const preferring = (
  runtimes: readonly RuntimeFacts[],
  is: (facts: RuntimeFacts) => boolean,
): readonly RuntimeFacts[] => {
  const preferred = runtimes.filter(is);
  return preferred.length > 0 ? preferred : runtimes;
};

/** Of several builds of a runtime, the one that its image's name stands for now; builds that it replaced are kept under other names. */
export const isCurrent = ({ image, language, manifest }: RuntimeFacts): boolean =>
  image.reference === `serin/${language}:${manifest.version}`;

const notFound = (runtimes: readonly RuntimeFacts[], wanted: string, isRange: boolean): SerinError => {
  const language = runtimes[0]?.language ?? 'this language';
  const known = [...new Set(runtimes.map((facts) => `${facts.runtime} (${facts.version})`))]
    .sort()
    .join(', ');
  return new SerinError(
    'RUNTIME_NOT_FOUND',
    isRange
      ? `${language} has no version in ${wanted}; it has ${known}`
      : `${language} has no runtime ${wanted}; it has ${known}`,
  );
};
