import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../../src/domain/events.ts';
import { EventBus } from '../../../src/store/event-bus.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult, eventually } from '../../support/submissions.ts';

let redis: TestRedis;
/** The API process that follows, and the worker process that judges. */
let api: StoreBench;
let worker: StoreBench;
let bus: EventBus;

beforeEach(async () => {
  redis = await startRedis();
  const prefix = `t${randomUUID()}:`;
  api = await openStoreBench(redis, { prefix });
  worker = await openStoreBench(redis, { prefix });
  // An hour: what is found must have been heard, not looked up by the timer.
  bus = new EventBus(api, { lookAgainMs: 3_600_000 });
});

afterEach(async () => {
  bus.close();
  await api.close();
  await worker.close();
  await redis.stop();
});

const accepted = async (): Promise<string> => {
  const acceptance = anAcceptance();
  await api.store.accept(acceptance);
  return acceptance.id;
};

const testEvent = (index: number) =>
  ({ type: 'test', attempt: 1, index, count: 300, name: String(index), verdict: 'accepted' }) as const;

const judge = async (id: string, tests: number, from = 1): Promise<void> => {
  for (let index = from; index < from + tests; index += 1)
    await worker.store.appendEvent(id, testEvent(index));
};

const collect = async (
  events: AsyncIterable<StoredEvent>,
  into: StoredEvent[] = [],
): Promise<StoredEvent[]> => {
  for await (const event of events) into.push(event);
  return into;
};

const open = (): AbortSignal => new AbortController().signal;

const told = (events: readonly StoredEvent[]): (string | number)[] =>
  events.map(({ event }) => (event.type === 'test' ? event.index : event.type));

describe('following', () => {
  test('a follower hears everything once and in order, from the first event to the last', async () => {
    const id = await accepted();
    const following = collect(bus.follow(id, undefined, open()));
    await judge(id, 300);
    await worker.store.commit(id, 1, aResult());
    expect(told(await following)).toEqual([
      'queued',
      ...Array.from({ length: 300 }, (_e, at) => at + 1),
      'finished',
    ]);
  });

  test('a follower that comes back with the last id it saw misses nothing and hears nothing twice', async () => {
    const id = await accepted();
    await judge(id, 10);
    const before = await bus.events(id);
    const following = collect(bus.follow(id, before[4]?.id, open()));
    await judge(id, 5, 11);
    await worker.store.commit(id, 1, aResult());
    expect(told(await following)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 'finished']);
  });

  test('followers that join at any moment of a judging all hear the rest', async () => {
    const id = await accepted();
    const following: Promise<StoredEvent[]>[] = [];
    for (let index = 1; index <= 50; index += 1) {
      await worker.store.appendEvent(id, testEvent(index));
      following.push(collect(bus.follow(id, undefined, open())));
    }
    await worker.store.commit(id, 1, aResult());
    const expected = ['queued', ...Array.from({ length: 50 }, (_e, at) => at + 1), 'finished'];
    for (const events of await Promise.all(following)) expect(told(events)).toEqual(expected);
  });

  test('a crash of Redis in the middle loses nothing and repeats nothing', async () => {
    const id = await accepted();
    const heard: StoredEvent[] = [];
    const following = collect(bus.follow(id, undefined, open()), heard);
    await judge(id, 20);
    await eventually('all were heard', () => heard.length === 21);
    await redis.restart({ downMs: 700 });
    await eventually('the worker reaches Redis', () =>
      worker.link.ping().then(
        () => true,
        () => false,
      ),
    );
    await judge(id, 20, 21);
    await worker.store.commit(id, 1, aResult());
    expect(told(await following)).toEqual([
      'queued',
      ...Array.from({ length: 40 }, (_e, at) => at + 1),
      'finished',
    ]);
  });

  test('what was told while the subscription was broken is heard when it stands again', async () => {
    const id = await accepted();
    const heard: StoredEvent[] = [];
    const following = collect(bus.follow(id, undefined, open()), heard);
    await eventually('the first was heard', () => heard.length === 1);
    // The API's subscriber loses its connection; the worker does not.
    await worker.link.client.client('KILL', 'TYPE', 'pubsub');
    await judge(id, 5);
    await worker.store.commit(id, 1, aResult());
    expect(told(await following)).toEqual(['queued', 1, 2, 3, 4, 5, 'finished']);
  });

  test('notices that never arrive cost time, not events', async () => {
    const id = await accepted();
    await api.subscriber.close();
    const deaf = new EventBus(api, { lookAgainMs: 50 });
    const following = collect(deaf.follow(id, undefined, open()));
    await judge(id, 3);
    await worker.store.commit(id, 1, aResult());
    expect(told(await following)).toEqual(['queued', 1, 2, 3, 'finished']);
    deaf.close();
  });

  test('following what is finished tells the past and ends', async () => {
    const id = await accepted();
    await worker.store.commit(id, 1, aResult());
    const events = await collect(bus.follow(id, undefined, open()));
    expect(told(events)).toEqual(['queued', 'finished']);
    expect(await collect(bus.follow(id, events.at(-1)?.id, open()))).toEqual([]);
  });

  test('when the events have expired, the end is told from the record', async () => {
    const id = await accepted();
    await worker.store.commit(id, 1, aResult());
    const end = (await bus.events(id)).at(-1);
    await worker.link.client.del(worker.keys.events(id));
    expect(await collect(bus.follow(id, undefined, open()))).toEqual([end]);
    expect(await collect(bus.follow(id, '1-0', open()))).toEqual([end]);
    expect(await collect(bus.follow(id, end?.id, open()))).toEqual([]);
  });

  test('a last id that is none of ours tells everything', async () => {
    const id = await accepted();
    await worker.store.commit(id, 1, aResult());
    for (const word of ['', 'abc', '-', '+', '1-', `${'9'.repeat(30)}-0`]) {
      expect(told(await collect(bus.follow(id, word, open())))).toEqual(['queued', 'finished']);
    }
  });

  test('following an unknown submission ends at once', async () => {
    expect(await collect(bus.follow(randomUUID(), undefined, open()))).toEqual([]);
  });

  test('an aborted follower ends and leaves nothing behind', async () => {
    const id = await accepted();
    const stop = new AbortController();
    const heard: StoredEvent[] = [];
    const following = collect(bus.follow(id, undefined, stop.signal), heard);
    await eventually('the first was heard', () => heard.length === 1);
    stop.abort();
    await following;
    await judge(id, 1);
    expect(told(heard)).toEqual(['queued']);
  });

  test('one connection serves every follower of a process', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, accepted));
    const stops = ids.map(() => new AbortController());
    const following = ids.map((id, at) => collect(bus.follow(id, undefined, stops[at]?.signal ?? open())));
    const list = String(await api.link.client.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    // One of the API process and one of the worker process.
    expect(list.trim().split('\n')).toHaveLength(2);
    for (const stop of stops) stop.abort();
    await Promise.all(following);
  });
});

