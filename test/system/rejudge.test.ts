/** Judging again, over HTTP and with the real judge: on another track, paused, cancelled, and across a crash. */
import { setTimeout as sleep } from 'node:timers/promises';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, get, post } from '../support/client.ts';
import type { Answer } from '../support/client.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { call, diffOf, isOver, rejudgeUntil, rejudgeWhere } from '../support/rejudges.ts';
import type { RejudgeTold } from '../support/rejudges.ts';

const run = promisify(execFile);

let directory: string;
let redis: TestRedis;
let service: Service;

/** The same data and the same Redis every time: what is started again goes on with what was there. */
const start = (): Promise<Service> =>
  startService({
    flags: ['--slots', '1'],
    slotBase: 236,
    env: { SERIN_REDIS_URL: redis.url },
    dataDir: directory,
    workerName: 'serin-rejudging',
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-rejudge-'));
  redis = await startRedis();
  service = await start();
});

afterAll(async () => {
  await service.close();
  await redis.stop();
  await rm(directory, { recursive: true, force: true });
});

const python = (source: string, user: string, answer: string) => ({
  language: 'python',
  source,
  tests: [{ input: '', answer }],
  limits: { cpuMs: 5_000, wallMs: 20_000 },
  track: 'stable',
  user: { id: user },
});

/** The minor version that stable has: what it prints is right there and nowhere else. */
const tellsVersion = 'import sys\nprint(sys.version_info.minor)';

const judgedAll = async (bodies: readonly object[]): Promise<Answer[]> => {
  const replies = await Promise.all(bodies.map((body) => post(service.url, body)));
  return await Promise.all(replies.map(({ body }) => finished(service.url, body.id)));
};

const stableMinor = async (): Promise<string> => {
  const { languages } = await call<{
    languages: { language: string; tracks: { track: string; version: string }[] }[];
  }>(`${service.url}/v1/languages`);
  const tracks = languages.find(({ language }) => language === 'python')?.tracks;
  return tracks?.find(({ track }) => track === 'stable')?.version.split('.')[1] ?? '';
};

test('twenty submissions are judged again on canary: the diff names those that the new runtime judges otherwise', async () => {
  const minor = await stableMinor();
  const bodies = Array.from({ length: 20 }, (_, index) =>
    index % 4 === 0
      ? python(`${tellsVersion} # ${index}`, 'twenty', minor)
      : python(`print(${index})`, 'twenty', index % 4 === 1 ? 'no' : `${index}`),
  );
  const before = await judgedAll(bodies);
  const wrong = (answers: readonly Answer[]) =>
    answers.filter(({ result }) => result?.verdict === 'wrong_answer').length;
  expect(wrong(before)).toBe(5);

  const { id } = await rejudgeWhere(service.url, { user: 'twenty' }, 'canary');
  const over = await rejudgeUntil(service.url, id, isOver);
  expect(over).toMatchObject({
    state: 'finished',
    progress: { total: 20, waiting: 0, judging: 0, done: 20, same: 15, changed: 5, skipped: 0, failed: 0 },
    verdicts: [
      { from: 'accepted', to: 'accepted', count: 10 },
      { from: 'accepted', to: 'wrong_answer', count: 5 },
      { from: 'wrong_answer', to: 'wrong_answer', count: 5 },
    ],
  });
  const diff = await diffOf(service.url, id, 'limit=3&only=changed');
  const expected = before.filter((_, index) => index % 4 === 0).map((answer) => answer.id);
  expect(diff.map(({ submission }) => submission).sort()).toEqual(expected.sort());
  for (const { old, new: now } of diff) {
    expect(old).toMatchObject({ verdict: 'accepted', track: 'stable', score: 100 });
    expect(now).toMatchObject({ verdict: 'wrong_answer', track: 'canary', score: 0 });
    expect(now?.fingerprint).not.toBe(old?.fingerprint);
  }
  // Both verdicts are on record, and the new one is the submission's.
  const one = await call<Record<string, unknown>>(`${service.url}/v1/submissions/${expected[0] ?? ''}`);
  expect(one).toMatchObject({
    state: 'finished',
    attempt: 2,
    decision: { track: 'canary' },
    result: { verdict: 'wrong_answer' },
    attempts: [
      { number: 1, result: { verdict: 'accepted' } },
      { number: 2, rejudge: id, result: { verdict: 'wrong_answer' } },
    ],
  });
  const listed = await call<{ submissions: { id: string }[] }>(
    `${service.url}/v1/submissions?user=twenty&verdict=wrong_answer&track=canary`,
  );
  expect(listed.submissions).toHaveLength(10);
});

const slow = (count: number, user: string) =>
  Array.from({ length: count }, (_, index) =>
    python(`import time\ntime.sleep(0.4)\nprint(${index})`, user, `${index}`),
  );

