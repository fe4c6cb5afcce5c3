/**
 * Gray rules on three API processes: a hundred publishes, while Redis dies time after time and one of the three is cut off. All the time each
 * is given submissions, and says by which revision it decided and how. Whoever is cut off can accept none: its decisions are those before
 * and after.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import { bucketOf } from '../../src/gray/bucket.ts';
import { Registry } from '../../src/store/registry.ts';
import { TrackStore } from '../../src/store/track-store.ts';
import { bindingOf, factsOf } from '../support/facts.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { ruleDocument } from '../support/rules-world.ts';
import { openSocketProxy } from '../support/socket-proxy.ts';
import type { SocketProxy } from '../support/socket-proxy.ts';
import { openStoreBench } from '../support/store.ts';

const publishes = 100;
const killedAfter = [15, 40, 65, 90];
const [cutAfter, restoredAfter] = [30, 80];

const weightsAt = (revision: number) => ({ stable: 100 - revision / 2, canary: revision / 2 });

let redis: TestRedis;
let proxy: SocketProxy;
let services: Service[];

beforeAll(async () => {
  redis = await startRedis();
  proxy = await openSocketProxy(`${redis.directory}/far.sock`, redis.url.slice('unix:'.length));
  const start = (workerName: string, url: string): Promise<Service> =>
    startService({
      flags: ['--role', 'api', '--redis-url', url, '--rules-dir', `${redis.directory}/no-rules`],
      workerName,
      untilReady: false,
    });
  services = await Promise.all([
    start('faults-a', redis.url),
    start('faults-b', redis.url),
    start('faults-far', `unix:${proxy.path}`),
  ]);
  for (const service of services) await until(async () => (await served(service)) === 0, 'it answers');
  await bindWithoutWorkers();
  for (const service of services) {
    await until(async () => (await decide(service, 'first')).revision === 0, 'it takes submissions');
  }
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await proxy.close();
  await redis.stop();
});

/** Submissions are accepted and wait; that nobody serves canary is told beside where each would have gone. */
const bindWithoutWorkers = async (): Promise<void> => {
  const bench = await openStoreBench(redis, { prefix: 'serin:' });
  const deps = { redis: bench.link, keys: bench.keys, log: silentLogger };
  const canary = { track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16.2.0@ba9876543210' };
  for (const { runtime, fingerprint } of [factsOf(), canary]) {
    const built = { by: 'nobody', environment: 'prod', atMs: 1 };
    await new Registry(deps).publishRuntime(factsOf({ runtime, fingerprint }), built);
  }
  const tracks = new TrackStore(deps);
  const { revision: from } = await tracks.state();
  await tracks.change({ from, bind: [bindingOf(), bindingOf(canary)], events: [] });
  await bench.close();
};

interface Decided {
  readonly user: string;
  readonly revision: number;
  readonly rule: string | undefined;
  readonly bucket: number | undefined;
  /** Where the rules sent it, whoever serves that. */
  readonly track: string;
}

const decide = async ({ url }: Service, user: string): Promise<Decided> => {
  const tests = [{ input: '', answer: '' }];
  const answer = await fetch(`${url}/v1/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ language: 'cpp', source: 'int main() {}', tests, user: { id: user } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { decision } = acceptedShape.parse(await answer.json());
  const { revision, rule, bucket, track, instead } = decision;
  return { user, revision, rule, bucket, track: instead?.track ?? track };
};

const acceptedShape = z.object({
  decision: z.object({
    revision: z.number(),
    rule: z.string().optional(),
    bucket: z.number().optional(),
    track: z.string(),
    instead: z.object({ track: z.string() }).optional(),
  }),
});

/** What the rules of that revision mean, worked out apart from the engine. */
const expected = ({ user, revision }: Decided): Decided => {
  if (revision === 0) return { user, revision, rule: undefined, bucket: undefined, track: 'stable' };
  const bucket = bucketOf('r', 'default', user);
  const track = bucket < weightsAt(revision).canary * 100 ? 'canary' : 'stable';
  return { user, revision, rule: 'r', bucket, track };
};

const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await holds().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error(`not within a minute: ${what}`);
};

/** The revision that a process decides by, as it says itself: no Redis is asked. */
const served = async ({ url }: Service): Promise<number> => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^serin_rules_revision (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN);
};

const far = (): Service => {
  const service = services[2];
  if (service === undefined) throw new Error('there is no third process');
  return service;
};

/** Publishes until it is answered: a repeated commit changes nothing. */
const publish = async (index: number): Promise<number> => {
  const url = services[index % 2]?.url ?? '';
  const documents = [ruleDocument('r', { weights: weightsAt(index) })];
  const body = JSON.stringify({ documents, message: `the ${index}th`, commit: `c${index}` });
  let revision = 0;
  await until(async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/rules/api`, { method: 'PUT', headers, body });
    if (answer.ok) ({ revision } = (await answer.json()) as { revision: number });
    return answer.ok;
  }, `publish ${index} is answered`);
  return revision;
};

