/** Rejudging on a real Redis: the scripts of records and of rejudges, and the flow over both, with a worker that is played. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { RejudgePlan } from '../../../src/domain/rejudge.ts';
import type { JudgeJob, SubmissionRecord } from '../../../src/domain/submission.ts';
import type { SubmissionResult } from '../../../src/domain/verdict.ts';
import { controlRejudge, driveRejudges, openRejudge, rejudgeOf } from '../../../src/intake/rejudge.ts';
import type { RejudgePorts } from '../../../src/intake/rejudge-ports.ts';
import { BlobStore } from '../../../src/store/blob-store.ts';
import { RejudgeStore } from '../../../src/store/rejudge-store.ts';
import { listSubmissions } from '../../../src/store/submission-list.ts';
import { touchNeeded } from '../../../src/store/waiting-blobs.ts';
import { bindingOf, specOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aResult } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;
let uploads: BlobStore;
let jobs: Map<string, JudgeJob>;
let ports: RejudgePorts;

const bounds = { atOnce: 3, mostItems: 100, page: 4, queueLimit: 1_000 };
const old = aResult({ verdict: 'wrong_answer', score: 0 });

beforeAll(async () => {
  redis = await startRedis();
  uploads = new BlobStore({ now: Date.now, newId: randomUUID }, join(redis.directory, 'uploads'));
});

afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis);
  jobs = new Map();
  const place = { redis: bench.link, keys: bench.keys };
  ports = {
    rejudges: new RejudgeStore(place, 60_000),
    store: bench.store,
    queue: {
      enqueue: (job) => {
        jobs.set(job.submission, job);
        return Promise.resolve();
      },
      remove: ({ submission }) => Promise.resolve(jobs.delete(submission)),
    },
    list: (request) => listSubmissions(place, request),
    hold: (submission) => touchNeeded({ ...place, blobs: bench.blobs, uploads }, submission),
    problem: ({ spec: { problemRevision: revision } }, which) =>
      Promise.resolve(
        revision && {
          revision: which === 'same' ? revision : { id: revision.id, revision: 2, digest: 'b' },
          tests: which === 'same' ? 1 : 5,
        },
      ),
    bindings: () => ({
      revision: 1,
      bindings: [bindingOf(), bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16@1' })],
      quarantined: [],
    }),
    newId: randomUUID,
    now: Date.now,
    log: silentLogger,
  };
  return () => bench.close();
});

/** A submission with its sources and a verdict. */
const submitted = async (
  given: Parameters<typeof specOf>[0] = {},
  result: SubmissionResult = old,
  createdAtMs = Date.now() - 1_000,
): Promise<string> => {
  const content = Buffer.from(randomUUID());
  const input = Buffer.alloc(0);
  const material = await bench.store.writeMaterial({
    files: [{ path: 'main.cpp', content }],
    tests: [{ name: '1', input }],
  });
  const acceptance = anAcceptance({ spec: specOf(given), material, createdAtMs });
  await bench.store.accept(acceptance);
  await bench.store.enqueued(acceptance.id, 1);
  await bench.store.commit(acceptance.id, 1, result);
  return acceptance.id;
};

const plan = (given: Partial<RejudgePlan> = {}): RejudgePlan => ({
  tenant: 'default',
  of: { filter: { language: 'cpp' } },
  revision: 'same',
  track: 'canary',
  priority: 'rejudge',
  reason: 'r',
  by: 'ops',
  ...given,
});

const tick = () => driveRejudges(ports, bounds);

/** Plays the workers: every job that waits gets this result. */
const judgeAll = async (result: SubmissionResult = aResult()): Promise<void> => {
  for (const job of jobs.values()) {
    expect(await bench.store.markRunning(job.submission, job.attempt, 'w1')).toBe(true);
    expect(await bench.store.commit(job.submission, job.attempt, result)).toBe(true);
  }
  jobs.clear();
};

const runToEnd = async (id: string, result?: SubmissionResult) => {
  for (let ticks = 0; ticks < 100; ticks += 1) {
    await tick();
    const now = await rejudgeOf(ports, id);
    if (now.phase === 'finished' || now.phase === 'cancelled') return now;
    await judgeAll(result);
  }
  throw new Error('the rejudge does not come to its end');
};

const read = async (id: string): Promise<SubmissionRecord> => {
  const record = await bench.store.read(id);
  if (record === undefined) throw new Error(`${id} is gone`);
  return record;
};

const itemsOf = async (id: string) => {
  const { total } = await rejudgeOf(ports, id);
  return ports.rejudges.items(
    id,
    Array.from({ length: total }, (_, index) => index),
  );
};

