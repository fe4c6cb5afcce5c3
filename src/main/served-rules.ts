/** The gray rules of this process: revisions on record, what is in force here, and which process serves what. */
import { documentSchema } from '../gray/document-schema.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { compileSteps } from '../gray/compile-rules.ts';
import type { GraySnapshot } from '../gray/context.ts';
import type { HealthCheck } from '../http/ports.ts';
import { LiveRules } from '../store/live-rules.ts';
import { RuleNodes, keepReporting } from '../store/rule-nodes.ts';
import { RuleStore } from '../store/rule-store.ts';
import { pieces } from './pieces.ts';
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
  const store = new RuleStore<GrayDocument>({ redis, keys, newId, readDocument, pieces, log });
  const onAlarm = (kind: string, raised: boolean): void => shared.metrics.rules.alarm(kind, raised);
  const live = await LiveRules.open<GrayDocument, GraySnapshot>({
    ...{ store, control, compile: compileSteps, pieces, onAlarm, log },
  });
  const tell = (): void => shared.metrics.rules.revision(live.current().snapshot.revision);
  tell();
  live.onChange(tell);
  lifecycle.add('gray rules', () => live.close());
  const nodes = new RuleNodes({ redis, keys, log });
  const self = { node: `${config.workerName}/${process.pid}`, release: identity.release };
  const reporting = keepReporting({ nodes, live, now, log }, self);
  lifecycle.add('gray rules node', () => reporting.stop());
  return { store, live, nodes };
};

/** Which rules are served here. A process that has none, though there are some, must not decide. */
export const checkRules = ({ live }: Pick<OpenedRules, 'live'>): HealthCheck[] => {
  const { snapshot, revision } = live.current();
  const alarms = live.alarms();
  const digest = snapshot.digest.slice(0, 12);
  const detail = `revision ${snapshot.revision} (${digest}), ${snapshot.size} documents`;
  if (alarms.length === 0) return [{ name: 'rules', ok: true, detail }];
  return [
    {
      name: 'rules',
      ok: false,
      ...(revision === undefined && alarms.includes('refused') ? {} : { optional: true }),
      detail: `${detail}; alarms: ${alarms.join(', ')}`,
      remedy: 'see the log for the reason; serin rules status tells what each process serves',
    },
  ];
};
