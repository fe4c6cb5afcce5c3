/**
 * Why a submission goes where it goes: every document that was tried, what of it held and what did not, and the draw, in words.
 * The walk is `trace.ts`, which goes through the same tests as deciding does.
 */
import { atOnce, each } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import type { CompileOptions } from './compile-rules.ts';
import type { GrayChoice, GrayContext } from './context.ts';
import { prepareSteps } from './prepare.ts';
import type { PreparedSet } from './prepare.ts';
import type { RuleSet } from './rule-set.ts';
import { traceSteps } from './trace.ts';
import type { Trace, TriedRule } from './trace.ts';
import { asRange, conditionWords } from './explain-words.ts';

/** `decided`; `passed`: tried before that, and did not match; `later`: would have been tried after what decided. */
export type Outcome = 'decided' | 'passed' | 'later';

/** Which buckets are a track's: `from` is in it, `to` is not. */
export interface TrackRange {
  readonly track: string;
  readonly from: number;
  readonly to: number;
}

export interface ExplainedRule extends TriedRule {
  readonly outcome: Outcome;
  readonly ranges?: readonly TrackRange[];
  /** `python-canary-east does not match: region is eu-west, and it wants cn-east-*` */
  readonly sentence: string;
}

export interface Explanation {
  readonly context: GrayContext;
  readonly choice: GrayChoice;
  /** Whether an override decided. */
  readonly override: boolean;
  /** In the order in which they are tried. */
  readonly tried: readonly ExplainedRule[];
  /** What comes of it, in one sentence. */
  readonly sentence: string;
}

/** @throws SerinError RULES_INVALID where the set does not compile. */
export const explain = (set: RuleSet, options: CompileOptions, context: GrayContext): Explanation =>
  atOnce(explainSteps(set, options, context));

export function* explainSteps(
  set: RuleSet,
  options: CompileOptions,
  context: GrayContext,
): Steps<Explanation> {
  const prepared = yield* prepareSteps(set, options);
  return yield* explainPrepared(prepared, options, context);
}

/** For some contexts of a set that was prepared once. */
export function* explainPrepared(
  prepared: PreparedSet,
  options: CompileOptions,
  context: GrayContext,
): Steps<Explanation> {
  const trace = yield* traceSteps(prepared, options, { context, all: false });
  return yield* wordSteps(context, trace, prepared.dimensions.userLevels ?? []);
}

function* wordSteps(
  context: GrayContext,
  { tried, choice, override }: Trace,
  levels: readonly string[],
): Steps<Explanation> {
  const decidedAt = tried.findIndex(({ name }) => name === choice.rule);
  const explained = yield* each([...tried.entries()], ([at, told]): ExplainedRule => {
    const outcome = decidedAt === -1 || at < decidedAt ? 'passed' : at === decidedAt ? 'decided' : 'later';
    const ranges = told.shares && rangesOf(told.shares);
    const sentence = ruleSentence(told, { outcome, choice, ranges, levels });
    return { ...told, outcome, ...(ranges && { ranges }), sentence };
  });
  return { context, choice, override, tried: explained, sentence: finalSentence(choice, tried.length) };
}

const rangesOf = (shares: NonNullable<TriedRule['shares']>): TrackRange[] =>
  shares.map(({ track, end }, at) => ({ track, from: shares[at - 1]?.end ?? 0, to: end }));

interface Said {
  readonly outcome: Outcome;
  readonly choice: GrayChoice;
  readonly ranges: readonly TrackRange[] | undefined;
  /** Names of levels, lowest first. */
  readonly levels: readonly string[];
}

const ruleSentence = (tried: TriedRule, { outcome, choice, ranges, levels }: Said): string => {
  const { name, enabled } = tried;
  if (!enabled) return `${name} is switched off`;
  if (!tried.matched) {
    // Whether contests take part is no condition of matching.
    const failing = tried.conditions.filter(({ holds, path }) => !holds && path !== 'contests');
    return `${name} does not match: ${failing.map((each) => conditionWords(each, levels)).join('; and ')}`;
  }
  if (outcome === 'later') return `${name} would match too, but is not asked: ${choice.rule ?? ''} decided`;
  return `${name} ${decisionWords(tried, choice, ranges)}`;
};

const decisionWords = (
  { kind, sticky }: TriedRule,
  { track, bucket, why }: GrayChoice,
  ranges: readonly TrackRange[] | undefined,
): string => {
  if (kind === 'GrayOverride') return `names this submission, so it goes to ${track}`;
  if (why !== undefined) return `matches, and leaves it on stable: ${why}`;
  const range = ranges?.find((each) => bucket !== undefined && bucket >= each.from && bucket < each.to);
  if (bucket === undefined || range === undefined) return `matches, and gives everything to ${track}`;
  const drawnBy = sticky === undefined ? '' : `${sticky.key} ${sticky.value} `;
  return `matches: ${drawnBy}draws bucket ${bucket}, and ${asRange(range)} are ${track}'s`;
};

const finalSentence = (choice: GrayChoice, tried: number): string => {
  const { track, rule, reason } = choice;
  if (rule === undefined) {
    const none = tried === 0 ? 'there are no rules' : 'no rule matches';
    return `It goes to ${track} by default: ${none}.`;
  }
  const beside = [
    choice.confirm === true && 'what is not accepted there is judged again on stable',
    choice.confirm === false && track !== 'stable' && 'what comes of it there is final',
    choice.sample &&
      `at most ${choice.sample.perMinute} a minute are sent there by this rule, the rest stay on stable`,
    choice.shadow !== undefined && `${choice.shadow} judges it too, without a say`,
  ].filter((part) => typeof part === 'string');
  return [`It goes to ${track} by ${rule} (${reason})`, ...beside].join('; ') + '.';
};
