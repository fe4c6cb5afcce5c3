import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { StoredEvent } from '../../../src/domain/events.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aDecision, aJob, aResult } from '../../support/submissions.ts';
import { specOf } from '../../support/facts.ts';

let redis: TestRedis;
let bench: StoreBench;

beforeAll(async () => {
  redis = await startRedis();
  bench = await openStoreBench(redis);
});

afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const accepted = async (given: Parameters<typeof anAcceptance>[0] = {}): Promise<string> => {
  const acceptance = anAcceptance(given);
  expect(await bench.store.accept(acceptance)).toMatchObject({ kind: 'accepted' });
  return acceptance.id;
};

const types = (events: readonly StoredEvent[]): string[] => events.map(({ event }) => event.type);

describe('accepting', () => {
  test('a submission that was accepted is read back as it was given', async () => {
    const spec = specOf({
      user: { id: 'u1', level: 3, tags: ['beta'] },
      contest: 'weekly-12',
      difficulty: 0.4,
    });
    const decision = aDecision({ rule: 'r1', bucket: 17, reason: 'SPLIT' });
    const acceptance = anAcceptance({ spec, decision, testCount: 7, createdAtMs: 1_234 });
    await bench.store.accept(acceptance);

    expect(await bench.store.read(acceptance.id)).toEqual({
      id: acceptance.id,
      version: 1,
      spec,
      testCount: 7,
      material: acceptance.material,
      state: 'queued',
      attempt: 1,
      attempts: [{ number: 1, decision, startedAtMs: 1_234 }],
      decision,
      createdAtMs: 1_234,
    });
    expect((await bench.store.events(acceptance.id)).map(({ event }) => event)).toEqual([
      { type: 'queued', attempt: 1, decision },
    ]);
  });

  test('an unknown submission is not on record', async () => {
    expect(await bench.store.read(randomUUID())).toBeUndefined();
    expect(await bench.store.events(randomUUID())).toEqual([]);
  });

  test('a queue takes exactly its limit, however many come at once', async () => {
    const decision = aDecision({ track: 'bounded' });
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () => bench.store.accept(anAcceptance({ decision, queueLimit: 25 }))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(25);
    expect(outcomes.filter(({ kind }) => kind === 'queueFull')).toEqual(
      Array.from({ length: 35 }, () => ({ kind: 'queueFull', track: 'bounded', waiting: 25 })),
    );
    expect(await bench.store.pending('bounded')).toBe(25);
  });

  test('what was refused leaves nothing behind', async () => {
    const refused = anAcceptance({
      decision: aDecision({ track: 'full' }),
      queueLimit: 0,
      idempotency: { key: 'refused', digest: 'd' },
    });
    expect(await bench.store.accept(refused)).toEqual({ kind: 'queueFull', track: 'full', waiting: 0 });
    expect(await bench.store.read(refused.id)).toBeUndefined();
    expect(await bench.store.events(refused.id)).toEqual([]);
    expect(await bench.store.accept({ ...refused, queueLimit: 1 })).toMatchObject({ kind: 'accepted' });
  });

  test('a finished submission makes room in the queue', async () => {
    const decision = aDecision({ track: 'narrow' });
    const id = await accepted({ decision, queueLimit: 1 });
    expect(await bench.store.accept(anAcceptance({ decision, queueLimit: 1 }))).toMatchObject({
      kind: 'queueFull',
    });
    await bench.store.commit(id, 1, aResult());
    expect(await bench.store.accept(anAcceptance({ decision, queueLimit: 1 }))).toMatchObject({
      kind: 'accepted',
    });
  });

  test('the same idempotency key and digest name the submission that came first', async () => {
    const idempotency = { key: 'k1', digest: 'd1' };
    const id = await accepted({ idempotency });
    const again = anAcceptance({ idempotency });
    expect(await bench.store.accept(again)).toEqual({ kind: 'repeated', id });
    expect(await bench.store.read(again.id)).toBeUndefined();
  });

  test('of many requests with one idempotency key, one is accepted and the others name it', async () => {
    const idempotency = { key: 'race', digest: 'd' };
    const acceptances = Array.from({ length: 30 }, () => anAcceptance({ idempotency }));
    const outcomes = await Promise.all(acceptances.map((each) => bench.store.accept(each)));
    const winners = acceptances.filter((_each, index) => outcomes[index]?.kind === 'accepted');
    expect(winners).toHaveLength(1);
    const id = winners[0]?.id;
    expect(outcomes.filter((each) => each.kind === 'repeated' && each.id === id)).toHaveLength(29);
  });

  test('the same idempotency key with another request is refused', async () => {
    await accepted({ idempotency: { key: 'k2', digest: 'd1' } });
    const other = anAcceptance({ idempotency: { key: 'k2', digest: 'd2' } });
    expect(await bench.store.accept(other)).toEqual({ kind: 'mismatch' });
    expect(await bench.store.read(other.id)).toBeUndefined();
  });

  test('accepting the same submission again changes nothing', async () => {
    const acceptance = anAcceptance({ idempotency: { key: 'k3', digest: 'd' } });
    await bench.store.accept(acceptance);
    await bench.store.markRunning(acceptance.id, 1, 'w1');
    expect(await bench.store.accept(acceptance)).toMatchObject({ kind: 'accepted' });
    expect((await bench.store.read(acceptance.id))?.state).toBe('running');
    expect(await bench.store.events(acceptance.id)).toHaveLength(1);
  });

  test('an idempotency key is forgotten after a day', async () => {
    await accepted({ idempotency: { key: 'k4', digest: 'd' } });
    const leftMs = await bench.link.client.pttl(bench.keys.idempotency('k4'));
    expect(leftMs).toBeGreaterThan(24 * 3_600_000 - 60_000);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
  });
});