test('while it is judged again a submission has its old verdict; a pause begins nothing more, and a cancelled rejudge changes nothing', async () => {
  const before = await judgedAll(slow(24, 'paused'));
  const { id } = await rejudgeWhere(service.url, { user: 'paused' }, 'canary');
  await rejudgeUntil(service.url, id, ({ progress }) => progress.done >= 2);
  await call(`${service.url}/v1/rejudges/${id}/pause`, 'POST');

  const under = await rejudging(before);
  expect(under).toMatchObject({
    state: 'finished',
    attempt: 1,
    decision: { track: 'stable' },
    result: { verdict: 'accepted' },
    rejudging: { attempt: 2, decision: { track: 'canary' } },
  });
  const drained = await rejudgeUntil(service.url, id, ({ progress }) => progress.judging === 0);
  expect(drained.state).toBe('paused');
  const { waiting } = drained.progress;
  expect(waiting).toBeGreaterThan(0);
  await sleep(1_500);
  expect((await call<RejudgeTold>(`${service.url}/v1/rejudges/${id}`)).progress.waiting).toBe(waiting);

  await call(`${service.url}/v1/rejudges/${id}/resume`, 'POST');
  await rejudgeUntil(service.url, id, ({ progress }) => progress.judging > 0);
  await call(`${service.url}/v1/rejudges/${id}/cancel`, 'POST');
  const over = await rejudgeUntil(service.url, id, isOver);
  expect(over.state).toBe('cancelled');
  const { done, cancelled, total } = over.progress;
  expect(done + cancelled).toBe(total);
  expect(cancelled).toBeGreaterThan(0);

  const items = await diffOf(service.url, id);
  const stopped = items.filter(({ state }) => state === 'cancelled');
  expect(stopped).toHaveLength(cancelled);
  for (const { submission } of stopped) {
    const answer = await call<Record<string, unknown>>(`${service.url}/v1/submissions/${submission}`);
    expect(answer).toMatchObject({ state: 'finished', attempt: 1, result: { verdict: 'accepted' } });
    expect(answer).not.toHaveProperty('rejudging');
  }
  // What was cancelled in the middle can be judged again.
  const last = stopped[0]?.submission ?? '';
  const again = await call<RejudgeTold>(`${service.url}/v1/submissions/${last}/rejudge`, 'POST', {});
  expect((await rejudgeUntil(service.url, again.id, isOver)).progress).toMatchObject({ done: 1, same: 1 });
});

const rejudging = async (answers: readonly Answer[]): Promise<unknown> => {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const { id } of answers) {
      const answer = await get(service.url, id);
      if ('rejudging' in answer) return answer;
    }
  }
  throw new Error('none was found that is being judged again');
};

test('a process killed in the middle: after its return the rejudge goes on, and every submission counts once', async () => {
  await judgedAll(slow(16, 'crash'));
  const { id } = await rejudgeWhere(service.url, { user: 'crash' }, 'canary');
  await rejudgeUntil(service.url, id, ({ progress }) => progress.done >= 3);
  await service.kill();
  service = await start();
  const over = await rejudgeUntil(service.url, id, isOver);
  expect(over).toMatchObject({
    state: 'finished',
    progress: { total: 16, done: 16, same: 16, waiting: 0, judging: 0, failed: 0 },
  });
});

test('a test of a problem that was wrong is mended: rejudged by the current revision, the right program gets its verdict', async () => {
  const folder = join(directory, 'sum');
  await mkdir(join(folder, 'tests'), { recursive: true });
  await writeFile(
    join(folder, 'problem.yaml'),
    'apiVersion: serin/v1\nkind: Problem\ntitle: Sum\nlimits: { cpuMs: 5000, memoryMiB: 64 }\nchecker: tokens\ntests: tests/*.in\n',
  );
  await writeFile(join(folder, 'tests', '1.in'), '1 2\n');
  const importing = async (answer: string): Promise<void> => {
    await writeFile(join(folder, 'tests', '1.ans'), answer);
    await run(process.execPath, ['dist/src/main/serin.js', 'problems', 'import', folder], {
      env: { ...process.env, SERIN_SERVER: service.url },
    });
  };
  await importing('4\n');
  const {
    tests: _tests,
    limits: _limits,
    ...program
  } = python('print(sum(map(int, input().split())))', 'sum', '');
  const [before] = await judgedAll([{ ...program, problem: 'sum' }]);
  expect(before?.result?.verdict).toBe('wrong_answer');
  await importing('3\n');
  const filter = { problem: 'sum', verdict: 'wrong_answer' };
  const same = await rejudgeWhere(service.url, filter, 'stable');
  expect(await rejudgeUntil(service.url, same.id, isOver)).toMatchObject({
    progress: { same: 1, changed: 0 },
  });

  const current = await call<RejudgeTold>(`${service.url}/v1/rejudges`, 'POST', {
    filter,
    revision: 'current',
  });
  expect(await rejudgeUntil(service.url, current.id, isOver)).toMatchObject({
    progress: { total: 1, changed: 1 },
    verdicts: [{ from: 'wrong_answer', to: 'accepted', count: 1 }],
  });
  expect(await call(`${service.url}/v1/submissions/${before?.id ?? ''}`)).toMatchObject({
    problemRevision: 2,
    result: { verdict: 'accepted' },
  });
});

test('a submission behind a long rejudge is judged next', async () => {
  await judgedAll(slow(16, 'behind'));
  const { id } = await rejudgeWhere(service.url, { user: 'behind' }, 'stable');
  await rejudgeUntil(service.url, id, ({ progress }) => progress.judging > 8);
  const [contest] = await judgedAll([{ ...python('print(1)', 'c', '1'), priority: 'contest' }]);
  expect(contest?.result?.verdict).toBe('accepted');
  const during = await call<RejudgeTold>(`${service.url}/v1/rejudges/${id}`);
  expect(during.progress.done).toBeLessThan(6);
  await rejudgeUntil(service.url, id, isOver);
});
