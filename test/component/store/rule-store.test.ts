import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeControl } from '../../../src/store/control-channel.ts';
import type { RuleStore } from '../../../src/store/rule-store.ts';
import { aPublish, aRule, aSet, digestOfSet, openRuleStore } from '../../support/rules.ts';
import type { TestDocument } from '../../support/rules.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { eventually } from '../../support/submissions.ts';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

/** A store with keys of its own. */
const opened = async (
  use: (store: RuleStore<TestDocument>, bench: StoreBench) => Promise<void>,
): Promise<void> => {
  const bench = await openStoreBench(redis);
  try {
    await use(openRuleStore(bench), bench);
  } finally {
    await bench.close();
  }
};

const named = (name: string) => aSet({ api: [aRule(name)] });

describe('a publish', () => {
  test('makes revisions from 1, each with its parent, its author and its digest, in one log', () =>
    opened(async (store) => {
      expect(await store.head()).toBeUndefined();
      const first = aSet({ api: [aRule('a')], directory: [aRule('d'), aRule('e')] });
      const published = await store.publish(aPublish(0, first, { commit: 'c1', message: 'first' }));
      expect(published).toEqual({
        kind: 'published',
        revision: {
          log: expect.any(String) as string,
          revision: 1,
          parent: '',
          digest: digestOfSet(first),
          layer: 'api',
          by: 'ops',
          message: 'first',
          atMs: 1_000,
          commit: 'c1',
          sizes: { override: 0, api: 1, directory: 2, rollout: 0 },
        },
      });
      const second = aSet({ override: [aRule('o')] }, { seed: [{ track: 'canary', end: 100 }] });
      const next = await store.publish(
        aPublish(1, second, { layer: 'override', restores: 1, approvedBy: 'boss' }),
      );
      expect(next).toMatchObject({
        kind: 'published',
        revision: { revision: 2, parent: digestOfSet(first), restores: 1, approvedBy: 'boss' },
      });
      const head = await store.head();
      expect(head?.set).toEqual(second);
      expect(head?.revision).toEqual((await store.history(1))[0]);
      expect(new Set((await store.history(2)).map(({ log }) => log)).size).toBe(1);
      expect((await store.at(1))?.set).toEqual(first);
      expect(await store.at(3)).toBeUndefined();
    }));

  test('that is rehearsed reads what it would read, and leaves Redis as it was', () =>
    opened(async (_store, bench) => {
      const read: unknown[] = [];
      const readDocument = (value: unknown): TestDocument => {
        read.push(value);
        return value as TestDocument;
      };
      const store = openRuleStore(bench, { readDocument });
      const before = await bench.link.run((client) => client.dbsize());
      await store.rehearse([aRule('a'), aRule('b')]);
      expect(read).toEqual([aRule('a'), aRule('b')]);
      expect(await bench.link.run((client) => client.dbsize())).toBe(before);
      expect(await store.head()).toBeUndefined();
    }));

  test('from a revision that is not the current one writes nothing', () =>
    opened(async (store) => {
      await store.publish(aPublish(0, named('a')));
      expect(await store.publish(aPublish(0, named('b')))).toEqual({ kind: 'behind', revision: 1 });
      expect(await store.publish(aPublish(2, named('b')))).toEqual({ kind: 'behind', revision: 1 });
      expect((await store.head())?.set).toEqual(named('a'));
    }));

  test('with a commit id that is known answers the same revision, however much came after it', () =>
    opened(async (store) => {
      const request = aPublish(0, named('a'), { commit: 'the-commit' });
      const first = await store.publish(request);
      const again = await Promise.all([1, 2, 3].map(() => store.publish(request)));
      for (const each of again) expect(each).toEqual({ ...first, kind: 'repeated' });
      await store.publish(aPublish(1, named('b')));
      expect(await store.publish({ ...request, expected: 2 })).toEqual({ ...first, kind: 'repeated' });
      expect((await store.head())?.set).toEqual(named('b'));
    }));

  test('tells every process its number, digest and log in the same step', () =>
    opened(async (store, bench) => {
      const heard: unknown[] = [];
      bench.subscriber.on(bench.keys.control, (text) => heard.push(decodeControl(text)));
      const outcome = await store.publish(aPublish(0, named('a')));
      await eventually('it was heard', () => heard.length === 1);
      const log = outcome.kind === 'published' ? outcome.revision.log : '';
      expect(heard).toEqual([{ type: 'rules', revision: 1, digest: digestOfSet(named('a')), log }]);
    }));

  test('keeps a message and an author whatever characters they are made of', () =>
    opened(async (store) => {
      const said = { message: '第一 "quoted" \\ \n {"log":"x"} 🐤', by: 'o’ps' };
      const outcome = await store.publish(aPublish(0, named('a'), said));
      expect(outcome).toMatchObject({ revision: said });
      expect((await store.history(10))[0]).toMatchObject(said);
    }));
});

