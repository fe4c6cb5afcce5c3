import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import { dockerFault } from '../../../src/sandbox/engine-fault.ts';
import { EngineWatch } from '../../../src/sandbox/engine-watch.ts';

const fast = { healthyMs: 5, firstRetryMs: 2, worstMs: 8 };
const gone = new SerinError('DOCKER_UNAVAILABLE', 'nobody answers');

const watched = () => {
  const state = { alive: true, pings: 0, changes: [] as (string | undefined)[] };
  const ping = (): Promise<void> => {
    state.pings += 1;
    return state.alive ? Promise.resolve() : Promise.reject(gone);
  };
  const watch = new EngineWatch({ ping, log: silentLogger }, fast);
  watch.onChange((fault) => state.changes.push(fault));
  return { state, watch };
};

test('an engine that goes and comes back is told of once each, with the reason', async () => {
  const { state, watch } = watched();
  await delay(20);
  expect(state.changes).toEqual([]);
  state.alive = false;
  await expect.poll(() => watch.fault).toBe('nobody answers');
  await delay(20);
  state.alive = true;
  await expect.poll(() => watch.fault).toBeUndefined();
  expect(state.changes).toEqual(['nobody answers', undefined]);
  watch.close();
});

test('what somebody else met counts at once, but only where the engine was gone', () => {
  const { state, watch } = watched();
  watch.report(new SerinError('SANDBOX_FAILED', 'a container broke'));
  expect(watch.fault).toBeUndefined();
  watch.report(gone);
  expect(watch.fault).toBe('nobody answers');
  expect(state.changes).toEqual(['nobody answers']);
  watch.close();
});

test('a closed watch asks no more', async () => {
  const { state, watch } = watched();
  watch.close();
  watch.report(gone);
  await delay(20);
  expect(state.pings).toBe(0);
  expect(state.changes).toEqual([]);
});

test.each(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH'])(
  'a call that ends in %s means that the engine is gone',
  (code) => {
    const fault = dockerFault(Object.assign(new Error('connect'), { code }), 'creating a container');
    expect(fault).toMatchObject({ code: 'DOCKER_UNAVAILABLE', retryable: true });
    expect(fault.message).toMatch(/^creating a container: .*start it/);
  },
);

test('a socket that may not be opened names the remedy', () => {
  const fault = dockerFault(Object.assign(new Error('connect EACCES'), { code: 'EACCES' }), 'asking');
  expect(fault).toMatchObject({ code: 'DOCKER_UNAVAILABLE' });
  expect(fault.message).toContain('run Serin as root');
});

test('an answer that is a failure is ours to name, and our own errors pass unchanged', () => {
  const refused = Object.assign(new Error('(HTTP code 500) server error'), { statusCode: 500 });
  expect(dockerFault(refused, 'creating')).toMatchObject({ code: 'SANDBOX_FAILED' });
  expect(dockerFault(refused, 'building', 'IMAGE_BUILD_FAILED')).toMatchObject({
    code: 'IMAGE_BUILD_FAILED',
  });
  expect(dockerFault(gone, 'anything')).toBe(gone);
});
