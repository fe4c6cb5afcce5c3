/** Overrides made ready: the one that names a user or a problem. */
import type { Asked } from './asked.ts';
import type { Test } from './conditions.ts';
import type { GrayChoice } from './context.ts';
import { nameTest } from './match.ts';
import type { GrayOverride } from './override-schema.ts';
import type { Segments } from './segments.ts';
import { stableTrack } from './shares.ts';

export interface PreparedOverride {
  readonly override: GrayOverride;
  readonly tests: readonly Test[];
}

/** Those that send to stable first; ties by name. */
export const orderOverrides = (overrides: readonly GrayOverride[]): GrayOverride[] => {
  const place = ({ spec }: GrayOverride): number => (spec.track === stableTrack ? 0 : 1);
  return [...overrides].sort((a, b) => place(a) - place(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
};

export const prepareOverride = (override: GrayOverride, segments: Segments): PreparedOverride => {
  const { spec } = override;
  const tests: Test[] = [];
  if (spec.language !== undefined) {
    const test = nameTest(spec.language);
    tests.push({
      path: 'language',
      wanted: spec.language,
      holds: ({ context }) => test(context.language) || test(context.family),
      found: ({ context }) => [...new Set([context.language, context.family])],
    });
  }
  if (spec.until !== undefined) {
    const untilMs = Date.parse(spec.until);
    tests.push({
      path: 'until',
      wanted: spec.until,
      holds: ({ context }) => context.atMs < untilMs,
      found: ({ context }) => new Date(context.atMs).toISOString(),
    });
  }
  tests.push(whoTest(spec, segments));
  return { override, tests };
};

/** One of the lists names the user or the problem. */
const whoTest = (spec: GrayOverride['spec'], segments: Segments): Test => {
  const users = new Set(spec.users);
  const problems = new Set(spec.problems);
  const inSegments = (asked: Asked): string[] =>
    (spec.segments ?? []).filter((name) => segments.includes(name, asked));
  return {
    path: 'who',
    wanted: { users: spec.users, segments: spec.segments, problems: spec.problems },
    holds: (asked) =>
      (asked.context.userId !== undefined && users.has(asked.context.userId)) ||
      (asked.context.problemId !== undefined && problems.has(asked.context.problemId)) ||
      (spec.segments?.some((name) => segments.includes(name, asked)) ?? false),
    found: (asked) => ({
      user: asked.context.userId,
      segments: inSegments(asked),
      problem: asked.context.problemId,
    }),
  };
};

export const overrideChoice = ({ metadata, spec }: GrayOverride, revision: number): GrayChoice => ({
  track: spec.track,
  reason: 'OVERRIDE',
  rule: metadata.name,
  revision,
  ...(spec.track === stableTrack ? {} : { confirm: true }),
});

/** The places, in order, of the overrides that could name a context: most users and problems are in none. */
export const indexOverrides = (
  ordered: readonly PreparedOverride[],
): ((asked: Asked) => PreparedOverride | undefined) => {
  const byUser = new Map<string, number[]>();
  const byProblem = new Map<string, number[]>();
  const bySegment: number[] = [];
  const list = (map: Map<string, number[]>, ids: readonly string[] | undefined, rank: number): void => {
    for (const id of new Set(ids)) {
      const ranks = map.get(id);
      if (ranks === undefined) map.set(id, [rank]);
      else ranks.push(rank);
    }
  };
  for (const [rank, { override }] of ordered.entries()) {
    list(byUser, override.spec.users, rank);
    list(byProblem, override.spec.problems, rank);
    if (override.spec.segments !== undefined) bySegment.push(rank);
  }
  const none: readonly number[] = [];
  return (asked) => {
    const { userId, problemId } = asked.context;
    const lists = [
      (userId === undefined ? undefined : byUser.get(userId)) ?? none,
      (problemId === undefined ? undefined : byProblem.get(problemId)) ?? none,
      bySegment,
    ];
    let best: number | undefined;
    for (const ranks of lists) {
      for (const rank of ranks) {
        if (best !== undefined && rank >= best) break;
        if (ordered[rank]?.tests.every(({ holds }) => holds(asked)) === true) best = rank;
      }
    }
    return best === undefined ? undefined : ordered[best];
  };
};