describe('a submission that is rejudged', () => {
  test('keeps its old verdict until the new one is committed, and then has both on record', async () => {
    const id = await submitted();
    const before = await read(id);
    const { id: rejudge } = await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    const during = await read(id);
    expect(during).toMatchObject({
      ...before,
      attempts: [before.attempts[0], { number: 2, rejudge, priority: 'rejudge' }],
      rejudging: { attempt: 2, state: 'queued', decision: { track: 'canary', fingerprint: 'cpp-16@1' } },
    });
    expect(jobs.get(id)).toMatchObject({ attempt: 2, track: 'canary', priority: 'rejudge' });

    await judgeAll();
    expect(await read(id)).toMatchObject({
      state: 'finished',
      attempt: 2,
      decision: { track: 'canary' },
      result: { verdict: 'accepted' },
      attempts: [
        { result: { verdict: 'wrong_answer', score: 0 } },
        { result: { verdict: 'accepted', score: 100 } },
      ],
    });
    expect(await read(id)).not.toHaveProperty('rejudging');
    expect(await runToEnd(rejudge)).toMatchObject({
      phase: 'finished',
      counts: { changed: 1, same: 0 },
      changes: [{ from: 'wrong_answer', to: 'accepted', count: 1 }],
    });
  });

  test('tells nothing of its progress; whoever comes afterwards hears only the new verdict', async () => {
    const id = await submitted();
    const [, first] = await bench.store.events(id);
    await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    await bench.store.appendEvent(id, { type: 'compiling', attempt: 2 });
    expect((await bench.store.events(id)).map(({ event }) => event.type)).toEqual(['queued', 'finished']);
    await judgeAll();
    const events = await bench.store.events(id);
    expect(events.map(({ event }) => [event.type, event.attempt])).toEqual([['finished', 2]]);
    // Whoever has heard the old one is told the new one.
    expect((await bench.store.events(id, first?.id)).map(({ event }) => event.attempt)).toEqual([2]);
  });

  test('does not age while it is under way, and does afterwards', async () => {
    const id = await submitted();
    const ttl = () => bench.link.run((client) => client.pttl(bench.keys.record(id)));
    expect(await ttl()).toBeGreaterThan(0);
    await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    expect(await ttl()).toBe(-1);
    await judgeAll();
    expect(await ttl()).toBeGreaterThan(0);
  });

  test('keeps its verdict where the judge fails, and the item says so', async () => {
    const id = await submitted();
    const { id: rejudge } = await openRejudge(ports, plan({ of: { submission: id } }));
    const over = await runToEnd(rejudge, aResult({ verdict: 'system_error', score: 0 }));
    expect(over.counts).toMatchObject({ failed: 1, same: 0, changed: 0 });
    expect(await read(id)).toMatchObject({
      state: 'finished',
      attempt: 1,
      result: { verdict: 'wrong_answer' },
      attempts: [{ number: 1 }, { number: 2, outcome: 'system_error' }],
    });
  });

  test('is compared with its old verdict also where the release before kept no summary of it', async () => {
    const id = await submitted({}, aResult({ verdict: 'wrong_answer', message: 'x'.repeat(2_000) }));
    const field = await bench.link.run((client) => client.hget(bench.keys.record(id), 'result'));
    const { blob } = JSON.parse(field ?? '{}') as { blob: string };
    await bench.link.run((client) => client.hset(bench.keys.record(id), 'result', JSON.stringify({ blob })));
    const { id: rejudge } = await openRejudge(ports, plan({ of: { submission: id } }));
    expect(await runToEnd(rejudge)).toMatchObject({
      changes: [{ from: 'wrong_answer', to: 'accepted', count: 1 }],
    });
  });

  test('cannot be cancelled by its user, who has a verdict', async () => {
    const id = await submitted();
    await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    expect(await bench.store.cancel(id, Date.now())).toBe(false);
    expect((await read(id)).rejudging).toBeDefined();
  });

  test('is found by the sweeper when its job was never enqueued', async () => {
    const id = await submitted();
    ports = { ...ports, queue: { ...ports.queue, enqueue: () => Promise.reject(new Error('away')) } };
    await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    const owed = await bench.store.outbox(Date.now() + 5_000, 1_000, 10);
    expect(owed).toMatchObject([{ submission: id, attempt: 2, track: 'canary', priority: 'rejudge' }]);
    expect(await bench.store.unfinished(Date.now() + 5_000, 1_000, 10)).toMatchObject([
      { submission: id, attempt: 2 },
    ]);
  });

  test('is judged by the current revision of its problem where that is asked for, and else by the one that gave the verdict', async () => {
    const first = { id: 'aplusb', revision: 1, digest: 'a' };
    const second = { ...first, revision: 2, digest: 'b' };
    const id = await submitted({ problem: 'aplusb', problemRevision: first });
    const rejudged = async (revision: RejudgePlan['revision'], result?: SubmissionResult) => {
      const { id: rejudge } = await openRejudge(ports, plan({ of: { submission: id }, revision }));
      await tick();
      const during = await read(id);
      await runToEnd(rejudge, result);
      return { during, after: await read(id) };
    };
    const by = (problemRevision: object, testCount: number) => ({ spec: { problemRevision }, testCount });
    // To the worker, what is under way counts.
    expect(await rejudged('current', aResult({ verdict: 'system_error' }))).toMatchObject({
      during: by(second, 5),
      after: by(first, 1),
    });
    expect(await rejudged('current')).toMatchObject({ during: by(second, 5), after: by(second, 5) });
    expect(await rejudged('same')).toMatchObject({ during: by(second, 1), after: by(second, 1) });
  });

  test('takes no verdict of an attempt that was cancelled, and can be rejudged again', async () => {
    const id = await submitted();
    const { id: first } = await openRejudge(ports, plan({ of: { submission: id } }));
    await tick();
    await controlRejudge(ports, first, 'cancel');
    await tick();
    expect(await bench.store.commit(id, 2, aResult())).toBe(false);
    expect(await read(id)).toMatchObject({ attempt: 1, attempts: [{}, { outcome: 'cancelled' }] });
    const { id: second } = await openRejudge(ports, plan({ of: { submission: id } }));
    expect(await runToEnd(second)).toMatchObject({ counts: { changed: 1 } });
    expect(await read(id)).toMatchObject({ attempt: 3, result: { verdict: 'accepted' } });
  });
});

