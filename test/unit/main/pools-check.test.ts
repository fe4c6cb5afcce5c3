import { describe, expect, test } from 'vitest';
import type { TrackState } from '../../../src/domain/tracks.ts';
import { checkPools } from '../../../src/main/pools-check.ts';
import type { RuntimeFacts } from '../../../src/domain/runtime.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { gcc16, workerOf } from '../../support/control-world.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const gcc14 = factsOf().fingerprint;
const lua = bindingOf({ language: 'lua', family: 'lua', runtime: 'lua-5.4', fingerprint: 'lua-5.4.7@1' });
const onCanary = bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: gcc16.fingerprint });

const ask = (
  given: { state?: Partial<TrackState>; workers?: WorkerStatus[]; runtimes?: RuntimeFacts[] },
  language?: string,
) => {
  const state: TrackState = {
    ...{ revision: 1, bindings: [bindingOf()], draining: [], quarantined: [], settled: [] },
    ...given.state,
  };
  const registry = {
    workers: () => Promise.resolve(given.workers ?? []),
    runtimes: () => Promise.resolve(given.runtimes ?? []),
  };
  return checkPools({ bindings: { current: () => state }, registry }, language);
};

describe('readiness of the pools', () => {
  test('is given when every binding is taken by a ready worker of its track', async () => {
    expect(await ask({ workers: [workerOf('stable', gcc14)] })).toEqual([
      { name: 'pools', ok: true, detail: '1 bindings, each served by a worker' },
    ]);
  });

  test('fails for a language that nobody takes on stable, with the remedy', async () => {
    const [pools, cpp] = await ask({ workers: [workerOf('stable')] });
    expect(pools?.ok).toBe(false);
    expect(cpp).toMatchObject({
      name: 'cpp/stable',
      remedy: expect.stringContaining('serin images load') as string,
    });
    expect(cpp).not.toHaveProperty('optional');
  });

  test('is not taken away by canary: that is told, and goes on', async () => {
    const state = { bindings: [bindingOf(), onCanary] };
    const [pools, canary] = await ask({ state, workers: [workerOf('stable', gcc14)] });
    expect(pools?.ok).toBe(true);
    expect(canary).toMatchObject({
      name: 'cpp/canary',
      ok: false,
      optional: true,
      remedy: 'start a worker of track canary',
    });
    const [asked] = await ask({ state, workers: [workerOf('stable', gcc14)] }, 'cpp');
    expect(asked?.ok).toBe(false);
  });

  test('names what is to be mended, and not what waits for it', async () => {
    const paused = {
      ...workerOf('stable', gcc14),
      state: 'paused',
      reason: 'no image here for lua-5.4.7@1',
    } as const;
    const [, cpp, moon] = await ask({ state: { bindings: [bindingOf(), lua] }, workers: [paused] });
    expect(cpp).toMatchObject({
      name: 'cpp/stable',
      remedy: 'workers have it and take no work for the reason told: mend that',
    });
    expect(moon).toMatchObject({
      name: 'lua/stable',
      remedy: expect.stringContaining('serin images load') as string,
    });
  });

  test('does not hang on a controller once something is bound', async () => {
    const workers = [workerOf('stable', gcc14), workerOf('canary', gcc16.fingerprint)];
    const [pools, waiting] = await ask({ runtimes: [factsOf(), gcc16], workers });
    expect(pools?.ok).toBe(true);
    expect(waiting).toMatchObject({ name: 'bootstrap', ok: false, optional: true });
    const fresh = await ask({ state: { bindings: [] }, runtimes: [factsOf()], workers });
    expect(fresh[0]?.ok).toBe(false);
  });

  test('says of a stable that was taken off that it is to be bound again', async () => {
    const [, missing] = await ask({ state: { bindings: [], settled: ['cpp:stable'] } });
    expect(missing?.remedy).toContain('serin tracks set LANGUAGE stable RUNTIME');
    const [, never] = await ask({ state: { bindings: [] } });
    expect(never?.remedy).toContain('start a worker');
  });

  test('of a language that nobody knows is an error, of one that is being bound it is not', async () => {
    await expect(ask({}, 'klingon')).rejects.toMatchObject({ code: 'UNKNOWN_LANGUAGE' });
    const workers = [workerOf('stable', gcc14)];
    const asked = await ask({ state: { bindings: [] }, runtimes: [factsOf()], workers }, 'cpp');
    expect(asked[1]).toMatchObject({
      name: 'bootstrap',
      detail: expect.stringContaining('cpp-14') as string,
    });
  });
});
