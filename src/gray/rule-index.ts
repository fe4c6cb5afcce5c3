/**
 * A decision tree over language, region, user level and difficulty, so that a submission meets only rules that could match it.
 *
 * The tree is a filter and no more: it may lead to a rule that does not match, never away from one that does, and whoever is left
 * at its leaves is held against all conditions. So what is hard to tell apart stays together in a leaf: a split is made
 * only where it pays, and the tree never copies a rule without bound.
 *
 *   names      by the name itself, by the prefixes of it that patterns end in, and rules that ask for no name
 *   threshold  by a number: rules that reach below it, rules that reach it or above, rules that do not ask
 *   leaf       a few rules, first to last
 */
import { atOnce } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import type { Asked } from './asked.ts';
import type { Target, Test } from './conditions.ts';
import type { GrayContext } from './context.ts';
import { geohashSign, prefixOf } from './match.ts';
import type { Bounds } from './match.ts';

type NameDimension = 'language' | 'region';
type NumberDimension = 'userLevel' | 'difficulty';

/** As much of a rule as the tree has to know. */
interface Indexed {
  readonly target: Target;
  readonly tests: readonly Test[];
}

/** A rule with its place in the order in which rules decide. */
interface Ranked extends Indexed {
  readonly rank: number;
}

type Node = Leaf | NamesNode | ThresholdNode;

interface Leaf {
  readonly kind: 'leaf';
  readonly rules: readonly Ranked[];
}

interface NamesNode {
  readonly kind: 'names';
  readonly dimension: NameDimension;
  readonly whole: ReadonlyMap<string, Node>;
  readonly prefixes: ReadonlyMap<string, Node>;
  /** The lengths that prefixes have, so that a name is cut only there. */
  readonly lengths: readonly number[];
  readonly anyName: Node;
}

interface ThresholdNode {
  readonly kind: 'threshold';
  readonly dimension: NumberDimension;
  readonly at: number;
  readonly below: Node;
  readonly from: Node;
  readonly untold: Node;
}

/** Rules that are not worth another split. */
const leafSize = 8;

/** How many times its rules a split by names, and one by a number, may hold; and how deep numbers are split. */
const nameCopies = 4;
const numberCopies = 1.5;
const numberDepth = 12;

/** @param ordered - first to last. Answers the first rule that matches. */
export const indexRules = <R extends Indexed>(ordered: readonly R[]): ((asked: Asked) => R | undefined) =>
  atOnce(indexSteps(ordered));

export function* indexSteps<R extends Indexed>(
  ordered: readonly R[],
): Steps<(asked: Asked) => R | undefined> {
  const root = yield* byNames(
    ordered.map(({ target, tests }, rank) => ({ rank, target, tests })),
    ['language', 'region'],
  );
  return (asked) => ordered[firstIn(root, asked, ordered.length)];
}

const matches = (tests: readonly Test[], asked: Asked): boolean => {
  for (const test of tests) if (!test.holds(asked)) return false;
  return true;
};

/** The lowest rank below `bound` that matches; `bound` if there is none. */
const firstIn = (node: Node, asked: Asked, bound: number): number => {
  switch (node.kind) {
    case 'leaf':
      for (const { rank, tests } of node.rules) {
        if (rank >= bound) return bound;
        if (matches(tests, asked)) return rank;
      }
      return bound;
    case 'names': {
      const best = firstIn(node.anyName, asked, bound);
      const [name, other] = namesFor(node.dimension, asked.context);
      return firstNamed(node, other, asked, firstNamed(node, name, asked, best));
    }
    case 'threshold': {
      const value = asked.context[node.dimension];
      const branch = value === undefined ? node.untold : value < node.at ? node.below : node.from;
      return firstIn(branch, asked, bound);
    }
  }
};

type Names = readonly [string | undefined, string | undefined];

const namesFor = (dimension: NameDimension, context: GrayContext): Names => {
  if (dimension === 'language') {
    return [context.language, context.family === context.language ? undefined : context.family];
  }
  return [context.region, context.geohash === undefined ? undefined : geohashSign + context.geohash];
};

const firstNamed = (node: NamesNode, name: string | undefined, asked: Asked, bound: number): number => {
  if (name === undefined) return bound;
  const whole = node.whole.get(name);
  let best = whole === undefined ? bound : firstIn(whole, asked, bound);
  for (const length of node.lengths) {
    const branch = length <= name.length ? node.prefixes.get(name.slice(0, length)) : undefined;
    if (branch !== undefined) best = firstIn(branch, asked, best);
  }
  return best;
};

