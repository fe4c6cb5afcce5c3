import type { DecisionReason } from '../domain/decision.ts';
import type { Priority } from '../domain/submission.ts';

/** What rules may decide by. What a submission does not tell is left out; nothing is guessed here. */
export interface GrayContext {
  readonly tenant: string;
  readonly language: string;
  readonly family: string;
  /** A name such as `cn-east-1`, given by the caller or found for an address; `unknown` where an address has none. */
  readonly region?: string;
  /** Of the user's coordinates, 9 characters: `wx4g0bm6c`. Patterns `geohash:wx4g*` are held against it. */
  readonly geohash?: string;
  /** A number; a level given by name has its place in the declared order, from 0. */
  readonly userLevel?: number;
  /** 0…1, given or estimated. */
  readonly difficulty?: number;
  readonly userId?: string;
  /** The user's. */
  readonly tags: readonly string[];
  readonly clientId?: string;
  /** `web mobile cli ide bot`, or a word of the caller's own. */
  readonly device?: string;
  readonly problemId?: string;
  readonly topics?: readonly string[];
  readonly contest?: string;
  readonly priority: Priority;
  /** Those that the server is told to take, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** When the submission came, milliseconds since the epoch. The only clock that rules know. */
  readonly atMs: number;
}

/** A track and why. `bucket` is 0…9999, present where a percentage was drawn. */
export interface GrayChoice {
  readonly track: string;
  readonly reason: DecisionReason;
  /** The rule or override that matched. */
  readonly rule?: string;
  readonly bucket?: number;
  /** Of the rule set that decided. */
  readonly revision: number;
  /** Why a rule that matched left the submission on stable, as a sentence. */
  readonly why?: string;
  /** At most so many a minute of this rule go to `track`; whoever is over it goes to stable, as SPILLOVER. */
  readonly sample?: { readonly perMinute: number };
  /** Another track that judges it too, without a say in the verdict. */
  readonly shadow?: string;
  /** Whether what is not accepted there is judged again on stable before it is published. Only where `track` is not stable. */
  readonly confirm?: boolean;
}

/** A compiled rule set: immutable, and all that intake sees of gray rules. */
export interface GraySnapshot {
  /** 0 for an empty set. */
  readonly revision: number;
  /** SHA-256 of what the rules mean: order, comments and notation do not count. 64 hex digits. */
  readonly digest: string;
  /** How many documents there are, disabled ones too. */
  readonly size: number;
  /** The override that names this user or problem, which wins over everything but a pin. */
  override(context: GrayContext): GrayChoice | undefined;
  /** Human rules, then those of rollouts, then the default. Overrides are not asked. Never throws. */
  decide(context: GrayContext): GrayChoice;
  /** Names of levels in their order, as declared; empty where none are. */
  readonly userLevels: readonly string[];
  /** Regions for what an address is known to be; see `dimensions-schema.ts`. */
  regionOf(place: {
    readonly country?: string;
    readonly city?: string;
    readonly isp?: string;
  }): string | undefined;
  /** Expressions that failed at run time since the set was compiled: by rule or segment, how often and the last reason. */
  failures(): readonly { readonly name: string; readonly count: number; readonly last: string }[];
}
