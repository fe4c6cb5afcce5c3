import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { Binding, RuntimeFacts } from '../../../src/domain/runtime.ts';
import type { Draining } from '../../../src/domain/tracks.ts';
import type { Calibration, WorkerStatus } from '../../../src/domain/worker.ts';
import { PoolWorker } from '../../../src/judging/pool-worker.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const world = (given: { images: RuntimeFacts[]; bindings: Binding[]; draining?: Draining[] }) => {
  const state = {
    draining: [],
    ...given,
    engineFault: undefined as string | undefined,
    storeDown: false,
    nowMs: 1,
    calibration: undefined as Calibration | undefined,
    refused: new Map<string, string>(),
  };
  const acts: string[] = [];
  const told: WorkerStatus[] = [];
  const open = new Map<string, boolean>();
  const verified: string[][] = [];
  const worker = new PoolWorker(
    {
      discover: () => {
        acts.push('discover');
        if (state.engineFault !== undefined) throw new SerinError('DOCKER_UNAVAILABLE', state.engineFault);
        return Promise.resolve(state.images);
      },
      publish: (facts) => {
        if (state.storeDown) return Promise.reject(new SerinError('STORE_UNAVAILABLE', 'no Redis'));
        acts.push(`publish ${facts.fingerprint}`);
        return Promise.resolve();
      },
      tracks: () => state,
      refused: () => state.refused,
      verify: (runtimes) => verified.push(runtimes.map(({ fingerprint }) => fingerprint)),
      engineFault: () => state.engineFault,
      prewarm: (fingerprints) => acts.push(`prewarm ${fingerprints.join(',')}`),
      queue: (track) => ({
        resume: () => open.set(track, true),
        pause: () => open.set(track, false),
        busy: () => 0,
      }),
      heartbeat: (status) => {
        told.push(status);
        return Promise.resolve();
      },
      paused: () => undefined,
      calibration: () => state.calibration,
      now: () => state.nowMs,
      log: silentLogger,
    },
    { name: 'w', tracks: ['stable'], slots: 1, harness: 'h', release: '0.1.0+1fa6633' },
  );
  return { worker, state, acts, told, open, verified };
};