function* byNames(rules: readonly Ranked[], dimensions: readonly NameDimension[]): Steps<Node> {
  yield;
  const [dimension, ...others] = dimensions;
  if (dimension === undefined) return yield* byNumbers(rules, 0);
  if (rules.length <= leafSize) return { kind: 'leaf', rules };
  const groups = { whole: new Map<string, Ranked[]>(), prefixes: new Map<string, Ranked[]>() };
  const anyName = rules.filter(({ target }) => target[dimension] === undefined);
  let copies = anyName.length;
  for (const ranked of rules) {
    for (const pattern of new Set(ranked.target[dimension])) {
      const prefix = prefixOf(pattern);
      const group = prefix === undefined ? groups.whole : groups.prefixes;
      const members = group.get(prefix ?? pattern);
      if (members === undefined) group.set(prefix ?? pattern, [ranked]);
      else members.push(ranked);
      copies += 1;
    }
  }
  if (anyName.length === rules.length || copies > nameCopies * rules.length) {
    return yield* byNames(rules, others);
  }
  return {
    kind: 'names',
    dimension,
    whole: yield* split(groups.whole, others),
    prefixes: yield* split(groups.prefixes, others),
    lengths: [...new Set([...groups.prefixes.keys()].map((prefix) => prefix.length))],
    anyName: yield* byNames(anyName, others),
  };
}

function* split(
  groups: ReadonlyMap<string, Ranked[]>,
  dimensions: readonly NameDimension[],
): Steps<Map<string, Node>> {
  const nodes = new Map<string, Node>();
  for (const [key, members] of groups) nodes.set(key, yield* byNames(members, dimensions));
  return nodes;
}

/** Between which ends the values of a dimension are by then: those at or below `low` and from `high` on were split off. */
type Spans = Readonly<Record<NumberDimension, { readonly low: number; readonly high: number }>>;

const everything: Spans = {
  userLevel: { low: -Infinity, high: Infinity },
  difficulty: { low: -Infinity, high: Infinity },
};

function* byNumbers(rules: readonly Ranked[], depth: number, spans = everything): Steps<Node> {
  yield;
  if (rules.length <= leafSize || depth >= numberDepth) return { kind: 'leaf', rules };
  const splits = (['userLevel', 'difficulty'] as const).flatMap((dimension) =>
    splitsOf(rules, dimension, spans),
  );
  const [best] = splits.sort((a, b) => a.below.length + a.from.length - b.below.length - b.from.length);
  if (best === undefined) return { kind: 'leaf', rules };
  const { dimension, at } = best;
  const { low, high } = spans[dimension];
  return {
    kind: 'threshold',
    dimension,
    at,
    below: yield* byNumbers(best.below, depth + 1, { ...spans, [dimension]: { low, high: at } }),
    from: yield* byNumbers(best.from, depth + 1, { ...spans, [dimension]: { low: at, high } }),
    untold: yield* byNumbers(best.untold, depth + 1, spans),
  };
}

interface Split {
  readonly dimension: NumberDimension;
  readonly at: number;
  readonly below: Ranked[];
  readonly from: Ranked[];
  readonly untold: Ranked[];
}

/** Where to try a split among the ends, the best first: rules with one end only are told apart near the edges. */
const quantiles = [0.5, 0.25, 0.75, 0.9, 0.1];

/** The splits at some of the bounds that are left, if they pay. */
const splitsOf = (rules: readonly Ranked[], dimension: NumberDimension, spans: Spans): Split[] => {
  const { low, high } = spans[dimension];
  const ends = rules
    .map(({ target }): Bounds => target[dimension] ?? {})
    .flatMap(({ min, max }) => [min, max])
    .filter((end) => end !== undefined)
    .filter((end) => end > low && end < high)
    .sort((a, b) => a - b);
  const places = new Set(quantiles.map((quantile) => ends[Math.floor(ends.length * quantile)]));
  return [...places].flatMap((at) => (at === undefined ? [] : splitAt(rules, dimension, at)));
};

const splitAt = (rules: readonly Ranked[], dimension: NumberDimension, at: number): Split[] => {
  const below = rules.filter((ranked) => (ranked.target[dimension]?.min ?? -Infinity) < at);
  const from = rules.filter((ranked) => (ranked.target[dimension]?.max ?? Infinity) >= at);
  const untold = rules.filter(({ target }) => target[dimension] === undefined);
  const [fewer, more] = [below.length, from.length].sort((a, b) => a - b) as [number, number];
  // A side that keeps all of them is worth it where the other is nearly empty.
  const smaller = more < rules.length || fewer <= rules.length / 4;
  const bounded = fewer + more <= numberCopies * rules.length;
  return smaller && bounded ? [{ dimension, at, below, from, untold }] : [];
};
