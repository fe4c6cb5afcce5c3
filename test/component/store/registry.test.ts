import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { LiveBindings } from '../../../src/store/bindings-snapshot.ts';
import { ControlChannel } from '../../../src/store/control-channel.ts';
import type { ControlMessage } from '../../../src/store/control-channel.ts';
import type { Binding } from '../../../src/domain/runtime.ts';
import type { TrackState } from '../../../src/domain/tracks.ts';
import { Registry } from '../../../src/store/registry.ts';
import { TrackStore } from '../../../src/store/track-store.ts';
import { countUnfinished } from '../../../src/store/unfinished.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aDecision, eventually } from '../../support/submissions.ts';
import { tracksContract } from '../../support/tracks-contract.ts';

let redis: TestRedis;
let bench: StoreBench;
let registry: Registry;
let tracks: TrackStore;
let control: ControlChannel;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis, { prefix: `t${randomUUID()}:` });
  const deps = { redis: bench.link, keys: bench.keys, log: silentLogger };
  registry = new Registry(deps);
  tracks = new TrackStore(deps);
  control = new ControlChannel({ ...deps, subscriber: bench.subscriber });
  return () => bench.close();
});

const built = { by: 'w1', environment: 'prod', atMs: 4 };

/** Whatever the revision is. */
const bind = async (binding: Binding): Promise<number | undefined> =>
  tracks.change({ from: (await tracks.state()).revision, bind: [binding], events: [] });

const statusOf = (given: Partial<WorkerStatus> = {}): WorkerStatus => ({
  name: 'w1',
  track: 'stable',
  state: 'ready',
  slots: 1,
  busy: 0,
  fingerprints: ['cpp-14.2.0@0123456789ab'],
  harness: 'h1',
  startedAtMs: 1,
  seenAtMs: 2,
  ...given,
});

describe('runtimes and workers', () => {
  test('a published runtime is read back as it was given, once', async () => {
    const facts = factsOf();
    await registry.publishRuntime(facts, built);
    await registry.publishRuntime(facts, built);
    expect(await registry.runtimes()).toEqual([facts]);
  });

  test('a runtime that cannot be read does not hide the others', async () => {
    await registry.publishRuntime(factsOf(), built);
    await bench.link.client.hset(bench.keys.runtimes, 'odd-1@000000000000', '{"v":99}');
    expect((await registry.runtimes()).map((facts) => facts.runtime)).toEqual(['cpp-14']);
  });

  test('a worker is on the list until it is silent for its time, or says that it stops', async () => {
    const brief = new Registry(
      { redis: bench.link, keys: bench.keys, log: silentLogger },
      { workerTtlMs: 200 },
    );
    await registry.heartbeat(statusOf({ name: 'w1', state: 'paused', reason: 'no engine' }));
    await registry.heartbeat(statusOf({ name: 'w2' }));
    await brief.heartbeat(statusOf({ name: 'w3' }));
    expect((await registry.workers()).map((worker) => worker.name)).toEqual(['w1', 'w2', 'w3']);
    await registry.retire('w2');
    await eventually('w3 is gone', async () => (await registry.workers()).length === 1);
    expect(await registry.workers()).toEqual([
      statusOf({ name: 'w1', state: 'paused', reason: 'no engine' }),
    ]);
  });
});

describe('tracks', () => {
  tracksContract(() => tracks);

  test('every change is told to whoever listens', async () => {
    const heard: ControlMessage[] = [];
    control.subscribe((message) => heard.push(message));
    await bind(bindingOf());
    await bind(bindingOf({ track: 'canary' }));
    await eventually('both were told', () => heard.length === 2);
    expect(heard).toEqual([
      { type: 'bindings', revision: 1 },
      { type: 'bindings', revision: 2 },
    ]);
  });

  test('revision and bindings are read together: n bindings at revision n, at any moment', async () => {
    const binding = (async () => {
      for (let at = 0; at < 40; at += 1) await bind(bindingOf({ track: `t${at}` }));
    })();
    for (let each = 0; each < 40; each += 1) {
      const { revision, bindings } = await tracks.state();
      expect(bindings).toHaveLength(revision);
    }
    await binding;
  });

  test('a fingerprint enters the history once, by the worker that told of it first', async () => {
    await Promise.all(['w1', 'w2', 'w3'].map((by) => registry.publishRuntime(factsOf(), { ...built, by })));
    const { fingerprint, runtime, language } = factsOf();
    const history = await tracks.history();
    expect(history).toHaveLength(1);
    expect(history[0]).toMatchObject({
      ...{ kind: 'built', revision: 0, fingerprint, runtime, language },
      ...{ environment: 'prod', atMs: 4, reason: 'image serin/cpp:14' },
    });
  });

  test('a Redis that is killed and started again has forgotten nothing of it', async () => {
    await bind(bindingOf());
    const [state, history] = await Promise.all([tracks.state(), tracks.history()]);
    await redis.kill();
    await redis.start();
    await eventually('it answers', () =>
      tracks.state().then(
        () => true,
        () => false,
      ),
    );
    expect(await tracks.state()).toEqual(state);
    expect(await tracks.history()).toEqual(history);
  });
});

