/**
 * What a draft would do: contexts, recorded or made up, decided by the live rules and by the draft side by side.
 *
 * Contexts are taken one at a time and forgotten; what is kept does not grow with their number. Whoever must not stop for
 * long opens a simulation and adds contexts in portions of his own; `simulate` does it in one go.
 *
 * Only the rules are simulated: overrides, human rules, rollouts, the default. What intake adds is not; see `notSimulated`.
 */
import type { DecisionReason } from '../domain/decision.ts';
import { difficultyBand, userLevelBand } from './bands.ts';
import type { GrayChoice, GrayContext, GraySnapshot } from './context.ts';
import type { RuleSet } from './rule-set.ts';
import { rulesOf } from './ranges.ts';
import { asBasisPoints } from './shares.ts';

export const notSimulated = [
  'SPILLOVER is not simulated: a sample cap or a slow pool sends fewer to canary than is shown here',
  'pins, quarantine, freezes, what a contest has fixed and the health of pools are not simulated',
] as const;

export interface SimulationRequest {
  readonly live: GraySnapshot;
  readonly draft: GraySnapshot;
  /** With them it is known whether a weight rose; without, it is told by how many of the contexts a rule sends where. */
  readonly sets?: { readonly live: RuleSet; readonly draft: RuleSet };
}

export type Counts = Readonly<Record<string, number>>;

/** By track, of the same contexts. */
export interface Arms {
  readonly contexts: number;
  readonly live: Counts;
  readonly draft: Counts;
  /** How many go elsewhere. */
  readonly moved: number;
}

export const simulatedDimensions = ['language', 'region', 'userLevel', 'difficulty', 'device'] as const;
export type SimulatedDimension = (typeof simulatedDimensions)[number];

export interface Mover {
  /** Undefined for a submission that tells no user. */
  readonly user?: string;
  readonly language: string;
  readonly from: string;
  readonly to: string;
  readonly liveRule?: string;
  readonly draftRule?: string;
}

/** Those who left a track by the same rule, though its weight did not fall. A new seed or sticky key does that. */
export interface WrongWay {
  readonly rule: string;
  readonly track: string;
  readonly count: number;
  /** Percent, where the sets are known. */
  readonly weights?: { readonly live: number; readonly draft: number };
  readonly first: readonly Mover[];
}

export interface Simulation extends Arms {
  readonly reasons: { readonly live: Counts; readonly draft: Counts };
  /** How many were decided by each rule and override; `` is none. */
  readonly rules: { readonly live: Counts; readonly draft: Counts };
  /** Most frequent first; of more than 256 values the later ones are `(others)`. */
  readonly dimensions: Readonly<Record<SimulatedDimension, readonly (Arms & { readonly value: string })[]>>;
  /** Most frequent first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** The first 100, each user and language once. */
  readonly movers: readonly Mover[];
  readonly wrongWay: readonly WrongWay[];
  /** Expressions of the draft that failed meanwhile. */
  readonly failures: ReturnType<GraySnapshot['failures']>;
  readonly notes: readonly string[];
}

export interface OpenSimulation {
  readonly add: (context: GrayContext) => void;
  readonly result: () => Simulation;
}

const mostValues = 256;
const mostMovers = 100;
const mostWrongWay = 10;

export const simulate = (
  request: SimulationRequest & { readonly contexts: Iterable<GrayContext> },
): Simulation => {
  const simulation = openSimulation(request);
  for (const context of request.contexts) simulation.add(context);
  return simulation.result();
};

export const openSimulation = ({ live, draft, sets }: SimulationRequest): OpenSimulation => {
  const failedBefore = new Map(draft.failures().map(({ name, count }) => [name, count]));
  const total = openArms();
  const reasons = { live: new Tally<DecisionReason>(), draft: new Tally<DecisionReason>() };
  const rules = { live: new Tally(), draft: new Tally() };
  const dimensions = simulatedDimensions.map((name) => ({ name, values: new Map<string, OpenArms>() }));
  const moves = new Tally();
  const movers = new Map<string, Mover>();
  const byRule = openByRule(sets);
  return {
    add: (context) => {
      const before = choose(live, context);
      const after = choose(draft, context);
      addTo(total, before, after);
      reasons.live.add(before.reason);
      reasons.draft.add(after.reason);
      rules.live.add(before.rule ?? '');
      rules.draft.add(after.rule ?? '');
      for (const { name, values } of dimensions) {
        addTo(armsAt(values, valueOf(name, context, draft.userLevels)), before, after);
      }
      if (before.track !== after.track) {
        moves.add(`${before.track} ${after.track}`);
        addMover(movers, mostMovers, moverOf(context, before, after));
      }
      byRule.add(context, before, after);
    },
    result: () => ({
      ...arms(total),
      reasons: { live: reasons.live.counts(), draft: reasons.draft.counts() },
      rules: { live: rules.live.counts(), draft: rules.draft.counts() },
      dimensions: Object.fromEntries(
        dimensions.map(({ name, values }) => [name, tabled(values)]),
      ) as unknown as Simulation['dimensions'],
      moves: moves.entries().map(([move, count]) => {
        const [from = '', to = ''] = move.split(' ');
        return { from, to, count };
      }),
      movers: [...movers.values()],
      wrongWay: byRule.wrongWay(),
      failures: draft.failures().flatMap((failure) => {
        const count = failure.count - (failedBefore.get(failure.name) ?? 0);
        return count > 0 ? [{ ...failure, count }] : [];
      }),
      notes: notSimulated,
    }),
  };
};

