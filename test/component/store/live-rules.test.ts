import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { RuleNodes, keepReporting } from '../../../src/store/rule-nodes.ts';
import { aPublish, aRule, aSet, digestOfSet, openLiveBench, openRuleStore } from '../../support/rules.ts';
import type { LiveBench } from '../../support/rules.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openSocketProxy } from '../../support/socket-proxy.ts';
import { eventually } from '../../support/submissions.ts';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

const named = (name: string) => aSet({ api: [aRule(name)] });

const publish = async (bench: LiveBench, name: string): Promise<number> => {
  const from = (await bench.rules.headRevision())?.revision.revision ?? 0;
  const outcome = await bench.rules.publish(aPublish(from, named(name)));
  return outcome.kind === 'behind' ? outcome.revision : outcome.revision.revision;
};

const prefix = (): string => `t${randomUUID()}:`;

/** One process with keys of its own. */
const opened = async (
  use: (bench: LiveBench) => Promise<void>,
  given: Parameters<typeof openLiveBench>[1] = {},
): Promise<void> => {
  const bench = await openLiveBench(redis, given);
  try {
    await use(bench);
  } finally {
    await bench.close();
  }
};

const namesOf = ({ live }: LiveBench): readonly string[] => live.current().snapshot.names;

describe('a process that serves rules', () => {
  test('serves an empty set until something is published, and what is there when it starts', () =>
    opened(async (bench) => {
      expect(bench.live.current()).toMatchObject({ snapshot: { revision: 0 }, revision: undefined });
      await publish(bench, 'a');
      const later = await openLiveBench(redis, { prefix: bench.keys.prefix.replace(/[{}]/g, '') });
      expect(namesOf(later)).toEqual(['a']);
      expect(later.live.current().revision).toMatchObject({ revision: 1, digest: digestOfSet(named('a')) });
      await later.close();
    }));

  test('hears of a publish by a push, without waiting for its timer', () =>
    opened(
      async (bench) => {
        await publish(bench, 'a');
        await eventually('it serves a', () => namesOf(bench)[0] === 'a', 1_000);
        expect(bench.live.current().snapshot.revision).toBe(1);
      },
      { everyMs: 60_000 },
    ));

  test('finds by its timer what no push told', () =>
    opened(
      async (bench) => {
        await bench.subscriber.close();
        await publish(bench, 'a');
        await eventually('it serves a', () => namesOf(bench)[0] === 'a', 2_000);
      },
      { everyMs: 100 },
    ));

  test('looks for itself when its subscription was broken', () =>
    opened(
      async (bench) => {
        await bench.link.client.client('KILL', 'TYPE', 'pubsub');
        await publish(bench, 'a');
        await eventually('it serves a', () => namesOf(bench)[0] === 'a', 5_000);
      },
      { everyMs: 60_000 },
    ));

  test('serves what was published before it was asked to look, however many ask at once', () =>
    opened(
      async (bench) => {
        for (let round = 0; round < 30; round += 1) {
          const earlier = bench.live.refresh();
          await publish(bench, `r${round}`);
          await Promise.all([bench.live.refresh(), bench.live.refresh()]);
          expect(namesOf(bench)).toEqual([`r${round}`]);
          await earlier;
        }
      },
      { everyMs: 60_000 },
    ));

  test('keeps the snapshot of whoever began with it, and reads only what is new', () => {
    const read: unknown[] = [];
    const readDocument = (value: unknown) => {
      read.push(value);
      return value as ReturnType<typeof aRule>;
    };
    return opened(
      async (bench) => {
        const elsewhere = openRuleStore(bench);
        const api = [aRule('a'), aRule('b')];
        await elsewhere.publish(aPublish(0, aSet({ api })));
        await bench.live.refresh();
        const before = bench.live.current();
        expect(read).toHaveLength(2);
        const rollout = [aRule('step')];
        await elsewhere.publish(aPublish(1, aSet({ api, rollout }), { layer: 'rollout' }));
        await bench.live.refresh();
        expect(read).toHaveLength(3);
        expect(before.snapshot.names).toEqual(['a', 'b']);
        expect(namesOf(bench)).toEqual(['a', 'b', 'step']);
        expect(bench.live.current().set.layers.api).toBe(before.set.layers.api);
        await elsewhere.publish(aPublish(2, aSet({ api: [aRule('c'), aRule('a')], rollout })));
        await bench.live.refresh();
        expect(read).toHaveLength(4);
        expect(namesOf(bench)).toEqual(['c', 'a', 'step']);
        expect(bench.live.current().set.layers.api[1]).toBe(before.set.layers.api[0]);
      },
      { readDocument },
    );
  });

  test('does not read what it published itself', () => {
    const readDocument = () => {
      throw new Error('it was read');
    };
    return opened(
      async (bench) => {
        const api = [aRule('a'), aRule('b')];
        await bench.rules.publish(aPublish(0, aSet({ api })));
        await bench.live.refresh();
        expect(namesOf(bench)).toEqual(['a', 'b']);
        expect(bench.live.current().set.layers.api[0]).toBe(api[0]);
      },
      { readDocument },
    );
  });

  test('hands the lists of segments to the compiler', () =>
    opened(async (bench) => {
      const list = await bench.rules.putSegmentList(['u1', 'u2', 'u3']);
      const segment = { kind: 'Segment', name: 'early', spec: { list } };
      await bench.rules.publish(aPublish(0, aSet({ api: [segment] })));
      await bench.live.refresh();
      expect(bench.live.current().snapshot.ids).toBe(3);
    }));
});

