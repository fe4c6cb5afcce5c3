/** What the rule that matched first says of one submission. */
import { bucketOf } from './bucket.ts';
import type { GrayChoice, GrayContext } from './context.ts';
import type { GrayRule } from './rule-schema.ts';
import type { LayerName } from './rule-set.ts';
import { asBasisPoints, canaryTrack, stableTrack, trackAt } from './shares.ts';
import type { Shares } from './shares.ts';
import { stickyOf } from './sticky.ts';

/** What of a rule decides, once it matched. */
export interface Decider {
  readonly rule: GrayRule;
  readonly layer: LayerName;
  readonly seed: string;
  readonly shares: Shares;
}

/** Who is judged on canary too is drawn apart from who is sent there. */
const shadowSeed = (seed: string): string => `${seed}/shadow`;

export const byDefault = (revision: number): GrayChoice => ({
  track: stableTrack,
  reason: 'DEFAULT',
  revision,
});

/** @param decider - of the first rule that matched. */
export const decide = (decider: Decider, context: GrayContext, revision: number): GrayChoice => {
  const { spec, metadata } = decider.rule;
  const rule = metadata.name;
  const stays = (why: string): GrayChoice => ({ ...byDefault(revision), rule, why });
  if (context.priority === 'contest' && spec.contests === 'exclude') {
    return stays('a contest submission stays on stable unless the rule includes contests');
  }
  const ofRollout = decider.layer === 'rollout';
  const [only, ...others] = decider.shares;
  if (only !== undefined && others.length === 0) {
    const reason = ofRollout ? 'ROLLOUT' : 'RULE';
    return { track: only.track, reason, rule, revision, ...besides(decider, only.track, context) };
  }
  const sticky = stickyOf(spec.stickyBy, context);
  // Without anything to stick to, the same user would meet another compiler each time.
  if (sticky === undefined) return stays(`the submission tells none of ${spec.stickyBy.join(', ')}`);
  const bucket = bucketOf(decider.seed, context.tenant, sticky.value);
  const track = trackAt(decider.shares, bucket);
  const reason = ofRollout ? 'ROLLOUT' : 'SPLIT';
  return { track, reason, rule, bucket, revision, ...besides(decider, track, context) };
};

type Besides = Pick<GrayChoice, 'sample' | 'shadow' | 'confirm'>;

/** What goes with a track: off stable, its cap and whether it is confirmed; on stable, who judges it too. */
const besides = ({ rule: { spec }, seed }: Decider, track: string, context: GrayContext): Besides => {
  if (track !== stableTrack) {
    return { confirm: spec.confirm, ...(spec.sample === undefined ? {} : { sample: spec.sample }) };
  }
  if (spec.shadow === undefined) return {};
  const sticky = stickyOf(spec.stickyBy, context);
  if (sticky === undefined) return {};
  const drawn = bucketOf(shadowSeed(seed), context.tenant, sticky.value) < asBasisPoints(spec.shadow);
  return drawn ? { shadow: canaryTrack } : {};
};
