/**
 * How the groups of the format are scored, in the words of `domain/problem.ts`.
 *
 * legacy: a test gives its group's `accept_score`; the default grader makes the sum, the average, the least or the largest of a group's members.
 * An average is a sum that is scaled to the average of what its members can give.
 *
 * 2023-07: a group gives its `score`, by `pass-fail` (threshold), `sum` or `min`; where its members do not say what they give, they share what the
 * group has left. `secret` has 100 points unless it says otherwise. Samples give nothing.
 */
import type { Aggregation, Decimal } from '../../domain/problem.ts';
import {
  compareDecimals,
  decimalOf,
  differenceOf,
  isNegative,
  shareOf,
  sumOf,
  timesWhole,
} from '../decimal.ts';
import type { FaultLog } from '../faults.ts';
import type { GroupSettings } from './kattis-settings.ts';

export interface GroupScoring {
  readonly aggregate: Aggregation;
  readonly points?: Decimal;
  readonly requires: readonly string[];
  readonly onReject: 'break' | 'continue';
}

/** Groups as a tree, before their points are known. */
export interface GroupNode {
  readonly name: string;
  readonly settings: GroupSettings;
  readonly children: readonly GroupNode[];
  readonly tests: number;
  readonly sample: boolean;
}

export interface Scored {
  readonly scoring: ReadonlyMap<string, GroupScoring>;
  /** By group: what each of its own tests gives; absent: nothing is stated. */
  readonly testPoints: ReadonlyMap<string, Decimal>;
}

/** A problem that is not scored: groups say when to stop. */
export const passFailScoring = (root: GroupNode, legacy: boolean): Scored => {
  const scoring = new Map<string, GroupScoring>();
  for (const node of nodesOf(root)) {
    const onReject = legacy && node.settings.legacy.on_reject === 'continue' ? 'continue' : 'break';
    scoring.set(node.name, { aggregate: 'sum', requires: [], onReject });
  }
  return { scoring, testPoints: new Map() };
};

export const legacyScoring = (root: GroupNode, customScore: boolean, faults: FaultLog): Scored => {
  const scoring = new Map<string, GroupScoring>();
  const testPoints = new Map<string, Decimal>();
  const ignoreSample = graderWords(root).includes('ignore_sample');
  const visit = (node: GroupNode, unscored: boolean): Decimal => {
    const silent = unscored || (ignoreSample && node.sample);
    const most = silent ? undefined : legacyTestPoints(node, customScore, faults);
    if (most !== undefined) testPoints.set(node.name, most);
    const members = [
      ...(node.tests > 0 && !silent ? [{ points: most ?? '1', count: node.tests }] : []),
      ...node.children
        .filter((child) => !(ignoreSample && child.sample))
        .map((child) => ({ points: visit(child, silent), count: 1 })),
    ];
    for (const child of node.children) if (ignoreSample && child.sample) visit(child, true);
    const { aggregate, points } = legacyAggregate(node, members, node === root && ignoreSample, faults);
    scoring.set(node.name, {
      aggregate,
      ...(points === undefined || silent ? {} : { points }),
      requires: [],
      onReject: node.settings.legacy.on_reject === 'continue' ? 'continue' : 'break',
    });
    return points ?? mostOf(aggregate, members);
  };
  visit(root, false);
  return { scoring, testPoints };
};

interface Members {
  readonly points: Decimal;
  readonly count: number;
}

const graderWords = ({ settings }: GroupNode): string[] => (settings.legacy.grader_flags ?? '').split(/\s+/);

const legacyTestPoints = (
  { settings, name }: GroupNode,
  customScore: boolean,
  faults: FaultLog,
): Decimal | undefined => {
  const { accept_score: accepted, reject_score: rejected, range } = settings.legacy;
  if (rejected !== undefined && Number(rejected) !== 0) {
    faults.error(
      settings.place,
      `reject_score is ${rejected}: what is rejected gives nothing here; leave it out`,
    );
  }
  const points = decimalOf(accepted ?? 1);
  if (points === undefined || isNegative(points)) {
    faults.error(settings.place, `accept_score has to be a decimal of at least 0, not ${String(accepted)}`);
  }
  if (!customScore) return points;
  const upper = decimalOf((range ?? '').trim().split(/\s+/)[1] ?? '');
  if (upper === undefined) {
    faults.warning(
      settings.place,
      `nothing says how many points a test of "${name}" can give (range: 0 100): what the validator gives is taken`,
    );
  }
  return upper;
};

