import type { WorkerStatus } from '../domain/worker.ts';

/** Whether somebody takes work for a fingerprint on a track, as far as workers say. */
export const takesWork = (
  workers: readonly WorkerStatus[],
  { track, fingerprint }: { readonly track: string; readonly fingerprint: string },
): boolean =>
  workers.some(
    (worker) =>
      worker.track === track && worker.state === 'ready' && worker.fingerprints.includes(fingerprint),
  );
