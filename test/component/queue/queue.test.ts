import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { JudgeJob } from '../../../src/domain/submission.ts';
import { JobQueue, defaultJobQueueOptions, queuePrefix } from '../../../src/queue/job-queue.ts';
import type { JobQueueOptions } from '../../../src/queue/job-queue.ts';
import { JudgeWorker, defaultJudgeWorkerTiming } from '../../../src/queue/judge-worker.ts';
import type { JudgeWorkerDeps, JudgeWorkerTiming } from '../../../src/queue/judge-worker.ts';
import { RedisLink, closeRedis, openPatientRedis } from '../../../src/store/redis-connection.ts';
import { compileProgram } from '../../support/child.ts';
import type { CompiledProgram } from '../../support/child.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { aJob, eventually } from '../../support/submissions.ts';

let redis: TestRedis;
let link: RedisLink;
let prefix: string;
let queue: JobQueue;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const openQueue = (options: Partial<JobQueueOptions> = {}): JobQueue => {
  const opened = new JobQueue(
    { redis: link, prefix, log: silentLogger },
    { ...defaultJobQueueOptions, backoffMs: 20, ...options },
  );
  closing.push(() => opened.close());
  return opened;
};

beforeEach(() => {
  prefix = queuePrefix(`{t${randomUUID()}}:`);
  link = new RedisLink({ url: redis.url, log: silentLogger });
  closing.push(() => link.close());
  queue = openQueue();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Times that make a test quick: a lost job comes back in about a second. */
const quick: JudgeWorkerTiming = { lockMs: 600, stalledCheckMs: 250, mostLosses: 2, mostStarts: 30 };

const openWorker = (
  given: Partial<JudgeWorkerDeps> & { concurrency?: number; timing?: JudgeWorkerTiming; track?: string },
): JudgeWorker => {
  const { concurrency = 1, timing = quick, track = 'stable', ...deps } = given;
  const connection = openPatientRedis({ url: redis.url, log: silentLogger });
  const worker = new JudgeWorker(
    {
      redis: connection,
      prefix,
      judge: () => Promise.resolve(),
      onPoison: () => Promise.resolve(),
      now: Date.now,
      log: silentLogger,
      ...deps,
    },
    { track, name: 'w', concurrency, timing },
  );
  closing.push(() => closeRedis(connection));
  closing.push(() => worker.close(0));
  return worker;
};

/** A judge that notes what it is given and judges until it is told. */
const gate = () => {
  const begun: string[] = [];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    begun,
    open: () => open(),
    judge: async (job: JudgeJob): Promise<void> => {
      begun.push(job.submission);
      await opened;
    },
  };
};

describe('what waits', () => {
  test('is told in the order in which it is going to be taken, and no more than is asked for', async () => {
    expect(await queue.waiting('stable', 10)).toEqual([]);
    const jobs = [
      aJob({ submission: 'again', priority: 'rejudge' }),
      aJob({ submission: 'first', problem: 'digest-of-a-definition' }),
      aJob({ submission: 'second' }),
      aJob({ submission: 'urgent', priority: 'contest' }),
    ];
    for (const job of jobs) await queue.enqueue(job);
    await queue.enqueue(aJob({ submission: 'elsewhere', track: 'canary' }));
    const waiting = await queue.waiting('stable', 3);
    expect(waiting.map(({ submission, problem }) => [submission, problem])).toEqual([
      ['urgent', undefined],
      ['first', 'digest-of-a-definition'],
      ['second', undefined],
    ]);
    const { begun, judge, open } = gate();
    openWorker({ judge }).start();
    await eventually('a job is taken', () => begun.length > 0);
    expect((await queue.waiting('stable', 10)).map(({ submission }) => submission)).not.toContain(begun[0]);
    open();
  });

  test('leaves out what another release wrote and this one cannot read', async () => {
    const odd = { ...aJob({ submission: 'odd' }), attempt: 'first' } as unknown as JudgeJob;
    await queue.enqueue(odd);
    await queue.enqueue(aJob({ submission: 'sound' }));
    expect((await queue.waiting('stable', 10)).map(({ submission }) => submission)).toEqual(['sound']);
  });
});

describe('enqueueing', () => {
  test('a job reaches a worker of its track as it was given, and no other', async () => {
    const heard: JudgeJob[] = [];
    openWorker({ track: 'canary', judge: () => Promise.reject(new Error('not mine')) }).start();
    openWorker({ judge: (job) => Promise.resolve(void heard.push(job)) }).start();
    const job = aJob({ submission: randomUUID(), user: 'u1', priority: 'contest' });
    await queue.enqueue(job);
    await eventually('it was judged', async () => (await queue.stateOf(job)) === 'finished');
    expect(heard).toEqual([job]);
  });

  test('asking twice for the same attempt changes nothing: while it waits, runs and has ended', async () => {
    const { begun, judge, open } = gate();
    const job = aJob({ submission: randomUUID() });
    await Promise.all(Array.from({ length: 10 }, () => queue.enqueue(job)));
    expect(await queue.counts('stable')).toEqual({ waiting: 1, active: 0, failed: 0 });
    openWorker({ judge }).start();
    await eventually('it runs', () => begun.length === 1);
    await queue.enqueue(job);
    open();
    await eventually('it ended', async () => (await queue.stateOf(job)) === 'finished');
    await queue.enqueue(job);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(begun).toHaveLength(1);
    expect(await queue.counts('stable')).toEqual({ waiting: 0, active: 0, failed: 0 });
  });

  test('another attempt of the same submission is another job', async () => {
    const submission = randomUUID();
    await queue.enqueue(aJob({ submission }));
    await queue.enqueue(aJob({ submission, attempt: 2 }));
    expect((await queue.counts('stable')).waiting).toBe(2);
  });

  test('contest goes before practice before rejudge, whatever came first', async () => {
    const order: string[] = [];
    const priorities = ['rejudge', 'practice', 'contest', 'rejudge', 'contest', 'practice'] as const;
    for (const [at, priority] of priorities.entries()) {
      await queue.enqueue(aJob({ submission: `${priority}-${at}`, priority }));
    }
    openWorker({ judge: (job) => Promise.resolve(void order.push(job.submission)) }).start();
    await eventually('all were judged', () => order.length === 6);
    expect(order).toEqual(['contest-2', 'contest-4', 'practice-1', 'practice-5', 'rejudge-0', 'rejudge-3']);
  });

  test('the queue knows what became of a job', async () => {
    const { begun, judge, open } = gate();
    const [first, second] = [aJob({ submission: 'a' }), aJob({ submission: 'b' })];
    expect(await queue.stateOf(first)).toBe('missing');
    await queue.enqueue(first);
    await queue.enqueue(second);
    expect(await queue.stateOf(first)).toBe('waiting');
    openWorker({ judge }).start();
    await eventually('it runs', () => begun.length === 1);
    expect(await queue.stateOf(first)).toBe('active');
    expect(await queue.stateOf(second)).toBe('waiting');
    open();
    await eventually('both ended', async () => (await queue.stateOf(second)) === 'finished');
    expect(await queue.stateOf(first)).toBe('finished');
  });

  test('a waiting job can be taken out, a running one cannot', async () => {
    const { begun, judge } = gate();
    const [running, waiting] = [aJob({ submission: 'a' }), aJob({ submission: 'b' })];
    await queue.enqueue(running);
    openWorker({ judge }).start();
    await eventually('it runs', () => begun.length === 1);
    await queue.enqueue(waiting);
    expect(await queue.remove(waiting)).toBe(true);
    expect(await queue.stateOf(waiting)).toBe('missing');
    expect(await queue.remove(running)).toBe(false);
    expect(await queue.stateOf(running)).toBe('active');
  });

  test('ended jobs do not pile up', async () => {
    const small = openQueue({ keepCompleted: { ageSeconds: 600, count: 5 } });
    let judged = 0;
    openWorker({ concurrency: 4, judge: () => Promise.resolve(void (judged += 1)) }).start();
    for (let at = 0; at < 30; at += 1) await small.enqueue(aJob({ submission: `s${at}` }));
    await eventually('all were judged', () => judged === 30);
    await eventually(
      'few are kept',
      async () => (await link.client.keys(`${prefix}:stable:s*-1`)).length <= 5,
    );
    expect(await small.stateOf(aJob({ submission: 's0' }))).toBe('missing');
  });
});

describe('failing', () => {
  test('a judging that fails is tried again, and succeeds without anybody being bothered', async () => {
    let tries = 0;
    const poisoned: string[] = [];
    openWorker({
      judge: () => {
        tries += 1;
        return tries < 3 ? Promise.reject(new SerinError('SANDBOX_FAILED', 'once more')) : Promise.resolve();
      },
      onPoison: (job) => Promise.resolve(void poisoned.push(job.submission)),
    }).start();
    const job = aJob({ submission: randomUUID() });
    await queue.enqueue(job);
    await eventually('it was judged', async () => (await queue.stateOf(job)) === 'finished');
    expect(tries).toBe(3);
    expect(poisoned).toEqual([]);
  });

  test('a job whose tries are exhausted is settled once, with the reason, and stays known as failed', async () => {
    let tries = 0;
    const poisoned: [string, string][] = [];
    const deps: Partial<JudgeWorkerDeps> = {
      judge: () => {
        tries += 1;
        return Promise.reject(new Error('the sandbox broke'));
      },
      onPoison: (job, reason) => Promise.resolve(void poisoned.push([job.submission, reason])),
    };
    openWorker(deps).start();
    openWorker(deps).start();
    const job = aJob({ submission: randomUUID() });
    await queue.enqueue(job);
    await eventually('it was settled', () => poisoned.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(tries).toBe(3);
    expect(poisoned).toEqual([[job.submission, 'the sandbox broke']]);
    expect(await queue.stateOf(job)).toBe('failed');
  });

  test('a poisonous job does not hold up the others', async () => {
    const judged: string[] = [];
    openWorker({
      judge: (job) =>
        job.submission === 'poison'
          ? Promise.reject(new Error('no'))
          : Promise.resolve(void judged.push(job.submission)),
    }).start();
    await queue.enqueue(aJob({ submission: 'poison', priority: 'contest' }));
    for (let at = 0; at < 5; at += 1) await queue.enqueue(aJob({ submission: `good${at}` }));
    await eventually('the others were judged', () => judged.length === 5);
  });

  test('a corrupt blob is hopeless at the first try', async () => {
    let tries = 0;
    const poisoned: string[] = [];
    openWorker({
      judge: () => {
        tries += 1;
        return Promise.reject(new SerinError('BLOB_CORRUPT', 'blob'));
      },
      onPoison: (job) => Promise.resolve(void poisoned.push(job.submission)),
    }).start();
    await queue.enqueue(aJob({ submission: 's' }));
    await eventually('it was settled', () => poisoned.length > 0);
    expect(tries).toBe(1);
  });

  test('a worker whose engine is gone gives the job back, however often, without using up its tries', async () => {
    let starts = 0;
    const poisoned: string[] = [];
    openWorker({
      judge: () => {
        starts += 1;
        return starts < 5 ? Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'gone')) : Promise.resolve();
      },
      onPoison: (job) => Promise.resolve(void poisoned.push(job.submission)),
    }).start();
    const job = aJob({ submission: 's' });
    await queue.enqueue(job);
    await eventually('it was judged', async () => (await queue.stateOf(job)) === 'finished', 15_000);
    expect(starts).toBe(5);
    expect(poisoned).toEqual([]);
  });

  test('a job that breaks the engine each time is settled in the end', async () => {
    let starts = 0;
    const poisoned: string[] = [];
    openWorker({
      timing: { ...quick, mostStarts: 2 },
      judge: () => {
        starts += 1;
        return Promise.reject(new SerinError('DOCKER_UNAVAILABLE', 'gone'));
      },
      onPoison: (job) => Promise.resolve(void poisoned.push(job.submission)),
    }).start();
    await queue.enqueue(aJob({ submission: 's' }));
    await eventually('it was settled', () => poisoned.length > 0, 15_000);
    expect(starts).toBe(4);
  });

  test('a job that cannot be read fails without being judged', async () => {
    let judged = 0;
    openWorker({ judge: () => Promise.resolve(void (judged += 1)) }).start();
    const odd = { ...aJob({ submission: 's' }), attempt: 'first' } as unknown as JudgeJob;
    await queue.enqueue(odd);
    await eventually('it failed', async () => (await queue.counts('stable')).failed === 1);
    expect(judged).toBe(0);
  });
});