test(
  'lose and reorder no revision, take none back, decide by none wrongly, and all serve the last one in the end',
  { timeout: 580_000 },
  async () => {
    const seen = services.map((): number[] => []);
    const over = new AbortController();
    const watching = services.map(async (service, at) => {
      while (!over.signal.aborted) {
        seen[at]?.push(await served(service));
        await sleep(20);
      }
    });
    const decided = services.map((): Decided[] => []);
    const deciding = services.map(async (service, at) => {
      while (!over.signal.aborted) {
        // None while Redis is away: the submission is refused.
        const decision = await decide(service, randomUUID()).catch(() => undefined);
        if (decision !== undefined) decided[at]?.push(decision);
        await sleep(30);
      }
    });
    const answered: number[] = [];
    let cutOff = 0;
    for (let index = 1; index <= publishes; index += 1) {
      if (index === cutAfter) {
        await proxy.cut();
        cutOff = await served(far());
      }
      if (index === restoredAfter) {
        // It decided by the last it had, all the time.
        expect(await served(far())).toBe(cutOff);
        await proxy.restore();
      }
      const restarting = killedAfter.includes(index) ? redis.restart({ downMs: 300 }) : undefined;
      answered.push(await publish(index));
      await restarting;
    }
    for (const service of services) {
      await until(async () => (await served(service)) === publishes, 'everybody serves the last revision');
    }
    const last = await Promise.all(services.map((service) => decide(service, 'last')));
    over.abort();
    await Promise.all([...watching, ...deciding]);

    expect(answered).toEqual(Array.from({ length: publishes }, (_, at) => at + 1));
    for (const revisions of seen) {
      expect(revisions.length).toBeGreaterThan(publishes / 4);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    }
    for (const decisions of decided) {
      const revisions = decisions.map(({ revision }) => revision);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
      expect(decisions).toEqual(decisions.map(expected));
      expect(new Set(revisions).size).toBeGreaterThan(publishes / 10);
      expect(new Set(decisions.map(({ track }) => track)).size).toBe(2);
    }
    expect(last.map(({ revision }) => revision)).toEqual(services.map(() => publishes));
    const { revisions } = (await (
      await fetch(`${services[0]?.url ?? ''}/v1/rules/revisions?limit=200`)
    ).json()) as {
      revisions: { revision: number; commit: string; parent: string; digest: string; log: string }[];
    };
    const inOrder = revisions.toReversed();
    expect(inOrder.map(({ revision, commit }) => `${revision} ${commit}`)).toEqual(
      answered.map((revision) => `${revision} c${revision}`),
    );
    expect(inOrder.map(({ parent }) => parent)).toEqual([
      '',
      ...inOrder.slice(0, -1).map(({ digest }) => digest),
    ]);
    expect(new Set(inOrder.map(({ log }) => log)).size).toBe(1);
  },
);
