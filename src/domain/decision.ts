import { z } from 'zod';

/** `stable` and `canary` always exist; operators may add named tracks. */
export const trackSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'a track is 1–32 of a–z, 0–9 and "-", and starts with a letter')
  .describe('A track: stable, canary, or one that an operator added.');

export const decisionReasons = [
  'PINNED',
  'HEADER',
  'OVERRIDE',
  'FROZEN',
  'RULE',
  'SPLIT',
  'ROLLOUT',
  'DEFAULT',
  'FALLBACK',
  'SPILLOVER',
  'SHADOW',
] as const;

export type DecisionReason = (typeof decisionReasons)[number];

/**
 * Where a submission goes and why. `bucket` is 0…9999 and present where a percentage was drawn; `rule` is the name of
 * the gray rule that matched; `revision` is that of the rule set that decided.
 */
export interface Decision {
  readonly track: string;
  readonly runtime: string;
  readonly fingerprint: string;
  readonly rule?: string;
  readonly bucket?: number;
  readonly reason: DecisionReason;
  readonly revision: number;
  /** A sentence, where the reason alone does not tell: why a rule that matched left it on stable, why it fell back. */
  readonly why?: string;
  /** Of FALLBACK and SPILLOVER: where it would have gone. */
  readonly instead?: {
    readonly track: string;
    readonly fingerprint?: string;
    readonly reason: DecisionReason;
  };
  /** Judged again on stable before it is published, unless it is accepted. */
  readonly confirm?: true;
  /** Another track that judges it too, without a say in the verdict. */
  readonly shadow?: { readonly track: string; readonly runtime: string; readonly fingerprint: string };
}

/** The response header every answer about a submission carries. */
export const releaseTag = (decision: Pick<Decision, 'fingerprint' | 'track'>): string =>
  `${decision.fingerprint};track=${decision.track}`;
