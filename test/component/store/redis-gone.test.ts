import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult, eventually } from '../../support/submissions.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import { RedisLink } from '../../../src/store/redis-connection.ts';

let redis: TestRedis;
let bench: StoreBench;

beforeEach(async () => {
  redis = await startRedis();
  bench = await openStoreBench(redis);
});

afterEach(async () => {
  await bench.close();
  await redis.stop();
});

const storeAnswers = (): Promise<boolean> =>
  bench.link.ping().then(
    () => true,
    () => false,
  );

const timed = async (act: () => Promise<unknown>): Promise<{ failure: unknown; tookMs: number }> => {
  const startedMs = performance.now();
  const failure = await act().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, tookMs: performance.now() - startedMs };
};

describe('when Redis is gone', () => {
  test('commands fail within two seconds, say that a retry makes sense, and work again by themselves', async () => {
    await bench.store.accept(anAcceptance());
    await redis.kill();
    for (let each = 0; each < 3; each += 1) {
      const { failure, tookMs } = await timed(() => bench.store.accept(anAcceptance()));
      expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true, retryAfterSeconds: 2 });
      expect(tookMs).toBeLessThan(2_000);
    }
    await eventually('it is known to be out of reach', () => !bench.link.reachable);
    await redis.start();
    await eventually('the store answers', storeAnswers);
    expect(await bench.store.accept(anAcceptance())).toMatchObject({ kind: 'accepted' });
  });

  test('a Redis that is there but does not answer is as good as gone', async () => {
    redis.freeze();
    const { failure, tookMs } = await timed(() => bench.store.read('some-id'));
    redis.thaw();
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(tookMs).toBeLessThan(2_500);
    await eventually('the store answers', storeAnswers);
  });

  test('commands under way when it dies fail, and are not sent again behind the caller’s back', async () => {
    redis.freeze();
    const acceptance = anAcceptance();
    const answer = timed(() => bench.store.accept(acceptance));
    await redis.kill();
    expect((await answer).failure).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await redis.start();
    await eventually('the store answers', storeAnswers);
    expect(await bench.store.read(acceptance.id)).toBeUndefined();
  });

  test('what was accepted is there after a crash of Redis, with its place in the outbox and the queue', async () => {
    const acceptances = Array.from({ length: 100 }, () => anAcceptance({ createdAtMs: 0 }));
    const answers = await Promise.all(acceptances.map((each) => bench.store.accept(each)));
    expect(answers.every((answer) => answer.kind === 'accepted')).toBe(true);
    await redis.restart();
    await eventually('the store answers', storeAnswers);
    for (const { id } of acceptances) expect((await bench.store.read(id))?.state).toBe('queued');
    expect(await bench.store.pending('stable')).toBe(100);
    expect(await bench.store.outbox(100_000, 1_000, 200)).toHaveLength(100);
  });

  test('a verdict in hand waits for Redis and is committed once', async () => {
    const acceptance = anAcceptance();
    await bench.store.accept(acceptance);
    await redis.kill();
    const committed = bench.store.commit(acceptance.id, 1, aResult());
    setTimeout(() => void redis.start(), 1_000);
    expect(await committed).toBe(true);
    expect((await bench.store.read(acceptance.id))?.state).toBe('finished');
    expect(await bench.store.commit(acceptance.id, 1, aResult())).toBe(false);
  });

  test('a verdict whose answer was lost counts as committed by the call that lost it', async () => {
    const acceptance = anAcceptance();
    await bench.store.accept(acceptance);
    // So that Redis knows the script, and executes the first offer as soon as it wakes.
    await bench.store.commit('unknown', 1, aResult());
    redis.freeze();
    // The first offer reaches the socket, times out here, and is executed when Redis wakes.
    const committed = bench.store.commit(acceptance.id, 1, aResult());
    await new Promise((resolve) => setTimeout(resolve, 1_700));
    redis.thaw();
    expect(await committed).toBe(true);
    expect((await bench.store.events(acceptance.id)).map(({ event }) => event.type)).toEqual([
      'queued',
      'finished',
    ]);
  });

  test('patience ends: a verdict that cannot be committed in time is an error', async () => {
    const hasty = await openStoreBench(redis, { options: { commitPatienceMs: 300 } });
    await redis.kill();
    const { failure, tookMs } = await timed(() => hasty.store.commit('id', 1, aResult()));
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(tookMs).toBeLessThan(3_000);
    await hasty.close();
  });
});

test('an address that is none of ours is a fault of the configuration', () => {
  for (const url of ['localhost:6379', 'http://localhost', 'redis.sock', 'unix:', '']) {
    expect(() => new RedisLink({ url, log: silentLogger })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  }
});