describe('pausing, cancelling and closing', () => {
  test('a paused worker takes nothing, ends what it has, and goes on when it resumes', async () => {
    const { begun, judge, open } = gate();
    const worker = openWorker({ judge, concurrency: 2 });
    worker.start();
    const first = aJob({ submission: 'a' });
    await queue.enqueue(first);
    await eventually('it runs', () => begun.length === 1);
    await worker.pause('no engine');
    expect(worker.pausedFor).toBe('no engine');
    await queue.enqueue(aJob({ submission: 'b' }));
    open();
    await eventually('the first ended', async () => (await queue.stateOf(first)) === 'finished');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(begun).toEqual(['a']);
    expect((await queue.counts('stable')).waiting).toBe(1);
    await worker.resume();
    await eventually('the second was judged', () => begun.length === 2);
  });

  test('an idle worker that is paused takes nothing of what comes then, and another worker does', async () => {
    const mine: string[] = [];
    const paused = openWorker({ judge: (job) => Promise.resolve(void mine.push(job.submission)) });
    paused.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await paused.pause('no engine');
    for (let at = 0; at < 5; at += 1) await queue.enqueue(aJob({ submission: `s${at}` }));
    const theirs: string[] = [];
    openWorker({ judge: (job) => Promise.resolve(void theirs.push(job.submission)) }).start();
    await eventually('the other judged all', () => theirs.length === 5);
    expect(mine).toEqual([]);
  });

  test('a worker that was paused before it started waits for being resumed', async () => {
    const judged: string[] = [];
    const worker = openWorker({ judge: (job) => Promise.resolve(void judged.push(job.submission)) });
    await worker.pause('not ready yet');
    worker.start();
    await queue.enqueue(aJob({ submission: 's' }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(judged).toEqual([]);
    await worker.resume();
    await eventually('it was judged', () => judged.length === 1);
  });

  test('a cancelled judging is told so, and its job does not come back', async () => {
    const stopped: string[] = [];
    let begun = 0;
    const worker = openWorker({
      judge: (job, signal) =>
        new Promise((_resolve, reject) => {
          begun += 1;
          signal.addEventListener('abort', () => {
            stopped.push(job.submission);
            reject(signal.reason as Error);
          });
        }),
    });
    worker.start();
    const job = aJob({ submission: 's' });
    await queue.enqueue(job);
    await eventually('it runs', () => worker.busy === 1);
    expect(worker.cancel('s', 2)).toBe(false);
    expect(worker.cancel('s', 1)).toBe(true);
    await eventually('its job ended', async () => (await queue.stateOf(job)) === 'finished');
    expect(stopped).toEqual(['s']);
    expect(begun).toBe(1);
    expect(worker.busy).toBe(0);
  });

  test('closing waits for what is being judged and leaves the rest in the queue', async () => {
    const { begun, judge, open } = gate();
    const worker = openWorker({ judge });
    worker.start();
    const [first, second] = [aJob({ submission: 'a' }), aJob({ submission: 'b' })];
    await queue.enqueue(first);
    await queue.enqueue(second);
    await eventually('it runs', () => begun.length === 1);
    setTimeout(open, 300);
    await worker.close(5_000);
    expect(await queue.stateOf(first)).toBe('finished');
    expect(await queue.stateOf(second)).toBe('waiting');
    expect(begun).toEqual(['a']);
  });

  test('at the deadline the judging is aborted and its job goes back at once, with all its tries', async () => {
    let aborted: unknown;
    const worker = openWorker({
      judge: (_job, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = signal.reason;
            reject(new Error('killed'));
          });
        }),
    });
    worker.start();
    const job = aJob({ submission: 's' });
    await queue.enqueue(job);
    await eventually('it runs', () => worker.busy === 1);
    const startedMs = performance.now();
    await worker.close(100);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    expect(aborted).toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(await queue.stateOf(job)).toBe('waiting');
    let tries = 0;
    openWorker({
      judge: () => {
        tries += 1;
        return Promise.reject(new Error('again'));
      },
    }).start();
    await eventually('it failed', async () => (await queue.stateOf(job)) === 'failed');
    expect(tries).toBe(3);
  });

  test('a judging that does not let go does not hold up closing for ever, and comes back elsewhere', async () => {
    const worker = openWorker({ judge: () => new Promise(() => undefined) });
    worker.start();
    await queue.enqueue(aJob({ submission: 's' }));
    await eventually('it runs', () => worker.busy === 1);
    const startedMs = performance.now();
    await worker.close(100);
    expect(performance.now() - startedMs).toBeLessThan(8_000);
    const judged: string[] = [];
    openWorker({ judge: (job) => Promise.resolve(void judged.push(job.submission)) }).start();
    await eventually('it came back', () => judged.length === 1);
  });
});

