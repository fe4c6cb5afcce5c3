/** A canary that behaves otherwise, over HTTP and with real containers: confirmed, shadowed, and lost. Stable and canary have a worker each. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { get, post } from '../support/client.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { eventually } from '../support/submissions.ts';

const run = promisify(execFile);

let directory: string;
let redis: TestRedis;
let main: Service;
let canary: Service;

const rule = (name: string, spec: string): string =>
  `apiVersion: serin/v1\nkind: GrayRule\nmetadata: { name: ${name} }\nspec: { match: { language: [python] }, when: '"${name}" in user.tags', stickyBy: [user.id], ${spec} }\n`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serin-second-'));
  redis = await startRedis();
  const rules = join(directory, 'rules');
  await mkdir(rules);
  const documents = [
    rule('confirmed', 'weights: { stable: 0, canary: 100 }'),
    rule('trusted', 'weights: { stable: 0, canary: 100 }, confirm: false'),
    rule('shadowed', 'weights: { stable: 100, canary: 0 }, shadow: 100'),
  ];
  await writeFile(join(rules, 'rules.yaml'), documents.join('---\n'));
  const common = { env: { SERIN_REDIS_URL: redis.url }, dataDir: directory };
  const given = ['--slots', '1', '--rules-dir', rules, '--redispatch-seconds', '1'];
  main = await startService({
    ...common,
    flags: [...given, '--tracks', 'stable'],
    workerName: 'second-stable',
    slotBase: 240,
  });
  canary = await startService({
    ...common,
    flags: [...given, '--role', 'worker', '--tracks', 'canary'],
    workerName: 'second-canary',
    slotBase: 242,
    untilReady: false,
  });
  await eventually('canary is served', canaryIsServed, 120_000);
});

afterAll(async () => {
  await canary.close();
  await removeContainersOf(canary.workerName);
  await main.close();
  await redis.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A worker that was killed removes none; the next one of its name would. */
const removeContainersOf = async (worker: string): Promise<void> => {
  const { stdout } = await run('docker', [
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=serin.worker=${worker}`,
  ]);
  const ids = stdout.split('\n').filter((line) => line !== '');
  if (ids.length > 0) await run('docker', ['rm', '--force', ...ids]);
};

/** Intake looks at pools once a second, and sends nobody to one that is not there. */
const canaryIsServed = async (): Promise<boolean> => {
  await sleep(500);
  const { body } = await post(main.url, minor('14', 'trusted'), '?wait=30s');
  return body.decision.track === 'canary' && body.result?.verdict === 'accepted';
};

const metric = async (start: string): Promise<string | undefined> => {
  const text = await fetch(`${main.url}/metrics`).then((answer) => answer.text());
  return text.split('\n').find((line) => line.startsWith(start));
};

/** Right on 3.13 alone, where the answer is 13. */
const minor = (answer: string, tag: string) => ({
  language: 'python',
  source: 'import sys\nprint(sys.version_info.minor)',
  tests: [{ input: '', answer }],
  limits: { cpuMs: 5_000, wallMs: 20_000 },
  user: { id: 'u1', tags: [tag] },
});

interface Told {
  readonly decision: { readonly track: string; readonly reason: string };
  readonly result?: { readonly verdict: string };
  readonly shadows?: readonly { readonly state: string; readonly result?: { readonly verdict: string } }[];
}

const told = async (id: string): Promise<Told> => await get(main.url, id);

test('what canary gets wrong is judged again on stable before anybody hears of it, and counts as a flip', async () => {
  const reply = await post(main.url, minor('13', 'confirmed'), '?wait=30s');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('x-release-tag')).toMatch(/^python-3\.13\.\S+;track=stable$/);
  expect(reply.body).toMatchObject({
    attempt: 2,
    flip: true,
    decision: { track: 'stable', reason: 'FALLBACK', instead: { track: 'canary', reason: 'RULE' } },
    result: { verdict: 'accepted' },
    attempts: [
      { outcome: 'unconfirmed', decision: { track: 'canary' }, result: { verdict: 'wrong_answer' } },
      { result: { verdict: 'accepted' } },
    ],
  });
  const events = await fetch(`${main.url}/v1/submissions/${reply.body.id}/events`).then((answer) =>
    answer.text(),
  );
  expect(events).not.toContain('wrong_answer');
  expect(events.match(/^event: finished$/gm)).toHaveLength(1);
  expect(
    await metric(
      'serin_confirmations_total{language="python",track="canary",verdict="wrong_answer",confirmed="accepted",flip="true"}',
    ),
  ).toMatch(/ 1$/);
});

test('what both get wrong is wrong, and what canary accepts is accepted by canary', async () => {
  const wrong = await post(main.url, minor('no', 'confirmed'), '?wait=30s');
  expect(wrong.body).toMatchObject({ flip: false, attempt: 2, result: { verdict: 'wrong_answer' } });
  const right = await post(main.url, minor('14', 'confirmed'), '?wait=30s');
  expect(right.body).toMatchObject({
    attempt: 1,
    decision: { track: 'canary', confirm: true },
    result: { verdict: 'accepted' },
  });
});

test('a shadow judges too, has no say, and its difference is on record and counted', async () => {
  const { body } = await post(main.url, minor('13', 'shadowed'), '?wait=30s');
  expect(body).toMatchObject({ attempt: 1, decision: { track: 'stable' }, result: { verdict: 'accepted' } });
  await eventually(
    'the shadow is judged',
    async () => (await told(body.id)).shadows?.[0]?.state === 'judged',
    30_000,
  );
  expect(await told(body.id)).toMatchObject({
    result: { verdict: 'accepted' },
    shadows: [{ track: 'canary', runtime: 'python-3.14', result: { verdict: 'wrong_answer' } }],
  });
  const name =
    'serin_shadows_judged_total{language="python",track="canary",verdict="accepted",shadow="wrong_answer",same="false"}';
  await eventually('it is counted', async () => (await metric(name))?.endsWith(' 1') === true);
});

test('the canary worker is killed: what ran and what waited there gets its verdict from stable', async () => {
  const slow = {
    ...minor('3', 'trusted'),
    source: 'import time\ntime.sleep(3)\nprint(3)',
  };
  const before = await movedSoFar();
  const replies = await Promise.all(Array.from({ length: 4 }, () => post(main.url, slow)));
  const ids = replies.map(({ body }) => body.id);
  const states = async () => await Promise.all(ids.map((id) => get(main.url, id)));
  await eventually('one runs', async () => (await states()).some(({ state }) => state === 'running'), 20_000);
  await canary.kill();
  await eventually(
    'all are finished',
    async () => (await states()).every(({ state }) => state === 'finished'),
    90_000,
  );
  const answers = (await states()) as unknown as { attempts?: { outcome?: string }[] }[];
  const moved = answers.filter(({ attempts }) => attempts !== undefined);
  expect(moved.length).toBeGreaterThanOrEqual(3);
  for (const answer of moved) {
    expect(answer).toMatchObject({
      attempt: 2,
      decision: { track: 'stable', reason: 'FALLBACK', instead: { track: 'canary', reason: 'RULE' } },
      result: { verdict: 'accepted' },
      attempts: [{ decision: { track: 'canary' }, outcome: 'pool_lost' }, { decision: { track: 'stable' } }],
    });
  }
  // While canary was starting, some that had been sent there were moved already.
  expect((await movedSoFar()) - before).toBe(moved.length);
});

const movedSoFar = async (): Promise<number> => {
  const line = await metric('serin_fallbacks_total{language="python",track="canary",outcome="pool_lost"}');
  return Number(line?.split(' ').at(-1) ?? 0);
};