describe('committing', () => {
  test('of fifty commits at once exactly one is taken', async () => {
    const id = await accepted();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_each, score) => bench.store.commit(id, 1, aResult({ score }))),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const record = await bench.store.read(id);
    expect(record).toMatchObject({ state: 'finished', result: { score: answers.indexOf(true) } });
    expect(types(await bench.store.events(id))).toEqual(['queued', 'finished']);
  });

  test('a verdict of an attempt that is not the current one is refused', async () => {
    const id = await accepted();
    expect(await bench.store.commit(id, 2, aResult())).toBe(false);
    expect(await bench.store.commit(id, 0, aResult())).toBe(false);
    expect(await bench.store.commit(randomUUID(), 1, aResult())).toBe(false);
    expect((await bench.store.read(id))?.state).toBe('queued');
    expect(types(await bench.store.events(id))).toEqual(['queued']);
  });

  test('a committed result is read back as it was given', async () => {
    const id = await accepted();
    const result = aResult({ verdict: 'runtime_error', detail: 'signal:SIGSEGV', score: 0 });
    await bench.store.commit(id, 1, result);
    expect((await bench.store.read(id))?.result).toEqual(result);
  });

  test('a large result is kept as a blob and read back whole, from the record and from the events', async () => {
    const id = await accepted();
    const result = aResult({
      tests: Array.from({ length: 200 }, (_each, index) => ({
        name: `test ${index}`,
        verdict: 'accepted',
        cpuMs: index,
        wallMs: index,
        memoryBytes: index,
        stdout: 'x'.repeat(100),
      })),
    });
    await bench.store.commit(id, 1, result);
    expect((await bench.store.read(id))?.result).toEqual(result);
    expect((await bench.store.events(id)).at(-1)?.event).toEqual({ type: 'finished', attempt: 1, result });
    const fields = await bench.link.client.hgetall(bench.keys.record(id));
    expect(JSON.stringify(fields).length).toBeLessThan(2_048);
  });

  test('a finished record and its events grow old, an unfinished one does not', async () => {
    const id = await accepted();
    const { client } = bench.link;
    expect(await client.pttl(bench.keys.record(id))).toBe(-1);
    expect(await client.pttl(bench.keys.events(id))).toBe(-1);
    await bench.store.commit(id, 1, aResult());
    expect(await client.pttl(bench.keys.record(id))).toBeGreaterThan(6 * 24 * 3_600_000);
    expect(await client.pttl(bench.keys.events(id))).toBeGreaterThan(59 * 60_000);
    expect(await client.pttl(bench.keys.events(id))).toBeLessThanOrEqual(3_600_000);
  });
});

