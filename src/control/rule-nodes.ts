/** Whether a revision has come everywhere: what every process that decides says it decides by, held against the head. */
import type { RuleNode } from '../domain/rules.ts';
import type { RulesPorts } from './rules-ports.ts';
import { headOf } from './rules-draft.ts';

export interface ShownNode extends RuleNode {
  /** It decides by the revision that was asked for, or a later one of the same log. */
  readonly serving: boolean;
}

export interface RulesStatus {
  /** The newest. */
  readonly revision: number;
  readonly digest: string;
  /** That is asked for. */
  readonly wanted: number;
  /** All nodes that are alive serve it, and there is one. */
  readonly everywhere: boolean;
  readonly nodes: readonly ShownNode[];
}

export interface StatusRequest {
  /** The newest where nothing is said. */
  readonly revision?: number;
  /** How long to wait until it is everywhere. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

const lookEveryMs = 50;

export const rulesStatus = async (ports: RulesPorts, request: StatusRequest): Promise<RulesStatus> => {
  const until = ports.now() + request.waitMs;
  const begun = await statusOf(ports, request.revision);
  let status = begun;
  while (!status.everywhere && ports.now() < until && !request.signal.aborted) {
    await ports.sleep(Math.min(lookEveryMs, Math.max(1, until - ports.now())), request.signal);
    status = await statusOf(ports, begun.wanted);
  }
  return status;
};

const statusOf = async (ports: RulesPorts, revision: number | undefined): Promise<RulesStatus> => {
  const [head, nodes] = await Promise.all([headOf(ports), ports.nodes()]);
  const wanted = revision ?? head.revision;
  const shown = [...nodes]
    .sort((a, b) => (a.node < b.node ? -1 : 1))
    .map((node) => ({ ...node, serving: serves(node, head, wanted) }));
  const everywhere = wanted <= head.revision && shown.length > 0 && shown.every(({ serving }) => serving);
  return { revision: head.revision, digest: head.digest, wanted, everywhere, nodes: shown };
};

const serves = (node: RuleNode, head: Awaited<ReturnType<typeof headOf>>, wanted: number): boolean => {
  if (head.about !== undefined && node.revision > 0 && node.log !== head.about.log) return false;
  if (node.revision < wanted || node.revision > head.revision) return node.revision > head.revision;
  return node.revision !== head.revision || node.digest === head.digest;
};
