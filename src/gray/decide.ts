/** What the rule that matched first says of one submission. */
import { bucketOf } from './bucket.ts';
import type { GrayChoice, GrayContext } from './context.ts';
import type { GrayRule } from './rule-schema.ts';
import { sharesOf, stableTrack, trackAt } from './shares.ts';
import type { Shares } from './shares.ts';

/** A rule made ready to decide. */
export interface Decider {
  readonly rule: GrayRule;
  readonly seed: string;
  readonly shares: Shares;
}

export const deciderOf = (rule: GrayRule): Decider => ({
  rule,
  seed: rule.spec.seed ?? rule.metadata.name,
  shares: sharesOf(rule.spec.weights),
});

/** @param decider - of the first rule that matched; undefined when none did. */
export const decide = (decider: Decider | undefined, context: GrayContext, revision: number): GrayChoice => {
  if (decider === undefined) return { track: stableTrack, reason: 'DEFAULT', revision };
  const { spec, metadata } = decider.rule;
  const rule = metadata.name;
  const stays = (why: string): GrayChoice => ({ track: stableTrack, reason: 'DEFAULT', rule, revision, why });
  if (context.priority === 'contest' && spec.contests === 'exclude') {
    return stays('a contest submission stays on stable unless the rule includes contests');
  }
  const [only, ...others] = decider.shares;
  if (only !== undefined && others.length === 0) return { track: only.track, reason: 'RULE', rule, revision };
  const sticky = spec.stickyBy.map((key) => stickyValue(key, context)).find((value) => value !== undefined);
  // Without anything to stick to, the same user would meet another compiler each time.
  if (sticky === undefined) return stays(`the submission tells none of ${spec.stickyBy.join(', ')}`);
  const bucket = bucketOf(decider.seed, context.tenant, sticky);
  return { track: trackAt(decider.shares, bucket), reason: 'SPLIT', rule, bucket, revision };
};

const stickyValue = (key: GrayRule['spec']['stickyBy'][number], context: GrayContext): string | undefined => {
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
