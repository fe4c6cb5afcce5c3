/** What the flow of publishing gray rules asks for. */
import type { Logger } from '../domain/logger.ts';
import type { RuleNode } from '../domain/rules.ts';
import type { TrackState } from '../domain/tracks.ts';
import type { GrayContext } from '../gray/context.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import type { LayerName, RuleSet, RulesRevision } from '../gray/rule-set.ts';

/** A revision and what it holds. */
export interface HeldRules {
  readonly revision: RulesRevision;
  readonly set: RuleSet;
}

export interface PublishRequest {
  /** The revision that it was made from; 0 where there is none yet. Another one at the head: behind. */
  readonly expected: number;
  readonly layer: LayerName;
  /** The whole set as it becomes. */
  readonly set: RuleSet;
  readonly digest: string;
  readonly by: string;
  readonly message: string;
  /** The same one again publishes nothing and answers `repeated`, whatever else is asked. */
  readonly commit: string;
  readonly atMs: number;
  readonly restores?: number;
  readonly approvedBy?: string;
}

export type PublishOutcome =
  | { readonly kind: 'published' | 'repeated'; readonly revision: RulesRevision }
  | { readonly kind: 'behind'; readonly revision: number };

/** A layer as it is to become, which waits for somebody else than its author. */
export interface Proposal {
  /** The commit id of the publish that it becomes. */
  readonly id: string;
  readonly layer: LayerName;
  /** The whole layer. */
  readonly documents: readonly GrayDocument[];
  /** The revision that it was made from. */
  readonly expected: number;
  readonly by: string;
  readonly message: string;
  readonly atMs: number;
  /** Names of the rules that ask for approval; none where this environment asks for it. */
  readonly asks: readonly string[];
  readonly restores?: number;
}

/** Revisions on record. Every method throws STORE_UNAVAILABLE. */
export interface RuleRevisions {
  /** Undefined: nothing was ever published. */
  head(): Promise<HeldRules | undefined>;
  at(revision: number): Promise<HeldRules | undefined>;
  /** By compare-and-set; all or nothing. */
  publish(request: PublishRequest): Promise<PublishOutcome>;
  /** The newest first; before that revision, where one is given. */
  history(limit: number, before?: number): Promise<readonly RulesRevision[]>;
  /** @param ids - distinct, sorted by bytes. */
  putSegmentList(ids: readonly string[]): Promise<{ readonly digest: string; readonly count: number }>;
  segmentList(digest: string): Promise<ReadonlySet<string> | undefined>;
  /** One with the same id is replaced. Throws CONFLICT when too many wait. */
  putProposal(proposal: Proposal): Promise<void>;
  /** The oldest first. */
  proposals(): Promise<readonly Proposal[]>;
  proposal(id: string): Promise<Proposal | undefined>;
  /** Takes it away and answers it; undefined: it is not there. */
  takeProposal(id: string): Promise<Proposal | undefined>;
}

export interface RulesPorts {
  readonly store: RuleRevisions;
  /** Reads the head now, so that whoever published finds it in force here. */
  readonly refresh: () => Promise<void>;
  /** Those that are alive. */
  readonly nodes: () => Promise<readonly RuleNode[]>;
  readonly tracks: { state(): Promise<TrackState> };
  /** Contexts of a tenant's last submissions, the newest first. */
  readonly recorded: (tenant: string, count: number) => AsyncIterable<GrayContext>;
  /** `all`: whatever is published needs somebody else's approval. `rules`: what touches a rule that asks for it. */
  readonly approval: 'all' | 'rules';
  readonly now: () => number;
  /** Lets others have the event loop. */
  readonly breathe: () => Promise<void>;
  /** A clock that never goes back, in milliseconds. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Logger;
}