const legacyAggregate = (
  { settings }: GroupNode,
  members: readonly Members[],
  onlySecret: boolean,
  faults: FaultLog,
): { readonly aggregate: Aggregation; readonly points?: Decimal } => {
  const { legacy, place } = settings;
  const words = (legacy.grader_flags ?? '').split(/\s+/).filter((each) => each !== '');
  if (legacy.grading === 'custom')
    faults.error(place, 'custom graders (grading: custom) are not supported: score by the default grader');
  if (words.includes('accept_if_any_accepted')) {
    faults.warning(place, 'accept_if_any_accepted is not supported: it does not change the verdict here');
  }
  const known = [
    'sum',
    'avg',
    'min',
    'max',
    'worst_error',
    'first_error',
    'always_accept',
    'ignore_sample',
    'accept_if_any_accepted',
  ];
  for (const each of words)
    if (!known.includes(each))
      faults.error(place, `"${each}" is not a flag of the default grader: it has ${known.join(', ')}`);
  const mode = words.filter((each) => ['sum', 'avg', 'min', 'max'].includes(each)).at(-1) ?? 'sum';
  if (onlySecret) return { aggregate: 'sum' };
  if (mode !== 'avg') return { aggregate: mode === 'min' || mode === 'max' ? mode : 'sum' };
  const count = members.reduce((sum, each) => sum + each.count, 0);
  return { aggregate: 'sum', points: shareOf(mostOf('sum', members), Math.max(1, count)) };
};

const mostOf = (aggregate: Aggregation, members: readonly Members[]): Decimal => {
  const all = members.map((each) => each.points);
  if (aggregate === 'sum' || aggregate === 'threshold') {
    return sumOf(members.map((each) => timesWhole(each.points, each.count)));
  }
  const sorted = [...all].sort(compareDecimals);
  return (aggregate === 'min' ? sorted[0] : sorted.at(-1)) ?? '0';
};

export const draftScoring = (root: GroupNode, faults: FaultLog): Scored => {
  const scoring = new Map<string, GroupScoring>();
  const testPoints = new Map<string, Decimal>();
  scoring.set(root.name, { aggregate: 'sum', requires: [], onReject: 'continue' });
  const visit = (node: GroupNode, points: Decimal | undefined): void => {
    const { aggregate, requires } = draftRule(node);
    const onReject = aggregate === 'sum' ? 'continue' : 'break';
    scoring.set(node.name, { aggregate, ...(points === undefined ? {} : { points }), requires, onReject });
    const counted = aggregate !== 'threshold' && points !== undefined;
    const shared = counted ? sharedPoints(node, points, aggregate, faults) : undefined;
    if (shared !== undefined && node.tests > 0) testPoints.set(node.name, shared);
    for (const child of node.children)
      visit(child, counted ? (statedScore(child, faults) ?? shared) : undefined);
  };
  for (const child of root.children) {
    visit(child, child.sample ? undefined : (statedScore(child, faults) ?? '100'));
  }
  return { scoring, testPoints };
};

const draftRule = ({ name, settings: { group } }: GroupNode) => {
  const written =
    group.scoring?.aggregation ?? group.score_aggregation ?? (name === 'secret' ? 'sum' : 'pass-fail');
  const aggregate: Aggregation = written === 'pass-fail' ? 'threshold' : written;
  return { aggregate, requires: group.scoring?.require_pass ?? group.require_pass ?? [] };
};

const statedScore = ({ settings: { group, place } }: GroupNode, faults: FaultLog): Decimal | undefined => {
  const stated = group.scoring?.score ?? group.max_score;
  if (stated === undefined) return undefined;
  const points = stated === 'unbounded' ? undefined : decimalOf(stated);
  if (points === undefined)
    faults.error(place, `a score of ${stated} is not supported: state the most that the group gives`);
  return points ?? '0';
};

/** What each member has that does not say so itself. */
const sharedPoints = (
  node: GroupNode,
  points: Decimal,
  aggregate: Aggregation,
  faults: FaultLog,
): Decimal => {
  if (aggregate !== 'sum') return points;
  const stated = node.children
    .map((child) => statedScore(child, faults))
    .filter((each) => each !== undefined);
  const left = differenceOf(points, sumOf(stated));
  if (isNegative(left)) {
    faults.error(
      node.settings.place,
      `the groups in "${node.name}" give ${sumOf(stated)} points together, more than its ${points}`,
    );
    return '0';
  }
  const others = node.tests + node.children.length - stated.length;
  return shareOf(left, others);
};

export const nodesOf = (root: GroupNode): GroupNode[] => [root, ...root.children.flatMap(nodesOf)];