describe('running and cancelling', () => {
  test('only the current attempt of an unfinished submission is marked as running', async () => {
    const id = await accepted();
    expect(await bench.store.markRunning(id, 2, 'w1')).toBe(false);
    expect((await bench.store.read(id))?.state).toBe('queued');
    expect(await bench.store.markRunning(id, 1, 'w1')).toBe(true);
    expect((await bench.store.read(id))?.state).toBe('running');
    await bench.store.commit(id, 1, aResult());
    expect(await bench.store.markRunning(id, 1, 'w1')).toBe(false);
    expect((await bench.store.read(id))?.state).toBe('finished');
  });

  test('events of a stale attempt and events after the end are dropped', async () => {
    const id = await accepted();
    await bench.store.appendEvent(id, { type: 'compiling', attempt: 1 });
    await bench.store.appendEvent(id, { type: 'compiling', attempt: 2 });
    await bench.store.commit(id, 1, aResult());
    await bench.store.appendEvent(id, { type: 'compiling', attempt: 1 });
    expect(types(await bench.store.events(id))).toEqual(['queued', 'compiling', 'finished']);
  });

  test('no one but a commit can tell that a submission is finished', async () => {
    const id = await accepted();
    const event = { type: 'finished', attempt: 1, result: aResult() } as const;
    await expect(bench.store.appendEvent(id, event)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(types(await bench.store.events(id))).toEqual(['queued']);
  });

  test('a cancelled submission is finished, and the verdict of its worker comes too late', async () => {
    const id = await accepted({ createdAtMs: 5_000 });
    expect(await bench.store.cancel(id, 5_250)).toBe(true);
    expect(await bench.store.commit(id, 1, aResult())).toBe(false);
    expect(await bench.store.read(id)).toMatchObject({
      state: 'finished',
      finishedAtMs: 5_250,
      result: { verdict: 'cancelled', timings: { totalMs: 250 } },
    });
    expect(types(await bench.store.events(id))).toEqual(['queued', 'finished']);
  });

  test('what is finished or unknown cannot be cancelled', async () => {
    const id = await accepted();
    await bench.store.commit(id, 1, aResult());
    expect(await bench.store.cancel(id, 1)).toBe(false);
    expect(await bench.store.cancel(randomUUID(), 1)).toBe(false);
    expect((await bench.store.read(id))?.result?.verdict).toBe('accepted');
  });

  test('cancel and commit at once: one of them has it, and both agree on which', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await accepted();
      const [cancelled, committed] = await Promise.all([
        bench.store.cancel(id, Date.now()),
        bench.store.commit(id, 1, aResult()),
      ]);
      expect(cancelled).not.toBe(committed);
      const verdict = (await bench.store.read(id))?.result?.verdict;
      expect(verdict).toBe(cancelled ? 'cancelled' : 'accepted');
    }
  });
});