describe('an alarm', () => {
  test('is raised by a set that this release cannot compile: the last good one stays, until one can be compiled', () =>
    opened(async (bench) => {
      await publish(bench, 'a');
      await publish(bench, 'newer');
      await bench.live.refresh();
      expect(bench.live.current().snapshot).toMatchObject({ revision: 1, names: ['a'] });
      expect(bench.live.alarms()).toEqual(['refused']);
      await publish(bench, 'c');
      await bench.live.refresh();
      expect(namesOf(bench)).toEqual(['c']);
      expect(bench.live.alarms()).toEqual([]);
      expect(bench.raised).toEqual(['refused', 'refused over']);
    }));

  test('is raised by a document that this release cannot read, also at the start', () =>
    opened(async (bench) => {
      await publish(bench, 'a');
      const older = await openLiveBench(redis, {
        prefix: bench.keys.prefix.replace(/[{}]/g, ''),
        readDocument: () => {
          throw new Error('there is no such key');
        },
      });
      expect(older.live.alarms()).toEqual(['refused']);
      expect(older.live.current()).toMatchObject({ snapshot: { revision: 0 }, revision: undefined });
      await older.close();
    }));

  test('is raised by another log: the store wins, though its number is lower', () =>
    opened(async (bench) => {
      for (const name of ['a', 'b', 'c']) await publish(bench, name);
      await bench.live.refresh();
      await forget(bench);
      await bench.live.refresh();
      expect(bench.live.alarms()).toEqual(['lost']);
      expect(namesOf(bench)).toEqual(['c']);
      await publish(bench, 'other');
      await bench.live.refresh();
      expect(bench.live.current().snapshot).toMatchObject({ revision: 1, names: ['other'] });
      expect(bench.live.alarms()).toEqual(['log']);
      await publish(bench, 'next');
      await bench.live.refresh();
      expect(bench.live.alarms()).toEqual([]);
    }));

  test('is raised by another digest under the same number: the store wins', () =>
    opened(async (bench) => {
      await publish(bench, 'a');
      await bench.live.refresh();
      const log = bench.live.current().revision?.log ?? '';
      await forget(bench);
      await bench.link.client.hset(bench.keys.rules, 'log', log);
      await publish(bench, 'rewritten');
      await bench.live.refresh();
      expect(namesOf(bench)).toEqual(['rewritten']);
      expect(bench.live.alarms()).toEqual(['rewritten']);
    }));

  test('is raised by an older revision of the same log: it never goes backwards', () =>
    opened(async (bench) => {
      for (const name of ['a', 'b', 'c']) await publish(bench, name);
      await bench.live.refresh();
      // What a failover to a replica that lagged looks like.
      await bench.link.client.hset(bench.keys.rules, 'revision', 2, 'digest', digestOfSet(named('b')));
      await bench.live.refresh();
      expect(bench.live.current().snapshot).toMatchObject({ revision: 3, names: ['c'] });
      expect(bench.live.alarms()).toEqual(['behind']);
    }));

  test('is raised when what is in memory does not mean what the store says', () =>
    opened(async (bench) => {
      const wrong = aPublish(0, named('a'), { digest: 'f'.repeat(64) });
      await bench.rules.publish(wrong);
      await bench.live.refresh();
      expect(bench.live.alarms()).toEqual(['digest']);
      expect(namesOf(bench)).toEqual(['a']);
    }));
});

/** Everything about rules is gone, as from another Redis. */
const forget = async ({ link, keys }: LiveBench): Promise<void> => {
  const { rules, rulesHistory, rulesCommits, rulesContents, rulesUses } = keys;
  await link.client.del(rules, rulesHistory, rulesCommits, rulesContents, rulesUses);
};