describe('when Redis is gone', () => {
  const away = (): Promise<unknown> =>
    queue.enqueue(aJob({ submission: randomUUID() })).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('enqueueing fails fast, on a queue that was open and on one that was not, and works again by itself', async () => {
    await queue.enqueue(aJob({ submission: 'before' }));
    await redis.kill();
    const startedMs = performance.now();
    expect(await away()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(queue.enqueue(aJob({ submission: 's', track: 'new' }))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await expect(queue.stateOf(aJob({ submission: 's', track: 'newer' }))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    await redis.start();
    await eventually('it is taken', async () => (await away()) === undefined);
    await queue.enqueue(aJob({ submission: 's', track: 'new' }));
    expect(await queue.stateOf(aJob({ submission: 's', track: 'new' }))).toBe('waiting');
    expect(await queue.stateOf(aJob({ submission: 'before' }))).toBe('waiting');
  });

  test('a worker sits out a crash of Redis: what it was judging ends well and it takes work again', async () => {
    const judged: string[] = [];
    let begun = 0;
    openWorker({
      timing: defaultJudgeWorkerTiming,
      judge: async (job) => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        judged.push(job.submission);
      },
    }).start();
    const [first, second] = [aJob({ submission: 'a' }), aJob({ submission: 'b' })];
    await queue.enqueue(first);
    await eventually('it runs', () => begun === 1);
    await redis.restart({ downMs: 500 });
    await eventually(
      'it ended',
      async () => (await queue.stateOf(first).catch(() => 'away')) === 'finished',
      20_000,
    );
    await queue.enqueue(second);
    await eventually('the next was judged', async () => (await queue.stateOf(second)) === 'finished', 20_000);
    expect(judged).toEqual(['a', 'b']);
  });
});

describe('when a worker process is killed', () => {
  let program: CompiledProgram;
  beforeAll(async () => {
    program = await compileProgram('test/component/queue/worker-program.ts');
    return () => program.remove();
  });

  test('its job runs again within ten seconds of a worker being back', async () => {
    const job = aJob({ submission: randomUUID() });
    const child = program.start([redis.url, prefix, 'stable']);
    closing.push(() => child.kill());
    await queue.enqueue(job);
    await child.printed(`active ${job.submission}`);
    // Well into the judging, the lock has just been renewed at some point.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await child.kill();
    expect(await queue.stateOf(job)).toBe('active');

    const backMs = performance.now();
    const next = program.start([redis.url, prefix, 'stable']);
    closing.push(() => next.kill());
    await next.printed(`active ${job.submission}`, 10_000);
    const tookMs = performance.now() - backMs;
    expect(tookMs).toBeLessThan(10_000);
    process.stderr.write(`a killed worker's job was active again after ${Math.round(tookMs)} ms\n`);
  });

  test('a job that kills its worker again and again is settled once, by a worker that never judged it', async () => {
    const job = aJob({ submission: randomUUID() });
    await queue.enqueue(job);
    for (let life = 0; life < 3; life += 1) {
      const child = program.start([redis.url, prefix, 'stable', JSON.stringify(quick)]);
      closing.push(() => child.kill());
      await child.printed(`active ${job.submission}`, 15_000);
      await child.kill();
    }
    const poisoned: string[] = [];
    const judged: string[] = [];
    const deps: Partial<JudgeWorkerDeps> = {
      judge: (each) => Promise.resolve(void judged.push(each.submission)),
      onPoison: (each) => Promise.resolve(void poisoned.push(each.submission)),
    };
    openWorker(deps).start();
    openWorker(deps).start();
    await eventually('it was settled', () => poisoned.length > 0, 15_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(poisoned).toEqual([job.submission]);
    expect(judged).toEqual([]);
    expect(await queue.stateOf(job)).toBe('failed');
  });
});
