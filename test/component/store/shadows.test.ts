/** Shadows on a real Redis, with the real judge over sandboxes that are played. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweepShadows } from '../../../src/control/shadows.ts';
import type { ShadowBounds, ShadowSweepPorts } from '../../../src/control/shadows.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import { jobId, shadowAttempt, shadowJobOf } from '../../../src/domain/submission.ts';
import type { JudgeJob } from '../../../src/domain/submission.ts';
import { abandon, judge } from '../../../src/judging/judge.ts';
import { workerOf } from '../../support/control-world.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult } from '../../support/submissions.ts';
import { canary, onCanary, onStable, twoTracks } from '../../support/two-tracks.ts';
import type { Played, TwoTracks } from '../../support/two-tracks.ts';

let redis: TestRedis;
let bench: StoreBench;
const never = new AbortController().signal;
const shadowed = onStable({ shadow: { track: 'canary', ...canary } });
const bounds: ShadowBounds = { most: 100, patienceMs: 60_000, lookAgainMs: 10_000, batch: 100 };

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis);
  return () => bench.close();
});

const opened = (played: Played & { workers?: ShadowSweepPorts['workers'] } = {}) => {
  const world = twoTracks(bench, played);
  const counted: object[] = [];
  const ports: ShadowSweepPorts = {
    shadows: world.shadows,
    peek: (id) => bench.store.peek(id),
    queue: {
      enqueue: (job) => world.ports.queue.enqueue(job),
      stateOf: ({ submission, attempt }) =>
        Promise.resolve(world.jobs.has(jobId(submission, attempt)) ? 'waiting' : 'missing'),
      remove: ({ submission, attempt }) => Promise.resolve(world.jobs.delete(jobId(submission, attempt))),
    },
    tracks: () => Promise.resolve(['stable', 'canary']),
    workers: played.workers ?? (() => Promise.resolve([workerOf('canary', canary.fingerprint)])),
    metrics: {
      shadowJudged: (labels) => void counted.push(labels),
      shadowDropped: (labels) => void counted.push(labels),
    },
    now: played.now ?? Date.now,
    log: silentLogger,
  };
  const tick = (given: Partial<ShadowBounds> = {}) => sweepShadows(ports, { ...bounds, ...given });
  return { world, ports, counted, tick };
};

const shadowJob = (world: TwoTracks, { submission }: JudgeJob): JudgeJob => {
  const job = world.jobs.get(jobId(submission, shadowAttempt));
  if (job === undefined) throw new Error('the shadow was not enqueued');
  return job;
};

const shadowOf = async (world: TwoTracks, { submission }: JudgeJob) =>
  (await world.read(submission)).shadows?.[0];

describe('a shadow', () => {
  test('is judged behind everything else, and held against the verdict whichever comes first', async () => {
    for (const first of ['verdict', 'shadow'] as const) {
      const { world, counted, tick } = opened({ prints: { [canary.fingerprint]: 'no' } });
      const job = await world.submit(shadowed);
      expect(await shadowOf(world, job)).toEqual({ track: 'canary', ...canary, state: 'waiting' });
      await tick();
      expect(shadowJob(world, job)).toMatchObject({ track: 'canary', priority: 'rejudge', attempt: 0 });
      if (first === 'verdict') await judge(world.ports, job, never);
      await judge(world.ports, shadowJob(world, job), never);
      if (first === 'shadow') {
        await tick();
        expect(counted).toEqual([]);
        await judge(world.ports, job, never);
      }
      await tick({ lookAgainMs: 0 });
      await tick({ lookAgainMs: 0 });
      expect(counted).toEqual([
        { language: 'cpp', track: 'canary', verdict: 'accepted', shadow: 'wrong_answer', same: false },
      ]);
      expect(await world.read(job.submission)).toMatchObject({
        attempt: 1,
        decision: { track: 'stable' },
        result: { verdict: 'accepted' },
        shadows: [{ state: 'judged', result: { verdict: 'wrong_answer', score: 0 } }],
      });
      expect((await world.events(job.submission)).map(({ type }) => type)).toEqual([
        'queued',
        'test',
        'finished',
      ]);
      expect(await world.shadows.count('canary')).toEqual({ all: 0, fresh: 0 });
    }
  });

  test('counts in no bound of submissions, and stands in no list of attempts', async () => {
    const { world, tick } = opened();
    const job = await world.submit(shadowed);
    await tick();
    expect(await bench.store.pending('canary')).toBe(0);
    expect(await bench.store.pending('stable')).toBe(1);
    expect((await world.read(job.submission)).attempts).toHaveLength(1);
    expect(await world.submit(onStable()).then((other) => shadowOf(world, other))).toBeUndefined();
  });

  test('of several controllers and workers at once it is judged and counted once', async () => {
    const { world, counted, tick } = opened();
    const jobs = await Promise.all(Array.from({ length: 20 }, () => world.submit(shadowed)));
    await Promise.all([tick(), tick(), tick()]);
    for (const job of jobs) {
      await Promise.all([
        judge(world.ports, job, never),
        judge(world.ports, shadowJob(world, job), never),
        judge(world.ports, shadowJob(world, job), never),
      ]);
    }
    await Promise.all([tick({ lookAgainMs: 0 }), tick({ lookAgainMs: 0 }), tick({ lookAgainMs: 0 })]);
    expect(counted).toHaveLength(20);
    for (const labels of counted) expect(labels).toMatchObject({ same: true });
  });

  test('takes no slot that a verdict could use: it is put back, and dropped when it has waited for too long', async () => {
    let nowMs = 1_000_000;
    const { world } = opened({ spare: () => false, now: () => nowMs });
    const job = await world.submit(shadowed);
    const shadow = shadowJobOf(await world.read(job.submission), { track: 'canary', ...canary });
    await expect(judge(world.ports, shadow, never)).rejects.toMatchObject({ code: 'NO_SPARE_SLOT' });
    expect(await shadowOf(world, job)).toMatchObject({ state: 'waiting' });
    nowMs += 60_001;
    await judge(world.ports, shadow, never);
    expect(await shadowOf(world, job)).toMatchObject({ state: 'dropped', reason: 'slow' });
    expect(world.counted).toEqual([
      { name: 'shadowDropped', labels: { language: 'cpp', track: 'canary', reason: 'slow' } },
    ]);
  });

  test('is cancelled with its submission', async () => {
    const { world, counted, tick } = opened();
    const job = await world.submit(shadowed);
    await tick();
    await bench.store.cancel(job.submission, Date.now());
    await tick({ lookAgainMs: 0 });
    expect(await shadowOf(world, job)).toMatchObject({ state: 'dropped', reason: 'cancelled' });
    expect(world.jobs.size).toBe(0);
    expect(counted).toEqual([{ language: 'cpp', track: 'canary', reason: 'cancelled' }]);
    await judge(
      world.ports,
      shadowJobOf(await world.read(job.submission), { track: 'canary', ...canary }),
      never,
    );
    expect(await shadowOf(world, job)).toMatchObject({ state: 'dropped' });
  });

  test('is dropped where nobody takes it, where too many wait, and where nobody got to it', async () => {
    let nowMs = 1_000_000;
    const nobody = opened({ workers: () => Promise.resolve([workerOf('canary', 'cpp-15@1')]) });
    const alone = await nobody.world.submit(shadowed);
    await nobody.tick();
    expect(await shadowOf(nobody.world, alone)).toMatchObject({ state: 'dropped', reason: 'no_worker' });

    const { world, tick } = opened({ now: () => nowMs });
    const jobs = [];
    for (let count = 0; count < 5; count += 1) jobs.push(await world.submit(shadowed));
    await tick({ most: 3 });
    const states = await Promise.all(jobs.map((job) => shadowOf(world, job)));
    expect(states.filter((each) => each?.reason === 'full')).toHaveLength(2);
    expect(world.jobs.size).toBe(3);
    nowMs += 80_000;
    await tick({ lookAgainMs: 0 });
    const later = await Promise.all(jobs.map((job) => shadowOf(world, job)));
    expect(later.filter((each) => each?.reason === 'slow')).toHaveLength(3);
    expect(world.jobs.size).toBe(0);
  });

  test('that the judge failed on is dropped, and leaves the verdict alone', async () => {
    const { world } = opened();
    const job = await world.submit(shadowed);
    const shadow = shadowJobOf(await world.read(job.submission), { track: 'canary', ...canary });
    await abandon(world.ports, shadow, 'tries exhausted');
    expect(await world.read(job.submission)).toMatchObject({
      state: 'queued',
      shadows: [{ state: 'dropped', reason: 'failed' }],
    });
    expect(await bench.store.commit(job.submission, 1, aResult())).toBe(true);
  });

  test('whose job Redis has lost is enqueued again', async () => {
    const { world, tick } = opened();
    const job = await world.submit(shadowed);
    await tick();
    world.jobs.clear();
    await tick({ lookAgainMs: -1 });
    expect(shadowJob(world, job)).toMatchObject({ track: 'canary' });
  });

  test('of a record that is past its retention makes no record anew', async () => {
    const { world, tick } = opened();
    const job = await world.submit(shadowed);
    const shadow = shadowJobOf(await world.read(job.submission), { track: 'canary', ...canary });
    await bench.link.run((client) => client.del(bench.keys.record(job.submission)));
    await judge(world.ports, shadow, never);
    expect(await world.shadows.judged(job.submission, { track: 'canary' }, aResult())).toBe(false);
    await tick();
    expect(await bench.store.read(job.submission)).toBeUndefined();
    expect(await world.shadows.count('canary')).toEqual({ all: 0, fresh: 0 });
  });

  test('goes on where its submission is raised to stable', async () => {
    const { world, tick, counted } = opened({ prints: { [canary.fingerprint]: 'no' } });
    const job = await world.submit(onCanary({ confirm: true, shadow: { track: 'beta', ...canary } }));
    await judge(world.ports, job, never);
    expect(await world.read(job.submission)).toMatchObject({
      attempt: 2,
      shadows: [{ track: 'beta', state: 'waiting' }],
    });
    await tick();
    expect(counted).toEqual([]);
  });
});
