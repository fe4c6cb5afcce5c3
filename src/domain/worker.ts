/** What a worker says of itself, refreshed every few seconds; it is gone from the list when it stops saying so. */
export interface WorkerStatus {
  readonly name: string;
  readonly track: string;
  /** `ready` takes work; `paused` does not, for `reason`. */
  readonly state: 'ready' | 'paused' | 'draining';
  readonly reason?: string;
  readonly slots: number;
  /** Submissions being judged now. */
  readonly busy: number;
  readonly fingerprints: readonly string[];
  readonly harness: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
}
