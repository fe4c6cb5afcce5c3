/** Gray rules on two API processes and one Redis: published, come everywhere, explained, simulated, taken back; and two writers at once. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { serinAt } from '../support/packages.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { ruleDocument } from '../support/rules-world.ts';

let redis: TestRedis;
let services: Service[];

beforeAll(async () => {
  redis = await startRedis();
  services = await Promise.all(
    ['rules-a', 'rules-b'].map((workerName) =>
      startService({
        flags: ['--role', 'api', '--redis-url', redis.url, '--rules-dir', `${redis.directory}/no-rules`],
        workerName,
        untilReady: false,
      }),
    ),
  );
  for (const { url } of services) await answering(url);
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await redis.stop();
});

const answering = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
};

interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const ask = async (which: number, method: string, path: string, body?: object): Promise<Told> => {
  const answer = await fetch(`${services[which]?.url ?? ''}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const rule = (name: string, percent: number) =>
  ruleDocument(name, { weights: { stable: 100 - percent, canary: percent } });

test('what is published at one process decides at the other, is explained there, and taken back', async () => {
  const documents = [rule('python-canary', 100)];
  const published = await ask(0, 'PUT', '/v1/rules/api', { documents, message: 'all of it', commit: 'c1' });
  expect(published).toMatchObject({ status: 200, body: { revision: 1, changed: true } });
  const everywhere = await ask(1, 'GET', '/v1/rules/status?wait=20s&revision=1');
  expect(everywhere.body).toMatchObject({ everywhere: true, nodes: [{ revision: 1 }, { revision: 1 }] });
  const context = { language: 'cpp', user: { id: 'u1' } };
  const explained = await ask(1, 'POST', '/v1/rules/explain', { context });
  expect(explained.body).toMatchObject({ choice: { track: 'canary', rule: 'python-canary', revision: 1 } });

  const draft = { documents: [rule('python-canary', 0)] };
  const simulated = await ask(1, 'POST', '/v1/rules/simulate', { draft, synthetic: { count: 20_000 } });
  expect(simulated.body).toMatchObject({ from: 1, contexts: 20_000, live: {}, draft: {} });
  expect(simulated.body['moved']).toBeGreaterThan(0);

  await ask(1, 'PUT', '/v1/rules/api', { documents: draft.documents, message: 'none of it' });
  const diff = await ask(0, 'GET', '/v1/rules/diff?from=1&to=2');
  expect(JSON.stringify(diff.body)).toContain('spec.weights.canary 100 → 0');
  expect((await ask(0, 'POST', '/v1/rules/rollback', { revision: 1 })).body).toMatchObject({ revision: 3 });
  expect((await ask(1, 'GET', '/v1/rules/status?wait=20s&revision=3')).body).toMatchObject({
    everywhere: true,
  });
  expect((await ask(1, 'GET', '/v1/rules/revisions')).body).toMatchObject({
    revisions: [{ revision: 3, restores: 1 }, { revision: 2 }, { revision: 1, commit: 'c1' }],
  });
});

test('of twenty writers at once from one revision one is published, and the others hear of it', async () => {
  const { body } = await ask(0, 'GET', '/v1/rules');
  const expected = Number(body['revision']);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(index % 2, 'PUT', '/v1/rules/api', {
        ...{ documents: [rule(`writer-${index}`, 10)], message: `writer ${index}`, expected },
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body: told }) => told['code'] === 'CONFLICT')).toHaveLength(19);
  expect((await ask(1, 'GET', '/v1/rules')).body['revision']).toBe(expected + 1);
});

test('every verb of the command line that asks a server understands what it answers', async () => {
  const serin = serinAt(services[1]?.url ?? '');
  const file = `${redis.directory}/draft.json`;
  const wanted = { match: { language: ['python'], userLevel: { min: 3 } }, when: '"beta" in user.tags' };
  await writeFile(file, JSON.stringify(ruleDocument('drafted', { ...wanted, weights: { canary: 100 } })));
  const [users, held] = [`${redis.directory}/users.txt`, `${redis.directory}/held.json`];
  await writeFile(users, 'u1\nu2\n');
  await writeFile(
    held,
    JSON.stringify(ruleDocument('held-back', { approval: true, weights: { canary: 100 } })),
  );
  const outsider = ['--language', 'python', '--user', 'u1', '--level', '1'];
  const verbs: [string[], number, RegExp][] = [
    [['diff', file], 1, /drafted: GrayRule added/],
    [['apply', file, '--message', 'm', '--dry-run'], 0, /drafted: GrayRule added/],
    [['apply', file, '--message', 'm', '--wait'], 0, /is served by all 2 nodes/],
    [['apply', file, '--message', 'again'], 0, /revision \d+/],
    [['explain', ...outsider], 0, /drafted does not match: user level is 1, and it wants at least 3/],
    [['explain', ...outsider.slice(0, 4), '--level', '5', '--tag', 'beta'], 0, /drafted \(RULE\)/],
    [['simulate', file, '--synthetic', '1000'], 0, /held against revision/],
    [['history'], 0, /revision +when +layer/],
    [['show', '1'], 0, /python-canary/],
    [['export', '--layer', 'api'], 0, /name: drafted/],
    [['nodes'], 0, /rules-a\/\d+/],
    [['status', '--wait'], 0, /is served by all 2 nodes/],
    [['segments', 'early-birds', users, '--message', 'm'], 0, /early-birds/],
    [['apply', held, '--patch', '--message', 'm', '--commit', 'held'], 0, /held/],
    [['proposals'], 0, /held/],
    [['approve', 'held'], 2, /^$/],
    [['withdraw', 'held'], 0, /held/],
    [['remove', 'early-birds', '--message', 'm'], 0, /early-birds: Segment removed/],
    [['remove', 'drafted', '--message', 'm'], 0, /drafted: GrayRule removed/],
    [['rollback', '1', '--message', 'm', '--wait'], 0, /is served by all 2 nodes/],
  ];
  for (const [argv, code, told] of verbs) {
    const { exitCode, stdout, stderr } = await serin('rules', ...argv);
    expect({ argv, exitCode, stderr: exitCode === code ? '' : stderr }).toEqual({
      argv,
      exitCode: code,
      stderr: '',
    });
    expect(stdout, argv.join(' ')).toMatch(told);
  }
});
