/**
 * Expressions that fail whatever they are asked, as far as cases tell. What fails does not match, so such a rule does nothing, in
 * silence.
 */
import type { CompileOptions } from './compile-rules.ts';
import { readContext } from './context-schema.ts';
import type { ContextSurroundings } from './context-schema.ts';
import type { GrayContext } from './context.ts';
import type { GrayDocument } from './document-schema.ts';
import { prepare } from './prepare.ts';
import type { RuleSet } from './rule-set.ts';

export interface FailingExpression {
  readonly document: GrayDocument;
  readonly contexts: number;
  /** Of the last failure. */
  readonly reason: string;
}

/** Cases of other rules that an expression without cases of its own is asked about. */
const mostBorrowed = 256;

/** @param surroundings - as the cases are run with. */
export const alwaysFailing = (
  set: RuleSet,
  options: CompileOptions,
  surroundings: Omit<ContextSurroundings, 'userLevels'>,
): FailingExpression[] => {
  // Made anew, so that what fails here is not counted where submissions are decided.
  const { rules, failures, dimensions } = prepare(set, options);
  const read = (contexts: readonly unknown[]): GrayContext[] =>
    contexts.flatMap(
      (each) => readContext(each, { ...surroundings, userLevels: dimensions.userLevels ?? [] }).context ?? [],
    );
  const borrowed = read(
    rules.flatMap(({ rule }) => rule.spec.cases?.map(({ context }) => context) ?? []).slice(0, mostBorrowed),
  );
  const failuresOf = (name: string) => failures.list().find((failure) => failure.name === name);
  return rules.flatMap(({ rule, tests }) => {
    const when = tests.find(({ path }) => path === 'when');
    if (when === undefined) return [];
    const { name } = rule.metadata;
    const own = read(rule.spec.cases?.map(({ context }) => context) ?? []);
    const contexts = own.length > 0 ? own : borrowed;
    const before = failuresOf(name)?.count ?? 0;
    for (const context of contexts) when.holds({ context });
    const after = failuresOf(name);
    if (after === undefined || after.count - before < contexts.length) return [];
    return [{ document: rule, contexts: contexts.length, reason: after.last }];
  });
};
