/** Gray rules as HTTP asks for them: the flows of control with their ports filled in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { exportYaml, exported } from '../control/rule-export.ts';
import { diffRevisions, revisionAt, rollbackRules, rulesHistory } from '../control/rule-history.ts';
import { rulesStatus } from '../control/rule-nodes.ts';
import { approveProposal, listProposals, withdrawProposal } from '../control/rule-proposals.ts';
import { putSegment } from '../control/rule-segments.ts';
import { patchLayer, publishLayer } from '../control/rules.ts';
import type { RulesPorts } from '../control/rules-ports.ts';
import { diffDraft, explainRules, lintRules, simulateRules, testRules } from '../control/try-rules.ts';
import type { GrayContext } from '../gray/context.ts';
import type { Rules } from '../http/rules-port.ts';
import { contextOf } from '../intake/gray-context.ts';
import { listSubmissions } from '../store/submission-list.ts';
import { pieces } from './pieces.ts';
import type { Shared } from './shared.ts';

export const rulesPort = (ports: RulesPorts): Rules => ({
  at: (revision) => revisionAt(ports, revision),
  publish: (request) => publishLayer(ports, request),
  patch: (request) => patchLayer(ports, request),
  rollback: (request) => rollbackRules(ports, request),
  putSegment: (request) => putSegment(ports, request),
  history: (page) => rulesHistory(ports, page),
  diff: (request) => diffRevisions(ports, request),
  proposals: () => listProposals(ports),
  approve: (request) => approveProposal(ports, request),
  withdraw: (request) => withdrawProposal(ports, request),
  status: (request) => rulesStatus(ports, request),
  lint: (draft) => lintRules(ports, draft),
  diffDraft: (draft) => diffDraft(ports, draft),
  explain: (request) => explainRules(ports, request),
  simulate: (request) => simulateRules(ports, request),
  test: (request) => testRules(ports, request),
  exportYaml,
  exported: ({ set }, layer) => exported(set.layers, layer),
});

/** The parts of the ports that are Node's own. */
export const nodeTimers: Pick<RulesPorts, 'breathe' | 'monotonic' | 'sleep'> = {
  ...pieces,
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

export interface ServedRules {
  readonly store: RulesPorts['store'];
  readonly live: { refresh(): Promise<void> };
  readonly nodes: { nodes(): ReturnType<RulesPorts['nodes']> };
}

/** Filled in with what this process has. */
export const rulesPorts = (shared: Shared, { store, live, nodes }: ServedRules): RulesPorts => ({
  store,
  refresh: () => live.refresh(),
  nodes: () => nodes.nodes(),
  tracks: shared.tracks,
  recorded: (tenant, count) => recordedContexts(shared, tenant, count),
  approval: shared.config.rulesApproval,
  now: shared.now,
  ...nodeTimers,
  log: shared.log,
});

const page = 200;

/** The contexts that a tenant's last submissions were decided by, the newest first. */
async function* recordedContexts(shared: Shared, tenant: string, count: number): AsyncIterable<GrayContext> {
  const families = new Map(
    shared.bindings.current().bindings.map(({ language, family }) => [language, family]),
  );
  let left = count;
  let cursor: string | undefined;
  do {
    const asked = { tenant, filter: {}, limit: Math.min(page, left) };
    const found = await listSubmissions(shared, { ...asked, ...(cursor === undefined ? {} : { cursor }) });
    for (const { spec, createdAtMs } of found.records) {
      yield contextOf(spec, families.get(spec.language) ?? spec.language, createdAtMs);
    }
    left -= found.records.length;
    cursor = found.cursor;
  } while (cursor !== undefined && left > 0);
}
