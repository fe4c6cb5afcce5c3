/** What the accept script decides: caps, full queues and contests, over any number of callers. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContestPin } from '../../../src/domain/contest-pin.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { silentLogger } from '../../../src/domain/logger.ts';
import type { Freeze } from '../../../src/domain/tracks.ts';
import { heldByContests } from '../../../src/store/contest-pins.ts';
import { TrackStore } from '../../../src/store/track-store.ts';
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
});
afterAll(() => redis.stop());

beforeEach(async () => {
  bench = await openStoreBench(redis, { prefix: `t${randomUUID()}:` });
  return () => bench.close();
});

const canary = aDecision({ track: 'canary', fingerprint: 'python-3.14@2', reason: 'SPLIT', rule: 'r1' });
const spilled = (why: string): Decision =>
  aDecision({
    ...{ reason: 'SPILLOVER', rule: 'r1', why },
    instead: { track: 'canary', fingerprint: 'python-3.14@2', reason: 'SPLIT' },
  });

/** No minute ends while a test counts. */
const earlyInAMinute = async (): Promise<void> => {
  const [seconds] = await bench.link.client.time();
  const left = 60 - (Number(seconds) % 60);
  if (left < 20) await new Promise((resolve) => setTimeout(resolve, left * 1_000));
};

describe('a cap', () => {
  const capped = (perMinute: number, given: Parameters<typeof anAcceptance>[0] = {}) =>
    anAcceptance({ decision: canary, overCap: { rule: 'r1', perMinute, decision: spilled('cap') }, ...given });

  test('lets exactly so many a minute leave stable, however many processes ask at once', async () => {
    await earlyInAMinute();
    const others = await Promise.all(
      Array.from({ length: 3 }, () => openStoreBench(redis, { prefix: `${bench.keys.prefix.slice(1, -2)}:` })),
    );
    const stores = [bench, ...others].map(({ store }) => store);
    const acceptances = Array.from({ length: 80 }, () => capped(7));
    const outcomes = await Promise.all(
      acceptances.map((each, index) => stores[index % stores.length]?.accept(each)),
    );
    const decisions = outcomes.map((each) => (each?.kind === 'accepted' ? each.decision : undefined));
    expect(decisions.filter((each) => each?.track === 'canary')).toHaveLength(7);
    expect(decisions.filter((each) => each?.reason === 'SPILLOVER')).toHaveLength(73);
    expect(await bench.store.pending('canary')).toBe(7);
    expect(await bench.store.pending('stable')).toBe(73);
    for (const [index, { id }] of acceptances.entries()) {
      const record = await bench.store.read(id);
      expect(record?.decision).toEqual(decisions[index]);
      expect(record?.attempts).toHaveLength(1);
      const [queued] = await bench.store.events(id);
      expect(queued?.event).toMatchObject({ type: 'queued', decision: decisions[index] });
    }
    await Promise.all(others.map((each) => each.close()));
  });

  test('counts what is accepted, and neither repeats nor what is refused', async () => {
    await earlyInAMinute();
    const idempotency = { key: 'k', digest: 'd' };
    const first = capped(2, { idempotency });
    expect(await bench.store.accept(first)).toMatchObject({ kind: 'accepted', decision: canary });
    expect(await bench.store.accept(first)).toMatchObject({ kind: 'accepted', decision: canary });
    expect(await bench.store.accept(capped(2, { idempotency }))).toMatchObject({ kind: 'repeated' });
    expect(await bench.store.accept(capped(2, { queueLimit: 0 }))).toMatchObject({ kind: 'queueFull' });
    expect(await bench.store.accept(capped(2))).toMatchObject({ decision: { track: 'canary' } });
    expect(await bench.store.accept(capped(2))).toMatchObject({ decision: { track: 'stable' } });
  });

  test('of zero lets nothing leave; two rules have a cap each', async () => {
    expect(await bench.store.accept(capped(0))).toMatchObject({ decision: { track: 'stable' } });
    const overCap = { rule: 'r2', perMinute: 1, decision: spilled('cap') };
    expect(await bench.store.accept(anAcceptance({ decision: canary, overCap }))).toMatchObject({
      decision: { track: 'canary' },
    });
  });

  test('is forgotten with its minute', async () => {
    await bench.store.accept(capped(1));
    const [key, ...others] = await bench.link.client.keys(`${bench.keys.sample('r1')}*`);
    expect(others).toEqual([]);
    const leftMs = await bench.link.client.pttl(key ?? '');
    expect(leftMs).toBeGreaterThan(60_000);
    expect(leftMs).toBeLessThanOrEqual(120_000);
  });

  test('an acceptance whose answer was lost hears which decision is on record, also when it was judged since', async () => {
    const acceptance = capped(0);
    await bench.store.accept(acceptance);
    expect(await bench.store.accept(acceptance)).toMatchObject({ decision: { reason: 'SPILLOVER' } });
    await bench.store.commit(acceptance.id, 1, aResult());
    const record = await bench.store.read(acceptance.id);
    const again = { number: 2, decision: aDecision(), startedAtMs: 9 };
    if (record !== undefined) expect(await bench.store.rejudge(record, again, 10)).toBe('started');
    expect(await bench.store.accept(acceptance)).toMatchObject({ decision: { reason: 'SPILLOVER' } });
  });
});

