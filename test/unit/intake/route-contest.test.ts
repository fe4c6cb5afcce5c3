import { expect, test } from 'vitest';
import { route } from '../../../src/intake/route.ts';
import { specOf } from '../../support/facts.ts';
import {
  aChoice,
  boundTo,
  byDefault,
  drainingOn,
  newCpp,
  oldCpp,
  quarantineOf,
  routeWorld,
} from '../../support/intake.ts';
import type { RouteWorld } from '../../support/intake.ts';

const spec = specOf({ contest: 'weekly-12' });
const place = { tenant: 'default', contest: 'weekly-12', language: 'cpp' };
const pinOf = ({ track, runtime, fingerprint }: typeof oldCpp, revision = 4) => ({
  ...{ track, runtime, fingerprint, revision },
});

const heldTo = (world: RouteWorld, pin: ReturnType<typeof pinOf>) => {
  world.contests.keep(place, pin, 1_000);
  return world;
};

test('the first use is decided by the rules, and becomes the pin', () => {
  const routed = route(routeWorld({ decide: () => aChoice({ confirm: true }) }), { spec }, 0);
  expect(routed.decision).toMatchObject({ track: 'canary', reason: 'RULE' });
  expect(routed.contest).toEqual({ name: 'weekly-12', pin: { ...pinOf(newCpp), confirm: true } });
});

test('later ones get the pinned fingerprint, whatever the rules say by then', () => {
  const world = heldTo(routeWorld({ decide: () => aChoice() }), pinOf(oldCpp));
  const routed = route(world, { spec }, 0);
  expect(routed.decision).toMatchObject({
    track: 'stable',
    fingerprint: oldCpp.fingerprint,
    reason: 'FROZEN',
    why: 'contest weekly-12 keeps what it began with',
  });
  expect(world.asked).toEqual([]);
});

test('what was taken off a track goes on being used where it drains', () => {
  const promoted = boundTo([{ ...newCpp, track: 'stable' }, newCpp], {
    revision: 5,
    draining: [drainingOn('stable', oldCpp)],
  });
  const world = heldTo(routeWorld({ snapshot: promoted }), pinOf(oldCpp));
  expect(route(world, { spec }, 0).decision).toMatchObject({
    ...{ track: 'stable', fingerprint: oldCpp.fingerprint, reason: 'FROZEN' },
  });
});

test('a canary that was promoted goes on as stable, and needs no second judgement then', () => {
  const promoted = boundTo([{ ...newCpp, track: 'stable' }], {
    revision: 6,
    draining: [drainingOn('canary', newCpp)],
  });
  const world = routeWorld({ snapshot: promoted });
  world.contests.keep(place, { ...pinOf(newCpp), confirm: true }, 1_000);
  const { decision } = route(world, { spec }, 0);
  expect(decision).toMatchObject({ track: 'stable', fingerprint: newCpp.fingerprint, reason: 'FROZEN' });
  expect(decision).not.toHaveProperty('confirm');
});

test('a pin does not follow the health of its pool', () => {
  const world = heldTo(routeWorld({ state: 'empty' }), pinOf(newCpp));
  expect(route(world, { spec }, 0).decision).toMatchObject({ track: 'canary', reason: 'FROZEN' });
});

test('a pin that was quarantined falls to what stable has, says so, and pins that in its place', () => {
  const snapshot = boundTo([oldCpp, newCpp], { quarantined: [quarantineOf(newCpp.fingerprint)] });
  const routed = route(heldTo(routeWorld({ snapshot }), pinOf(newCpp)), { spec }, 0);
  expect(routed.decision).toMatchObject({
    ...{ track: 'stable', fingerprint: oldCpp.fingerprint, reason: 'FALLBACK' },
    why: `${newCpp.fingerprint}, which the contest began with, is quarantined`,
    instead: { track: 'canary', fingerprint: newCpp.fingerprint, reason: 'FROZEN' },
  });
  expect(routed.contest).toMatchObject({ pin: pinOf(oldCpp), replaces: newCpp.fingerprint });
});

test('a pin that nothing serves any more falls to stable; one that is newer than these bindings is trusted', () => {
  const snapshot = boundTo([oldCpp]);
  const gone = heldTo(routeWorld({ snapshot }), pinOf(newCpp));
  expect(route(gone, { spec }, 0).decision).toMatchObject({
    fingerprint: oldCpp.fingerprint,
    reason: 'FALLBACK',
  });
  const newer = heldTo(routeWorld({ snapshot }), pinOf(newCpp, 5));
  expect(route(newer, { spec }, 0).decision).toMatchObject({
    ...{ track: 'canary', fingerprint: newCpp.fingerprint, reason: 'FROZEN' },
  });
});

test('a draw among users does not decide for a contest: the rules are asked as for its priority', () => {
  const world = routeWorld({
    decide: ({ priority }) =>
      priority === 'contest' ? byDefault : aChoice({ reason: 'SPLIT', bucket: 3, confirm: true }),
  });
  expect(route(world, { spec }, 0).decision).toMatchObject({ track: 'stable', reason: 'DEFAULT' });
  expect(route(world, { spec: specOf() }, 0).decision).toMatchObject({ track: 'canary', bucket: 3 });
});

test('a rule with a cap does not decide for a contest', () => {
  const world = routeWorld({ decide: () => aChoice({ sample: { perMinute: 5 } }) });
  const routed = route(world, { spec }, 0);
  expect(routed.decision).toMatchObject({
    track: 'stable',
    reason: 'SPILLOVER',
    instead: { track: 'canary' },
  });
  expect(routed.overCap).toBeUndefined();
  expect(routed.contest?.pin).toEqual(pinOf(oldCpp));
});

test('contests of two tenants, and two languages of one contest, are held apart', () => {
  const world = heldTo(routeWorld({ decide: () => aChoice() }), pinOf(oldCpp));
  const other = route(world, { spec: { ...spec, tenant: 'acme' } }, 0);
  expect(other.decision).toMatchObject({ track: 'canary', reason: 'RULE' });
});

test('a pin is forgotten when the contest ends', () => {
  const world = heldTo(routeWorld({ decide: () => aChoice() }), pinOf(oldCpp));
  expect(route(world, { spec }, 999).decision.reason).toBe('FROZEN');
  expect(route(world, { spec }, 1_000).decision.reason).toBe('RULE');
});
