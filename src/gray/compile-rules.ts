/**
 * From rules to a snapshot that decides.
 *
 * Rules are ordered by priority, then name; the first that matches decides. What the snapshot holds is made here and never changed:
 * a new set of rules is a new snapshot, and whoever decides by one keeps it to the end of his decision.
 */
import { createHash } from 'node:crypto';
import type { GrayContext, GraySnapshot } from './context.ts';
import { decide, deciderOf } from './decide.ts';
import { indexRules } from './rule-index.ts';
import type { GrayRule } from './rule-schema.ts';
import { sharesOf } from './shares.ts';

/** @param rules - valid, with distinct names; disabled ones are passed over. */
export const compileRules = (rules: readonly GrayRule[], revision: number): GraySnapshot => {
  const ordered = order(rules);
  const enabled = ordered.filter((rule) => rule.spec.enabled);
  const deciders = enabled.map(deciderOf);
  const firstMatch = indexRules(enabled);
  return Object.freeze({
    revision,
    digest: digestOf(ordered),
    size: ordered.length,
    override: () => undefined,
    userLevels: [],
    regionOf: () => undefined,
    failures: () => [],
    decide: (context: GrayContext) => {
      const first = firstMatch(context);
      return decide(first === undefined ? undefined : deciders[first], context, revision);
    },
  });
};

const order = (rules: readonly GrayRule[]): GrayRule[] =>
  [...rules].sort(
    (a, b) => b.spec.priority - a.spec.priority || (a.metadata.name < b.metadata.name ? -1 : 1),
  );

const digestOf = (ordered: readonly GrayRule[]): string =>
  createHash('sha256')
    .update(JSON.stringify(ordered.map(meaningOf)))
    .digest('hex');

/**
 * A rule as a list, with everything that is only notation taken off: the order of keys and of alternatives, a name given twice, a
 * track of weight 0, what is stated though it is the default. Disabled rules and owners count: they mean something to people.
 */
const meaningOf = ({ metadata, spec }: GrayRule): unknown[] => {
  const { match } = spec;
  return [
    [metadata.name, metadata.owner],
    [spec.priority, spec.enabled, spec.contests],
    [match.language, match.region, match.contest, match.problem, match.tags].map(asSet),
    [match.userLevel, match.difficulty].map((bounds) => bounds && [bounds.min, bounds.max]),
    [spec.seed ?? metadata.name, spec.stickyBy],
    sharesOf(spec.weights).map(({ track, end }) => [track, end]),
  ];
};

const asSet = (values: readonly string[] | undefined): string[] | undefined =>
  values === undefined ? undefined : [...new Set(values)].sort();
