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
import type { GrayContext } from './context.ts';
import { matches, prefixOf } from './match.ts';
import type { Bounds } from './match.ts';
import type { GrayRule } from './rule-schema.ts';

type NameDimension = 'language' | 'region';
type NumberDimension = 'userLevel' | 'difficulty';

/** A rule with its place in the order in which rules decide. */
interface Ranked {
  readonly rank: number;
  readonly rule: GrayRule;
}

type Node =
  | { readonly kind: 'leaf'; readonly rules: readonly Ranked[] }
  | {
      readonly kind: 'names';
      readonly dimension: NameDimension;
      readonly whole: ReadonlyMap<string, Node>;
      readonly prefixes: ReadonlyMap<string, Node>;
      /** The lengths that prefixes have, so that a name is cut only there. */
      readonly lengths: readonly number[];
      readonly anyName: Node;
    }
  | {
      readonly kind: 'threshold';
      readonly dimension: NumberDimension;
      readonly at: number;
      readonly below: Node;
      readonly from: Node;
      readonly untold: Node;
    };

/** Rules that are not worth another split. */
const leafSize = 8;

/** How many times its rules a split by names, and one by a number, may hold; and how deep numbers are split. */
const nameCopies = 4;
const numberCopies = 1.5;
const numberDepth = 12;

/** @param ordered - first to last. Answers the place in that order of the first rule that matches. */
export const indexRules = (ordered: readonly GrayRule[]): ((context: GrayContext) => number | undefined) => {
  const root = byNames(
    ordered.map((rule, rank) => ({ rank, rule })),
    ['language', 'region'],
  );
  return (context) => {
    const rank = firstIn(root, context, Infinity);
    return rank === Infinity ? undefined : rank;
  };
};

/** The lowest rank below `bound` that matches; `bound` if there is none. */
const firstIn = (node: Node, context: GrayContext, bound: number): number => {
  switch (node.kind) {
    case 'leaf':
      for (const { rank, rule } of node.rules) {
        if (rank >= bound) return bound;
        if (matches(rule, context)) return rank;
      }
      return bound;
    case 'names':
      return branches(node, context).reduce((best, branch) => firstIn(branch, context, best), bound);
    case 'threshold': {
      const value = context[node.dimension];
      const branch = value === undefined ? node.untold : value < node.at ? node.below : node.from;
      return firstIn(branch, context, bound);
    }
  }
};

const branches = (node: Extract<Node, { kind: 'names' }>, context: GrayContext): Node[] => {
  const names =
    node.dimension === 'language' ? new Set([context.language, context.family]) : [context.region];
  const found = [node.anyName];
  for (const name of names) {
    if (name === undefined) continue;
    const whole = node.whole.get(name);
    if (whole !== undefined) found.push(whole);
    for (const length of node.lengths) {
      const branch = length <= name.length ? node.prefixes.get(name.slice(0, length)) : undefined;
      if (branch !== undefined) found.push(branch);
    }
  }
  return found;
};

const byNames = (rules: readonly Ranked[], dimensions: readonly NameDimension[]): Node => {
  const [dimension, ...others] = dimensions;
  if (dimension === undefined) return byNumbers(rules, 0);
  if (rules.length <= leafSize) return { kind: 'leaf', rules };
  const groups = { whole: new Map<string, Ranked[]>(), prefixes: new Map<string, Ranked[]>() };
  const anyName = rules.filter(({ rule }) => rule.spec.match[dimension] === undefined);
  let copies = anyName.length;
  for (const ranked of rules) {
    for (const pattern of new Set(ranked.rule.spec.match[dimension])) {
      const prefix = prefixOf(pattern);
      const group = prefix === undefined ? groups.whole : groups.prefixes;
      const members = group.get(prefix ?? pattern);
      if (members === undefined) group.set(prefix ?? pattern, [ranked]);
      else members.push(ranked);
      copies += 1;
    }
  }
  if (anyName.length === rules.length || copies > nameCopies * rules.length) return byNames(rules, others);
  const split = (group: ReadonlyMap<string, Ranked[]>): Map<string, Node> =>
    new Map([...group].map(([key, members]) => [key, byNames(members, others)]));
  return {
    kind: 'names',
    dimension,
    whole: split(groups.whole),
    prefixes: split(groups.prefixes),
    lengths: [...new Set([...groups.prefixes.keys()].map((prefix) => prefix.length))],
    anyName: byNames(anyName, others),
  };
};

const byNumbers = (rules: readonly Ranked[], depth: number): Node => {
  if (rules.length <= leafSize || depth >= numberDepth) return { kind: 'leaf', rules };
  const splits = (['userLevel', 'difficulty'] as const).flatMap((dimension) =>
    splitAtMedian(rules, dimension),
  );
  const [best] = splits.sort((a, b) => a.below.length + a.from.length - b.below.length - b.from.length);
  if (best === undefined) return { kind: 'leaf', rules };
  return {
    kind: 'threshold',
    dimension: best.dimension,
    at: best.at,
    below: byNumbers(best.below, depth + 1),
    from: byNumbers(best.from, depth + 1),
    untold: byNumbers(best.untold, depth + 1),
  };
};

interface Split {
  readonly dimension: NumberDimension;
  readonly at: number;
  readonly below: Ranked[];
  readonly from: Ranked[];
  readonly untold: Ranked[];
}

/** The split at the median of all bounds, if it pays. */
const splitAtMedian = (rules: readonly Ranked[], dimension: NumberDimension): Split[] => {
  const boundsOf = ({ rule }: Ranked): Bounds => rule.spec.match[dimension] ?? {};
  const ends = rules
    .map(boundsOf)
    .flatMap(({ min, max }) => [min, max])
    .filter((end) => end !== undefined)
    .sort((a, b) => a - b);
  const at = ends[Math.floor(ends.length / 2)];
  if (at === undefined) return [];
  const below = rules.filter((ranked) => (boundsOf(ranked).min ?? -Infinity) < at);
  const from = rules.filter((ranked) => (boundsOf(ranked).max ?? Infinity) >= at);
  const untold = rules.filter(({ rule }) => rule.spec.match[dimension] === undefined);
  const smaller = Math.max(below.length, from.length) < rules.length;
  const bounded = below.length + from.length <= numberCopies * rules.length;
  return smaller && bounded ? [{ dimension, at, below, from, untold }] : [];
};