describe('a rejudge of many', () => {
  test('takes all that the filter means and was there, a few at a time, and counts each once', async () => {
    const meant = await Promise.all(Array.from({ length: 11 }, () => submitted()));
    await submitted({ language: 'python' });
    await submitted({ tenant: 'other' });
    await submitted({}, aResult({ verdict: 'cancelled' }));
    const { id } = await openRejudge(ports, plan());
    await submitted({}, old, Date.now() + 1_000);
    let most = 0;
    for (let ticks = 0; ticks < 50; ticks += 1) {
      await tick();
      most = Math.max(most, jobs.size);
      await judgeAll();
    }
    expect(most).toBe(bounds.atOnce);
    expect(await rejudgeOf(ports, id)).toMatchObject({
      phase: 'finished',
      total: 11,
      counts: { changed: 11 },
    });
    const items = await itemsOf(id);
    expect(items.map(({ submission }) => submission).sort()).toEqual([...meant].sort());
    for (const item of items) {
      expect(item.old).toMatchObject({ verdict: 'wrong_answer', fingerprint: 'python-3.13.5@1f2e3d4c5b6a' });
      expect(item.new).toMatchObject({ verdict: 'accepted', track: 'canary', fingerprint: 'cpp-16@1' });
    }
  });

  test('driven by several at once, every submission is judged again once', async () => {
    const ids = await Promise.all(Array.from({ length: 9 }, () => submitted()));
    const { id } = await openRejudge(ports, plan());
    for (let ticks = 0; ticks < 60; ticks += 1) {
      await Promise.all([tick(), tick(), tick()]);
      await judgeAll();
    }
    expect(await rejudgeOf(ports, id)).toMatchObject({ phase: 'finished', total: 9, counts: { changed: 9 } });
    for (const each of ids) expect((await read(each)).attempts).toHaveLength(2);
  });

  test('a driver that died at any point is followed by one that counts nothing twice', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => submitted()));
    const whole = ports;
    const { id } = await openRejudge(whole, plan());
    // Dies after every so many calls, each time a little later.
    for (let life = 1; life < 80; life += 1) {
      let left = 1 + (life % 13);
      ports = dying(whole, () => {
        left -= 1;
        if (left < 0) throw new Error('the process died');
      });
      await tick().catch(() => undefined);
      await judgeAll();
    }
    ports = whole;
    expect(await runToEnd(id)).toMatchObject({ total: 4, counts: { changed: 4, failed: 0, skipped: 0 } });
    for (const each of ids) expect((await read(each)).attempts).toHaveLength(2);
  });

  test('what cannot be rejudged is skipped, with its reason', async () => {
    const gone = await submitted();
    const busy = await submitted();
    const foreign = await submitted({ language: 'rust' });
    const sourceless = await submitted();
    await openRejudge(ports, plan({ of: { submission: busy } }));
    await tick();
    const { material } = await read(sourceless);
    await rm((await bench.blobs.locate(material)).path);
    const { id } = await openRejudge(ports, plan({ of: { filter: { fromMs: 0 } } }));
    while ((await rejudgeOf(ports, id)).phase === 'selecting')
      await driveRejudges(ports, { ...bounds, atOnce: 1 });
    await bench.link.run((client) => client.del(bench.keys.record(gone)));
    await runToEnd(id);
    const reasons = Object.fromEntries((await itemsOf(id)).map((item) => [item.submission, item.reason]));
    expect(reasons).toMatchObject({
      [busy]: expect.stringContaining('it is being rejudged by') as string,
      [gone]: 'it is past its retention',
      [foreign]: 'rust has no runtime on track canary',
      [sourceless]: 'its sources and tests are not kept any more',
    });
    expect(await rejudgeOf(ports, id)).toMatchObject({ counts: { skipped: 4 } });
  });

  test('paused it begins nothing; what is under way ends; resumed it goes on', async () => {
    for (let count = 0; count < 6; count += 1) await submitted();
    const { id } = await openRejudge(ports, plan());
    while ((await rejudgeOf(ports, id)).judging === 0) await tick();
    await controlRejudge(ports, id, 'pause');
    await judgeAll();
    await tick();
    expect(await tick()).toBe(false);
    expect(jobs.size).toBe(0);
    expect(await rejudgeOf(ports, id)).toMatchObject({ paused: true, judging: 0, phase: 'running' });
    await controlRejudge(ports, id, 'resume');
    expect(await runToEnd(id)).toMatchObject({ counts: { changed: 6 } });
  });

  test('cancelled it leaves old verdicts, takes its jobs away, and is over', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => submitted()));
    const { id } = await openRejudge(ports, plan());
    while ((await rejudgeOf(ports, id)).judging === 0) await tick();
    await controlRejudge(ports, id, 'cancel');
    await controlRejudge(ports, id, 'cancel');
    expect(await runToEnd(id)).toMatchObject({ phase: 'cancelled', counts: { cancelled: 3, changed: 0 } });
    expect(jobs.size).toBe(0);
    for (const each of ids) expect((await read(each)).result?.verdict).toBe('wrong_answer');
    await expect(controlRejudge(ports, id, 'resume')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(controlRejudge(ports, 'nothing', 'cancel')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('takes no more than its bound, and says so', async () => {
    for (let count = 0; count < 7; count += 1) await submitted();
    const { id } = await openRejudge(ports, plan());
    const few = { ...bounds, mostItems: 5 };
    for (let ticks = 0; ticks < 4; ticks += 1) await driveRejudges(ports, few);
    expect(await rejudgeOf(ports, id)).toMatchObject({ total: 5, truncated: true });
  });

  test('of nothing is over at once', async () => {
    const { id } = await openRejudge(ports, plan());
    expect(await runToEnd(id)).toMatchObject({ phase: 'finished', total: 0 });
  });

  test('waits where the queue of the track is full', async () => {
    await submitted();
    const { id } = await openRejudge(ports, plan());
    for (let ticks = 0; ticks < 4; ticks += 1) await driveRejudges(ports, { ...bounds, queueLimit: 0 });
    expect(await rejudgeOf(ports, id)).toMatchObject({ phase: 'running', next: 0, judging: 0 });
    expect(await runToEnd(id)).toMatchObject({ counts: { changed: 1 } });
  });

  test('ages when it is over, and the list forgets it', async () => {
    const { id } = await openRejudge(ports, plan());
    await runToEnd(id);
    const store = new RejudgeStore({ redis: bench.link, keys: bench.keys }, 60_000);
    expect((await store.list(10)).map((each) => each.id)).toEqual([id]);
    expect(await bench.link.run((client) => client.pttl(bench.keys.rejudge(id)))).toBeGreaterThan(0);
    await bench.link.run((client) => client.del(bench.keys.rejudge(id)));
    expect(await store.list(10)).toEqual([]);
  });
});

/** The same ports, which call `before` ahead of every call to a store or the queue, and after it. */
const dying = (whole: RejudgePorts, before: () => void): RejudgePorts => {
  const guarded = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          before();
          const answer: unknown = await Reflect.apply(value, of, args);
          before();
          return answer;
        };
      },
    });
  return {
    ...whole,
    rejudges: guarded(whole.rejudges),
    store: guarded(whole.store),
    queue: guarded(whole.queue),
  };
};
