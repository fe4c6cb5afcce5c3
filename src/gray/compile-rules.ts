/**
 * From rules to a snapshot that decides.
 *
 * Rules are ordered by priority, then name; the first that matches decides. They are indexed by the languages they name, so a
 * submission is held only against rules that could match its language, however many there are for others. The index is built as
 * languages are met and keeps a bounded number of them: names come from callers.
 */
import { createHash } from 'node:crypto';
import { bucketOf } from './bucket.ts';
import type { GrayChoice, GrayContext, GraySnapshot } from './context.ts';
import { matches, matchesName } from './match.ts';
import { asBasisPoints } from './rule-schema.ts';
import type { GrayRule } from './rule-schema.ts';

/** Languages whose rules are kept at hand. */
const indexedLanguages = 1_024;

const stableTrack = 'stable';

/** @param rules - valid, with distinct names; disabled ones are passed over. */
export const compileRules = (rules: readonly GrayRule[], revision: number): GraySnapshot => {
  const ordered = order(rules);
  const enabled = ordered.filter((rule) => rule.spec.enabled).map(compileRule);
  const index = new Map<string, readonly CompiledRule[]>();
  const candidates = ({ language, family }: GrayContext): readonly CompiledRule[] => {
    const key = `${language} ${family}`;
    const known = index.get(key);
    if (known !== undefined) return known;
    const found = enabled.filter(({ rule }) => couldMatch(rule, language, family));
    if (index.size < indexedLanguages) index.set(key, found);
    return found;
  };
  return Object.freeze({
    revision,
    digest: digestOf(ordered),
    size: ordered.length,
    decide: (context: GrayContext) => decide(candidates(context), context, revision),
  });
};

interface CompiledRule {
  readonly rule: GrayRule;
  readonly seed: string;
  /** Tracks with the bucket their share ends before: stable last, so that raising a canary takes from stable alone. */
  readonly shares: readonly { readonly track: string; readonly end: number }[];
}

const decide = (rules: readonly CompiledRule[], context: GrayContext, revision: number): GrayChoice => {
  const found = rules.find(({ rule }) => matches(rule, context));
  if (found === undefined) return { track: stableTrack, reason: 'DEFAULT', revision };
  const rule = found.rule.metadata.name;
  const [only, ...others] = found.shares;
  if (only !== undefined && others.length === 0) return { track: only.track, reason: 'RULE', rule, revision };
  const sticky = stickyValue(found.rule, context);
  // Without anything to stick to, the same user would meet another compiler each time.
  if (sticky === undefined) return { track: stableTrack, reason: 'RULE', rule, revision };
  const bucket = bucketOf(found.seed, context.tenant, sticky);
  const share = found.shares.find(({ end }) => bucket < end);
  return { track: share?.track ?? stableTrack, reason: 'SPLIT', rule, bucket, revision };
};

const compileRule = (rule: GrayRule): CompiledRule => {
  const weighted = Object.entries(rule.spec.weights)
    .filter(([, percent]) => percent > 0)
    .sort(([a], [b]) => Number(a === stableTrack) - Number(b === stableTrack) || (a < b ? -1 : 1));
  let end = 0;
  const shares = weighted.map(([track, percent]) => ({ track, end: (end += asBasisPoints(percent)) }));
  return { rule, seed: rule.spec.seed ?? rule.metadata.name, shares };
};

/** The first sticky key that the submission has; its kind is part of the value, so that user 7 and client 7 differ. */
const stickyValue = (rule: GrayRule, context: GrayContext): string | undefined => {
  for (const key of rule.spec.stickyBy) {
    const value = stickyBy(key, context);
    if (value !== undefined) return `${key}=${value}`;
  }
  return undefined;
};

const stickyBy = (key: GrayRule['spec']['stickyBy'][number], context: GrayContext): string | undefined => {
  switch (key) {
    case 'user.id':
      return context.userId;
    case 'client.id':
      return context.clientId;
    case 'problem.id':
      return context.problemId;
    case 'contest':
      return context.contest;
  }
};

const couldMatch = (rule: GrayRule, language: string, family: string): boolean => {
  const named = rule.spec.match.language;
  return named === undefined || matchesName(named, language) || matchesName(named, family);
};

const order = (rules: readonly GrayRule[]): GrayRule[] =>
  [...rules].sort(
    (a, b) => b.spec.priority - a.spec.priority || (a.metadata.name < b.metadata.name ? -1 : 1),
  );

/** Rules in the order they decide, each with its keys in one order and defaults filled in. */
const digestOf = (ordered: readonly GrayRule[]): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(ordered)))
    .digest('hex');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
};
