/**
 * What must hold for a rule to match, one test after another, the cheap ones first. Deciding and explaining go through the same tests,
 * so that they cannot disagree.
 */
import { bucketOf } from './bucket.ts';
import { remembered } from './asked.ts';
import type { Asked } from './asked.ts';
import { nameTest, regionTest, within } from './match.ts';
import type { Bounds } from './match.ts';
import type { GrayRule } from './rule-schema.ts';
import { asBasisPoints } from './shares.ts';
import { stickyOf } from './sticky.ts';
import type { StickyKey } from './sticky.ts';

export interface Test {
  /** `match.region`, `when`, `schedule`, `group`. */
  readonly path: string;
  readonly wanted: unknown;
  readonly holds: (asked: Asked) => boolean;
  /** What the submission has instead, or as well; for people. */
  readonly found: (asked: Asked) => unknown;
  readonly note?: (asked: Asked) => string | undefined;
}

type Match = GrayRule['spec']['match'];

/** What a rule asks for, with the names of levels resolved. */
export type Target = Omit<Match, 'userLevel'> & { readonly userLevel?: Bounds | undefined };

/** The dimensions of `match`, but segments. */
export const matchTests = (match: Match, target: Target): Test[] => {
  const tests: Test[] = [];
  const add = <K extends keyof Match>(
    key: K,
    make: (wanted: NonNullable<Target[K]>) => Omit<Test, 'path' | 'wanted'>,
  ): void => {
    const wanted = target[key];
    if (wanted !== undefined) {
      tests.push({ path: `match.${key}`, wanted: match[key], ...make(wanted) });
    }
  };
  add('language', (wanted) => languageTest(wanted));
  add('region', (wanted) => {
    const test = regionTest(wanted);
    return {
      holds: ({ context }) => test(context.region, context.geohash),
      found: ({ context: { region, geohash } }) =>
        geohash === undefined ? region : [region, `geohash:${geohash}`].filter((each) => each !== undefined),
    };
  });
  add('userLevel', (wanted) => ({
    holds: ({ context }) => within(wanted, context.userLevel),
    found: ({ context }) => context.userLevel,
  }));
  add('difficulty', (wanted) => ({
    holds: ({ context }) => within(wanted, context.difficulty),
    found: ({ context }) => context.difficulty,
  }));
  add('contest', (wanted) => named(wanted, ({ context }) => context.contest));
  add('problem', (wanted) => named(wanted, ({ context }) => context.problemId));
  add('device', (wanted) => named(wanted, ({ context }) => context.device));
  add('tags', (wanted) => {
    const any = new Set(wanted);
    return {
      holds: ({ context }) => context.tags.some((tag) => any.has(tag)),
      found: ({ context }) => context.tags,
    };
  });
  return tests;
};

const named = (wanted: readonly string[], value: (asked: Asked) => string | undefined) => {
  const test = nameTest(wanted);
  return { holds: (asked: Asked) => test(value(asked)), found: value };
};

/** By its name or by its family. */
const languageTest = (wanted: readonly string[]): Omit<Test, 'path' | 'wanted'> => {
  const test = nameTest(wanted);
  return {
    holds: ({ context: { language, family } }) => test(language) || (family !== language && test(family)),
    found: ({ context: { language, family } }) => (family === language ? language : [language, family]),
  };
};

/** By a group's hash, which all its rules share. */
export const groupTest = (
  group: NonNullable<GrayRule['spec']['group']>,
  stickyBy: readonly StickyKey[],
): Test => {
  const from = asBasisPoints(group.from);
  const to = asBasisPoints(group.to);
  const bucket = (asked: Asked): number | undefined => {
    const sticky = stickyOf(stickyBy, asked.context);
    if (sticky === undefined) return undefined;
    const { context } = asked;
    asked.buckets ??= new Map();
    return remembered(asked.buckets, `${group.name}/${sticky.key}`, () =>
      bucketOf(groupSeed(group.name), context.tenant, sticky.value),
    );
  };
  return {
    path: 'group',
    wanted: group,
    holds: (asked) => {
      const drawn = bucket(asked);
      return drawn !== undefined && drawn >= from && drawn < to;
    },
    found: (asked) => {
      const drawn = bucket(asked);
      return drawn === undefined ? undefined : drawn / 100;
    },
    note: (asked) =>
      bucket(asked) === undefined ? `the submission tells no ${stickyBy.join(', ')}` : undefined,
  };
};

/** No name of a rule or a document has a slash in it. */
const groupSeed = (name: string): string => `group/${name}`;
