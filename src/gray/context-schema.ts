/**
 * Contexts as people write them: in the `cases` of rules, to be explained, to be simulated.
 *
 *   language: python
 *   region: cn-east-1
 *   userLevel: expert              # a number, or a name that the set's Dimensions declare
 *   user: { id: u1, tags: [beta] }
 *   at: 2026-03-01T08:00:00+08:00
 *
 * Only the language has to be told. What is left out stays untold, as of a submission that does not say it.
 */
import { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { priorities } from '../domain/submission.ts';
import type { GrayContext } from './context.ts';
import { identifier, instant } from './names.ts';

const name = z.string().min(1).max(128);
const names = z.array(z.string().min(1).max(64)).max(64);

export const contextSchema = z.strictObject({
  tenant: name.optional().describe('`default` where nothing is said.'),
  language: z.string('a language has to be told').min(1).max(128),
  /** The language itself where nothing is said and nothing is known. */
  family: name.optional(),
  region: name.optional(),
  geohash: z
    .string()
    .regex(/^[0-9b-hjkmnp-z]{1,12}$/, '1–12 of 0–9 and b–z without i, l and o')
    .optional(),
  userLevel: z
    .union([z.number().min(0).max(1_000_000), name], 'a number from 0, or the name of a level')
    .optional(),
  difficulty: z.number().min(0).max(1).optional(),
  user: z.strictObject({ id: identifier.optional(), tags: names.optional() }).optional(),
  client: z.strictObject({ id: identifier.optional(), device: name.optional() }).optional(),
  problem: z.strictObject({ id: identifier.optional(), topics: names.optional() }).optional(),
  contest: name.optional(),
  priority: z.enum(priorities).optional().describe('`practice` where nothing is said.'),
  headers: z.record(z.string().min(1).max(128), z.string().max(1_024)).optional(),
  at: instant.optional().describe('When the submission came, with an offset.'),
});

/** What a context that people write leaves to where it is read. */
export interface ContextSurroundings {
  /** As the set's Dimensions declare them, lowest first. */
  readonly userLevels: readonly string[];
  /** The moment of a context that says no `at`. */
  readonly atMs: number;
  readonly familyOf?: (language: string) => string | undefined;
}

export type ReadContext =
  | { readonly context: GrayContext; readonly faults?: undefined }
  | { readonly context?: undefined; readonly faults: readonly Fault[] };

/** @returns the context, or every fault at its JSON pointer (`/user/tags/0`). */
export const readContext = (given: unknown, surroundings: ContextSurroundings): ReadContext => {
  const parsed = contextSchema.safeParse(given);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap(faultsOf) };
  const { data } = parsed;
  const userLevel = levelOf(data.userLevel, surroundings.userLevels);
  if (typeof userLevel === 'string') return { faults: [{ path: '/userLevel', message: userLevel }] };
  const told = {
    region: data.region,
    geohash: data.geohash,
    userLevel,
    difficulty: data.difficulty,
    userId: data.user?.id,
    clientId: data.client?.id,
    device: data.client?.device,
    problemId: data.problem?.id,
    topics: data.problem?.topics,
    contest: data.contest,
    headers: data.headers && lowerCased(data.headers),
  };
  return {
    context: {
      tenant: data.tenant ?? 'default',
      language: data.language,
      family: data.family ?? surroundings.familyOf?.(data.language) ?? data.language,
      tags: data.user?.tags ?? [],
      priority: data.priority ?? 'practice',
      atMs: data.at === undefined ? surroundings.atMs : Date.parse(data.at),
      ...present(told),
    },
  };
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const present = <T extends object>(given: T): Present<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>;

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));

/** The number of a level, or what is wrong with its name. */
const levelOf = (
  given: number | string | undefined,
  declared: readonly string[],
): number | string | undefined => {
  if (typeof given !== 'string') return given;
  const place = declared.indexOf(given);
  if (place !== -1) return place;
  if (declared.length === 0) return `no level has a name here: write a number, or declare userLevels`;
  const meant = nearest(given, declared);
  return `there is no level ${given}: ${meant === undefined ? `there are ${declared.join(', ')}` : `did you mean ${meant}?`}`;
};

/** Where a key that is not known at its place is written instead; by the words that submissions use. */
const elsewhere: Readonly<Record<string, string>> = {
  '/lang': '/language',
  '/user/level': '/userLevel',
  '/user/region': '/region',
  '/user/device': '/client/device',
  '/userId': '/user/id',
  '/tags': '/user/tags',
  '/clientId': '/client/id',
  '/device': '/client/device',
  '/problemId': '/problem/id',
  '/topics': '/problem/topics',
  '/problem/difficulty': '/difficulty',
  '/atMs': '/at',
};

const faultsOf = (issue: z.core.$ZodIssue): Fault[] => {
  const path = pointerOf(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ path: path === '' ? '/' : path, message: issue.message }];
  return issue.keys.map((key) => {
    const at = `${path}/${escaped(key)}`;
    const meant = elsewhere[at] ?? nearestKey(key, path);
    return { path: at, message: `there is no such key${meant === undefined ? '' : `: write ${meant}`}` };
  });
};

const nearestKey = (key: string, path: string): string | undefined => {
  const keys = { '': contextSchema, '/user': contextSchema.shape.user.unwrap() }[path]?.shape;
  const found = keys && nearest(key, Object.keys(keys));
  return found === undefined ? undefined : `${path}/${found}`;
};

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${escaped(String(key))}`).join('');

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
