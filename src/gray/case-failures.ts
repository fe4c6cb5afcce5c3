/**
 * Expressions that fail whatever they are asked, as far as cases tell. What fails does not match, so such a rule does nothing, in
 * silence.
 */
import type { Steps } from '../domain/steps.ts';
import type { Asked } from './asked.ts';
import type { CompileOptions } from './compile-rules.ts';
import type { Test } from './conditions.ts';
import { readContext } from './context-schema.ts';
import type { ContextSurroundings } from './context-schema.ts';
import type { GrayDocument } from './document-schema.ts';
import { prepareSteps } from './prepare.ts';
import type { RuleSet } from './rule-set.ts';

export interface FailingExpression {
  readonly document: GrayDocument;
  readonly contexts: number;
  /** Of the last failure. */
  readonly reason: string;
}

/**
 * Cases of other rules that an expression without cases of its own is asked about: fewer where many ask, as each failure takes as long
 * as a hundred answers.
 */
const mostBorrowed = 256;
const fewestBorrowed = 32;
const mostAnswers = 20_000;

/** @param surroundings - as the cases are run with. */
export function* failingSteps(
  set: RuleSet,
  options: CompileOptions,
  surroundings: Omit<ContextSurroundings, 'userLevels'>,
): Steps<FailingExpression[]> {
  // Made anew, so that what fails here is not counted where submissions are decided.
  const { rules, failures, dimensions } = yield* prepareSteps(set, options);
  const userLevels = dimensions.userLevels ?? [];
  const read = (contexts: readonly unknown[]): Asked[] =>
    contexts.flatMap((each) => {
      const { context } = readContext(each, { ...surroundings, userLevels });
      return context === undefined ? [] : [{ context }];
    });
  const borrowing = rules.filter(({ rule: { spec } }) => spec.when !== undefined && !spec.cases?.length);
  const share = Math.floor(mostAnswers / Math.max(1, borrowing.length));
  const most = Math.min(mostBorrowed, Math.max(fewestBorrowed, share));
  const borrowed = read(
    rules.flatMap(({ rule }) => rule.spec.cases?.map(({ context }) => context) ?? []).slice(0, most),
  );
  const found: FailingExpression[] = [];
  for (const { rule, tests } of rules) {
    yield;
    const when = tests.find(({ path }) => path === 'when');
    if (when === undefined) continue;
    const own = read(rule.spec.cases?.map(({ context }) => context) ?? []);
    const asked = own.length > 0 ? own : borrowed;
    const reason = failsForAll(when, asked, () => failures.of(rule.metadata.name));
    if (reason !== undefined) found.push({ document: rule, contexts: asked.length, reason });
  }
  return found;
}

/** Most expressions do not fail for the first, and need no further one. Undefined: it did not fail for one. */
const failsForAll = (
  when: Test,
  asked: readonly Asked[],
  failure: () => { readonly count: number; readonly last: string } | undefined,
): string | undefined => {
  for (const each of asked) {
    const before = failure()?.count ?? 0;
    when.holds(each);
    if ((failure()?.count ?? 0) === before) return undefined;
  }
  return failure()?.last;
};
