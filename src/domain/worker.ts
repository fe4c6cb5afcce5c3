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
  /** What runs there, `0.1.0+1fa6633`; absent where an older release does. */
  readonly release?: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  /** Absent until it was measured, and where that failed. */
  readonly calibration?: Calibration;
}

/** How fast a worker's cores are, by two fixed workloads in a sandbox: the median CPU time of several runs of each. */
export interface Calibration {
  readonly cpuMs: number;
  readonly memoryMs: number;
  /** 1 is the reference machine; 2 computes twice as fast. Of the CPU workload alone. */
  readonly speed: number;
}
