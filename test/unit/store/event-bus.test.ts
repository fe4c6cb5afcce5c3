import { expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { schemaVersion } from '../../../src/domain/submission.ts';
import type { SubmissionRecord } from '../../../src/domain/submission.ts';
import type { StoredEvent } from '../../../src/domain/events.ts';
import { EventBus } from '../../../src/store/event-bus.ts';
import type { EventBusDeps } from '../../../src/store/event-bus.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { specOf } from '../../support/facts.ts';
import { aDecision, aResult } from '../../support/submissions.ts';

/** A store whose every answer may be preceded by something happening. */
const scriptedStore = () => {
  const stream: StoredEvent[] = [];
  let state: 'running' | 'finished' = 'running';
  const hooks: { beforeRead?: () => void } = {};
  const record = (): SubmissionRecord => ({
    id: 's',
    version: schemaVersion,
    spec: specOf(),
    testCount: 1,
    material: 'k',
    state,
    attempt: 1,
    attempts: [],
    decision: aDecision(),
    createdAtMs: 0,
  });
  const append = (event: StoredEvent['event']): void => {
    stream.push({ id: `1-${stream.length + 1}`, submission: 's', event });
  };
  const store: EventBusDeps['store'] = {
    events: (_submission, afterId) =>
      Promise.resolve(stream.slice(afterId === undefined ? 0 : Number(afterId.split('-')[1]))),
    read: () => {
      hooks.beforeRead?.();
      return Promise.resolve(record());
    },
    finishedEvent: () => Promise.resolve(stream.at(-1)),
  };
  const finish = (): void => {
    append({ type: 'finished', attempt: 1, result: aResult() });
    state = 'finished';
  };
  return { store, append, finish, hooks };
};

const busOf = (store: EventBusDeps['store'], lookAgainMs = 5): EventBus => {
  const silent = { on: () => () => undefined, onGap: () => () => undefined };
  return new EventBus({ store, keys: keysOf(), subscriber: silent }, { lookAgainMs });
};

const collect = async (bus: EventBus): Promise<string[]> => {
  const types: string[] = [];
  for await (const { event } of bus.follow('s', undefined, AbortSignal.timeout(5_000)))
    types.push(event.type);
  return types;
};

test('what is told between looking at the events and looking at the record is not lost', async () => {
  const { store, append, finish, hooks } = scriptedStore();
  append({ type: 'compiling', attempt: 1 });
  hooks.beforeRead = () => {
    delete hooks.beforeRead;
    append({ type: 'test', attempt: 1, index: 1, count: 1, name: '1', verdict: 'accepted' });
    finish();
  };
  expect(await collect(busOf(store))).toEqual(['compiling', 'test', 'finished']);
});

test('a store that is away for a while is waited for, at every step', async () => {
  const { store, append, finish } = scriptedStore();
  append({ type: 'compiling', attempt: 1 });
  let calls = 0;
  const away = <T>(answer: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls === 10) finish();
    return calls % 3 === 0 ? answer() : Promise.reject(new SerinError('STORE_UNAVAILABLE', 'away'));
  };
  const flaky: EventBusDeps['store'] = {
    events: (submission, afterId) => away(() => store.events(submission, afterId)),
    read: (submission) => away(() => store.read(submission)),
    finishedEvent: (submission) => store.finishedEvent(submission),
  };
  expect(await collect(busOf(flaky))).toEqual(['compiling', 'finished']);
});

test('a failure that is not an absence is told to the follower', async () => {
  const { store } = scriptedStore();
  const broken = { ...store, events: () => Promise.reject(new SerinError('INTERNAL', 'unreadable')) };
  await expect(collect(busOf(broken))).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(
    busOf({ ...store, read: () => Promise.reject(new SerinError('INTERNAL', 'x')) }).waitFinished('s', 1_000),
  ).rejects.toMatchObject({ code: 'INTERNAL' });
});
