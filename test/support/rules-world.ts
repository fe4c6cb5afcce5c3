/** What publishing gray rules needs, in memory. */
import type { RulesPorts } from '../../src/control/rules-ports.ts';
import { silentLogger } from '../../src/domain/logger.ts';
import type { RuleNode } from '../../src/domain/rules.ts';
import type { Binding } from '../../src/domain/runtime.ts';
import type { GrayContext } from '../../src/gray/context.ts';
import { nodeTimers } from '../../src/main/rules-port.ts';
import { bindingOf } from './facts.ts';
import { MemoryRules } from './memory-rules.ts';
import { MemoryTracks } from './memory-tracks.ts';

export interface RulesWorld {
  readonly ports: RulesPorts;
  readonly store: MemoryRules;
  readonly tracks: MemoryTracks;
  readonly nodes: RuleNode[];
  readonly recorded: GrayContext[];
}

export const canaryBinding = (changes: Partial<Binding> = {}): Binding =>
  bindingOf({ track: 'canary', runtime: 'cpp-16', fingerprint: 'cpp-16.2.0@ba9876543210', ...changes });

export const rulesWorld = (changes: Partial<RulesPorts> = {}): RulesWorld => {
  const store = new MemoryRules();
  const tracks = new MemoryTracks([bindingOf(), canaryBinding()]);
  const nodes: RuleNode[] = [];
  const recorded: GrayContext[] = [];
  const ports: RulesPorts = {
    store,
    refresh: () => Promise.resolve(),
    nodes: () => Promise.resolve(nodes),
    tracks,
    recorded: async function* (_tenant, count) {
      await Promise.resolve();
      yield* recorded.slice(0, count);
    },
    approval: 'rules',
    now: Date.now,
    ...nodeTimers,
    log: silentLogger,
    ...changes,
  };
  return { ports, store, tracks, nodes, recorded };
};

/** A rule as a person writes it. */
export const ruleDocument = (name: string, spec: Record<string, unknown> = {}): Record<string, unknown> => ({
  apiVersion: 'serin/v1',
  kind: 'GrayRule',
  metadata: { name },
  spec: { match: { language: ['cpp'] }, weights: { stable: 90, canary: 10 }, ...spec },
});

export const overrideDocument = (
  name: string,
  spec: Record<string, unknown> = {},
): Record<string, unknown> => ({
  apiVersion: 'serin/v1',
  kind: 'GrayOverride',
  metadata: { name },
  spec: { track: 'canary', users: ['u1'], ...spec },
});
