/** Gray rules on three API processes: a hundred publishes, while Redis dies time after time and one of the three is cut off. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { startRedis } from '../support/redis.ts';
import type { TestRedis } from '../support/redis.ts';
import { ruleDocument } from '../support/rules-world.ts';
import { openSocketProxy } from '../support/socket-proxy.ts';
import type { SocketProxy } from '../support/socket-proxy.ts';

const publishes = 100;
const killedAfter = [15, 40, 65, 90];
const [cutAfter, restoredAfter] = [30, 80];

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
});

afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await proxy.close();
  await redis.stop();
});

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
  const documents = [ruleDocument('r', { weights: { stable: 100 - index / 2, canary: index / 2 } })];
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
  'lose and reorder no revision, take none back, and all serve the last one in the end',
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
    over.abort();
    await Promise.all(watching);

    expect(answered).toEqual(Array.from({ length: publishes }, (_, at) => at + 1));
    for (const revisions of seen) {
      expect(revisions.length).toBeGreaterThan(publishes / 4);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    }
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
