/** Stable in the place of another track, on a real Redis and with the real judge over sandboxes that are played. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import type { Aside } from '../../../src/domain/fallback.ts';
import { fallbackDecision } from '../../../src/domain/fallback.ts';
import type { JudgeJob } from '../../../src/domain/submission.ts';
import { abandon, judge } from '../../../src/judging/judge.ts';
import { fallBack } from '../../../src/judging/fall-back.ts';
import { Fallbacks } from '../../../src/store/fallbacks.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult } from '../../support/submissions.ts';
import { canary, onCanary, onStable, stable, twoTracks } from '../../support/two-tracks.ts';
import type { Played } from '../../support/two-tracks.ts';

let redis: TestRedis;
let bench: StoreBench;
const never = new AbortController().signal;
const toConfirm = onCanary({ confirm: true });

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis);
  return () => bench.close();
});

const pendingOf = async () => ({
  canary: await bench.store.pending('canary'),
  stable: await bench.store.pending('stable'),
});

/** Plays the worker of stable for whatever was raised. */
const judgeRaised = async (world: ReturnType<typeof twoTracks>): Promise<JudgeJob> => {
  const [job] = world.jobs.values();
  if (job === undefined) throw new Error('nothing was raised');
  await judge(world.ports, job, never);
  return job;
};

describe('a canary result that is to be confirmed', () => {
  const wrongOnCanary: Played = { prints: { [canary.fingerprint]: 'no' } };

  test('is published at once where it is accepted, and its tests are told first', async () => {
    const world = twoTracks(bench);
    const job = await world.submit(toConfirm);
    await judge(world.ports, job, never);
    expect(await world.read(job.submission)).toMatchObject({
      state: 'finished',
      attempt: 1,
      decision: { track: 'canary' },
      result: { verdict: 'accepted' },
    });
    expect(await world.events(job.submission)).toEqual([
      { type: 'queued', attempt: 1 },
      { type: 'test', attempt: 1 },
      { type: 'finished', attempt: 1 },
    ]);
    expect(world.jobs.size).toBe(0);
  });

  test('is judged again on stable, whose verdict is the one that is published: a flip', async () => {
    const world = twoTracks(bench, wrongOnCanary);
    const job = await world.submit(toConfirm);
    await judge(world.ports, job, never);
    expect(await pendingOf()).toEqual({ canary: 0, stable: 1 });
    const between = await world.read(job.submission);
    expect(between).toMatchObject({ state: 'queued', attempt: 2, decision: { track: 'stable' } });
    expect(between).not.toHaveProperty('result');
    expect(await judgeRaised(world)).toMatchObject({
      attempt: 2,
      track: 'stable',
      ...{ fingerprint: stable.fingerprint },
    });

    const after = await world.read(job.submission);
    expect(after).toMatchObject({
      state: 'finished',
      attempt: 2,
      result: { verdict: 'accepted' },
      decision: {
        ...{ track: 'stable', ...stable, reason: 'FALLBACK', rule: 'r', bucket: 7, revision: 3 },
        instead: { track: 'canary', fingerprint: canary.fingerprint, reason: 'SPLIT' },
      },
      attempts: [
        { number: 1, outcome: 'unconfirmed', result: { verdict: 'wrong_answer', score: 0 } },
        { number: 2, result: { verdict: 'accepted', score: 100 } },
      ],
    });
    // Nothing of what canary's tests came to was told.
    expect(await world.events(job.submission)).toEqual([
      { type: 'queued', attempt: 1 },
      { type: 'queued', attempt: 2 },
      { type: 'test', attempt: 2 },
      { type: 'finished', attempt: 2 },
    ]);
    const labels = { language: 'cpp', track: 'canary' };
    expect(world.counted).toMatchObject([
      { name: 'fellBack', labels: { ...labels, outcome: 'unconfirmed' } },
      { name: 'finished', labels: { language: 'cpp', track: 'stable', verdict: 'accepted' } },
      {
        name: 'confirmed',
        labels: { ...labels, verdict: 'wrong_answer', confirmed: 'accepted', flip: true },
      },
    ]);
    expect(await pendingOf()).toEqual({ canary: 0, stable: 0 });
  });

  test('and that stable confirms is no flip', async () => {
    const world = twoTracks(bench, { prints: { [canary.fingerprint]: 'no', [stable.fingerprint]: 'no' } });
    const job = await world.submit(toConfirm);
    await judge(world.ports, job, never);
    await judgeRaised(world);
    expect((await world.read(job.submission)).result?.verdict).toBe('wrong_answer');
    expect(world.counted.at(-1)).toMatchObject({ name: 'confirmed', labels: { flip: false } });
  });

  test('is published as it is where its rule does not ask, or where it was asked for by name', async () => {
    for (const decision of [
      onCanary(),
      onCanary({ confirm: true, reason: 'PINNED' }),
      onCanary({ confirm: true, reason: 'HEADER' }),
      onStable({ confirm: true }),
    ]) {
      const world = twoTracks(bench, { prints: { [canary.fingerprint]: 'no', [stable.fingerprint]: 'no' } });
      const job = await world.submit(decision);
      await judge(world.ports, job, never);
      expect(await world.read(job.submission)).toMatchObject({
        attempt: 1,
        result: { verdict: 'wrong_answer' },
      });
    }
  });

  test('is kept back where the language has nothing on stable, and is never the verdict', async () => {
    const world = twoTracks(bench, { ...wrongOnCanary, stable: () => undefined });
    const job = await world.submit(toConfirm);
    await expect(judge(world.ports, job, never)).rejects.toMatchObject({ code: 'LANGUAGE_NOT_BOUND' });
    expect(await world.read(job.submission)).toMatchObject({ state: 'running', attempt: 1 });
    await abandon(world.ports, job, 'tries exhausted');
    const { result, attempts } = await world.read(job.submission);
    expect(result?.verdict).toBe('system_error');
    expect(JSON.stringify([result, attempts])).not.toContain('wrong_answer');
    expect((await world.events(job.submission)).map(({ type }) => type)).toEqual(['queued', 'finished']);
  });

  test('a second delivery of its job, however late, changes nothing', async () => {
    const world = twoTracks(bench, wrongOnCanary);
    const job = await world.submit(toConfirm);
    await Promise.all([judge(world.ports, job, never), judge(world.ports, job, never)]);
    await judge(world.ports, job, never);
    expect((await world.read(job.submission)).attempts).toHaveLength(2);
    expect(await bench.store.commit(job.submission, 1, aResult())).toBe(false);
    await judgeRaised(world);
    await judge(world.ports, job, never);
    expect((await world.events(job.submission)).filter(({ type }) => type === 'finished')).toHaveLength(1);
    expect(world.counted.filter(({ name }) => name === 'fellBack')).toHaveLength(1);
  });
});

