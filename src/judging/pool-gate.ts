/**
 * When a worker takes work from a pool.
 *
 * A worker joins a pool only when it serves every fingerprint bound or draining there: otherwise it would take jobs that it can only fail.
 * It leaves, without losing anything, when the Docker engine is gone; queued work waits.
 *
 *   paused ──(engine answers, every needed fingerprint is served)──▶ ready
 *   ready  ──(engine gone | a fingerprint it does not serve | stopping)──▶ paused
 */
export interface PoolFacts {
  readonly track: string;
  /** Fingerprints bound on the track, and those that were taken off it and still have work. */
  readonly needed: readonly string[];
  /** Fingerprints this worker has images for. */
  readonly served: ReadonlySet<string>;
  /** Why fingerprints are not served, where more is known than that there is no image. */
  readonly refused?: ReadonlyMap<string, string>;
  /** Why the engine is out of reach, if it is. */
  readonly engineFault?: string;
  readonly stopping: boolean;
}

export type PoolState =
  | { readonly state: 'ready' }
  | {
      readonly state: 'paused' | 'draining';
      readonly reason: string;
      /** There is nothing to do, and nothing to mend. */
      readonly idle?: true;
    };

export const poolState = (facts: PoolFacts): PoolState => {
  if (facts.stopping) return { state: 'draining', reason: 'the worker is stopping' };
  if (facts.engineFault !== undefined) return { state: 'paused', reason: facts.engineFault };
  const missing = facts.needed.filter((fingerprint) => !facts.served.has(fingerprint));
  if (missing.length > 0) {
    return { state: 'paused', reason: reasonOf(missing, facts.refused ?? new Map()) };
  }
  if (facts.needed.length === 0) {
    return { state: 'paused', reason: `nothing is bound to track ${facts.track}`, idle: true };
  }
  return { state: 'ready' };
};

const reasonOf = (missing: readonly string[], refused: ReadonlyMap<string, string>): string => {
  const reasons = missing.flatMap((fingerprint) => refused.get(fingerprint) ?? []);
  const absent = missing.filter((fingerprint) => !refused.has(fingerprint));
  if (absent.length > 0) {
    reasons.push(
      `no image here for ${absent.join(', ')}: run "serin images build" or load the image on this host`,
    );
  }
  return reasons.join('; ');
};
