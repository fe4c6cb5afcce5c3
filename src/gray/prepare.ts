/**
 * From documents to what decides: every rule and override with its tests, in the order in which they are tried. What needs the whole
 * set is checked here, and every fault is told.
 */
import type { Asked } from './asked.ts';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { atOnce, each } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { checkSet, unknownSegments } from './check-set.ts';
import { groupTest, matchTests } from './conditions.ts';
import type { Target, Test } from './conditions.ts';
import type { Decider } from './decide.ts';
import type { Dimensions } from './dimensions-schema.ts';
import type { GrayDocument } from './document-schema.ts';
import { compileExpression } from './cel.ts';
import { failingParts } from './expression-parts.ts';
import { openFailures } from './failures.ts';
import type { Failures } from './failures.ts';
import { boundsOf } from './levels.ts';
import { orderOverrides, prepareOverride } from './overrides.ts';
import type { PreparedOverride } from './overrides.ts';
import { pointerOf } from './place.ts';
import { agrees, seedOf } from './ranges.ts';
import { layerNames } from './rule-set.ts';
import type { LayerName, RuleSet } from './rule-set.ts';
import type { GrayRule } from './rule-schema.ts';
import { scheduleTest } from './schedule.ts';
import { openSegments } from './segments.ts';
import type { Segments } from './segments.ts';
import { sharesOf } from './shares.ts';

export interface PreparedRule extends Decider {
  readonly target: Target;
  readonly tests: readonly Test[];
}

export interface PreparedSet {
  /** In the order in which they are tried, disabled ones too. */
  readonly overrides: readonly PreparedOverride[];
  readonly rules: readonly PreparedRule[];
  readonly dimensions: Dimensions['spec'];
  readonly size: number;
  readonly failures: Failures;
  readonly layerOf: (name: string) => LayerName;
}

/** See `CompileOptions`. */
export interface PrepareOptions {
  readonly segmentIds?: (digest: string) => ReadonlySet<string> | undefined;
  readonly placeOf?: (name: string, path: readonly PropertyKey[]) => string;
}

type AddFault = (name: string, path: readonly PropertyKey[], message: string) => void;

interface Workshop {
  readonly fault: AddFault;
  readonly levels: readonly string[];
  readonly segments: Segments;
  readonly failures: Failures;
  readonly ranges: RuleSet['ranges'];
}

/** @throws SerinError RULES_INVALID with all faults. */
export const prepare = (set: RuleSet, options: PrepareOptions): PreparedSet =>
  atOnce(prepareSteps(set, options));

export function* prepareSteps(set: RuleSet, options: PrepareOptions): Steps<PreparedSet> {
  const faults: Fault[] = [];
  const placeOf = options.placeOf ?? ((name, path) => `/${name}${path.length === 0 ? '' : pointerOf(path)}`);
  const fault: AddFault = (name, path, message) => faults.push({ path: placeOf(name, path), message });
  const placed = layerNames.flatMap((layer) => set.layers[layer].map((document) => ({ layer, document })));
  checkSet(placed, fault);
  const documents = placed.map(({ document }) => document);
  const dimensions = ofKind(documents, 'Dimensions')[0]?.spec ?? {};
  const failures = openFailures();
  const levels = dimensions.userLevels ?? [];
  const segments: Segments = openSegments(
    {
      segmentIds: options.segmentIds,
      fault,
      expression: ({ metadata: { name } }, source) =>
        compileExpression(source, {
          name,
          failures,
          segmentNames: undefined,
          includes: (segment, asked) => segments.includes(segment, asked),
          fault: (message) => fault(name, ['spec', 'when'], message),
        })?.holds,
    },
    ofKind(documents, 'Segment'),
  );
  const workshop = { fault, levels, segments, failures, ranges: set.ranges };
  const rules = yield* each(
    orderRules(
      placed.flatMap(({ layer, document }) => (document.kind === 'GrayRule' ? [{ layer, document }] : [])),
    ),
    ({ layer, document }) => prepareRule(workshop, layer, document),
  );
  const overrides = yield* each(orderOverrides(ofKind(documents, 'GrayOverride')), (override) => {
    unknownSegments(override, segments.names, fault);
    return prepareOverride(override, segments);
  });
  if (faults.length > 0) throw refusal(faults);
  const layers = new Map(placed.map(({ layer, document }) => [document.metadata.name, layer]));
  return {
    overrides,
    rules,
    dimensions,
    size: documents.length,
    failures,
    layerOf: (name) => layers.get(name) ?? 'override',
  };
}

