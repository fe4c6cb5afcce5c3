/**
 * What gray rules decide by, made of what a request tells:
 *
 *   region      stated │ address → country, city, provider → the rules' `regions`, else the country's code in lower case │ unknown
 *   geohash     of coordinates
 *   userLevel   a number │ a name, whose place in the order that the rules declare is the number
 *   device      stated │ told from a user agent
 *   headers     those that the server is told to take
 *   difficulty  stated with the submission │ with the problem │ estimated from the problem's own past
 *
 * An address, a user agent and coordinates are looked at and let go: what is kept is the region, the device, the geohash.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import type { ClientContext, SubmissionSpec, UserContext } from '../domain/submission.ts';
import ngeohash from 'ngeohash';
import { deviceOf } from './device.ts';
import type { Facts } from './ports.ts';
import type { SubmissionBody } from './schemas/submission.ts';

/** Of a request that a trusted proxy passed on. */
export interface Forwarded {
  readonly address?: string;
  readonly userAgent?: string;
}

const geohashCharacters = 9;

/** What rules call the region of an address of which nothing is known. */
export const unknownRegion = 'unknown';

/** @returns faults with what only the rules can tell: a level's name that they do not declare. */
export const readUser = (
  facts: Facts,
  given: SubmissionBody['user'],
  forwarded: Forwarded,
): { readonly faults: readonly Fault[]; readonly user: UserContext } => {
  const { id, level, tags, coordinates } = given;
  const { faults, ...known } = levelOf(facts, level);
  return {
    faults,
    user: {
      ...(id === undefined ? {} : { id }),
      ...known,
      ...regionOf(facts, given, forwarded),
      ...(coordinates === undefined ? {} : { geohash: geohashOf(coordinates) }),
      ...(tags === undefined ? {} : { tags }),
    },
  };
};

const geohashOf = ({ latitude, longitude }: { latitude: number; longitude: number }): string =>
  ngeohash.encode(latitude, longitude, geohashCharacters);

const levelOf = (
  facts: Facts,
  level: number | string | undefined,
): Pick<UserContext, 'level' | 'levelName'> & { readonly faults: readonly Fault[] } => {
  if (level === undefined) return { faults: [] };
  if (typeof level === 'number') return { faults: [], level };
  const known = facts.userLevels();
  const place = known.indexOf(level);
  if (place >= 0) return { faults: [], level: place, levelName: level };
  const meant = nearest(level, known);
  const remedy =
    known.length === 0
      ? 'the rules declare no names of levels: give a number'
      : `there is no such level; there are ${known.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  return { faults: [{ path: '/user/level', message: remedy }] };
};

const regionOf = (
  facts: Facts,
  { region, ip }: SubmissionBody['user'],
  forwarded: Forwarded,
): Pick<UserContext, 'region' | 'regionSource'> => {
  if (region !== undefined) return { region, regionSource: 'stated' };
  const address = ip ?? forwarded.address;
  if (address === undefined) return {};
  const place = facts.placeOf(address);
  const found = place === undefined ? undefined : (facts.regionOf(place) ?? place.country?.toLowerCase());
  return found === undefined
    ? { region: unknownRegion, regionSource: 'unknown' }
    : { region: found, regionSource: 'address' };
};

export const readClient = (given: SubmissionBody['client'], forwarded: Forwarded): ClientContext => {
  const { id, device, userAgent } = given;
  const agent = userAgent ?? forwarded.userAgent;
  const told = device === undefined && agent !== undefined ? deviceOf(agent) : undefined;
  return {
    ...(id === undefined ? {} : { id }),
    ...(device === undefined ? {} : { device, deviceSource: 'stated' }),
    ...(told === undefined ? {} : { device: told, deviceSource: 'agent' }),
  };
};

const printable = /^[\x20-\x7e]{1,256}$/;

/** A value that is too long or no printable ASCII is left out: a rule that asks for it does not match. */
export const readRuleHeaders = (
  names: readonly string[],
  headers: IncomingHttpHeaders,
): Pick<SubmissionSpec, 'headers'> => {
  const taken = names.flatMap((given): [string, string][] => {
    const name = given.toLowerCase();
    const value = headers[name];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return text !== undefined && printable.test(text) ? [[name, text]] : [];
  });
  return taken.length === 0 ? {} : { headers: Object.fromEntries(taken) };
};

/** @param stated - with the submission */
export const readDifficulty = (
  facts: Facts,
  tenant: string,
  stated: number | undefined,
  problem:
    { readonly id: string; readonly difficulty?: number; readonly topics?: readonly string[] } | undefined,
): Pick<SubmissionSpec, 'difficulty' | 'difficultyEstimate' | 'topics'> => {
  const topics = problem?.topics === undefined ? {} : { topics: problem.topics };
  const given = stated ?? problem?.difficulty;
  if (given !== undefined) return { difficulty: given, ...topics };
  const estimate =
    problem === undefined ? undefined : facts.difficultyOf(tenant, problem.id, problem.topics ?? []);
  if (estimate === undefined) return topics;
  const { difficulty, deviation, submissions } = estimate;
  return { difficulty, difficultyEstimate: { deviation, submissions }, ...topics };
};