describe('three processes on one Redis', () => {
  test('one that is cut off serves its last rules, catches up, and never goes backwards', async () => {
    const proxy = await openSocketProxy(
      join(redis.directory, `${randomUUID()}.sock`),
      redis.url.slice('unix:'.length),
    );
    const shared = prefix();
    const near = [
      await openLiveBench(redis, { prefix: shared }),
      await openLiveBench(redis, { prefix: shared }),
    ];
    const far = await openLiveBench(
      { ...redis, url: `unix:${proxy.path}` },
      { prefix: shared, everyMs: 200 },
    );
    const [first] = near;
    if (first === undefined) throw new Error('there is no first process');
    const all = [...near, far];
    const serving = (benches: readonly LiveBench[], revision: number) =>
      eventually(`all serve ${revision}`, () =>
        benches.every(({ live }) => live.current().snapshot.revision === revision),
      );
    try {
      for (let each = 0; each < 10; each += 1) await publish(first, `r${each}`);
      await serving(all, 10);
      await proxy.cut();
      for (let each = 10; each < 30; each += 1) await publish(first, `r${each}`);
      await serving(near, 30);
      expect(far.live.current().snapshot).toMatchObject({ revision: 10, names: ['r9'] });
      await proxy.restore();
      await serving(all, 30);
      for (const { served, raised } of all) {
        const numbers = served.map(({ revision }) => revision);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(raised).toEqual([]);
      }
    } finally {
      for (const each of all) await each.close();
      await proxy.close();
    }
  });

  test('serve every revision of a hundred publishes during which Redis is killed and started again', async () => {
    const own = await startRedis();
    const shared = prefix();
    const all: LiveBench[] = [];
    for (let each = 0; each < 3; each += 1) all.push(await openLiveBench(own, { prefix: shared }));
    const [writer] = all;
    if (writer === undefined) throw new Error('there is no first process');
    try {
      const truth = new Map<number, string>();
      const crash = (async () => {
        for (let each = 0; each < 2; each += 1) {
          await new Promise((resolve) => setTimeout(resolve, 400));
          await own.restart({ downMs: 200 });
        }
      })();
      for (let at = 0; at < 100; at += 1) {
        const request = aPublish(at, named(`r${at}`));
        await eventually(`revision ${at + 1} is published`, async () => {
          const outcome = await writer.rules.publish(request).catch(() => undefined);
          return outcome !== undefined && outcome.kind !== 'behind';
        });
        truth.set(at + 1, request.digest);
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
      await crash;
      await eventually('all serve the last', () =>
        all.every(({ live }) => live.current().snapshot.revision === 100),
      );
      for (const { served, raised } of all) {
        expect(raised).toEqual([]);
        const numbers = served.map(({ revision }) => revision);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        for (const { revision, digest } of served) {
          if (revision > 0) expect(digest).toBe(truth.get(revision));
        }
      }
    } finally {
      for (const each of all) await each.close();
      await own.stop();
    }
  });
});

describe('nodes', () => {
  test('say what they serve at every change, and are gone at once when they stop', () =>
    opened(async (bench) => {
      const nodes = new RuleNodes({ redis: bench.link, keys: bench.keys, log: silentLogger });
      expect(await nodes.nodes()).toEqual([]);
      const deps = { nodes, live: bench.live, now: Date.now, log: silentLogger };
      const reports = ['b/2', 'a/1'].map((node) => keepReporting(deps, { node, release: '0.1.0' }));
      await eventually('both are known', async () => (await nodes.nodes()).length === 2);
      await publish(bench, 'a');
      await bench.live.refresh();
      await eventually(
        'both say so',
        async () => (await nodes.nodes()).every(({ revision }) => revision === 1),
        500,
      );
      const [first, second] = await nodes.nodes();
      expect(first).toMatchObject({
        ...{ node: 'a/1', release: '0.1.0', revision: 1, digest: digestOfSet(named('a')) },
        ...{ log: bench.live.current().revision?.log, alarms: [] },
      });
      expect(second?.node).toBe('b/2');
      await publish(bench, 'newer');
      await bench.live.refresh();
      await eventually('it says why not', async () => (await nodes.nodes())[0]?.alarms[0] === 'refused', 500);
      expect((await nodes.nodes())[0]?.sinceMs).toBe(first?.sinceMs);
      for (const report of reports) await report.stop();
      expect(await nodes.nodes()).toEqual([]);
    }));

  test('that are silent for five seconds are gone', () =>
    opened(async (bench) => {
      const nodes = new RuleNodes({ redis: bench.link, keys: bench.keys, log: silentLogger });
      const node = {
        node: 'a/1',
        release: '',
        log: '',
        revision: 0,
        digest: '',
        atMs: 0,
        sinceMs: 0,
        alarms: [],
      };
      await nodes.report(node);
      expect(await nodes.nodes()).toEqual([node]);
      await bench.link.client.pexpire(bench.keys.rulesNode('a/1'), 1);
      await eventually('it is gone', async () => (await nodes.nodes()).length === 0);
      expect(await bench.link.client.scard(bench.keys.rulesNodes)).toBe(0);
    }));
});
