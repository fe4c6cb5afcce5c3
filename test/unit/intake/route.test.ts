import { describe, expect, test } from 'vitest';
import type { PoolState } from '../../../src/intake/pool-health.ts';
import { contextOf } from '../../../src/intake/gray-context.ts';
import { route } from '../../../src/intake/route.ts';
import { specOf } from '../../support/facts.ts';
import { aChoice, boundTo, newCpp, oldCpp, quarantineOf, routeWorld } from '../../support/intake.ts';

const quarantined = { quarantined: [quarantineOf(newCpp.fingerprint)] };
const toNew = { track: 'canary', fingerprint: newCpp.fingerprint };

test('the context has everything of a submission that rules may decide by', () => {
  const spec = specOf({
    language: 'cpp17',
    tenant: 'acme',
    priority: 'contest',
    user: { id: 'u1', level: 3, region: 'cn-east-1', geohash: 'wx4g0bm6c', tags: ['beta'] },
    client: { id: 'c1', device: 'web' },
    difficulty: 0.4,
    problem: 'aplusb',
    topics: ['dp'],
    contest: 'weekly-12',
    headers: { 'x-cohort': 'b' },
  });
  expect(contextOf(spec, 'cpp', 77)).toEqual({
    atMs: 77,
    tenant: 'acme',
    language: 'cpp17',
    family: 'cpp',
    priority: 'contest',
    tags: ['beta'],
    region: 'cn-east-1',
    geohash: 'wx4g0bm6c',
    userLevel: 3,
    userId: 'u1',
    clientId: 'c1',
    device: 'web',
    difficulty: 0.4,
    problemId: 'aplusb',
    topics: ['dp'],
    contest: 'weekly-12',
    headers: { 'x-cohort': 'b' },
  });
});

test('what a submission does not tell is left out of the context', () => {
  expect(Object.keys(contextOf(specOf(), 'cpp', 0)).sort()).toEqual(
    ['atMs', 'family', 'language', 'priority', 'tags', 'tenant'].sort(),
  );
});

describe('the order of what decides', () => {
  const override = aChoice({ reason: 'OVERRIDE', rule: 'staff-first' });

  test('a pin in the body goes before an override, and a pin in a header is told apart', () => {
    const world = routeWorld({ override });
    const spec = specOf({ track: 'stable' });
    expect(route(world, { spec }, 0).decision).toMatchObject({ track: 'stable', reason: 'PINNED' });
    expect(route(world, { spec, pinnedBy: 'header' }, 0).decision).toMatchObject({ reason: 'HEADER' });
  });

  test('an override goes before contests and rules, and neither is asked', () => {
    const world = routeWorld({ override });
    const routed = route(world, { spec: specOf({ contest: 'weekly-12' }) }, 0);
    expect(routed.decision).toMatchObject({ track: 'canary', reason: 'OVERRIDE', rule: 'staff-first' });
    expect(routed.contest).toBeUndefined();
    expect(world.asked).toEqual([]);
  });

  test('a pin does not fall back when its pool is empty', () => {
    const world = routeWorld({ state: 'empty' });
    const { decision } = route(world, { spec: specOf({ track: 'canary' }) }, 0);
    expect(decision).toMatchObject({ ...toNew, reason: 'PINNED' });
  });
});

describe('a quarantined fingerprint gets nothing', () => {
  test('a rule that sends to it falls back to stable, and the decision says from where and why', () => {
    const snapshot = boundTo([oldCpp, newCpp], quarantined);
    const { decision } = route(
      routeWorld({ snapshot, decide: () => aChoice({ confirm: true }) }),
      { spec: specOf() },
      0,
    );
    expect(decision).toEqual({
      track: 'stable',
      runtime: oldCpp.runtime,
      fingerprint: oldCpp.fingerprint,
      rule: 'r1',
      reason: 'FALLBACK',
      revision: 9,
      why: `${newCpp.fingerprint} is quarantined`,
      instead: { ...toNew, reason: 'RULE' },
    });
  });

  test('a pin to it is refused, with who did it and what lifts it', () => {
    const snapshot = boundTo([oldCpp, newCpp], quarantined);
    const pinned = () => route(routeWorld({ snapshot }), { spec: specOf({ track: 'canary' }) }, 0);
    expect(pinned).toThrow(/is quarantined \(ops: miscompiles\)/);
    expect(pinned).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });

  test('stable falls back to nothing: the language is refused', () => {
    const snapshot = boundTo([oldCpp, newCpp], { quarantined: [quarantineOf(oldCpp.fingerprint)] });
    expect(() => route(routeWorld({ snapshot }), { spec: specOf() }, 0)).toThrow(
      expect.objectContaining({ code: 'LANGUAGE_NOT_BOUND' }),
    );
  });

  test('it is no shadow either', () => {
    const decide = () => aChoice({ track: 'stable', reason: 'SPLIT', shadow: 'canary' });
    const snapshot = boundTo([oldCpp, newCpp], quarantined);
    expect(route(routeWorld({ snapshot, decide }), { spec: specOf() }, 0).decision.shadow).toBeUndefined();
  });
});

