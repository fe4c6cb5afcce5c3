import { expect, test } from 'vitest';
import { referredBy } from '../../../../src/main/images/prune.ts';

const node = (fingerprint: string, given: object = {}) => ({
  fingerprint,
  runtime: 'lua-5.4',
  language: 'lua',
  stage: 'retired',
  tracks: [],
  draining: false,
  rollbackTarget: false,
  provenance: [],
  ...given,
});

const binding = {
  language: 'lua',
  track: 'stable',
  runtime: 'lua-5.4',
  fingerprint: 'bound',
  by: 'x',
  reason: 'y',
};

/** A server with these answers, by path; 404 for every other path. */
const server =
  (answers: Record<string, unknown>): typeof fetch =>
  (url) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    const answer = answers[pathname];
    return Promise.resolve(
      answer === undefined
        ? Response.json({ title: 'There is nothing at this address' }, { status: 404 })
        : Response.json(answer),
    );
  };

const ask = (fetchIt: typeof fetch) => referredBy(fetchIt, { server: 'http://there', key: undefined });

test('bound, staged, draining and rollback targets are needed, each with its reason; the retired are not', async () => {
  const nodes = [
    node('stable', { stage: 'stable', tracks: ['stable'] }),
    node('canary', { stage: 'canary', tracks: ['canary', 'beta'] }),
    node('drained', { draining: true }),
    node('before', { rollbackTarget: true }),
    node('retired'),
    node('built', { stage: 'built' }),
  ];
  const referred = await ask(
    server({
      '/v1/lineage': { revision: 3, environment: 'prod', nodes, edges: [] },
      '/v1/tracks': { revision: 3, tracks: [binding], draining: [], quarantined: [] },
    }),
  );
  expect(Object.fromEntries(referred)).toEqual({
    stable: 'is stable on stable',
    canary: 'is canary on canary, beta',
    drained: 'submissions for it are still being judged',
    before: 'a rollback may need it',
    bound: 'lua on stable is bound to it',
  });
});

test.each([
  ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
  ['knows no lineage', server({ '/v1/tracks': { revision: 1, tracks: [] } })],
  [
    'says something else',
    server({ '/v1/lineage': { nodes: [{}] }, '/v1/tracks': { revision: 1, tracks: [] } }),
  ],
])('a server that %s is a refusal that names the remedy', async (_, fetchIt) => {
  await expect(ask(fetchIt)).rejects.toThrow(
    /Nothing was removed[^]*start it or name it \(--server\), or say --offline/,
  );
});
