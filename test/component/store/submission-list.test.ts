import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { listSubmissions, sweepList } from '../../../src/store/submission-list.ts';
import type { ListBounds } from '../../../src/store/submission-list.ts';
import type { SubmissionFilter } from '../../../src/domain/submission-filter.ts';
import { specOf } from '../../support/facts.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { anAcceptance, openStoreBench } from '../../support/store.ts';
import type { StoreBench } from '../../support/store.ts';
import { aDecision, aResult } from '../../support/submissions.ts';

let redis: TestRedis;
let bench: StoreBench;

beforeAll(async () => {
  redis = await startRedis();
  bench = await openStoreBench(redis);
});

afterAll(async () => {
  await bench.close();
  await redis.stop();
});

const place = () => ({ redis: bench.link, keys: bench.keys });

const accept = async (given: Parameters<typeof anAcceptance>[0]): Promise<string> => {
  const acceptance = anAcceptance(given);
  await bench.store.accept(acceptance);
  return acceptance.id;
};

/** Every id, page by page. */
const idsOf = async (
  tenant: string,
  filter: SubmissionFilter = {},
  limit = 3,
  bounds?: ListBounds,
): Promise<{ ids: string[]; pages: number }> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const request = { tenant, filter, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await listSubmissions(place(), request, bounds);
    expect(page.records.length).toBeLessThanOrEqual(limit);
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.cursor;
    pages += 1;
  } while (cursor !== undefined);
  return { ids, pages };
};

describe('the list of a tenant', () => {
  test('has its submissions newest first, each once over all pages, and nobody else’s', async () => {
    const tenant = randomUUID();
    const spec = specOf({ tenant });
    const mine: string[] = [];
    for (let count = 0; count < 10; count += 1) {
      mine.push(await accept({ spec }));
      await accept({ spec: specOf({ tenant: `${tenant}-other` }) });
    }
    expect((await idsOf(tenant)).ids).toEqual([...mine].reverse());
  });

  test('one that comes while pages are read neither repeats nor hides another', async () => {
    const tenant = randomUUID();
    const spec = specOf({ tenant });
    const first = [await accept({ spec }), await accept({ spec }), await accept({ spec })];
    const page = await listSubmissions(place(), { tenant, filter: {}, limit: 2 });
    await accept({ spec });
    const { cursor = '' } = page;
    const rest = await listSubmissions(place(), { tenant, filter: {}, limit: 2, cursor });
    expect([...page.records, ...rest.records].map(({ id }) => id)).toEqual([...first].reverse());
  });

  test('leaves runs out', async () => {
    const tenant = randomUUID();
    const judged = await accept({ spec: specOf({ tenant }) });
    await accept({ spec: specOf({ tenant, kind: 'run' }) });
    expect((await idsOf(tenant)).ids).toEqual([judged]);
  });

  test('answers by every filter', async () => {
    const tenant = randomUUID();
    const canary = aDecision({ track: 'canary', fingerprint: 'cpp-16@1' });
    const contest = { tenant, problem: 'aplusb', contest: 'weekly-12', user: { id: 'u1' } };
    const one = await accept({ spec: specOf(contest), decision: canary });
    const two = await accept({ spec: specOf({ tenant, language: 'python' }), createdAtMs: Date.now() + 5 });
    await bench.store.commit(one, 1, aResult({ verdict: 'wrong_answer' }));
    const only = async (filter: SubmissionFilter) => (await idsOf(tenant, filter)).ids;
    const { createdAtMs = 0 } = (await bench.store.read(two)) ?? {};
    for (const filter of [
      { problem: 'aplusb' },
      { contest: 'weekly-12' },
      { user: 'u1' },
      { track: 'canary' },
      { fingerprint: 'cpp-16@1' },
      { verdict: 'wrong_answer' },
      { state: 'finished' },
      { language: 'cpp', verdict: 'wrong_answer' },
      { toMs: createdAtMs },
    ] as const) {
      expect(await only(filter), JSON.stringify(filter)).toEqual([one]);
    }
    expect(await only({ fromMs: createdAtMs })).toEqual([two]);
    expect(await only({ state: 'queued' })).toEqual([two]);
    expect(await only({ language: 'python', verdict: 'accepted' })).toEqual([]);
  });

  test('finds a verdict whose result is a blob without opening the blob', async () => {
    const tenant = randomUUID();
    const id = await accept({ spec: specOf({ tenant }) });
    await bench.store.commit(id, 1, aResult({ message: 'x'.repeat(2_000), score: 40 }));
    const [record] = (await listSubmissions(place(), { tenant, filter: { verdict: 'accepted' }, limit: 1 }))
      .records;
    expect(record?.attempts[0]?.result).toMatchObject({ verdict: 'accepted', score: 40 });
  });

  test('reads no more than its bound in one call, and goes on from there', async () => {
    const tenant = randomUUID();
    const rare = await accept({ spec: specOf({ tenant, language: 'rare' }) });
    for (let count = 0; count < 25; count += 1) await accept({ spec: specOf({ tenant }) });
    const bounds = { mostRead: 10, piece: 5 };
    const first = await listSubmissions(place(), { tenant, filter: { language: 'rare' }, limit: 3 }, bounds);
    expect(first).toMatchObject({ records: [] });
    expect(first.cursor).toBeDefined();
    expect(await idsOf(tenant, { language: 'rare' }, 3, bounds)).toEqual({ ids: [rare], pages: 3 });
  });

  test('refuses a cursor that is none of its own', async () => {
    for (const cursor of ['', 'x', '!!', Buffer.from('1-1 *').toString('base64url')]) {
      await expect(
        listSubmissions(place(), { tenant: 't', filter: {}, limit: 1, cursor }),
      ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
  });
});

describe('what has expired', () => {
  const expire = (id: string) => bench.link.run((client) => client.del(bench.keys.record(id)));
  const entries = (tenant: string) => bench.link.run((client) => client.xlen(bench.keys.submissions(tenant)));

  test('is taken out when it is met', async () => {
    const tenant = randomUUID();
    const spec = specOf({ tenant });
    const kept = [await accept({ spec }), await accept({ spec })];
    for (let count = 0; count < 5; count += 1) await expire(await accept({ spec }));
    expect((await idsOf(tenant, {}, 50)).ids).toEqual([...kept].reverse());
    expect(await entries(tenant)).toBe(2);
  });

  test('is taken out by the sweep, up to its time', async () => {
    const tenant = randomUUID();
    const spec = specOf({ tenant });
    const kept = await accept({ spec });
    for (let count = 0; count < 5; count += 1) await expire(await accept({ spec }));
    await sweepList(place(), Date.now() - 60_000);
    expect(await entries(tenant)).toBe(6);
    expect(await sweepList(place(), Date.now() + 1_000)).toBeGreaterThanOrEqual(5);
    expect(await entries(tenant)).toBe(1);
    expect((await idsOf(tenant)).ids).toEqual([kept]);
  });
});

test('the list takes less than sixty bytes of a submission', async () => {
  const tenant = randomUUID();
  const count = 2_000;
  const spec = specOf({ tenant });
  for (let at = 0; at < count; at += 100) {
    await Promise.all(Array.from({ length: 100 }, () => accept({ spec, queueLimit: 10_000 })));
  }
  const bytes = await bench.link.run((client) =>
    client.memory('USAGE', bench.keys.submissions(tenant), 'SAMPLES', 0),
  );
  expect((bytes ?? Infinity) / count).toBeLessThan(60);
});