describe('PoolWorker', () => {
  test('publishes what it found, warms what is bound, and joins', async () => {
    const { worker, acts, told, open } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.reconcile();
    expect(acts).toEqual([
      'discover',
      `publish ${factsOf().fingerprint}`,
      `prewarm ${factsOf().fingerprint}`,
    ]);
    expect(open.get('stable')).toBe(true);
    expect(told.at(-1)).toMatchObject({
      name: 'w/stable',
      state: 'ready',
      fingerprints: [factsOf().fingerprint],
    });
  });

  test('an image that is built later is found, and the pool is joined then', async () => {
    const { worker, state, open } = world({ images: [], bindings: [bindingOf()] });
    await worker.reconcile();
    expect(open.get('stable')).toBe(false);
    state.images = [factsOf()];
    await worker.reconcile();
    expect(open.get('stable')).toBe(true);
  });

  test('an image that nobody waits for is found in a while, and published', async () => {
    const { worker, state, acts } = world({ images: [], bindings: [] });
    await worker.reconcile();
    state.images = [factsOf()];
    state.nowMs += 5_000;
    await worker.reconcile();
    expect(acts.filter((act) => act === 'discover')).toHaveLength(1);
    state.nowMs += 20_000;
    await worker.reconcile();
    expect(acts).toContain(`publish ${factsOf().fingerprint}`);
  });

  test('without an engine it pauses with the reason, and comes back by itself', async () => {
    const { worker, state, told, open } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.reconcile();
    state.engineFault = 'the Docker engine does not answer';
    await worker.reconcile();
    expect(open.get('stable')).toBe(false);
    expect(told.at(-1)).toMatchObject({ state: 'paused', reason: 'the Docker engine does not answer' });
    state.engineFault = undefined;
    await worker.reconcile();
    expect(open.get('stable')).toBe(true);
  });

  test('a runtime that could not be published is published at the next round', async () => {
    const { worker, state, acts } = world({ images: [factsOf()], bindings: [bindingOf()] });
    state.storeDown = true;
    await worker.reconcile();
    state.storeDown = false;
    await worker.reconcile();
    expect(acts.filter((act) => act.startsWith('publish'))).toHaveLength(1);
  });

  test('calls that meet are folded together and the last change is seen', async () => {
    const { worker, state, acts, open } = world({ images: [factsOf()], bindings: [] });
    const first = worker.reconcile();
    state.bindings = [bindingOf()];
    await Promise.all([first, worker.reconcile(), worker.reconcile()]);
    expect(open.get('stable')).toBe(true);
    expect(acts.filter((act) => act === 'discover').length).toBeLessThanOrEqual(2);
  });

  test('what it measured of itself is in the heartbeat as soon as it is known, and not before', async () => {
    const { worker, state, told } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.reconcile();
    expect(told.at(-1)).not.toHaveProperty('calibration');
    state.calibration = { cpuMs: 98, memoryMs: 131, speed: 1 };
    await worker.reconcile();
    expect(told.at(-1)?.calibration).toEqual({ cpuMs: 98, memoryMs: 131, speed: 1 });
  });

  test('what is refused is served no more, whatever images there are, and the heartbeat says why', async () => {
    const { worker, state, told, open } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.reconcile();
    expect(worker.runtime(factsOf().fingerprint)).toEqual(factsOf());
    state.refused = new Map([[factsOf().fingerprint, 'its image answers otherwise']]);
    await worker.reconcile();
    expect(open.get('stable')).toBe(false);
    expect(worker.runtime(factsOf().fingerprint)).toBeUndefined();
    expect(told.at(-1)).toMatchObject({
      state: 'paused',
      reason: 'its image answers otherwise',
      fingerprints: [],
    });
  });

  test('images are verified where a pool was joined, and only those that are bound there', async () => {
    const other = factsOf({ fingerprint: 'cpp-16.2.0@ba9876543210', runtime: 'cpp-16' });
    const { worker, state, verified } = world({ images: [factsOf(), other], bindings: [] });
    await worker.reconcile();
    expect(verified).toEqual([]);
    state.bindings = [bindingOf(), bindingOf({ track: 'canary', fingerprint: other.fingerprint })];
    await worker.reconcile();
    expect(verified).toEqual([[factsOf().fingerprint]]);
  });

  test('while images are still being looked at for the first time, that is what it says', async () => {
    const { worker, told } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.tell();
    expect(told.at(-1)).toMatchObject({ state: 'paused', reason: 'its images are being looked at' });
    await worker.reconcile();
    await worker.tell();
    expect(told.at(-1)).toMatchObject({ state: 'ready', release: '0.1.0+1fa6633' });
  });

  test('a stopping worker leaves its pools and says that it drains', async () => {
    const { worker, told, open } = world({ images: [factsOf()], bindings: [bindingOf()] });
    await worker.reconcile();
    await worker.stop();
    expect(open.get('stable')).toBe(false);
    expect(told.at(-1)?.state).toBe('draining');
  });

  test('what drains on the track is needed like what is bound, until it is drained', async () => {
    const { language, runtime, track } = bindingOf();
    const drains = { language, runtime, track, fingerprint: 'cpp-13.1.0@131313131313', sinceMs: 1 };
    const { worker, state, told, open } = world({
      images: [factsOf()],
      bindings: [bindingOf()],
      draining: [drains],
    });
    await worker.reconcile();
    expect(open.get('stable')).toBe(false);
    expect(told.at(-1)?.reason).toContain(drains.fingerprint);
    state.draining = [];
    await worker.reconcile();
    expect(open.get('stable')).toBe(true);
  });
});