describe('work that is not finished', () => {
  test('is counted by the fingerprint and the track of its current attempt, until it is finished', async () => {
    const to = (fingerprint: string, track = 'stable') =>
      anAcceptance({ decision: { ...aDecision(), fingerprint, track } });
    const [first, second, other, elsewhere] = [to('a@1'), to('a@1'), to('b@1'), to('a@1', 'canary')];
    for (const each of [first, second, other, elsewhere]) await bench.store.accept(each);
    const count = (fingerprint: string, track: string) =>
      countUnfinished({ redis: bench.link, keys: bench.keys }, { fingerprint, track });
    expect(await count('a@1', 'stable')).toBe(2);
    expect(await count('a@1', 'canary')).toBe(1);
    expect(await count('c@1', 'stable')).toBe(0);
    await bench.store.cancel(first.id, Date.now());
    expect(await count('a@1', 'stable')).toBe(1);
  });
});

describe('the snapshot', () => {
  const open = (everyMs: number, source: Pick<TrackStore, 'state'> = tracks): Promise<LiveBindings> =>
    LiveBindings.open({ tracks: source, control, log: silentLogger }, { everyMs });

  test('a binding reaches the snapshot by push, well before any timer', async () => {
    await bind(bindingOf());
    const live = await open(3_600_000);
    expect(live.current().revision).toBe(1);
    await bind(bindingOf({ track: 'canary' }));
    const boundMs = performance.now();
    await eventually('it was pushed', () => live.current().revision === 2, 2_000);
    expect(performance.now() - boundMs).toBeLessThan(500);
    expect(live.current().bindings).toHaveLength(2);
    live.close();
  });

  test('a push that was missed is made good when the subscription stands again', async () => {
    const live = await open(3_600_000);
    const killed = bench.link.client.client('KILL', 'TYPE', 'pubsub');
    await bind(bindingOf());
    await killed;
    await eventually('it caught up', () => live.current().revision === 1, 5_000);
    live.close();
  });

  test('a push that never comes is made good by the timer', async () => {
    const live = await LiveBindings.open(
      {
        tracks,
        control: { subscribe: () => () => undefined, onGap: () => () => undefined },
        log: silentLogger,
      },
      { everyMs: 50 },
    );
    await bind(bindingOf());
    await eventually('it was looked up', () => live.current().revision === 1, 2_000);
    live.close();
  });

  test('the snapshot never goes backwards, whatever the store answers and in which order', async () => {
    const late: (() => void)[] = [];
    let revision = 5;
    const source = {
      state: (): Promise<TrackState> => {
        const answer = { revision, bindings: [], draining: [], quarantined: [], settled: [] };
        return new Promise((resolve) => late.push(() => resolve(answer)));
      },
    };
    const opening = open(3_600_000, source);
    late.pop()?.();
    const live = await opening;
    const slow = live.refresh();
    revision = 7;
    const quick = live.refresh();
    late.pop()?.();
    await quick;
    expect(live.current().revision).toBe(7);
    late.pop()?.();
    await slow;
    expect(live.current().revision).toBe(7);
    revision = 0;
    const lost = live.refresh();
    late.pop()?.();
    await lost;
    expect(live.current().revision).toBe(7);
    live.close();
  });

  test('while Redis is away the last snapshot holds', async () => {
    await bind(bindingOf());
    const live = await open(50);
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(live.current().bindings).toHaveLength(1);
    await redis.start();
    await eventually('a binding is taken', () =>
      bind(bindingOf({ track: 'canary' })).then(
        () => true,
        () => false,
      ),
    );
    await eventually('it is seen', () => live.current().bindings.length === 2);
    live.close();
  });
});

test('a cancelled submission is told to every worker with its attempt', async () => {
  const heard: ControlMessage[] = [];
  control.subscribe((message) => heard.push(message));
  const acceptance = anAcceptance();
  await bench.store.accept(acceptance);
  await bench.store.cancel(acceptance.id, Date.now());
  await eventually('it was told', () => heard.length > 0);
  expect(heard).toEqual([{ type: 'cancelled', submission: acceptance.id, attempt: 1 }]);
});

test('a control message that nobody knows is passed over', async () => {
  const heard: ControlMessage[] = [];
  control.subscribe((message) => heard.push(message));
  await bench.link.client.publish(bench.keys.control, '{"v":2,"type":"of a release to come"}');
  await bench.link.client.publish(bench.keys.control, 'not JSON');
  await control.publish({ type: 'bindings', revision: 3 });
  await eventually('the known one was heard', () => heard.length > 0);
  expect(heard).toEqual([{ type: 'bindings', revision: 3 }]);
});
