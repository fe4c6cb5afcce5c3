/**
 * A rule set: documents in layers, under one revision.
 *
 *   override    overrides                       tried first
 *   api         published over HTTP or the CLI  ┐ human rules: by priority, then name
 *   directory   read from a watched directory   ┘
 *   rollout     written by rollouts             tried when no human rule matched
 *
 * Each layer has one owner, and an apply replaces its own layer only. Names are unique in the whole set, so that a decision names one document.
 */
import { layerNames } from '../domain/rules.ts';
import type { LayerName, RulesRevision } from '../domain/rules.ts';
import type { GrayDocument } from './document-schema.ts';
import type { Shares } from './shares.ts';

export { layerNames };
export type { LayerName, RulesRevision };

export type Layers = Readonly<Record<LayerName, readonly GrayDocument[]>>;

export interface RuleSet {
  readonly layers: Layers;
  /**
   * By seed, the ranges of rules that split over more than stable, canary and one other track. They are part of the revision, because
   * a raise may take from stable only, and that cannot be told from weights alone. Others have none.
   */
  readonly ranges: Readonly<Record<string, Shares>>;
}

export const emptyRuleSet: RuleSet = {
  layers: { override: [], api: [], directory: [], rollout: [] },
  ranges: {},
};
