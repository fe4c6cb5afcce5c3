/** What happens to a submission beside its first judgement or after it, as workers and controllers do it. */
import { redispatch } from '../control/redispatch.ts';
import type { Deserted } from '../control/redispatch.ts';
import { shadowPatienceMs, sweepShadows } from '../control/shadows.ts';
import { shadowAttempt } from '../domain/submission.ts';
import type { ShadowDrop, SubmissionRecord } from '../domain/submission.ts';
import { soundStable } from '../domain/tracks.ts';
import { fallBack } from '../judging/fall-back.ts';
import type { FallbackPorts, ShadowPorts } from '../judging/ports.ts';
import { Fallbacks } from '../store/fallbacks.ts';
import { ShadowStore } from '../store/shadow-store.ts';
import { unfinishedRecords } from '../store/unfinished.ts';
import { repeat } from './repeat.ts';
import type { Shared } from './shared.ts';

const everyMs = 1_000;
const lookAgainMs = 10_000;
const shadowsAtOnce = 500;

/** What `judge` and `abandon` need, in whatever process. */
export const secondLooks = (shared: Shared): FallbackPorts & ShadowPorts => {
  const { store, queue, bindings, metrics, log } = shared;
  const fallbacks = new Fallbacks(shared);
  const shadows = new ShadowStore(shared);
  return {
    attempts: {
      peek: (submission) => store.peek(submission),
      raise: (raise) => fallbacks.raise(raise),
      enqueued: (submission, attempt) => store.enqueued(submission, attempt),
    },
    queue,
    stable: (language) => soundStable(bindings.current(), language),
    shadows: {
      judged: (submission, shadow, result) => shadows.judged(submission, shadow, result),
      drop: (submission, shadow, reason) => shadows.drop(submission, shadow, reason),
      patienceMs: shadowPatienceMs,
    },
    metrics: metrics.judging,
    log,
  };
};

/** Ends the shadows of a submission that wait, as those of one that was cancelled. @throws SerinError STORE_UNAVAILABLE */
export const dropShadows = async (
  { shadows, metrics }: ShadowPorts,
  queue: Shared['queue'],
  { id, spec, shadows: all = [] }: SubmissionRecord,
  reason: ShadowDrop,
): Promise<void> => {
  for (const shadow of all.filter(({ state }) => state === 'waiting')) {
    const { track } = shadow;
    if (await shadows.drop(id, shadow, reason)) {
      metrics.shadowDropped({ language: spec.language, track, reason });
    }
    await queue.remove({ submission: id, attempt: shadowAttempt, track });
  }
};

/** The controller's part of it, on any number of controllers. */
export const keepSecondLooks = (shared: Shared): void => {
  const { config, lifecycle, registry, tracks, queue, store, metrics, now, log } = shared;
  const looks = secondLooks(shared);
  const deserted: Deserted = new Map();
  const dispatching = {
    ...{ registry, tracks, queue, now, log },
    unfinished: (pool: { readonly track: string; readonly fingerprint: string }) =>
      unfinishedRecords(shared, pool),
    fallBack: async (record: Parameters<typeof fallBack>[1]['record']) =>
      (await fallBack(looks, { record, outcome: 'pool_lost', asSeen: true })) === 'raised',
  };
  const dispatcher = repeat('redispatch', everyMs, log, async () => {
    await redispatch(dispatching, deserted, config.redispatchSeconds * 1_000);
  });
  lifecycle.add('redispatch', () => dispatcher.stop());

  const shadows = new ShadowStore(shared);
  const sweeping = {
    ...{ shadows, queue, now, log },
    peek: (submission: string) => store.peek(submission),
    tracks: async () => {
      const { bindings, draining } = shared.bindings.current();
      // A track may have had nothing but shadows.
      const known = [...bindings, ...draining].map(({ track }) => track);
      return [...new Set([...known, ...(await shadows.tracks())])];
    },
    workers: () => registry.workers(),
    metrics: metrics.judging,
  };
  const bounds = {
    most: config.shadowLimit,
    patienceMs: shadowPatienceMs,
    lookAgainMs,
    batch: shadowsAtOnce,
  };
  const sweeper = repeat('shadows', everyMs, log, () => sweepShadows(sweeping, bounds));
  lifecycle.add('shadows', () => sweeper.stop());
};