test('of two writers at once none loses what it wrote', () =>
  opened(async (store, bench) => {
    const other = openRuleStore(bench);
    const rounds = 100;
    let met = 0;
    /** As a writer does: read, change, publish, and look again when it is behind. */
    const add = async (through: RuleStore<TestDocument>, name: string): Promise<void> => {
      for (;;) {
        const head = await through.head();
        const api = [...(head?.set.layers.api ?? []), aRule(name)];
        const request = aPublish(head?.revision.revision ?? 0, aSet({ api }), { commit: name });
        const outcome = await through.publish(request);
        if (outcome.kind !== 'behind') return;
        met += 1;
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all([add(store, `a${round}`), add(other, `b${round}`)]);
    }
    const head = await store.head();
    expect(head?.revision.revision).toBe(2 * rounds);
    const names = head?.set.layers.api.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(2 * rounds);
    // Otherwise nothing was shown.
    expect(met).toBeGreaterThan(10);
    const history = await store.history(1_000);
    const parents = history.map(({ parent }) => parent);
    expect(parents.slice(0, -1)).toEqual(history.slice(1).map(({ digest }) => digest));
  }));

describe('history', () => {
  test('is told page by page, the newest first', () =>
    opened(async (store) => {
      expect(await store.history(10)).toEqual([]);
      for (let at = 0; at < 7; at += 1) await store.publish(aPublish(at, named(`r${at}`)));
      const numbers = async (limit: number, before?: number) =>
        (await store.history(limit, before)).map(({ revision }) => revision);
      expect(await numbers(3)).toEqual([7, 6, 5]);
      expect(await numbers(3, 5)).toEqual([4, 3, 2]);
      expect(await numbers(3, 2)).toEqual([1]);
      expect(await numbers(3, 1)).toEqual([]);
      expect(await numbers(2, 100)).toEqual([7, 6]);
    }));

  test('outlives the contents, of which the last ones are kept', () =>
    opened(async (_store, bench) => {
      const store = openRuleStore(bench, { options: { keptRevisions: 3 } });
      for (let at = 0; at < 8; at += 1) await store.publish(aPublish(at, named(`r${at}`)));
      expect(await store.history(100)).toHaveLength(8);
      const fresh = openRuleStore(bench);
      expect(await fresh.at(5)).toBeUndefined();
      for (const kept of [6, 7, 8]) expect((await fresh.at(kept))?.set).toEqual(named(`r${kept - 1}`));
      // Three api layers, the empty layer and the empty ranges.
      expect(await bench.link.client.hlen(bench.keys.rulesContents)).toBe(5);
    }));

  test('passes over what a newer release wrote, and says so nowhere else', () =>
    opened(async (store, bench) => {
      await store.publish(aPublish(0, named('a')));
      await store.publish(aPublish(1, named('b')));
      await bench.link.client.hset(bench.keys.rulesHistory, '1', '{"v":99,"revision":1}');
      expect((await store.history(10)).map(({ revision }) => revision)).toEqual([2]);
      await expect(store.at(1)).rejects.toMatchObject({ code: 'INTERNAL' });
    }));
});

describe('contents', () => {
  test('are kept once for all revisions that share a layer', () =>
    opened(async (store, bench) => {
      const api = Array.from({ length: 50 }, (_, at) => aRule(`r${at}`));
      for (let at = 0; at < 10; at += 1) {
        await store.publish(aPublish(at, aSet({ api, rollout: [aRule('step', at)] }), { layer: 'rollout' }));
      }
      // api, empty layer, empty ranges, ten rollouts.
      expect(await bench.link.client.hlen(bench.keys.rulesContents)).toBe(13);
    }));

  test('that do not have their digest are refused', () =>
    opened(async (store, bench) => {
      await store.publish(aPublish(0, named('a')));
      const { keys, link } = bench;
      const other = openRuleStore(bench);
      const stored = await other.headRevision();
      const wrong = await link.client.hgetBuffer(keys.rulesContents, stored?.contents.override ?? '');
      await link.client.hset(keys.rulesContents, stored?.contents.api ?? '', wrong ?? '');
      await expect(other.head()).rejects.toThrow(/digest/);
    }));

  test('of ten thousand rules come back as they were', () =>
    opened(async (store, bench) => {
      const api = Array.from({ length: 10_000 }, (_, at) =>
        aRule(`rule-${at}`, { priority: at, match: { language: ['python'], region: [`cn-${at}-*`] } }),
      );
      const outcome = await store.publish(aPublish(0, aSet({ api })));
      expect(outcome.kind).toBe('published');
      expect((await openRuleStore(bench).head())?.set.layers.api).toEqual(api);
    }));
});

describe('the list of a segment', () => {
  const segment = (list: { digest: string; count: number }): TestDocument => ({
    kind: 'Segment',
    name: 'early',
    spec: { list },
  });

  test('of a million ids comes back whole', () =>
    opened(async (store) => {
      const ids = Array.from({ length: 1_000_000 }, (_, at) => `user-${String(at).padStart(7, '0')}`);
      const put = await store.putSegmentList(ids);
      expect(put.count).toBe(1_000_000);
      const list = await store.segmentList(put.digest);
      expect(list?.size).toBe(1_000_000);
      expect(list?.has('user-0999999')).toBe(true);
      expect(list?.has('user-1000000')).toBe(false);
    }));

  test('may be empty, or hold ids of any letters in the order of their bytes', () =>
    opened(async (store) => {
      const ids = ['a', 'b', '用户', '\uffee', '🐤'];
      const put = await store.putSegmentList(ids);
      expect([...((await store.segmentList(put.digest)) ?? [])]).toEqual(ids);
      const empty = await store.putSegmentList([]);
      expect((await store.segmentList(empty.digest))?.size).toBe(0);
    }));

  test.each([[['b', 'a']], [['a', 'a']], [['a\nb']], [['🐤', '\uffee']]])(
    'is refused where its ids are not distinct, sorted lines: %j',
    (ids) =>
      opened(async (store) => {
        await expect(store.putSegmentList(ids)).rejects.toThrow(RangeError);
      }),
  );

  test('expires until a revision names it, stays while one does, and goes with the last one', () =>
    opened(async (_store, bench) => {
      const store = openRuleStore(bench, { options: { keptRevisions: 2, unnamedListTtlMs: 60_000 } });
      const list = await store.putSegmentList(['u1', 'u2']);
      const key = bench.keys.rulesList(list.digest);
      const left = () => bench.link.client.pttl(key);
      expect(await left()).toBeGreaterThan(50_000);
      await store.publish(aPublish(0, aSet({ api: [segment(list)] })));
      expect(await left()).toBe(-1);
      // Put again, it still does not expire.
      await store.putSegmentList(['u1', 'u2']);
      expect(await left()).toBe(-1);
      await store.publish(aPublish(1, named('a')));
      expect(await left()).toBe(-1);
      await store.publish(aPublish(2, named('b')));
      expect(await left()).toBeGreaterThan(50_000);
    }));

  test('that is not there refuses the revision that names it', () =>
    opened(async (store) => {
      const lost = segment({ digest: 'a'.repeat(64), count: 3 });
      await expect(store.publish(aPublish(0, aSet({ api: [lost] })))).rejects.toMatchObject({
        code: 'CONFLICT',
      });
      expect(await store.head()).toBeUndefined();
    }));
});

describe('a change that waits for approval', () => {
  const proposal = (id: string, atMs: number) => ({
    ...{ id, layer: 'api' as const, documents: [aRule('a'), aRule('b')], expected: 3 },
    ...{ by: 'ops', message: 'please', atMs, asks: ['a'] },
  });

  test('is listed until one takes it, and only one does', () =>
    opened(async (store) => {
      await store.putProposal(proposal('p2', 2));
      await store.putProposal(proposal('p1', 1));
      expect(await store.proposals()).toEqual([proposal('p1', 1), proposal('p2', 2)]);
      expect(await store.proposal('p2')).toEqual(proposal('p2', 2));
      const taken = await Promise.all(Array.from({ length: 5 }, () => store.takeProposal('p1')));
      expect(taken.filter((each) => each !== undefined)).toEqual([proposal('p1', 1)]);
      expect((await store.proposals()).map(({ id }) => id)).toEqual(['p2']);
      expect(await store.takeProposal('unknown')).toBeUndefined();
    }));

  test('finds a hundred others waiting, and is refused', () =>
    opened(async (store) => {
      for (let at = 0; at < 100; at += 1) await store.putProposal(proposal(`p${at}`, at));
      await expect(store.putProposal(proposal('p100', 100))).rejects.toMatchObject({ code: 'CONFLICT' });
    }));
});

test('when Redis is killed and started again during a hundred publishes, no revision is lost or reordered', async () => {
  const own = await startRedis();
  const bench = await openStoreBench(own);
  try {
    const store = openRuleStore(bench);
    const answered: { revision: number; commit: string }[] = [];
    const crashes: Promise<void>[] = [];
    for (let at = 0; at < 100; at += 1) {
      const commit = randomUUID();
      // It dies while the publish is on its way, or just before; the publisher may notice no more than a long wait.
      if (at % 25 === 10) {
        await Promise.all(crashes);
        crashes.push(own.restart({ downMs: 100 }));
      }
      for (;;) {
        try {
          const outcome = await store.publish(aPublish(at, named(`r${at}`), { commit }));
          if (outcome.kind === 'behind')
            throw new Error(`a revision was lost: ${at} became ${outcome.revision}`);
          answered.push({ revision: outcome.revision.revision, commit });
          break;
        } catch (error) {
          if ((error as { code?: string }).code !== 'STORE_UNAVAILABLE') throw error;
        }
      }
    }
    await Promise.all(crashes);
    await eventually('the store answers', () =>
      bench.link.ping().then(
        () => true,
        () => false,
      ),
    );
    expect(answered.map(({ revision }) => revision)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    const history = (await store.history(1_000)).reverse();
    expect(history.map(({ revision, commit }) => ({ revision, commit }))).toEqual(answered);
    for (const [at, { parent }] of history.entries()) {
      expect(parent).toBe(at === 0 ? '' : digestOfSet(named(`r${at - 1}`)));
    }
    expect(new Set(history.map(({ log }) => log)).size).toBe(1);
  } finally {
    await bench.close();
    await own.stop();
  }
});
