import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/domain/logger.ts';
import { BlobStore } from '../../../src/store/blob-store.ts';
import { ProblemSumsReader } from '../../../src/store/problem-sums.ts';
import { ProblemStore } from '../../../src/store/problem-store.ts';
import { sweepProblems } from '../../../src/store/problem-sweep.ts';
import { specOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';

let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

const digest = (digit: string): string => digit.repeat(64);

const put = (
  store: ProblemStore,
  given: { tenant?: string; id?: string; digest: string; title?: string; by?: string },
) =>
  store.put({
    tenant: 'default',
    id: 'aplusb',
    title: 'A + B',
    tests: 3,
    bytes: 12,
    by: 'ops',
    atMs: 1_000,
    ...given,
  });

/** A store with keys of its own. */
const opened = async (use: (store: ProblemStore, bench: StoreBench) => Promise<void>): Promise<void> => {
  const bench = await openStoreBench(redis);
  try {
    await use(new ProblemStore({ redis: bench.link, keys: bench.keys }), bench);
  } finally {
    await bench.close();
  }
};

describe('revisions of a problem', () => {
  test('are numbered from 1, and the last one put is current', () =>
    opened(async (store) => {
      expect(await store.current('default', 'aplusb')).toBeUndefined();
      expect(await put(store, { digest: digest('a') })).toEqual({
        created: true,
        revision: {
          tenant: 'default',
          id: 'aplusb',
          revision: 1,
          digest: digest('a'),
          title: 'A + B',
          tests: 3,
          bytes: 12,
          by: 'ops',
          atMs: 1_000,
        },
      });
      await put(store, { digest: digest('b'), title: 'A plus B' });
      expect(await store.current('default', 'aplusb')).toMatchObject({ revision: 2, title: 'A plus B' });
      expect(await store.at('default', 'aplusb', 1)).toMatchObject({ revision: 1, title: 'A + B' });
      expect(await store.at('default', 'aplusb', 3)).toBeUndefined();
      const all = await store.revisions('default', 'aplusb');
      expect(all.map(({ revision }) => revision)).toEqual([2, 1]);
    }));

  test('are not made by a put that changes nothing, whoever puts', () =>
    opened(async (store) => {
      await put(store, { digest: digest('a') });
      const again = await put(store, { digest: digest('a'), by: 'another' });
      expect(again).toMatchObject({ created: false, revision: { revision: 1, by: 'ops' } });
    }));

  test('are made by going back to what an earlier one was', () =>
    opened(async (store) => {
      for (const digit of ['a', 'b', 'a']) await put(store, { digest: digest(digit) });
      expect(await store.current('default', 'aplusb')).toMatchObject({ revision: 3, digest: digest('a') });
    }));

  test('of many writers at once have a number each, and one of them is current', () =>
    opened(async (store, bench) => {
      const other = new ProblemStore({ redis: bench.link, keys: bench.keys });
      const made = await Promise.all(
        Array.from('0123456789abcdef').map((digit, index) =>
          put(index % 2 === 0 ? store : other, { digest: digest(digit) }),
        ),
      );
      const numbers = made.map(({ revision }) => revision.revision).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
      const last = made.find(({ revision }) => revision.revision === 16)?.revision;
      expect(await store.current('default', 'aplusb')).toEqual(last);
    }));
});

describe('a tenant', () => {
  test("neither sees nor changes another's problem of the same name", () =>
    opened(async (store) => {
      await put(store, { tenant: 'a', digest: digest('a') });
      expect(await store.current('b', 'aplusb')).toBeUndefined();
      expect(await store.at('b', 'aplusb', 1)).toBeUndefined();
      expect(await store.revisions('b', 'aplusb')).toEqual([]);
      expect(await store.list('b', { limit: 10 })).toEqual({ problems: [] });
      expect(await store.remove('b', 'aplusb', 1)).toBe(false);
      expect((await put(store, { tenant: 'b', digest: digest('a') })).created).toBe(true);
      expect(await store.remove('a', 'aplusb', 1)).toBe(true);
      expect(await store.current('b', 'aplusb')).toMatchObject({ tenant: 'b', revision: 1 });
    }));

  test('whose name begins with that of another has a list of its own', () =>
    opened(async (store) => {
      for (const tenant of ['uni', 'uni-2', 'uni.x', 'un']) await put(store, { tenant, digest: digest('a') });
      const { problems } = await store.list('uni', { limit: 10 });
      expect(problems.map(({ tenant }) => tenant)).toEqual(['uni']);
    }));
});

test('a list goes on where it stopped, also when that problem is gone', () =>
  opened(async (store) => {
    for (const id of ['d', 'a', 'c', 'b', 'e']) await put(store, { id, digest: digest('a') });
    const idsOf = ({ problems }: Awaited<ReturnType<ProblemStore['list']>>) => problems.map(({ id }) => id);
    const first = await store.list('default', { limit: 2 });
    expect([idsOf(first), first.next]).toEqual([['a', 'b'], 'b']);
    await store.remove('default', 'b', 1);
    const second = await store.list('default', { limit: 2, after: 'b' });
    expect([idsOf(second), second.next]).toEqual([['c', 'd'], 'd']);
    const third = await store.list('default', { limit: 2, after: 'd' });
    expect([idsOf(third), third.next]).toEqual([['e'], undefined]);
  }));

describe('a deleted problem', () => {
  test('takes no submissions and is on no list, but who holds a revision can read it', () =>
    opened(async (store) => {
      await put(store, { digest: digest('a') });
      expect(await store.remove('default', 'aplusb', 5_000)).toBe(true);
      expect(await store.remove('default', 'aplusb', 6_000)).toBe(false);
      expect(await store.current('default', 'aplusb')).toBeUndefined();
      expect(await store.revisions('default', 'aplusb')).toEqual([]);
      expect(await store.list('default', { limit: 10 })).toEqual({ problems: [] });
      expect(await store.at('default', 'aplusb', 1)).toMatchObject({ digest: digest('a') });
    }));

  test('comes back by a put of the same package, as a new revision', () =>
    opened(async (store) => {
      await put(store, { digest: digest('a') });
      await store.remove('default', 'aplusb', 5_000);
      expect(await put(store, { digest: digest('a') })).toMatchObject({
        created: true,
        revision: { revision: 2 },
      });
      expect(await store.forget({ tenant: 'default', id: 'aplusb', deletedAtMs: 5_000 })).toBe(false);
      expect(await store.revisions('default', 'aplusb')).toHaveLength(2);
    }));

  test('that was forgotten gives no number twice', () =>
    opened(async (store) => {
      await put(store, { digest: digest('a') });
      await store.remove('default', 'aplusb', 5_000);
      expect(await store.forget({ tenant: 'default', id: 'aplusb', deletedAtMs: 5_000 })).toBe(true);
      expect(await store.at('default', 'aplusb', 1)).toBeUndefined();
      expect((await put(store, { digest: digest('a') })).revision.revision).toBe(2);
    }));
});

describe('the sweep', () => {
  const yearMs = 365 * 24 * 3_600_000;

  /** Blobs in a directory of its own, and a problem whose definition names the data. */
  const withBlobs = (bench: StoreBench, store: ProblemStore) => {
    const directory = join(redis.directory, randomUUID());
    const blobs = new BlobStore({ now: Date.now, newId: randomUUID }, directory);
    const all: string[] = [];
    /** Reading a blob makes it young, and a sweep reads definitions. */
    const age = async (key: string) => {
      const found = await blobs.locate(key).catch(() => undefined);
      if (found !== undefined) await utimes(found.path, 1_000, 1_000);
    };
    const kept = async (text: string) => {
      const key = await blobs.put(Buffer.from(text));
      all.push(key);
      return key;
    };
    const problem = async (id: string, data: readonly string[]) => {
      const keys = await Promise.all(data.map(kept));
      const definition = await kept(JSON.stringify({ id, data: keys.map((key) => ({ digest: key })) }));
      await put(store, { id, digest: definition });
      return { definition, keys };
    };
    const sweep = async (deletedBeforeMs = 0) => {
      await Promise.all(all.map(age));
      return await sweepProblems(
        {
          sums: new ProblemSumsReader({ redis: bench.link, keys: bench.keys }),
          redis: bench.link,
          keys: bench.keys,
          problems: store,
          blobs,
          log: silentLogger,
        },
        { deletedBeforeMs, youngSinceMs: Date.now() - yearMs },
      );
    };
    return { blobs, kept, problem, sweep };
  };

  test('removes what no revision names, and spares what is young', () =>
    opened(async (store, bench) => {
      const { blobs, kept, problem, sweep } = withBlobs(bench, store);
      const first = await problem('aplusb', ['1 2', '3']);
      const second = await problem('aplusb', ['1 2', '4']);
      const orphan = await kept('of an import that was refused');
      const young = await blobs.put(Buffer.from('of an import under way'));
      expect(await sweep()).toEqual({ forgotten: 0, removed: 1 });
      expect(await blobs.find(orphan)).toBeUndefined();
      for (const key of [first.definition, ...first.keys, second.definition, ...second.keys, young]) {
        expect(await blobs.find(key)).toBeDefined();
      }
    }));

  test('forgets what was deleted long ago, and keeps what another problem shares with it', () =>
    opened(async (store, bench) => {
      const { blobs, problem, sweep } = withBlobs(bench, store);
      const gone = await problem('gone', ['shared', 'its own']);
      const stays = await problem('stays', ['shared']);
      await store.remove('default', 'gone', 5_000);
      expect(await sweep(5_000)).toEqual({ forgotten: 0, removed: 0 });
      expect(await sweep(5_001)).toEqual({ forgotten: 1, removed: 2 });
      expect(await blobs.find(gone.keys[1] ?? '')).toBeUndefined();
      expect(await blobs.find(stays.keys[0] ?? '')).toBe('shared'.length);
      expect(await store.at('default', 'gone', 1)).toBeUndefined();
    }));

  test('keeps a deleted problem for as long as a submission waits to be judged by it', () =>
    opened(async (store, bench) => {
      const { blobs, problem, sweep } = withBlobs(bench, store);
      const { definition } = await problem('aplusb', ['1 2']);
      const reference = { id: 'aplusb', revision: 1, digest: definition };
      const waiting = anAcceptance({ spec: specOf({ problem: 'aplusb', problemRevision: reference }) });
      await bench.store.accept(waiting);
      await store.remove('default', 'aplusb', 5_000);
      expect(await sweep(6_000)).toEqual({ forgotten: 0, removed: 0 });
      expect(await blobs.find(definition)).toBeDefined();
      await bench.store.cancel(waiting.id, Date.now());
      expect(await sweep(6_000)).toEqual({ forgotten: 1, removed: 2 });
    }));

  test('removes nothing while a definition cannot be read, and names the problem', () =>
    opened(async (store, bench) => {
      const { blobs, kept, problem, sweep } = withBlobs(bench, store);
      const { definition } = await problem('aplusb', ['1 2']);
      const orphan = await kept('orphan');
      await blobs.remove(definition);
      await expect(sweep()).rejects.toThrow(/problem aplusb of tenant default/);
      expect(await blobs.find(orphan)).toBeDefined();
    }));
});