const ofKind = <K extends GrayDocument['kind']>(
  documents: readonly GrayDocument[],
  kind: K,
): Extract<GrayDocument, { kind: K }>[] =>
  documents.filter((document): document is Extract<GrayDocument, { kind: K }> => document.kind === kind);

/** Human rules, then those of rollouts; each by priority, then name. */
const orderRules = <T extends { readonly layer: LayerName; readonly document: GrayRule }>(
  placed: readonly T[],
): T[] => {
  const place = (layer: LayerName): number => (layer === 'rollout' ? 1 : 0);
  return [...placed].sort(
    (a, b) =>
      place(a.layer) - place(b.layer) ||
      b.document.spec.priority - a.document.spec.priority ||
      (a.document.metadata.name < b.document.metadata.name ? -1 : 1),
  );
};

const prepareRule = (workshop: Workshop, layer: LayerName, rule: GrayRule): PreparedRule => {
  const { spec, metadata } = rule;
  const fault = (path: readonly PropertyKey[], message: string): void =>
    workshop.fault(metadata.name, ['spec', ...path], message);
  const { userLevel, ...others } = spec.match;
  const bounds =
    userLevel &&
    boundsOf(userLevel, workshop.levels, (path, message) => fault(['match', 'userLevel', ...path], message));
  const target: Target = { ...others, ...(bounds === undefined ? {} : { userLevel: bounds }) };
  const tests = matchTests(spec.match, target);
  if (spec.schedule !== undefined) {
    tests.push(scheduleTest(spec.schedule, (path, message) => fault(['schedule', ...path], message)));
  }
  if (spec.group !== undefined) tests.push(groupTest(spec.group, spec.stickyBy));
  unknownSegments(rule, workshop.segments.names, workshop.fault);
  if (spec.match.segments !== undefined) tests.push(segmentsTest(spec.match.segments, workshop.segments));
  if (spec.when !== undefined) tests.push(whenTest(workshop, metadata.name, spec.when, fault));
  return { rule, layer, seed: seedOf(rule), shares: sharesFor(workshop, rule, fault), target, tests };
};

const sharesFor = (
  { ranges }: Workshop,
  rule: GrayRule,
  fault: (path: readonly PropertyKey[], message: string) => void,
) => {
  const seed = seedOf(rule);
  const stored = Object.hasOwn(ranges, seed) ? ranges[seed] : undefined;
  if (stored === undefined) return sharesOf(rule.spec.weights);
  if (!agrees(stored, rule.spec.weights)) {
    fault(
      ['weights'],
      `do not agree with the ranges that are stored for the seed "${seed}": use another seed`,
    );
  }
  return stored;
};

const segmentsTest = (wanted: readonly string[], segments: Segments): Test => ({
  path: 'match.segments',
  wanted,
  holds: (asked) => wanted.some((name) => segments.includes(name, asked)),
  found: (asked) => wanted.filter((name) => segments.includes(name, asked)),
});

const whenTest = (
  { failures, segments }: Workshop,
  name: string,
  source: string,
  fault: (path: readonly PropertyKey[], message: string) => void,
): Test => {
  const asks = { segmentNames: segments.names, includes: segments.includes };
  const expression = compileExpression(source, {
    name,
    failures,
    ...asks,
    fault: (message) => fault(['when'], message),
  });
  const outcome = (asked: Asked) => expression?.evaluate(asked) ?? {};
  return {
    path: 'when',
    wanted: source,
    holds: (asked) => expression?.holds(asked) ?? false,
    found: (asked) => outcome(asked).value,
    note: (asked) => {
      const { value, reason } = outcome(asked);
      if (value === true) return undefined;
      return failingParts(source, asks, asked) ?? (reason && `it fails: ${reason}`);
    },
  };
};

/** Faults that the error's text tells; a file that is no YAML at all has one at every word. */
const mostTold = 100;

export const refusal = (faults: readonly Fault[]): SerinError => {
  const told = faults.slice(0, mostTold).map((fault) => `\n  ${fault.path}: ${fault.message}`);
  const more = faults.length > mostTold ? `\n  and ${faults.length - mostTold} more` : '';
  return new SerinError('RULES_INVALID', `the gray rules are refused:${told.join('')}${more}`, { faults });
};
