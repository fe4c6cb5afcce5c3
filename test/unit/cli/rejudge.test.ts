import { afterEach, expect, test } from 'vitest';
import { fakeCli } from './fake-cli.ts';
import type { Ran } from './fake-cli.ts';
import { inTurn, json, startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const run = async (routes: Parameters<typeof startFakeServer>[0], ...argv: string[]): Promise<Ran> => {
  server = await startFakeServer(routes);
  return fakeCli({ sleep: () => Promise.resolve() }).run(...argv, '--server', server.url);
};

const asked = () => server?.asked.map(({ method, path, body }) => ({ method, path, body })) ?? [];

const summary = { verdict: 'accepted', score: 100, cpuMs: 12, memoryBytes: 9_437_184 };

const row = (id: string, changes: object = {}) => ({
  id,
  state: 'finished',
  language: 'python',
  problem: 'aplusb',
  track: 'stable',
  fingerprint: 'python-3.13.5@1f2e3d4c5b6a',
  result: summary,
  createdAtMs: Date.parse('2026-11-25T22:00:00Z'),
  ...changes,
});

const rejudge = (changes: object = {}) => ({
  id: 'r1',
  state: 'finished',
  track: 'canary',
  reason: 'try it',
  by: 'ops',
  createdAtMs: 1,
  progress: {
    total: 2,
    waiting: 0,
    judging: 0,
    done: 2,
    same: 1,
    changed: 1,
    skipped: 0,
    failed: 0,
    cancelled: 0,
  },
  verdicts: [{ from: 'accepted', to: 'wrong_answer', count: 1 }],
  ...changes,
});

const diff = {
  items: [
    {
      submission: 's1',
      state: 'done',
      changed: true,
      old: { ...summary, track: 'stable', fingerprint: 'python-3.13.5@1' },
      new: {
        ...summary,
        verdict: 'runtime_error',
        detail: 'exit:1',
        track: 'canary',
        fingerprint: 'python-3.14.0@2',
      },
    },
  ],
};

test('submissions are a table over pages that may be short, as long as there is a cursor', async () => {
  const pages = inTurn(
    json({ submissions: [row('s2', { rejudging: true })], cursor: 'c1' }),
    json({ submissions: [], cursor: 'c2' }),
    json({ submissions: [row('s1', { state: 'running', result: undefined })] }),
  );
  const words = ['submissions', '--problem', 'aplusb', '--verdict', 'accepted', '--on-track', 'canary'];
  const { exitCode, stdout } = await run({ 'GET /v1/submissions': pages }, ...words);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('accepted (rejudging)');
  expect(stdout).toContain('2026-11-25 22:00:00');
  expect(stdout).toMatch(/^s1 .*running/m);
  const paths = asked().map(({ path }) => path);
  expect(paths[0]).toBe('/v1/submissions?problem=aplusb&verdict=accepted&track=canary&limit=50');
  expect(paths[2]).toContain('limit=49&cursor=c2');
});

test('no more submissions are shown than asked for, and it is said that there are more', async () => {
  const page = json({ submissions: [row('s2'), row('s1')], cursor: 'c1' });
  const { stdout } = await run({ 'GET /v1/submissions': page }, 'submissions', '--limit', '2');
  expect(stdout).toContain('only the newest 2');
  expect(asked()).toHaveLength(1);
});

test('one submission is rejudged by its id, many by a filter; both or neither is misuse', async () => {
  const routes = {
    'POST /v1/submissions/s1/rejudge': json(rejudge(), 202),
    'POST /v1/rejudges': json(rejudge(), 202),
  };
  expect((await run(routes, 'rejudge', 's1', '--track', 'canary', '--reason', 'why')).exitCode).toBe(0);
  expect(asked()[0]?.body).toEqual({ track: 'canary', reason: 'why' });
  await server?.close();
  const many = await run(
    routes,
    'rejudge',
    '--problem',
    'aplusb',
    '--verdict',
    'wrong_answer',
    '--on-track',
    'canary',
  );
  expect(many.stdout).toContain('r1');
  expect(asked()[0]?.body).toEqual({
    track: 'stable',
    filter: { problem: 'aplusb', verdict: 'wrong_answer', track: 'canary' },
  });
  await server?.close();
  for (const words of [['s1', '--problem', 'p'], []]) {
    const { exitCode, stderr } = await run({}, 'rejudge', ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('filter');
    await server?.close();
  }
});

test('watched, a rejudge is followed to its end, and what has changed is told', async () => {
  const running = rejudge({ state: 'running', verdicts: [] });
  const routes = {
    'POST /v1/rejudges': json(running, 202),
    'GET /v1/rejudges/r1': inTurn(json(running), json(running), json(rejudge())),
    'GET /v1/rejudges/r1/diff': json(diff),
  };
  const { exitCode, stdout, stderr } = await run(routes, 'rejudge', '--language', 'python', '--watch');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('running: 2 of 2 judged again, 1 changed');
  expect(stdout).toContain('finished: 2 of 2 judged again');
  expect(stdout).toMatch(/s1 +accepted +runtime_error \(exit:1\)/);
  expect(stdout).toMatch(/accepted +wrong_answer +1/);
});

test('rejudges are listed, shown as JSON with their items, and steered', async () => {
  const routes = {
    'GET /v1/rejudges': json({ rejudges: [rejudge()] }),
    'GET /v1/rejudges/r1': json(rejudge()),
    'GET /v1/rejudges/r1/diff': json(diff),
    'POST /v1/rejudges/r1/pause': json(rejudge({ state: 'paused' })),
    'POST /v1/rejudges/none/cancel': json({ title: 'There is nothing', code: 'NOT_FOUND' }, 404),
  };
  for (const words of [['rejudges'], ['rejudges', 'list']]) {
    expect((await run(routes, ...words)).stdout).toMatch(/r1 +finished +canary +2\/2 +1 +ops +try it/);
    await server?.close();
  }
  const shown = await run(routes, 'rejudges', 'show', 'r1', '--all', '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'r1', items: diff.items });
  expect(asked().map(({ path }) => path)).toContain('/v1/rejudges/r1/diff?limit=500');
  await server?.close();
  expect((await run(routes, 'rejudges', 'pause', 'r1')).stdout).toContain('paused');
  await server?.close();
  expect((await run(routes, 'rejudges', 'cancel', 'none')).exitCode).toBe(2);
});
