import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { LiveBindings } from '../../../src/store/bindings-snapshot.ts';
import { ControlChannel } from '../../../src/store/control-channel.ts';
import type { ControlMessage } from '../../../src/store/control-channel.ts';
import { Registry } from '../../../src/store/registry.ts';
import type { WorkerStatus } from '../../../src/domain/worker.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { eventually } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;
let registry: Registry;
let control: ControlChannel;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis, { prefix: `t${randomUUID()}:` });
  const deps = { redis: bench.link, keys: bench.keys, log: silentLogger };
  registry = new Registry(deps);
  control = new ControlChannel({ ...deps, subscriber: bench.subscriber });
  return () => bench.close();
});

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
    await registry.publishRuntime(facts);
    await registry.publishRuntime(facts);
    expect(await registry.runtimes()).toEqual([facts]);
  });

  test('a runtime that cannot be read does not hide the others', async () => {
    await registry.publishRuntime(factsOf());
    await bench.link.client.hset(bench.keys.runtimes, 'odd-1@000000000000', '{"v":99}');
    expect((await registry.runtimes()).map((facts) => facts.runtime)).toEqual(['cpp-14']);
  });

  test('a worker is on the list until it is silent for its time, or says that it stops', async () => {
    const brief = new Registry(
      { redis: bench.link, keys: bench.keys, log: silentLogger },
      { workerTtlMs: 200, auditEntries: 10 },
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

describe('bindings', () => {
  test('every binding raises the revision by one, is told, and is in the audit with what was before', async () => {
    const heard: ControlMessage[] = [];
    control.subscribe((message) => heard.push(message));
    const first = bindingOf();
    const second = bindingOf({ fingerprint: 'cpp-14.3.0@ba9876543210', by: 'ann', reason: 'try' });
    expect(await registry.bind(first, { onlyIfUnbound: false })).toBe(1);
    expect(await registry.bind(second, { onlyIfUnbound: false })).toBe(2);
    expect(await registry.bindings()).toEqual({ revision: 2, bindings: [second] });
    expect(await registry.audit(10)).toMatchObject([
      { revision: 2, before: first, after: second },
      { revision: 1, after: first },
    ]);
    await eventually('both were told', () => heard.length === 2);
    expect(heard).toEqual([
      { type: 'bindings', revision: 1 },
      { type: 'bindings', revision: 2 },
    ]);
  });

  test('of many bootstraps at once one binds; what is bound is left alone', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_e, at) =>
        registry.bind(bindingOf({ by: `controller-${at}` }), { onlyIfUnbound: true }),
      ),
    );
    expect(answers.filter((revision) => revision !== undefined)).toEqual([1]);
    expect((await registry.bindings()).revision).toBe(1);
    expect(await registry.audit(10)).toHaveLength(1);
  });

  test('revision and bindings are read together: n bindings at revision n, at any moment', async () => {
    const binding = Promise.all(
      Array.from({ length: 40 }, (_e, at) =>
        registry.bind(bindingOf({ track: `t${at}` }), { onlyIfUnbound: false }),
      ),
    );
    for (let each = 0; each < 40; each += 1) {
      const { revision, bindings } = await registry.bindings();
      expect(bindings).toHaveLength(revision);
    }
    await binding;
  });
});

describe('the snapshot', () => {
  const open = (everyMs: number, source: Pick<Registry, 'bindings'> = registry): Promise<LiveBindings> =>
    LiveBindings.open({ registry: source, control, log: silentLogger }, { everyMs });

  test('a binding reaches the snapshot by push, well before any timer', async () => {
    await registry.bind(bindingOf(), { onlyIfUnbound: false });
    const live = await open(3_600_000);
    expect(live.current().revision).toBe(1);
    await registry.bind(bindingOf({ track: 'canary' }), { onlyIfUnbound: false });
    const boundMs = performance.now();
    await eventually('it was pushed', () => live.current().revision === 2, 2_000);
    expect(performance.now() - boundMs).toBeLessThan(500);
    expect(live.current().bindings).toHaveLength(2);
    live.close();
  });

  test('a push that was missed is made good when the subscription stands again', async () => {
    const live = await open(3_600_000);
    const killed = bench.link.client.client('KILL', 'TYPE', 'pubsub');
    await registry.bind(bindingOf(), { onlyIfUnbound: false });
    await killed;
    await eventually('it caught up', () => live.current().revision === 1, 5_000);
    live.close();
  });

  test('a push that never comes is made good by the timer', async () => {
    const live = await LiveBindings.open(
      {
        registry,
        control: { subscribe: () => () => undefined, onGap: () => () => undefined },
        log: silentLogger,
      },
      { everyMs: 50 },
    );
    await registry.bind(bindingOf(), { onlyIfUnbound: false });
    await eventually('it was looked up', () => live.current().revision === 1, 2_000);
    live.close();
  });

  test('the snapshot never goes backwards, whatever the store answers and in which order', async () => {
    const late: (() => void)[] = [];
    let revision = 5;
    const source = {
      bindings: (): Promise<{ revision: number; bindings: [] }> => {
        const answer = { revision, bindings: [] as [] };
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
    await registry.bind(bindingOf(), { onlyIfUnbound: false });
    const live = await open(50);
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(live.current().bindings).toHaveLength(1);
    await redis.start();
    await eventually('a binding is taken', () =>
      registry.bind(bindingOf({ track: 'canary' }), { onlyIfUnbound: false }).then(
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
