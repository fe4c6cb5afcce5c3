/** What a process exports about its gray rules. */
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface RuleMetrics {
  /** Of the rules that this process decides by. */
  revision(revision: number): void;
  /** By the names of `live-rules.ts`; those of the directory as `directory-<name>`. */
  alarm(kind: string, raised: boolean): void;
  /** The state of `machine.ts`: idle, changed, settling or loading. */
  directoryState(state: string): void;
  directoryLoaded(outcome: string): void;
}

const directoryStates = ['idle', 'changed', 'settling', 'loading'];

export const ruleMetrics = (registers: Registry[]): RuleMetrics => {
  const revision = new Gauge({
    name: 'serin_rules_revision',
    help: 'Revision of the gray rules that this process decides by; 0 for none.',
    registers,
  });
  const standing = new Gauge({
    name: 'serin_rules_alarm',
    help: '1 while something is wrong with the gray rules of this process, by what it is.',
    labelNames: ['kind'],
    registers,
  });
  const raised = new Counter({
    name: 'serin_rules_alarms_total',
    help: 'How often something went wrong with the gray rules of this process.',
    labelNames: ['kind'],
    registers,
  });
  const state = new Gauge({
    name: 'serin_rules_directory_state',
    help: '1 for the state that the reading of the rules directory is in.',
    labelNames: ['state'],
    registers,
  });
  const loads = new Counter({
    name: 'serin_rules_directory_loads_total',
    help: 'Times the rules directory was read, and what came of it.',
    labelNames: ['outcome'],
    registers,
  });
  return {
    revision: (number) => revision.set(number),
    alarm: (kind, is) => {
      standing.set({ kind }, is ? 1 : 0);
      if (is) raised.inc({ kind });
    },
    directoryState: (now) => {
      for (const each of directoryStates) state.set({ state: each }, each === now ? 1 : 0);
    },
    directoryLoaded: (outcome) => loads.inc({ outcome }),
  };
};