test('before a full queue the alternative is recorded, until stable is full too', async () => {
  const whenFull = spilled('full');
  const next = () => bench.store.accept(anAcceptance({ decision: canary, whenFull, queueLimit: 2 }));
  const outcomes = [await next(), await next(), await next(), await next(), await next()];
  expect(outcomes.slice(0, 2)).toMatchObject([{ decision: canary }, { decision: canary }]);
  expect(outcomes.slice(2, 4)).toMatchObject([{ decision: whenFull }, { decision: whenFull }]);
  expect(outcomes[4]).toEqual({ kind: 'queueFull', track: 'canary', waiting: 2 });
});

test('every part of a decision is read back as it was recorded', async () => {
  const decision = aDecision({
    ...{ track: 'canary', reason: 'RULE', why: 'because', confirm: true },
    shadow: { track: 'beta', runtime: 'python-3.15', fingerprint: 'python-3.15@3' },
    instead: { track: 'nightly', reason: 'OVERRIDE' },
  });
  const acceptance = anAcceptance({ decision });
  await bench.store.accept(acceptance);
  expect((await bench.store.read(acceptance.id))?.decision).toEqual(decision);
});

describe('a contest', () => {
  const pinOf = (fingerprint: string, given: Partial<ContestPin> = {}): ContestPin => ({
    ...{ track: 'stable', runtime: 'python-3', fingerprint, revision: 1 },
    ...given,
  });
  const using = (fingerprint: string, given: { name?: string; replaces?: string; language?: string } = {}) =>
    anAcceptance({
      spec: specOf({ contest: 'weekly-12', language: given.language ?? 'python' }),
      decision: aDecision({ fingerprint }),
      contest: {
        name: given.name ?? 'weekly-12',
        pin: pinOf(fingerprint),
        ...(given.replaces === undefined ? {} : { replaces: given.replaces }),
      },
    });
  const held = async (freezes: readonly Freeze[] = [], nowMs = Date.now()) =>
    [...(await heldByContests({ redis: bench.link, keys: bench.keys }, freezes, nowMs))].sort();

  const window = async (untilMs: number, kind: Freeze['kind'] = 'contest'): Promise<void> => {
    const tracks = new TrackStore({ redis: bench.link, keys: bench.keys, log: silentLogger });
    const freeze = { name: 'weekly-12', kind, languages: [], fromMs: 0, untilMs, by: 'ops', reason: 'r' };
    await tracks.change({ from: (await tracks.state()).revision, freeze: [freeze], events: [] });
  };

  test('is held to the fingerprint of its first use; whoever comes with another is told, and leaves nothing', async () => {
    expect(await bench.store.accept(using('a@1'))).toMatchObject({ kind: 'accepted' });
    const late = using('b@2');
    expect(await bench.store.accept(late)).toMatchObject({ kind: 'pinned', pin: pinOf('a@1') });
    expect(await bench.store.read(late.id)).toBeUndefined();
    expect(await bench.store.accept(using('a@1'))).toMatchObject({ kind: 'accepted' });
    expect(await held()).toEqual(['a@1']);
  });

  test('of many that come first at once with different fingerprints, one wins and all others hear of it', async () => {
    const acceptances = Array.from({ length: 40 }, (_, index) => using(`f${index % 4}@1`));
    const outcomes = await Promise.all(acceptances.map((each) => bench.store.accept(each)));
    const winners = acceptances.filter((_each, index) => outcomes[index]?.kind === 'accepted');
    expect(new Set(winners.map(({ decision }) => decision.fingerprint)).size).toBe(1);
    expect(winners).toHaveLength(10);
    const told = outcomes.flatMap((each) => (each.kind === 'pinned' ? [each.pin.fingerprint] : []));
    expect(new Set(told)).toEqual(new Set([winners[0]?.decision.fingerprint]));
  });

  test('what is refused holds nothing', async () => {
    expect(await bench.store.accept({ ...using('a@1'), queueLimit: 0 })).toMatchObject({ kind: 'queueFull' });
    expect(await bench.store.accept(using('b@2'))).toMatchObject({ kind: 'accepted' });
  });

  test('languages and tenants are held apart', async () => {
    await bench.store.accept(using('a@1'));
    expect(await bench.store.accept(using('gcc@1', { language: 'cpp' }))).toMatchObject({ kind: 'accepted' });
    const elsewhere = using('b@2');
    const spec = { ...elsewhere.spec, tenant: 'acme' };
    expect(await bench.store.accept({ ...elsewhere, spec })).toMatchObject({ kind: 'accepted' });
    expect(await held()).toEqual(['a@1', 'b@2', 'gcc@1']);
  });

  test('a pin is replaced only by who has seen it: of many that do, one writes, and one that has seen an older one is told', async () => {
    await bench.store.accept(using('bad@1'));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => bench.store.accept(using('good@2', { replaces: 'bad@1' }))),
    );
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(await held()).toEqual(['good@2']);
    expect(await bench.store.accept(using('other@3', { replaces: 'bad@1' }))).toMatchObject({
      kind: 'pinned',
      pin: pinOf('good@2'),
    });
  });

  test('a pin ends with the declared end of its contest, and a contest that is over has none', async () => {
    const untilMs = Date.now() + 1_500;
    await window(untilMs);
    expect(await bench.store.accept(using('a@1'))).toMatchObject({ pinnedUntilMs: untilMs });
    expect(await held()).toEqual(['a@1']);
    await new Promise((resolve) => setTimeout(resolve, untilMs - Date.now() + 20));
    expect(await held()).toEqual([]);
    expect(await bench.store.accept(using('b@2'))).toMatchObject({ kind: 'accepted', pinnedUntilMs: 0 });
    expect(await bench.store.accept(using('a@1'))).toMatchObject({ kind: 'accepted', pinnedUntilMs: 0 });
  });

  test('a contest without a declared end is held for 90 days after its last use', async () => {
    const before = Date.now();
    const outcome = await bench.store.accept(using('a@1'));
    const ninetyDaysMs = 90 * 24 * 3_600_000;
    const untilMs = outcome.kind === 'accepted' ? (outcome.pinnedUntilMs ?? 0) : 0;
    expect(untilMs - ninetyDaysMs - before).toBeLessThan(5_000);
    expect(untilMs - ninetyDaysMs - before).toBeGreaterThanOrEqual(-5);
    expect(await held([], before + ninetyDaysMs - 10_000)).toEqual(['a@1']);
    expect(await held([], untilMs)).toEqual([]);
  });

  test('an end that was brought forward lets go at once, and a freeze of the same name that is no contest ends nothing', async () => {
    await bench.store.accept(using('a@1'));
    const freeze: Freeze = {
      ...{ name: 'weekly-12', kind: 'contest', languages: [], by: 'ops', reason: 'r' },
      ...{ fromMs: 0, untilMs: Date.now() - 1 },
    };
    expect(await held([freeze])).toEqual([]);
    expect(await held([{ ...freeze, kind: 'freeze' }])).toEqual(['a@1']);
    await window(Date.now() - 1, 'freeze');
    expect(await bench.store.accept(using('b@2'))).toMatchObject({ kind: 'pinned' });
  });

  test('pins of contests that are over are cleared away by those that come', async () => {
    await bench.store.accept(using('a@1'));
    const { contests, contestEnds } = bench.keys;
    await bench.link.client.hset(contests, 'old', 'x');
    await bench.link.client.zadd(contestEnds, 1, 'old');
    await bench.store.accept(using('gcc@1', { language: 'cpp' }));
    expect(await bench.link.client.hexists(contests, 'old')).toBe(0);
    expect(await bench.link.client.zcard(contestEnds)).toBe(2);
  });
});
