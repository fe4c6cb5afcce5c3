/** The same walk as `decide`, but over all documents, one after another, and telling everything. */
import { atOnce } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import type { Asked } from './asked.ts';
import type { CompileOptions } from './compile-rules.ts';
import type { Test } from './conditions.ts';
import type { GrayChoice, GrayContext } from './context.ts';
import { byDefault, decide } from './decide.ts';
import { overrideChoice } from './overrides.ts';
import type { PreparedOverride } from './overrides.ts';
import { prepare } from './prepare.ts';
import type { PreparedRule, PreparedSet } from './prepare.ts';
import type { LayerName, RuleSet } from './rule-set.ts';
import type { Shares } from './shares.ts';
import { stickyOf } from './sticky.ts';

export interface Condition {
  /** `match.region`, `when`, `schedule`, `group`, `contests`; of overrides `language`, `until`, `who`. */
  readonly path: string;
  readonly wanted: unknown;
  readonly found: unknown;
  readonly holds: boolean;
  readonly note?: string;
}

export interface TriedRule {
  readonly layer: LayerName;
  readonly name: string;
  readonly kind: 'GrayRule' | 'GrayOverride';
  readonly enabled: boolean;
  /** It is the first of its kind for which everything held, or would have been. */
  readonly matched: boolean;
  readonly conditions: readonly Condition[];
  readonly bucket?: number;
  readonly sticky?: { readonly key: string; readonly value: string };
  readonly shares?: Shares;
  readonly weights?: Record<string, number>;
}

export interface Trace {
  readonly tried: readonly TriedRule[];
  readonly choice: GrayChoice;
  /** Whether an override decided. */
  readonly override: boolean;
}

/** @throws SerinError RULES_INVALID */
export const traceRules = (
  set: RuleSet,
  options: CompileOptions,
): ((context: GrayContext, all?: boolean) => Trace) => {
  const prepared = prepare(set, options);
  return (context, all = false) => atOnce(traceSteps(prepared, options, { context, all }));
};

/** Every document in the order in which it is tried, up to and including the one that decided; after it the rest with `all: true`. */
export function* traceSteps(
  { rules, overrides, layerOf }: PreparedSet,
  { revision }: CompileOptions,
  { context, all }: { readonly context: GrayContext; readonly all: boolean },
): Steps<Trace> {
  const asked: Asked = { context };
  const tried: TriedRule[] = [];
  let choice: GrayChoice | undefined;
  let override = false;
  for (const each of overrides) {
    if (choice !== undefined && !all) break;
    const told = triedOverride(each, layerOf(each.override.metadata.name), asked);
    tried.push(told);
    yield;
    if (!told.matched || choice !== undefined) continue;
    choice = overrideChoice(each.override, revision);
    override = true;
  }
  for (const each of rules) {
    if (choice !== undefined && !all) break;
    const own = decide(each, context, revision);
    const told = triedRule(each, own, asked);
    tried.push(told);
    yield;
    if (told.matched) choice ??= own;
  }
  return { tried, choice: choice ?? byDefault(revision), override };
}

const triedOverride = ({ override, tests }: PreparedOverride, layer: LayerName, asked: Asked): TriedRule => {
  const { enabled } = override.spec;
  const conditions = tests.map((test) => conditionOf(test, asked));
  return {
    layer,
    name: override.metadata.name,
    kind: 'GrayOverride',
    enabled,
    matched: enabled && conditions.every(({ holds }) => holds),
    conditions,
  };
};

const triedRule = (prepared: PreparedRule, own: GrayChoice, asked: Asked): TriedRule => {
  const { rule, layer, shares } = prepared;
  const { metadata, spec } = rule;
  const conditions = prepared.tests.map((test) => conditionOf(test, asked));
  const matched = spec.enabled && conditions.every(({ holds }) => holds);
  const sticky = stickyOf(spec.stickyBy, asked.context);
  return {
    layer,
    name: metadata.name,
    kind: 'GrayRule',
    enabled: spec.enabled,
    matched,
    conditions: [...conditions, ...contestsOf(rule, asked)],
    ...(matched && own.bucket !== undefined ? { bucket: own.bucket } : {}),
    ...(matched && sticky !== undefined ? { sticky } : {}),
    shares,
    weights: spec.weights,
  };
};

/** No condition of matching: a rule that excludes contests decides, and its decision is stable. */
const contestsOf = ({ spec }: PreparedRule['rule'], { context }: Asked): Condition[] =>
  context.priority === 'contest'
    ? [
        {
          path: 'contests',
          wanted: spec.contests,
          found: context.priority,
          holds: spec.contests === 'include',
          ...(spec.contests === 'include' ? {} : { note: 'a rule that matches leaves it on stable' }),
        },
      ]
    : [];

const conditionOf = (test: Test, asked: Asked): Condition => {
  const note = test.note?.(asked);
  return {
    path: test.path,
    wanted: test.wanted,
    found: test.found(asked),
    holds: test.holds(asked),
    ...(note === undefined ? {} : { note }),
  };
};
