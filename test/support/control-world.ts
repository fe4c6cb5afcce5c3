/** Everything that control needs, in memory. */
import type { ControlPorts } from '../../src/control/ports.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import type { Binding, RuntimeFacts } from '../../src/domain/runtime.ts';
import type { WorkerStatus } from '../../src/domain/worker.ts';
import { factsOf, manifestOf } from './facts.ts';
import { MemoryTracks } from './memory-tracks.ts';

export const gcc16: RuntimeFacts = factsOf({
  fingerprint: 'cpp-16.2.0@ba9876543210',
  runtime: 'cpp-16',
  version: '16.2.0',
  manifest: manifestOf({ version: '16', suite: 'forky', bootstrap: 'canary' }),
  image: { ...factsOf().image, id: 'sha256:2', reference: 'serin/cpp:16' },
});

/** A build of GCC 16 that proposes itself for nothing. */
export const gcc17: RuntimeFacts = factsOf({
  fingerprint: 'cpp-17.1.0@171717171717',
  runtime: 'cpp-17',
  version: '17.1.0',
  manifest: manifestOf({ version: '17', suite: 'forky', bootstrap: undefined }),
  image: { ...factsOf().image, id: 'sha256:3', reference: 'serin/cpp:17' },
});

export interface ControlWorld {
  readonly ports: ControlPorts;
  readonly tracks: MemoryTracks;
  readonly clock: { nowMs: number };
  /** Unfinished submissions, by `<track>:<fingerprint>`. */
  readonly unfinished: Map<string, number>;
}

/** A worker that is alive and ready. */
export const workerOf = (track: string, ...fingerprints: string[]): WorkerStatus => ({
  name: `w1/${track}`,
  track,
  state: 'ready',
  slots: 1,
  busy: 0,
  fingerprints,
  harness: 'h',
  startedAtMs: 1,
  seenAtMs: 2,
});

/** Whatever is not bound yet was at least built. */
export const controlWorld = (given: {
  runtimes: readonly RuntimeFacts[];
  bindings?: readonly Binding[];
  /** One for every track, which has everything, unless stated. */
  workers?: readonly WorkerStatus[];
  environment?: string;
}): ControlWorld => {
  const tracks = new MemoryTracks(given.bindings);
  const clock = { nowMs: 7 };
  const unfinished = new Map<string, number>();
  for (const { fingerprint, runtime, language } of given.runtimes) {
    const about = { by: 'w1', reason: 'image', atMs: 0, environment: given.environment ?? 'prod' };
    tracks.record({ kind: 'built', fingerprint, runtime, language, ...about });
  }
  const workers =
    given.workers ??
    ['stable', 'canary', 'beta'].map((track) =>
      workerOf(track, ...given.runtimes.map(({ fingerprint }) => fingerprint)),
    );
  const ports: ControlPorts = {
    registry: {
      runtimes: () => Promise.resolve([...given.runtimes]),
      workers: () => Promise.resolve([...workers]),
    },
    tracks,
    unfinished: ({ track, fingerprint }) => Promise.resolve(unfinished.get(`${track}:${fingerprint}`) ?? 0),
    environment: given.environment ?? 'prod',
    rulesRevision: () => 3,
    now: () => clock.nowMs,
    log: silentLogger,
  };
  return { ports, tracks, clock, unfinished };
};
