/** A contest while releases move: on a real Redis, over several api processes at once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { settleDraining } from '../../../src/control/drain.ts';
import { putFreeze, removeFreeze } from '../../../src/control/freezes.ts';
import { rollbackTrack } from '../../../src/control/rollback.ts';
import type { SubmissionRecord } from '../../../src/domain/submission.ts';
import { heldByContests } from '../../../src/store/contest-pins.ts';
import { gcc16 } from '../../support/control-world.ts';
import { aChoice, byDefault } from '../../support/intake.ts';
import { gcc14, openNodes } from '../../support/intake-nodes.ts';
import type { Nodes } from '../../support/intake-nodes.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';
import { aResult } from '../../support/submissions.ts';

let redis: TestRedis;
let world: Nodes;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  world = await openNodes(redis, 4);
  return () => world.close();
});

const contest = 'weekly-12';
const actor = { by: 'ops', reason: 'r' };

const fingerprintsOf = (records: readonly SubmissionRecord[]): string[] => [
  ...new Set(records.map(({ decision }) => decision.fingerprint)),
];

/** Contestants that submit all the time, on every node in turn, until they are stopped. */
const contestants = (name: string) => {
  let running = true;
  const records: SubmissionRecord[] = [];
  const lanes = Array.from({ length: 16 }, async (_, lane) => {
    for (let round = 0; running; round += 1) {
      const node = world.nodes[(lane + round) % world.nodes.length];
      const user = { id: `u${lane}` };
      const record = await node?.submit({ contest: name, user, priority: 'contest' });
      if (record !== undefined) records.push(record);
    }
  });
  return {
    records,
    stop: async () => {
      running = false;
      await Promise.all(lanes);
      return records;
    },
  };
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const drained = (inMs: number) =>
  settleDraining(
    {
      ...world.control,
      now: () => Date.now() + inMs,
      giveUp: () => Promise.resolve(0),
      heldByContests: async () =>
        heldByContests(
          { redis: world.first.link, keys: world.first.keys },
          await world.control.tracks.freezes(),
          Date.now(),
        ),
    },
    new Map(),
  );

test('every contestant keeps the fingerprint of the first use while another release becomes stable', async () => {
  const running = contestants(contest);
  await pause(300);
  await world.promote();
  await world.caughtUp();
  const atPromotion = running.records.length;
  await pause(300);
  const records = await running.stop();

  expect(atPromotion).toBeGreaterThan(20);
  expect(records.length).toBeGreaterThan(atPromotion + 20);
  expect(fingerprintsOf(records)).toEqual([gcc14.fingerprint]);
  expect(new Set(records.map(({ decision }) => decision.track))).toEqual(new Set(['stable']));
  for (const { id, decision } of records.slice(-20)) {
    expect((await world.first.store.read(id))?.decision).toEqual(decision);
    expect(decision.reason).toBe('FROZEN');
  }
  const elsewhere = await Promise.all(world.nodes.map((node) => node.submit()));
  expect(fingerprintsOf(elsewhere)).toEqual([gcc16.fingerprint]);
  const newcomer = await world.join();
  const late = await newcomer.submit({ contest });
  expect(late.decision).toMatchObject({ fingerprint: gcc14.fingerprint, reason: 'FROZEN' });
});

test('contests that begin on nodes which do not agree yet are each held to one fingerprint all the same', async () => {
  await world.join(() => aChoice());
  await world.join(() => aChoice());
  for (let round = 0; round < 12; round += 1) {
    const submitted = world.nodes.map((node) => node.submit({ contest: `c${round}` }));
    const first = await Promise.all(submitted);
    const more = await Promise.all(world.nodes.map((node) => node.submit({ contest: `c${round}` })));
    expect(fingerprintsOf([...first, ...more])).toHaveLength(1);
    expect(new Set(more.map(({ decision }) => decision.reason))).toEqual(new Set(['FROZEN']));
  }
});

test('a change of rules moves no contestant', async () => {
  const before = await world.nodes[0]?.submit({ contest });
  world.decide = () => aChoice({ confirm: true });
  const after = await Promise.all(world.nodes.map((node) => node.submit({ contest })));
  expect(before?.decision.reason).toBe('DEFAULT');
  expect(fingerprintsOf(after)).toEqual([gcc14.fingerprint]);
  expect((await world.nodes[1]?.submit())?.decision.fingerprint).toBe(gcc16.fingerprint);
});

test('a contest that began on canary keeps it, and its second judgement, when rules take canary away', async () => {
  world.decide = () => aChoice({ confirm: true });
  await world.nodes[0]?.submit({ contest });
  world.decide = () => byDefault;
  for (const node of world.nodes) {
    expect((await node.submit({ contest })).decision).toMatchObject({
      ...{ track: 'canary', fingerprint: gcc16.fingerprint, reason: 'FROZEN', confirm: true },
    });
  }
});

test('the old release drains until the contest ends, though nothing that was sent to it is unfinished', async () => {
  const window = { name: contest, kind: 'contest' as const, languages: [], fromMs: 0, ...actor };
  await putFreeze(world.control, { ...window, untilMs: Date.now() + 3_600_000 });
  const record = await world.nodes[0]?.submit({ contest });
  await world.promote();
  await world.first.store.commit(record?.id ?? '', 1, aResult());
  expect(await drained(60_000)).toEqual([]);
  expect((await world.control.tracks.state()).draining).toMatchObject([{ fingerprint: gcc14.fingerprint }]);

  await putFreeze(world.control, { ...window, untilMs: Date.now() + 200 });
  await pause(250);
  expect(await drained(60_000)).toEqual([gcc14.fingerprint]);
  await world.caughtUp();
  const afterwards = await world.nodes[1]?.submit({ contest });
  expect(afterwards?.decision).toMatchObject({ fingerprint: gcc16.fingerprint, reason: 'DEFAULT' });
  await removeFreeze(world.control, { name: contest, ...actor });
});

test('when the pinned release is rolled back, the contest goes over to what stable has, all of it, and says so', async () => {
  await world.promote();
  await world.caughtUp();
  const running = contestants(contest);
  await pause(200);
  await rollbackTrack(world.control, { language: 'cpp', track: 'stable', dryRun: false, ...actor });
  await world.caughtUp();
  const atRollback = running.records.length;
  await pause(200);
  const records = await running.stop();

  expect(fingerprintsOf(records.slice(0, 1))).toEqual([gcc16.fingerprint]);
  // Those under way when the last node heard of it may still have been decided before.
  const after = records.slice(atRollback + 16);
  expect(after.length).toBeGreaterThan(20);
  expect(fingerprintsOf(after)).toEqual([gcc14.fingerprint]);
  const fell = records.filter(({ decision }) => decision.reason === 'FALLBACK');
  expect(fell.length).toBeGreaterThan(0);
  expect(fell[0]?.decision.instead).toEqual({
    ...{ track: 'stable', fingerprint: gcc16.fingerprint, reason: 'FROZEN' },
  });
  expect(after.at(-1)?.decision.reason).toBe('FROZEN');
});
