/** What gray rules decide by, as it stands in the specification of a submission. */
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { HttpOptions } from '../../../src/http/options.ts';
import { aProblem } from '../../support/kept-problems.ts';
import { appOf, call, minimal, pointers, submit, world } from './world.ts';
import type { World } from './world.ts';

const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

const start = async (here: World, options: Partial<HttpOptions> = {}): Promise<FastifyInstance> => {
  const app = await appOf(here, options);
  apps.push(app);
  return app;
};

const address = '101.6.6.6';

const submitted = async (
  body: Record<string, unknown>,
  given: {
    here?: World;
    options?: Partial<HttpOptions>;
    headers?: Record<string, string>;
    url?: string;
  } = {},
) => {
  const here = given.here ?? world();
  const app = await start(here, given.options);
  const { headers = {}, url = '/v1/submissions' } = given;
  const answered = await call(app, 'POST', url, { body, headers });
  expect([answered.status, answered.body['errors']]).toEqual([202, undefined]);
  const spec = here.submitted.at(-1)?.spec;
  if (spec === undefined) throw new Error('nothing was submitted');
  return { spec, here };
};

const knowing = (place: Parameters<World['places']['set']>[1]): World => {
  const here = world();
  here.places.set(address, place);
  return here;
};

test('a region that is stated counts, whatever the address says', async () => {
  const here = knowing({ country: 'CN', city: 'Shanghai' });
  const { spec } = await submitted(minimal({ user: { region: 'my-own', ip: address } }), { here });
  expect(spec.user).toEqual({ region: 'my-own', regionSource: 'stated' });
});

test.each([
  ['what the rules call its place', { country: 'CN', city: 'Shanghai' }, 'cn-east', 'address'],
  ['its country, where the rules say nothing', { country: 'CN' }, 'cn', 'address'],
  ['unknown, where nothing is known of it', {}, 'unknown', 'unknown'],
])('the region of an address is %s, and the address is not kept', async (_, place, region, regionSource) => {
  const { spec, here } = await submitted(minimal({ user: { ip: address } }), { here: knowing(place) });
  expect(spec.user).toEqual({ region, regionSource });
  expect(JSON.stringify([spec, here.lines])).not.toContain(address);
});

test('an address that is not public has an unknown region; without an address there is none', async () => {
  const { spec } = await submitted(minimal({ user: { ip: '10.0.0.1' } }));
  expect(spec.user).toEqual({ region: 'unknown', regionSource: 'unknown' });
  expect((await submitted(minimal())).spec.user).toEqual({});
});

test('an address that is refused is not repeated', async () => {
  const here = world();
  const answered = await submit(await start(here), minimal({ user: { ip: `${address}:80` } }));
  expect(answered.status).toBe(400);
  expect(JSON.stringify([answered.body, here.lines])).not.toContain(address);
});

test('of coordinates a geohash of nine characters is kept and nothing else', async () => {
  const coordinates = { latitude: 39.9042, longitude: 116.4074 };
  const { spec } = await submitted(minimal({ user: { coordinates } }));
  expect(spec.user).toEqual({ geohash: 'wx4g0bm6c' });
});