describe('waiting for the end', () => {
  test('the finished record is there as soon as it is committed', async () => {
    const id = await accepted();
    const waiting = bus.waitFinished(id, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await worker.store.commit(id, 1, aResult());
    const committedMs = performance.now();
    expect((await waiting)?.result).toEqual(aResult());
    expect(performance.now() - committedMs).toBeLessThan(500);
  });

  test('what finished before anyone waited is answered at once', async () => {
    const id = await accepted();
    await worker.store.commit(id, 1, aResult());
    expect((await bus.waitFinished(id, 10_000))?.state).toBe('finished');
  });

  test('a commit at the very moment of asking is never missed', async () => {
    for (let round = 0; round < 50; round += 1) {
      const id = await accepted();
      const [record] = await Promise.all([
        bus.waitFinished(id, 5_000),
        worker.store.commit(id, 1, aResult({ score: round })),
      ]);
      expect(record?.result?.score).toBe(round);
    }
  });

  test('when the time is over there is no record, and none for what is unknown', async () => {
    const id = await accepted();
    const startedMs = performance.now();
    expect(await bus.waitFinished(id, 150)).toBeUndefined();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(140);
    expect(await bus.waitFinished(randomUUID(), 10_000)).toBeUndefined();
  });

  test('an aborted wait ends', async () => {
    const id = await accepted();
    const stop = new AbortController();
    const waiting = bus.waitFinished(id, 60_000, stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
  });

  test('a crash of Redis while waiting does not lose the verdict', async () => {
    const id = await accepted();
    const waiting = bus.waitFinished(id, 20_000);
    await redis.restart({ downMs: 300 });
    await worker.store.commit(id, 1, aResult());
    expect((await waiting)?.state).toBe('finished');
  });
});
