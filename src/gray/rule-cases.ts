/**
 * The cases that are written beside rules: contexts, and what must come of each by the whole set, not by the one rule.
 */
import { decisionReasons } from '../domain/decision.ts';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { atOnce } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { compileSteps } from './compile-rules.ts';
import type { CompileOptions } from './compile-rules.ts';
import { readContext } from './context-schema.ts';
import type { ContextSurroundings } from './context-schema.ts';
import type { GrayChoice, GrayContext } from './context.ts';
import { explainPrepared } from './explain.ts';
import type { Explanation } from './explain.ts';
import { pointerOf } from './place.ts';
import { prepareSteps } from './prepare.ts';
import type { PreparedSet } from './prepare.ts';
import { rulesOf } from './ranges.ts';
import type { GrayRule } from './rule-schema.ts';
import type { RuleSet } from './rule-set.ts';

export interface CaseOptions extends CompileOptions {
  /** The moment of a case that says no `at`; 1970 where nothing is said, so that cases come out the same every day. */
  readonly atMs?: number;
  readonly familyOf?: (language: string) => string | undefined;
}

type WrittenCase = NonNullable<GrayRule['spec']['cases']>[number];

export interface CaseResult {
  /** Beside which it is written. */
  readonly rule: string;
  /** Its own name, or its number from 1. */
  readonly name: string;
  /** `rules/a.yaml:12 /spec/cases/0` */
  readonly place: string;
  readonly ok: boolean;
  readonly expected: WrittenCase['expect'];
  /** Undefined of a case that cannot be tried. `rule` is null where none decided. */
  readonly got?: { readonly track: string; readonly rule: string | null; readonly reason: string };
  /** What is wrong with the case itself, each at its place. */
  readonly faults: readonly Fault[];
  /** What came of it; of a case that fails, what was expected and why it did not come. */
  readonly sentence: string;
  /** Of a case that fails. */
  readonly explanation?: Explanation;
}

/** @throws SerinError RULES_INVALID where the set does not compile. */
export const runCases = (set: RuleSet, options: CaseOptions): CaseResult[] => atOnce(caseSteps(set, options));

export function* caseSteps(set: RuleSet, options: CaseOptions): Steps<CaseResult[]> {
  const snapshot = yield* compileSteps(set, options);
  let prepared: PreparedSet | undefined;
  function* explain(context: GrayContext): Steps<Explanation> {
    prepared ??= yield* prepareSteps(set, options);
    return yield* explainPrepared(prepared, options, context);
  }
  const trial: Trial = {
    choose: (context) => snapshot.override(context) ?? snapshot.decide(context),
    // Most cases pass, and need no words.
    explain,
    surroundings: {
      userLevels: snapshot.userLevels,
      atMs: options.atMs ?? 0,
      ...(options.familyOf && { familyOf: options.familyOf }),
    },
    placeOf: options.placeOf ?? ((name, path) => `/${name}${pointerOf(path)}`),
  };
  const results: CaseResult[] = [];
  for (const { metadata, spec } of rulesOf(set.layers)) {
    for (const [at, written] of (spec.cases ?? []).entries()) {
      results.push(yield* runCase(trial, metadata.name, written, at));
      yield;
    }
  }
  return results;
}

interface Trial {
  readonly choose: (context: GrayContext) => GrayChoice;
  readonly explain: (context: GrayContext) => Steps<Explanation>;
  readonly surroundings: ContextSurroundings;
  readonly placeOf: NonNullable<CompileOptions['placeOf']>;
}

function* runCase(trial: Trial, rule: string, written: WrittenCase, at: number): Steps<CaseResult> {
  const placeOf = (path: readonly PropertyKey[]): string =>
    trial.placeOf(rule, ['spec', 'cases', at, ...path]);
  const told = { rule, name: written.name ?? `${at + 1}`, place: placeOf([]), expected: written.expect };
  const read = readContext(written.context, trial.surroundings);
  const faults = [
    ...expectationFaults(written.expect).map((fault) => placed(fault, 'expect', placeOf)),
    ...(read.faults ?? []).map((fault) => placed(fault, 'context', placeOf)),
  ];
  if (read.context === undefined || faults.length > 0) {
    const sentence = `cannot be tried: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`;
    return { ...told, ok: false, faults, sentence };
  }
  const { track, reason, rule: decidedBy } = trial.choose(read.context);
  const got = { track, rule: decidedBy ?? null, reason };
  const missed = differences(written.expect, got);
  if (missed.length === 0) {
    return { ...told, ok: true, got, faults, sentence: `goes to ${track} by ${decidedBy ?? 'default'}` };
  }
  const explanation = yield* trial.explain(read.context);
  const own = explanation.tried.find(({ name }) => name === rule);
  const why = own?.outcome === 'passed' ? own.sentence : explanation.sentence;
  return { ...told, ok: false, got, faults, sentence: `${missed.join(', ')}: ${why}`, explanation };
}

const differences = (expected: WrittenCase['expect'], got: NonNullable<CaseResult['got']>): string[] =>
  (['track', 'rule', 'reason'] as const).flatMap((key) => {
    const wanted = expected[key];
    if (wanted === undefined || wanted === got[key]) return [];
    return [`expects ${key} ${wanted ?? '(none)'} and gets ${got[key] ?? '(none)'}`];
  });

const expectationFaults = ({ track, rule, reason }: WrittenCase['expect']): Fault[] => {
  if (track === undefined && rule === undefined && reason === undefined) {
    return [{ path: '/', message: 'expects nothing: write track, rule or reason' }];
  }
  if (reason === undefined || decisionReasons.some((known) => known === reason)) return [];
  const meant = nearest(reason, decisionReasons);
  const hint = meant === undefined ? `there are ${decisionReasons.join(', ')}` : `did you mean ${meant}?`;
  return [{ path: '/reason', message: `there is no reason ${reason}: ${hint}` }];
};

/** A JSON pointer within the case to its place. */
const placed = (
  { path, message }: Fault,
  key: string,
  placeOf: (path: readonly PropertyKey[]) => string,
): Fault => {
  const keys = path
    .split('/')
    .slice(1)
    .filter((each) => each !== '');
  return {
    path: placeOf([key, ...keys.map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))]),
    message,
  };
};
