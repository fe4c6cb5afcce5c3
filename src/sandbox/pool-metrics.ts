/** Figures that the pool gives away. Reasons are of a bounded set. */
export interface PoolMetrics {
  leaseWaited(seconds: number): void;
  reset(verified: boolean, seconds: number): void;
  destroyed(reason: string): void;
  /** Containers alive. */
  warm(count: number): void;
}

export const silentPoolMetrics: PoolMetrics = {
  leaseWaited: () => undefined,
  reset: () => undefined,
  destroyed: () => undefined,
  warm: () => undefined,
};
