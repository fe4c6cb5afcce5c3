/** The gray rules of this process: revisions on record, what is in force here, and which process serves what. */
import { documentSchema } from '../gray/document-schema.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { compileRules } from '../gray/compile-rules.ts';
import type { GraySnapshot } from '../gray/context.ts';
import { LiveRules } from '../store/live-rules.ts';
import { RuleNodes, keepReporting } from '../store/rule-nodes.ts';
import { RuleStore } from '../store/rule-store.ts';
import type { Shared } from './shared.ts';

export interface OpenedRules {
  readonly store: RuleStore<GrayDocument>;
  readonly live: LiveRules<GrayDocument, GraySnapshot>;
  readonly nodes: RuleNodes;
}

/** @throws SerinError STORE_UNAVAILABLE */
export const openServedRules = async (shared: Shared): Promise<OpenedRules> => {
  const { redis, keys, newId, log, lifecycle, control, now, config, identity } = shared;
  const readDocument = (value: unknown): GrayDocument => documentSchema.parse(value);
  const store = new RuleStore<GrayDocument>({ redis, keys, newId, readDocument, log });
  const live = await LiveRules.open<GrayDocument, GraySnapshot>({
    store,
    control,
    compile: compileRules,
    log,
  });
  lifecycle.add('gray rules', () => {
    live.close();
    return Promise.resolve();
  });
  const nodes = new RuleNodes({ redis, keys, log });
  const self = { node: `${config.workerName}/${process.pid}`, release: identity.release };
  const reporting = keepReporting({ nodes, live, now, log }, self);
  lifecycle.add('gray rules node', () => reporting.stop());
  return { store, live, nodes };
};
