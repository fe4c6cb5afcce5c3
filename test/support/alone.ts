import type { JudgingPorts } from '../../src/judging/ports.ts';

/** A judge with no other track beside it, whose figures nobody reads. */
export const alone: Pick<JudgingPorts, 'attempts' | 'queue' | 'stable' | 'shadows' | 'metrics'> = {
  attempts: {
    peek: () => Promise.resolve(undefined),
    raise: () => Promise.resolve(undefined),
    enqueued: () => Promise.resolve(),
  },
  queue: { enqueue: () => Promise.resolve() },
  stable: () => undefined,
  shadows: { judged: () => Promise.resolve(false), drop: () => Promise.resolve(false), patienceMs: 60_000 },
  metrics: {
    finished: () => undefined,
    compileCache: () => undefined,
    fellBack: () => undefined,
    confirmed: () => undefined,
    shadowDropped: () => undefined,
  },
};