const choose = (snapshot: GraySnapshot, context: GrayContext): GrayChoice =>
  snapshot.override(context) ?? snapshot.decide(context);

class Tally<Key extends string = string> {
  readonly #counts = new Map<Key, number>();

  add(key: Key): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  get(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Most frequent first; equal ones by name. */
  entries(): [Key, number][] {
    return [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }

  counts(): Counts {
    return Object.fromEntries(this.entries());
  }
}

interface OpenArms {
  contexts: number;
  moved: number;
  readonly live: Tally;
  readonly draft: Tally;
}

const openArms = (): OpenArms => ({ contexts: 0, moved: 0, live: new Tally(), draft: new Tally() });

const addTo = (to: OpenArms, before: GrayChoice, after: GrayChoice): void => {
  to.contexts += 1;
  to.live.add(before.track);
  to.draft.add(after.track);
  if (before.track !== after.track) to.moved += 1;
};

const arms = ({ contexts, live, draft, moved }: OpenArms): Arms => ({
  contexts,
  live: live.counts(),
  draft: draft.counts(),
  moved,
});

/** Values come from whoever submits, so their number is bounded. */
const armsAt = (values: Map<string, OpenArms>, value: string): OpenArms => {
  const key = values.has(value) || values.size < mostValues ? value : '(others)';
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = openArms();
  values.set(key, made);
  return made;
};

const tabled = (values: ReadonlyMap<string, OpenArms>): (Arms & { value: string })[] =>
  [...values]
    .map(([value, each]) => ({ value, ...arms(each) }))
    .sort((a, b) => b.contexts - a.contexts || (a.value < b.value ? -1 : 1));

const untold = '(untold)';

const valueOf = (
  dimension: SimulatedDimension,
  context: GrayContext,
  userLevels: readonly string[],
): string => {
  switch (dimension) {
    case 'language':
      return context.language;
    case 'region':
      return context.region ?? untold;
    case 'device':
      return context.device ?? untold;
    case 'userLevel':
      return context.userLevel === undefined ? untold : userLevelBand(context.userLevel, userLevels);
    case 'difficulty':
      return context.difficulty === undefined ? untold : difficultyBand(context.difficulty);
  }
};

const moverOf = (context: GrayContext, before: GrayChoice, after: GrayChoice): Mover => ({
  ...(context.userId === undefined ? {} : { user: context.userId }),
  language: context.language,
  from: before.track,
  to: after.track,
  ...(before.rule === undefined ? {} : { liveRule: before.rule }),
  ...(after.rule === undefined ? {} : { draftRule: after.rule }),
});

const addMover = (movers: Map<string, Mover>, most: number, mover: Mover): void => {
  if (movers.size >= most) return;
  const key = JSON.stringify([mover.user ?? movers.size, mover.language, mover.from, mover.to]);
  if (!movers.has(key)) movers.set(key, mover);
};

interface Flow {
  readonly rule: string;
  readonly track: string;
  live: number;
  draft: number;
  left: number;
  readonly first: Map<string, Mover>;
}

/** Of submissions that the same rule decides in both: how many it has on each track other than stable, and how many left it. */
const openByRule = (sets: SimulationRequest['sets']) => {
  const flows = new Map<string, Flow>();
  const flow = (rule: string, track: string): Flow => {
    const key = `${rule} ${track}`;
    const made = flows.get(key) ?? { rule, track, live: 0, draft: 0, left: 0, first: new Map() };
    flows.set(key, made);
    return made;
  };
  return {
    add: (context: GrayContext, before: GrayChoice, after: GrayChoice): void => {
      if (before.rule === undefined || before.rule !== after.rule) return;
      if (after.track !== 'stable') flow(after.rule, after.track).draft += 1;
      if (before.track === 'stable') return;
      const from = flow(before.rule, before.track);
      from.live += 1;
      if (before.track === after.track) return;
      from.left += 1;
      addMover(from.first, mostWrongWay, moverOf(context, before, after));
    },
    wrongWay: (): WrongWay[] => {
      const known = sets && { live: weightsBy(sets.live), draft: weightsBy(sets.draft) };
      return [...flows.values()].flatMap(({ rule, track, live, draft, left, first }) => {
        const weights = known && weightsOf(known, rule, track);
        const fell = weights === undefined ? draft < live : weights.draft < weights.live;
        if (left === 0 || fell) return [];
        return [{ rule, track, count: left, ...(weights && { weights }), first: [...first.values()] }];
      });
    },
  };
};

/** Percent by track, of every rule by name. */
type Weights = ReadonlyMap<string, Readonly<Record<string, number>>>;

const weightsBy = ({ layers }: RuleSet): Weights =>
  new Map(rulesOf(layers).map(({ metadata, spec }) => [metadata.name, spec.weights]));

const weightsOf = (
  known: { readonly live: Weights; readonly draft: Weights },
  rule: string,
  track: string,
): WrongWay['weights'] | undefined => {
  const [live, draft] = [known.live.get(rule), known.draft.get(rule)];
  if (live === undefined || draft === undefined) return undefined;
  return { live: exact(live[track] ?? 0), draft: exact(draft[track] ?? 0) };
};

const exact = (percent: number): number => asBasisPoints(percent) / 100;
