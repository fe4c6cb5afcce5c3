/** Moving a track while submissions come in: on a real Redis, over several api processes at once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindTrack, unbindTrack } from '../../../src/control/bindings.ts';
import { jobOf } from '../../../src/domain/submission.ts';
import { gcc16 } from '../../support/control-world.ts';
import { aChoice } from '../../support/intake.ts';
import { gcc14, openNodes } from '../../support/intake-nodes.ts';
import type { Nodes } from '../../support/intake-nodes.ts';
import { startRedis } from '../../support/redis.ts';
import type { TestRedis } from '../../support/redis.ts';

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

const to = (runtime: string, track: string, dryRun = false) =>
  bindTrack(world.control, {
    ...{ language: 'cpp', track, runtime, by: 'ops', reason: 'r', force: true, dryRun },
  });

test('a track that is set takes effect on every node by a push, well before any timer would tell it', async () => {
  for (const facts of [gcc16, gcc14, gcc16, gcc14]) {
    await to(facts.runtime, 'stable');
    const setMs = performance.now();
    await world.caughtUp();
    expect(performance.now() - setMs).toBeLessThan(1_000);
    for (const node of world.nodes) {
      expect((await node.submit()).decision.fingerprint).toBe(facts.fingerprint);
    }
  }
});

test('a dry run moves nobody', async () => {
  expect((await to('cpp-16', 'stable', true)).changed).toBe(false);
  for (const node of world.nodes) expect((await node.submit()).decision.fingerprint).toBe(gcc14.fingerprint);
});

test('what is queued or runs keeps the fingerprint that it was given, and is counted as its work', async () => {
  const [node] = world.nodes;
  const queued = await node?.submit();
  const runs = await node?.submit();
  await world.first.store.markRunning(runs?.id ?? '', 1, 'w1');
  await to('cpp-16', 'stable');
  await world.caughtUp();
  await node?.submit();
  for (const before of [queued, runs]) {
    const record = await world.first.store.read(before?.id ?? '');
    expect(record?.decision).toEqual(before?.decision);
    expect(record === undefined ? undefined : jobOf(record).fingerprint).toBe(gcc14.fingerprint);
  }
  expect(node?.jobs.map(({ fingerprint }) => fingerprint)).toEqual([
    gcc14.fingerprint,
    gcc14.fingerprint,
    gcc16.fingerprint,
  ]);
  expect(await world.control.unfinished({ track: 'stable', fingerprint: gcc14.fingerprint })).toBe(2);
});

test('a track that loses its release sends nobody there any more: rules that name it fall back to stable', async () => {
  world.decide = () => aChoice();
  expect((await world.nodes[0]?.submit())?.decision).toMatchObject({ track: 'canary', reason: 'RULE' });
  const gone = { language: 'cpp', track: 'canary', by: 'ops', reason: 'r', dryRun: false };
  await unbindTrack(world.control, gone);
  await world.caughtUp();
  for (const node of world.nodes) {
    expect((await node.submit()).decision).toMatchObject({
      ...{ track: 'stable', reason: 'FALLBACK', why: 'cpp has nothing on canary' },
      instead: { track: 'canary', reason: 'RULE' },
    });
  }
});
