/** Gray rules as HTTP asks for them: the flows of control with their ports filled in. */
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { exportYaml, exported } from '../control/rule-export.ts';
import { diffRevisions, revisionAt, rollbackRules, rulesHistory } from '../control/rule-history.ts';
import { rulesStatus } from '../control/rule-nodes.ts';
import { approveProposal, listProposals, withdrawProposal } from '../control/rule-proposals.ts';
import { putSegment } from '../control/rule-segments.ts';
import { patchLayer, publishLayer } from '../control/rules.ts';
import type { RulesPorts } from '../control/rules-ports.ts';
import { diffDraft, explainRules, lintRules, simulateRules, testRules } from '../control/try-rules.ts';
import type { Rules } from '../http/rules-port.ts';

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
export const nodeTimers: Pick<RulesPorts, 'breathe' | 'sleep'> = {
  breathe: () => breathe(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
