import { expect, test } from 'vitest';
import { redispatch } from '../../../src/control/redispatch.ts';
import type { Deserted, RedispatchPorts } from '../../../src/control/redispatch.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { SubmissionRecord } from '../../../src/domain/submission.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { workerOf } from '../../support/control-world.ts';
import { bindingOf, specOf } from '../../support/facts.ts';

const canary = { track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16@1' };
const stableBinding = bindingOf({ fingerprint: 'cpp-14@1' });
const afterMs = 10_000;

const recordOf = (
  id: string,
  given: Partial<SubmissionRecord> = {},
  decided: Partial<Decision> = {},
): SubmissionRecord => {
  const decision: Decision = { ...canary, reason: 'SPLIT', revision: 1, ...decided };
  return {
    ...{ id, version: 1, spec: specOf(), testCount: 1, material: 'm', state: 'queued', attempt: 1 },
    attempts: [{ number: 1, decision, startedAtMs: 0 }],
    decision,
    createdAtMs: 0,
    ...given,
  };
};

const world = (
  records: readonly SubmissionRecord[],
  given: { readonly draining?: boolean; readonly jobState?: 'active' | 'waiting' } = {},
) => {
  const here = { workers: [workerOf('stable', 'cpp-14@1')] as WorkerStatus[], nowMs: 0, looked: 0 };
  const raised: string[] = [];
  const removed: string[] = [];
  const bound = bindingOf({ ...canary });
  const ports: RedispatchPorts = {
    registry: { workers: () => Promise.resolve(here.workers) },
    tracks: {
      state: () =>
        Promise.resolve({
          revision: 1,
          bindings: given.draining === true ? [stableBinding] : [stableBinding, bound],
          draining: given.draining === true ? [{ language: 'cpp', ...canary, sinceMs: 0 }] : [],
          quarantined: [],
          settled: [],
        }),
    },
    unfinished: () => {
      here.looked += 1;
      return Promise.resolve(records.filter(({ id }) => !raised.includes(id)));
    },
    fallBack: ({ id }) => {
      raised.push(id);
      return Promise.resolve(true);
    },
    queue: {
      remove: ({ submission }) => {
        removed.push(submission);
        return Promise.resolve(true);
      },
      stateOf: () => Promise.resolve(given.jobState ?? 'active'),
    },
    now: () => here.nowMs,
    log: silentLogger,
  };
  const deserted: Deserted = new Map();
  const at = (nowMs: number): Promise<number> => {
    here.nowMs = nowMs;
    return redispatch(ports, deserted, afterMs);
  };
  return { here, raised, removed, at };
};

test('what waits where nobody takes work is raised after the bound, and not before', async () => {
  const { at, raised, removed, here } = world([recordOf('a'), recordOf('b')]);
  expect(await at(0)).toBe(0);
  expect(await at(afterMs - 1)).toBe(0);
  expect(here.looked).toBe(0);
  expect(await at(afterMs)).toBe(2);
  expect(raised).toEqual(['a', 'b']);
  expect(removed).toEqual(['a', 'b']);
  expect(await at(afterMs + 1)).toBe(0);
});

test('a worker that comes back in between sets the clock anew', async () => {
  const { at, here } = world([recordOf('a')]);
  await at(0);
  here.workers.push(workerOf('canary', canary.fingerprint));
  expect(await at(afterMs)).toBe(0);
  here.workers.pop();
  expect(await at(afterMs + 1)).toBe(0);
  expect(await at(2 * afterMs)).toBe(0);
  expect(await at(2 * afterMs + 1)).toBe(1);
});

test('a worker that is paused, or has something else, takes no work', async () => {
  const { at, here } = world([recordOf('a')]);
  here.workers.push(workerOf('canary', 'cpp-15@1'));
  here.workers.push({ ...workerOf('canary', canary.fingerprint), state: 'paused', reason: 'engine away' });
  await at(0);
  expect(await at(afterMs)).toBe(1);
});

test('where stable is away as well nothing is moved, and all is once it is back', async () => {
  const { at, here } = world([recordOf('a')]);
  const [stable] = here.workers.splice(0);
  await at(0);
  expect(await at(5 * afterMs)).toBe(0);
  if (stable !== undefined) here.workers.push(stable);
  expect(await at(5 * afterMs + 1)).toBe(1);
});

test('pins and rejudges wait', async () => {
  const rejudging = {
    attempt: 2,
    state: 'queued',
    decision: { ...canary, reason: 'PINNED', revision: 0 },
  } as const;
  const { at, raised } = world([
    recordOf('pinned', {}, { reason: 'PINNED' }),
    recordOf('header', {}, { reason: 'HEADER' }),
    recordOf('rejudged', { state: 'finished', rejudging }),
    recordOf('split'),
  ]);
  await at(0);
  expect(await at(afterMs)).toBe(1);
  expect(raised).toEqual(['split']);
});

test('what runs is moved when its worker died, and left where one of the track is busy with it', async () => {
  const running = recordOf('a', { state: 'running' });
  const dead = world([running]);
  await dead.at(0);
  expect(await dead.at(afterMs)).toBe(1);

  const busyWorker = { ...workerOf('canary', 'cpp-15@1'), busy: 1 };
  const busy = world([running]);
  busy.here.workers.push(busyWorker);
  await busy.at(0);
  expect(await busy.at(afterMs)).toBe(0);

  // It is busy with something else: the queue has this one back.
  const back = world([running], { jobState: 'waiting' });
  back.here.workers.push(busyWorker);
  await back.at(0);
  expect(await back.at(afterMs)).toBe(1);
});

test('what was taken off the track and drains there is moved too', async () => {
  const { at } = world([recordOf('a')], { draining: true });
  await at(0);
  expect(await at(afterMs)).toBe(1);
});
