/** What of the contest's submissions is held to one fingerprint. */
export interface ContestPlace {
  readonly tenant: string;
  readonly contest: string;
  readonly language: string;
}

/** The release that a contest's submissions in one language are judged by, from the first of them until the contest ends. */
export interface ContestPin {
  /** Where it was bound then. */
  readonly track: string;
  readonly runtime: string;
  readonly fingerprint: string;
  /** What it does not accept is judged again on stable; of a pin to another track than stable. */
  readonly confirm?: true;
  /** Of the bindings that it was taken from: a process that knows older ones need not know the fingerprint. */
  readonly revision: number;
}

/** How long a contest without a declared end keeps its fingerprints after it was last used. */
export const contestRetentionMs = 90 * 24 * 3_600_000;