describe("a canary's own failure", () => {
  const broken: Played = {
    prints: { [canary.fingerprint]: new SerinError('SANDBOX_FAILED', 'no container') },
  };

  test('does not reach the user: stable judges', async () => {
    const world = twoTracks(bench, broken);
    const job = await world.submit(onCanary());
    await expect(judge(world.ports, job, never)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
    await abandon(world.ports, job, 'no container');
    await abandon(world.ports, job, 'told twice');
    await judgeRaised(world);
    expect(await world.read(job.submission)).toMatchObject({
      attempt: 2,
      result: { verdict: 'accepted' },
      attempts: [{ outcome: 'failed' }, {}],
    });
    const labels = { language: 'cpp', track: 'canary', outcome: 'failed' };
    expect(world.counted.filter(({ name }) => name === 'fellBack')).toEqual([{ name: 'fellBack', labels }]);
  });

  test('stays a system_error on stable, where it was pinned, and where stable has nothing', async () => {
    const without = twoTracks(bench, { ...broken, stable: () => undefined });
    const world = twoTracks(bench, broken);
    const cases = [
      { world, decision: onStable() },
      { world, decision: onCanary({ reason: 'PINNED' }) },
      { world: without, decision: onCanary() },
    ];
    for (const each of cases) {
      const job = await each.world.submit(each.decision);
      await abandon(each.world.ports, job, 'tries exhausted');
      const { result, attempts } = await each.world.read(job.submission);
      expect(result?.verdict).toBe('system_error');
      expect(attempts).toHaveLength(1);
    }
  });

  test('of a rejudge leaves the old verdict and is not moved', async () => {
    const world = twoTracks(bench);
    const job = await world.submit(onStable());
    await judge(world.ports, job, never);
    const record = await world.read(job.submission);
    const attempt = {
      number: 2,
      decision: onCanary({ confirm: true }),
      startedAtMs: Date.now(),
      rejudge: 'j1',
    };
    expect(await bench.store.rejudge(record, attempt, 10)).toBe('started');
    await abandon(world.ports, { ...job, attempt: 2, track: 'canary' }, 'tries exhausted');
    expect(await world.read(job.submission)).toMatchObject({ attempt: 1, result: { verdict: 'accepted' } });
    expect(world.jobs.size).toBe(0);
  });
});

describe('raising', () => {
  const raise = async (
    world: ReturnType<typeof twoTracks>,
    id: string,
    outcome: Aside = 'unconfirmed',
    asSeen = false,
  ) => {
    const record = await world.read(id);
    return await fallBack(world.ports, { record, outcome, ...(asSeen ? { asSeen: true as const } : {}) });
  };

  test('happens once, however many want it, with one outbox entry and one event', async () => {
    const world = twoTracks(bench);
    const { submission } = await world.submit(onCanary());
    const record = await world.read(submission);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fallBack(world.ports, { record, outcome: 'failed' })),
    );
    expect(answers.filter((each) => each === 'raised')).toHaveLength(1);
    expect(answers.filter((each) => each === 'stale')).toHaveLength(19);
    expect((await world.read(submission)).attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(await world.events(submission)).toHaveLength(2);
  });

  test('of the two, a raise and a cancel that meet, the submission is cancelled in the end, with one verdict', async () => {
    const world = twoTracks(bench);
    for (let round = 0; round < 60; round += 1) {
      const { submission } = await world.submit(onCanary());
      const record = await world.read(submission);
      const [raised, cancelled] = await Promise.all([
        fallBack(world.ports, { record, outcome: 'unconfirmed' }),
        bench.store.cancel(submission, Date.now()),
      ]);
      expect(cancelled).toBe(true);
      const { result, attempt } = await world.read(submission);
      expect(result?.verdict).toBe('cancelled');
      expect(attempt).toBe(raised === 'raised' ? 2 : 1);
      expect((await world.events(submission)).filter(({ type }) => type === 'finished')).toHaveLength(1);
    }
    expect(await pendingOf()).toEqual({ canary: 0, stable: 0 });
  });

  test('of a raise and a commit of the same attempt one happens', async () => {
    const world = twoTracks(bench);
    let raises = 0;
    for (let round = 0; round < 60; round += 1) {
      const { submission } = await world.submit(onCanary());
      const record = await world.read(submission);
      const answers = await Promise.all([
        (round % 2 === 0 ? Promise.resolve() : sleep(2)).then(() =>
          fallBack(world.ports, { record, outcome: 'failed' }),
        ),
        bench.store.commit(submission, 1, aResult()),
      ]);
      const raised = answers.includes('raised');
      expect(answers.includes(true)).toBe(!raised);
      expect((await world.read(submission)).state).toBe(raised ? 'queued' : 'finished');
      raises += raised ? 1 : 0;
    }
    expect(raises).toBeGreaterThan(0);
    expect(raises).toBeLessThan(60);
  });

  test('for want of a worker yields to one that takes the job in between', async () => {
    const world = twoTracks(bench);
    const { submission } = await world.submit(onCanary());
    const record = await world.read(submission);
    expect(await bench.store.markRunning(submission, 1, 'back again')).toBe(true);
    expect(await fallBack(world.ports, { record, outcome: 'pool_lost', asSeen: true })).toBe('stale');
    expect(await world.read(submission)).toMatchObject({ state: 'running', attempt: 1 });
    expect(await raise(world, submission, 'pool_lost', true)).toBe('raised');
    // The worker that was thought dead has nothing to say any more.
    expect(await bench.store.markRunning(submission, 1, 'back again')).toBe(false);
    expect(await bench.store.commit(submission, 1, aResult())).toBe(false);
  });

  test('by a process that dies before it enqueues is made good from the outbox', async () => {
    const world = twoTracks(bench);
    const { submission } = await world.submit(onCanary());
    const record = await world.read(submission);
    const dying = { ...world.ports, queue: { enqueue: () => Promise.reject(new Error('it died')) } };
    expect(await fallBack(dying, { record, outcome: 'failed' })).toBe('raised');
    const owed = await bench.store.outbox(Date.now() + 2_000, 1_000, 10);
    expect(owed).toMatchObject([
      { submission, attempt: 2, track: 'stable', fingerprint: stable.fingerprint },
    ]);
  });

  test('asked again after a lost answer is the same raise', async () => {
    const world = twoTracks(bench);
    const { submission } = await world.submit(onCanary());
    const record = await world.read(submission);
    const place = { redis: bench.link, keys: bench.keys, now: Date.now };
    const mine = new Fallbacks({ ...place, newId: () => 'mine' });
    const decision = fallbackDecision(record.decision, stable, 'failed');
    const first = await mine.raise({ record, outcome: 'failed', decision });
    expect(first?.attempt).toBe(2);
    expect(await mine.raise({ record, outcome: 'failed', decision })).toMatchObject({ attempt: 2 });
    const other = new Fallbacks({ ...place, newId: randomUUID });
    expect(await other.raise({ record, outcome: 'failed', decision })).toBeUndefined();
    expect(await world.events(submission)).toHaveLength(2);
  });

  test('leaves a finished submission, and one that is gone, alone', async () => {
    const world = twoTracks(bench);
    const { submission } = await world.submit(onCanary());
    const record = await world.read(submission);
    await bench.store.commit(submission, 1, aResult());
    expect(await fallBack(world.ports, { record, outcome: 'failed' })).toBe('stale');
    await bench.link.run((client) => client.del(bench.keys.record(submission)));
    expect(await fallBack(world.ports, { record, outcome: 'failed' })).toBe('stale');
    expect(await bench.store.read(submission)).toBeUndefined();
  });
});
