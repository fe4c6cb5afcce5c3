/**
 * What happened to runtimes, kept for good. Stages, parents and rollback paths are derived from it (`control/lineage.ts`), so that
 * there is one record of the past and not two that could disagree.
 */
export const historyKinds = [
  /** A worker published a fingerprint that was not known here. */
  'built',
  /** The first binding of a language on a track, made by Serin itself. */
  'bootstrap',
  /** Bound to a track by a person or a rollout. */
  'bind',
  /** Bound to stable. */
  'promote',
  /** The track went back to this fingerprint; `replaced` is the one that was taken away and quarantined. */
  'rollback',
  /** Taken off a track. */
  'unbind',
  /** Nothing that was sent to it is unfinished any more. */
  'drained',
  'quarantine',
  /** A quarantine was lifted. */
  'release',
  /** A provenance record of another environment was taken. */
  'import',
  'freeze',
  'thaw',
] as const;

export type HistoryKind = (typeof historyKinds)[number];

export interface HistoryEvent {
  /** Given by the store; later ones are greater. */
  readonly id: string;
  readonly kind: HistoryKind;
  /** Revision of the bindings that this change made; of a `built`, the one it met. */
  readonly revision: number;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  /** `dev`, `staging` or `prod`: where it happened. */
  readonly environment: string;
  /** Revision of the gray rules then, where the one who acted knew it. */
  readonly rulesRevision?: number;
  /** Absent of `freeze` and `thaw`. */
  readonly fingerprint?: string;
  readonly runtime?: string;
  readonly language?: string;
  readonly track?: string;
  /** The fingerprint that the track had before. */
  readonly replaced?: string;
  /** The version range that was asked for and resolved to this fingerprint: `^3.13`. */
  readonly range?: string;
  /** Guards that refused and were passed over by force. */
  readonly forced?: readonly string[];
  /** Of an `import`: what the other environment vouches for. */
  readonly provenance?: ProvenanceNote;
  /** Of `freeze` and `thaw`: its name. */
  readonly freeze?: string;
  /** Of `freeze` and `thaw`: what it said. */
  readonly window?: FreezeWindow;
}

export const freezeKinds = ['freeze', 'contest'] as const;

/** When what is frozen: a freeze that somebody declared, or a contest that runs. */
export interface FreezeWindow {
  readonly kind: (typeof freezeKinds)[number];
  /** Languages or families; every language when it is empty. */
  readonly languages: readonly string[];
  readonly fromMs: number;
  /** Not included. */
  readonly untilMs: number;
}

export interface ProvenanceNote {
  readonly environment: string;
  /** The furthest stage that it reached there. */
  readonly stage: Stage;
  /** SHA-256 of the record, 64 hex digits. */
  readonly digest: string;
  /** Of the key that signed it; absent where only the digest was checked. */
  readonly keyId?: string;
}

/** Where a server stands. Releases move from each to the next. */
export const environments = ['dev', 'staging', 'prod'] as const;

export type NewHistoryEvent = Omit<HistoryEvent, 'id' | 'revision'>;

export const stages = ['built', 'canary', 'stable', 'retired'] as const;

/** `retired`: it was on a track and is on none now. */
export type Stage = (typeof stages)[number];
