/**
 * What expressions can see, with its types. Every object is known whole: `user.levle` is an error when rules are loaded, not a
 * rule that never matches. What a submission does not tell is absent: reading it fails, `has(user.level)` asks first.
 */
import type { Asked } from './asked.ts';
import type { GrayContext } from './context.ts';

/** Fields by object, in the words of CEL. Whole numbers are `int`, and handed over as BigInt, which is what cel-js takes for one. */
export const objectFields = {
  user: {
    id: 'string',
    level: 'int',
    region: 'string',
    geohash: 'string',
    tags: 'list<string>',
    segments: 'Segments',
  },
  problem: { id: 'string', difficulty: 'double', topics: 'list<string>' },
  client: { id: 'string', device: 'string' },
  submission: {
    language: 'string',
    family: 'string',
    region: 'string',
    contest: 'string',
    priority: 'string',
  },
  /** In UTC. `weekday` is 0 on Sundays, `at` the whole timestamp. */
  time: {
    year: 'int',
    month: 'int',
    day: 'int',
    weekday: 'int',
    hour: 'int',
    minute: 'int',
    at: 'google.protobuf.Timestamp',
  },
} as const satisfies Record<string, Record<string, string>>;

/** The same as fields of `submission`, for short; those that may be absent are asked for by `has(submission.contest)`. */
export const plainVariables = ['language', 'family', 'region', 'contest', 'priority'] as const;

export type ObjectName = keyof typeof objectFields;

export const isObjectName = (name: string): name is ObjectName => Object.hasOwn(objectFields, name);

/** Each a class of its own, because cel-js tells types by their constructor. */
class Facts {
  readonly [field: string]: unknown;

  constructor(fields: Readonly<Record<string, unknown>>) {
    Object.assign(this, fields);
  }
}
class User extends Facts {}
class Problem extends Facts {}
class Client extends Facts {}
class Submission extends Facts {}
class Time extends Facts {}

export const objectClasses = {
  user: User,
  problem: Problem,
  client: Client,
  submission: Submission,
  time: Time,
} as const satisfies Record<ObjectName, unknown>;

/** Which segments a user is in, looked up one by one. */
export class SegmentsOfUser {
  readonly includes: (name: string) => boolean;

  constructor(includes: (name: string) => boolean) {
    this.includes = includes;
  }
}

/** More, or longer, than this is not what people write rules for, and what an expression may cost depends on it. */
const mostItems = 64;
const longestString = 1_024;

/** @throws RangeError when the context holds more than expressions may see. */
export const factsOf = (
  asked: Asked,
  includes: (name: string, asked: Asked) => boolean,
): Readonly<Record<string, unknown>> => {
  const { context } = asked;
  const at = new Date(context.atMs);
  const shared = {
    language: context.language,
    family: context.family,
    region: context.region,
    contest: context.contest,
    priority: context.priority,
  };
  bounded(context);
  return {
    ...shared,
    submission: new Submission(shared),
    user: new User({
      id: context.userId,
      level: wholeOf(context.userLevel),
      region: context.region,
      geohash: context.geohash,
      tags: context.tags,
      segments: new SegmentsOfUser((name) => includes(name, asked)),
    }),
    problem: new Problem({ id: context.problemId, difficulty: context.difficulty, topics: context.topics }),
    client: new Client({ id: context.clientId, device: context.device }),
    headers: new Map(Object.entries(context.headers ?? {})),
    time: new Time({
      year: BigInt(at.getUTCFullYear()),
      month: BigInt(at.getUTCMonth() + 1),
      day: BigInt(at.getUTCDate()),
      weekday: BigInt(at.getUTCDay()),
      hour: BigInt(at.getUTCHours()),
      minute: BigInt(at.getUTCMinutes()),
      at,
    }),
  };
};

const wholeOf = (level: number | undefined): bigint | undefined =>
  level === undefined ? undefined : BigInt(Math.floor(level));

const bounded = (context: GrayContext): void => {
  for (const [name, value] of Object.entries<unknown>({ ...context })) {
    if (typeof value === 'string') shortEnough(name, value);
    else if (typeof value === 'object' && value !== null) itemsBounded(name, value);
  }
};

const itemsBounded = (name: string, list: object): void => {
  const items = Object.entries(list);
  if (items.length > mostItems) throw new RangeError(`${name} has more than ${mostItems} entries`);
  for (const [key, item] of items) {
    shortEnough(name, key);
    if (typeof item === 'string') shortEnough(name, item);
  }
};

const shortEnough = (name: string, text: string): void => {
  // A UTF-16 unit is at most three bytes, so most texts need no counting.
  if (text.length * 3 > longestString && Buffer.byteLength(text) > longestString) {
    throw new RangeError(`${name} holds a text of more than ${longestString} bytes`);
  }
};
