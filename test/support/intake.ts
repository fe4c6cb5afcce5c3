/** What intake decides by, for tests: bindings, rules and pools that say what a test has them say. */
import type { GrayChoice, GrayContext } from '../../src/gray/context.ts';
import { ContestPins } from '../../src/intake/contest-pins.ts';
import type { BindingsSnapshot } from '../../src/intake/ports.ts';
import type { PoolState } from '../../src/intake/pool-health.ts';
import type { RoutePorts } from '../../src/intake/settle.ts';
import { bindingOf } from './facts.ts';

export const oldCpp = bindingOf();
export const newCpp = bindingOf({
  track: 'canary',
  runtime: 'cpp-16',
  fingerprint: 'cpp-16.2.0@ba9876543210',
});

export const boundTo = (
  bindings: BindingsSnapshot['bindings'],
  given: Partial<Omit<BindingsSnapshot, 'bindings'>> = {},
): BindingsSnapshot => ({ revision: 4, bindings, draining: [], quarantined: [], ...given });

export const quarantineOf = (fingerprint: string) => ({
  ...{ language: 'cpp', runtime: 'cpp-16', fingerprint },
  ...{ by: 'ops', reason: 'miscompiles', atMs: 1 },
});

export const drainingOn = (track: string, { runtime, fingerprint }: typeof oldCpp) => ({
  ...{ language: 'cpp', track, runtime, fingerprint, sinceMs: 1 },
});

export const aChoice = (given: Partial<GrayChoice> = {}): GrayChoice => ({
  ...{ track: 'canary', reason: 'RULE', rule: 'r1', revision: 9 },
  ...given,
});

export const byDefault: GrayChoice = { track: 'stable', reason: 'DEFAULT', revision: 9 };

export interface RouteWorld extends RoutePorts {
  snapshot: BindingsSnapshot;
  state: PoolState;
  readonly asked: GrayContext[];
}

/** Stable and canary are bound, every pool is well, and no rule matches, unless a test says so. */
export const routeWorld = (
  given: {
    decide?: (context: GrayContext) => GrayChoice;
    override?: GrayChoice;
    snapshot?: BindingsSnapshot;
    state?: PoolState;
  } = {},
): RouteWorld => {
  const asked: GrayContext[] = [];
  const world: RouteWorld = {
    snapshot: given.snapshot ?? boundTo([oldCpp, newCpp]),
    state: given.state ?? 'ok',
    asked,
    bindings: () => world.snapshot,
    rules: () => ({
      revision: 9,
      override: () => given.override,
      decide: (context) => {
        asked.push(context);
        return given.decide?.(context) ?? byDefault;
      },
    }),
    pools: () => world.state,
    contests: new ContestPins(),
  };
  return world;
};