describe('recovering', () => {
  test('a submission that was recorded but never enqueued is found in the outbox', async () => {
    const own = await openStoreBench(redis);
    const spec = specOf({ user: { id: 'u9' }, priority: 'contest' });
    const acceptance = anAcceptance({ createdAtMs: 10_000, testCount: 3, spec });
    await own.store.accept(acceptance);
    const { fingerprint, track } = acceptance.decision;

    expect(await own.store.outbox(10_500, 1_000, 10)).toEqual([]);
    expect(await own.store.outbox(11_000, 1_000, 10)).toEqual([
      aJob({
        submission: acceptance.id,
        language: spec.language,
        tenant: spec.tenant,
        user: 'u9',
        traceId: spec.traceId,
        priority: 'contest',
        costMs: 3 * spec.limits.cpuMs,
        enqueuedAtMs: 10_000,
        fingerprint,
        track,
      }),
    ]);
    await own.close();
  });

  test('an outbox entry goes when its job is in the queue, when it runs, and when it is finished', async () => {
    const own = await openStoreBench(redis);
    const ids = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async () => {
        const acceptance = anAcceptance({ createdAtMs: 0 });
        await own.store.accept(acceptance);
        return acceptance.id;
      }),
    );
    const [enqueued = '', running = '', finished = '', left = ''] = ids;
    await own.store.enqueued(enqueued, 1);
    await own.store.markRunning(running, 1, 'w1');
    await own.store.commit(finished, 1, aResult());
    const jobs = await own.store.outbox(100_000, 1_000, 10);
    expect(jobs.map((job) => job.submission)).toEqual([left]);
    await own.close();
  });

  test('two sweepers share the outbox: each entry is taken by one, and comes back when it was not made good', async () => {
    const own = await openStoreBench(redis);
    await Promise.all(Array.from({ length: 40 }, () => own.store.accept(anAcceptance({ createdAtMs: 0 }))));
    const [mine, yours] = await Promise.all([
      own.store.outbox(50_000, 1_000, 25),
      own.store.outbox(50_000, 1_000, 25),
    ]);
    const all = [...mine, ...yours].map((job) => job.submission);
    expect(new Set(all).size).toBe(40);
    expect(all).toHaveLength(40);
    expect(await own.store.outbox(50_500, 1_000, 50)).toEqual([]);
    expect(await own.store.outbox(51_000, 1_000, 50)).toHaveLength(40);
    await own.close();
  });

  test('unfinished submissions of every track are found, and a long queue is seen in turn', async () => {
    const own = await openStoreBench(redis);
    for (const track of ['stable', 'canary']) {
      for (let each = 0; each < 5; each += 1) {
        await own.store.accept(anAcceptance({ createdAtMs: each, decision: aDecision({ track }) }));
      }
    }
    const seen = new Set<string>();
    for (let pass = 0; pass < 4; pass += 1) {
      const jobs = await own.store.unfinished(20_000 + pass, 10_000, 3);
      expect(jobs.length).toBeLessThanOrEqual(3);
      for (const job of jobs) seen.add(job.submission);
    }
    expect(seen.size).toBe(10);
    await own.close();
  });

  test('a record that cannot be read is an error that names it, and does not keep others from recovery', async () => {
    const own = await openStoreBench(redis);
    const broken = anAcceptance({ createdAtMs: 0 });
    const sound = anAcceptance({ createdAtMs: 1 });
    await own.store.accept(broken);
    await own.store.accept(sound);
    await own.link.client.hset(own.keys.record(broken.id), 'spec', '{"language":');

    const failure: unknown = await own.store.read(broken.id).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SerinError);
    expect(failure).toMatchObject({ code: 'INTERNAL' });
    expect((failure as Error).message).toContain(broken.id);
    expect((await own.store.outbox(100_000, 1_000, 10)).map((job) => job.submission)).toEqual([sound.id]);
    expect((await own.store.unfinished(100_000, 1_000, 10)).map((job) => job.submission)).toEqual([sound.id]);
    await own.close();
  });

  test('a record of the release before is read, one of a release to come is refused', async () => {
    const id = await accepted();
    await bench.link.client.hset(bench.keys.record(id), 'v', '0', 'fieldOfLater', 'x');
    expect((await bench.store.read(id))?.id).toBe(id);
    await bench.link.client.hset(bench.keys.record(id), 'v', '2');
    await expect(bench.store.read(id)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
