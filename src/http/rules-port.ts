/** What the routes about gray rules ask for. Every method throws STORE_UNAVAILABLE; what else, its function in `control/` tells. */
import type { RevisionDifference, RollbackRequest } from '../control/rule-history.ts';
import type { RulesStatus, StatusRequest } from '../control/rule-nodes.ts';
import type { ShownProposal } from '../control/rule-proposals.ts';
import type { PutSegmentRequest } from '../control/rule-segments.ts';
import type { GivenRules } from '../control/read-rules.ts';
import type { Proposal } from '../control/rules-ports.ts';
import type { Head } from '../control/rules-draft.ts';
import type { PatchRequest, Published, Publishing } from '../control/rules.ts';
import type {
  CaseResult,
  Contexts,
  DraftDifference,
  DraftRequest,
  Explanation,
  ExplainRequest,
  Linted,
  Simulated,
} from '../control/try-rules.ts';
import type { LayerName, RulesRevision } from '../domain/rules.ts';

export interface Rules {
  /** The newest where no revision is named. Throws RULES_NOT_FOUND. */
  at(revision?: number): Promise<Head>;
  publish(
    request: Publishing & { readonly layer: LayerName; readonly given: GivenRules },
  ): Promise<Published>;
  patch(request: PatchRequest): Promise<Published>;
  rollback(request: RollbackRequest): Promise<Published>;
  putSegment(request: PutSegmentRequest): Promise<Published & { readonly count: number }>;
  history(page: { readonly limit: number; readonly before?: number }): Promise<readonly RulesRevision[]>;
  diff(request: { readonly from: number; readonly to?: number }): Promise<RevisionDifference>;
  proposals(): Promise<readonly ShownProposal[]>;
  approve(request: { readonly id: string; readonly by: string }): Promise<Published>;
  withdraw(request: { readonly id: string; readonly by: string }): Promise<Proposal>;
  status(request: StatusRequest): Promise<RulesStatus>;
  lint(draft: DraftRequest): Promise<Linted>;
  diffDraft(draft: DraftRequest): Promise<DraftDifference>;
  explain(request: ExplainRequest): Promise<Explanation>;
  simulate(request: { readonly draft?: DraftRequest; readonly contexts: Contexts }): Promise<Simulated>;
  test(request: {
    readonly draft?: DraftRequest;
    readonly revision?: number;
  }): Promise<readonly CaseResult[]>;
  /** As text that can be read in again. */
  exportYaml(head: Head, layer?: LayerName): string;
  exported(head: Head, layer?: LayerName): Partial<Record<LayerName, readonly object[]>>;
}