test('a forwarded address and agent are taken from a proxy that is trusted, and from nobody else', async () => {
  const here = knowing({ country: 'CN' });
  const headers = {
    'x-forwarded-for': `${address}, 10.0.0.1`,
    'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  };
  const trusting = { trustedProxies: ['loopback', '10.0.0.0/8'] };
  const { spec } = await submitted(minimal(), { here, headers, options: trusting });
  expect(spec.user).toEqual({ region: 'cn', regionSource: 'address' });
  expect(spec.client).toEqual({ device: 'mobile', deviceSource: 'agent' });
  expect(JSON.stringify([spec, here.lines])).not.toContain(address);
  const alone = await submitted(minimal(), { here, headers });
  expect([alone.spec.user, alone.spec.client]).toEqual([{}, {}]);
  const other = await submitted(minimal(), { here, headers, options: { trustedProxies: ['10.0.0.0/8'] } });
  expect([other.spec.user, other.spec.client]).toEqual([{}, {}]);
});

test('what a proxy says of itself is not taken for a user', async () => {
  const options = { trustedProxies: ['loopback'] };
  const { spec } = await submitted(minimal(), { options, headers: { 'user-agent': 'curl/8.5.0' } });
  expect([spec.user, spec.client]).toEqual([{}, {}]);
});

test('a level given by name has its place in the order of the rules, and keeps its name', async () => {
  const { spec } = await submitted(minimal({ user: { level: 'expert' } }));
  expect(spec.user).toEqual({ level: 2, levelName: 'expert' });
  expect((await submitted(minimal({ user: { level: 2.5 } }))).spec.user).toEqual({ level: 2.5 });
});

test('a name that the rules do not know is refused, and the known ones are told', async () => {
  const answered = await submit(await start(world()), minimal({ user: { level: 'expret' } }));
  expect(answered.status).toBe(400);
  expect(pointers(answered)).toEqual(['/user/level']);
  expect(JSON.stringify(answered.body)).toContain('newcomer, regular, expert; did you mean expert?');
});

test('where no names are declared, that is what is told', async () => {
  const here = world();
  const ports = { ...here.ports, facts: { ...here.ports.facts, userLevels: () => [] } };
  const answered = await submit(await start({ ...here, ports }), minimal({ user: { level: 'expert' } }));
  expect(JSON.stringify(answered.body)).toContain('declare no names of levels: give a number');
});

test('a device that is stated counts; else the agent tells it, and is not kept', async () => {
  const userAgent = 'curl/8.5.0';
  const stated = await submitted(minimal({ client: { device: 'kiosk', userAgent } }));
  expect(stated.spec.client).toEqual({ device: 'kiosk', deviceSource: 'stated' });
  const told = await submitted(minimal({ client: { id: 'c', userAgent } }));
  expect(told.spec.client).toEqual({ id: 'c', device: 'cli', deviceSource: 'agent' });
  expect((await submitted(minimal({ client: { userAgent: 'hm' } }))).spec.client).toEqual({});
});

test('headers are those that the server is told to take, by lower-case name, where they are sound', async () => {
  const options = { ruleHeaders: ['X-Course', 'X-Long', 'X-Absent', 'X-Odd'] };
  const headers = { 'x-course': 'CS 101', 'x-long': 'x'.repeat(257), 'x-odd': 'é', 'x-other': 'y' };
  const { spec } = await submitted(minimal(), { options, headers });
  expect(spec.headers).toEqual({ 'x-course': 'CS 101' });
  expect((await submitted(minimal(), { headers })).spec.headers).toBeUndefined();
});

test('a run is told by the same words', async () => {
  const here = knowing({ country: 'CN' });
  const body = {
    language: 'cpp',
    source: 'int main() {}',
    user: { ip: address, level: 'regular' },
    client: { userAgent: 'curl/8' },
  };
  const options = { ruleHeaders: ['x-course'] };
  const headers = { 'x-course': 'a' };
  const { spec } = await submitted(body, { here, options, headers, url: '/v1/runs' });
  expect(spec.user).toEqual({ level: 1, levelName: 'regular', region: 'cn', regionSource: 'address' });
  expect(spec.client).toEqual({ device: 'cli', deviceSource: 'agent' });
  expect(spec.headers).toEqual({ 'x-course': 'a' });
});

const estimate = { difficulty: 0.7, deviation: 0.1, submissions: 12, neighbours: 3 };

const withProblem = async (about: Parameters<typeof aProblem>[0] = {}): Promise<World> => {
  const here = world();
  const app = await start(here);
  const put = await call(app, 'PUT', '/v1/problems/aplusb', {
    body: JSON.stringify(aProblem(about)),
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(put.status).toBe(201);
  here.estimates.set('aplusb', estimate);
  return here;
};

const ofProblem = (more: object = {}) => ({
  language: 'cpp',
  source: 'int main() {}',
  problem: 'aplusb',
  ...more,
});

test('a difficulty is stated with the submission, else with the problem, else estimated', async () => {
  const topics = ['graphs'];
  const here = await withProblem({ difficulty: 0.2, topics });
  expect((await submitted(ofProblem({ difficulty: 0.9 }), { here })).spec).toMatchObject({
    difficulty: 0.9,
    topics,
  });
  const { spec: byProblem } = await submitted(ofProblem(), { here });
  expect(byProblem).toMatchObject({ difficulty: 0.2, topics });
  expect(byProblem.difficultyEstimate).toBeUndefined();
  const { spec } = await submitted(ofProblem(), { here: await withProblem({ topics }) });
  expect(spec).toMatchObject({
    difficulty: 0.7,
    difficultyEstimate: { deviation: 0.1, submissions: 12 },
    topics,
  });
});

test('where nothing is known of a problem, its difficulty is left out', async () => {
  const here = await withProblem();
  here.estimates.clear();
  const { spec } = await submitted(ofProblem(), { here });
  expect([spec.difficulty, spec.difficultyEstimate, spec.topics]).toEqual([undefined, undefined, undefined]);
});

test('a problem shows its topics, what was stated, and the estimate beside it', async () => {
  const here = await withProblem({ difficulty: 0.2, topics: ['graphs'] });
  const { body } = await call(await start(here), 'GET', '/v1/problems/aplusb');
  expect(body).toMatchObject({ difficulty: 0.2, topics: ['graphs'], difficultyEstimate: estimate });
});