describe('a pool that cannot take more', () => {
  const at = (state: PoolState) =>
    route(routeWorld({ state, decide: () => aChoice({ bucket: 3, reason: 'SPLIT' }) }), { spec: specOf() }, 0)
      .decision;

  test.each([
    ['empty', 'FALLBACK', 'no worker of canary has it'],
    ['unhealthy', 'FALLBACK', 'no worker of canary that has it takes work'],
    ['slow', 'SPILLOVER', 'too much waits on canary'],
  ] as const)('%s: the submission goes to stable as %s', (state, reason, why) => {
    expect(at(state)).toMatchObject({
      track: 'stable',
      fingerprint: oldCpp.fingerprint,
      ...{ rule: 'r1', bucket: 3, reason, why },
      instead: { ...toNew, reason: 'SPLIT' },
    });
  });

  test('a state that nobody knows fails closed to stable', () => {
    expect(at('on fire' as PoolState)).toMatchObject({ track: 'stable', reason: 'FALLBACK' });
  });

  test('stable never falls back, whatever is said of it', () => {
    const { decision } = route(routeWorld({ state: 'empty' }), { spec: specOf() }, 0);
    expect(decision).toMatchObject({ track: 'stable', reason: 'DEFAULT' });
  });

  test('before a full queue the submission may go to stable, with the reason told', () => {
    const { whenFull } = route(routeWorld({ decide: () => aChoice() }), { spec: specOf() }, 0);
    expect(whenFull).toMatchObject({
      track: 'stable',
      reason: 'SPILLOVER',
      why: 'the queue of canary is full',
    });
  });
});

describe('what a choice asks for beside a track', () => {
  test('a second judgement on stable is recorded only where the track is not stable', () => {
    const decide = () => aChoice({ confirm: true });
    expect(route(routeWorld({ decide }), { spec: specOf() }, 0).decision.confirm).toBe(true);
    const stays = () => aChoice({ track: 'stable', confirm: true });
    expect(route(routeWorld({ decide: stays }), { spec: specOf() }, 0).decision).not.toHaveProperty(
      'confirm',
    );
    const off = () => aChoice({ confirm: false });
    expect(route(routeWorld({ decide: off }), { spec: specOf() }, 0).decision).not.toHaveProperty('confirm');
  });

  const shadowed = () => aChoice({ track: 'stable', reason: 'SPLIT', shadow: 'canary' });

  test('a shadow is recorded with its release', () => {
    expect(route(routeWorld({ decide: shadowed }), { spec: specOf() }, 0).decision.shadow).toEqual({
      track: 'canary',
      runtime: newCpp.runtime,
      fingerprint: newCpp.fingerprint,
    });
  });

  test.each([
    ['is not bound', { snapshot: boundTo([oldCpp]) }],
    ['has the same release', { snapshot: boundTo([oldCpp, { ...oldCpp, track: 'canary' }]) }],
    ['has nobody to judge it', { state: 'empty' as const }],
  ])('a shadow that %s is left out', (_why, given) => {
    const { decision } = route(routeWorld({ decide: shadowed, ...given }), { spec: specOf() }, 0);
    expect(decision).toMatchObject({ track: 'stable', reason: 'SPLIT' });
    expect(decision.shadow).toBeUndefined();
  });

  test('a cap gives the store an alternative on stable, and stays off what is on stable anyway', () => {
    const decide = () => aChoice({ sample: { perMinute: 5 } });
    expect(route(routeWorld({ decide }), { spec: specOf() }, 0).overCap).toMatchObject({
      rule: 'r1',
      perMinute: 5,
      decision: { track: 'stable', reason: 'SPILLOVER', instead: { ...toNew, reason: 'RULE' } },
    });
    const stays = () => aChoice({ track: 'stable', sample: { perMinute: 5 } });
    expect(route(routeWorld({ decide: stays }), { spec: specOf() }, 0).overCap).toBeUndefined();
  });
});
