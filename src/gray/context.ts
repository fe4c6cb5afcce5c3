import type { DecisionReason } from '../domain/decision.ts';
import type { Priority } from '../domain/submission.ts';

/** What rules may decide by. What a submission does not tell is left out. */
export interface GrayContext {
  readonly tenant: string;
  readonly language: string;
  readonly family: string;
  readonly region?: string;
  readonly userLevel?: number;
  readonly difficulty?: number;
  readonly userId?: string;
  readonly clientId?: string;
  readonly problemId?: string;
  readonly contest?: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
}

/** A track and why. `bucket` is 0…9999, present where a percentage was drawn. */
export interface GrayChoice {
  readonly track: string;
  readonly reason: DecisionReason;
  /** The rule that matched. */
  readonly rule?: string;
  readonly bucket?: number;
  /** Of the rule set that decided. */
  readonly revision: number;
  /** Why a rule that matched left the submission on stable, as a sentence. */
  readonly why?: string;
}

/** A compiled rule set: immutable, and all that intake sees of gray rules. */
export interface GraySnapshot {
  /** 0 for an empty set. */
  readonly revision: number;
  /** SHA-256 of what the rules mean: order, comments and notation do not count. 64 hex digits. */
  readonly digest: string;
  /** How many rules there are, disabled ones too. */
  readonly size: number;
  decide(context: GrayContext): GrayChoice;
}
