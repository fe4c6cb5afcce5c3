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
import type { GrayDocument } from './document-schema.ts';
import type { Shares } from './shares.ts';

export const layerNames = ['override', 'api', 'directory', 'rollout'] as const;
export type LayerName = (typeof layerNames)[number];

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

/** What is said of a revision; the same in the store, over HTTP and in logs. */
export interface RulesRevision {
  /** Made once, with the store's first revision. Another log id means another past. */
  readonly log: string;
  readonly revision: number;
  /** Content digest of the revision before; '' of the first. */
  readonly parent: string;
  /** Of what all layers mean together: `digestOf`. 64 hex digits. */
  readonly digest: string;
  readonly layer: LayerName;
  readonly by: string;
  readonly message: string;
  readonly atMs: number;
  /** Given by whoever publishes: the same one again changes nothing and hears the same revision. */
  readonly commit: string;
  /** Documents by layer. */
  readonly sizes: Readonly<Record<LayerName, number>>;
  /** The revision that this one restored. */
  readonly restores?: number;
  /** Who approved it, where approval was asked. */
  readonly approvedBy?: string;
}
