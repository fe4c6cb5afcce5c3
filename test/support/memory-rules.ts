/** Revisions of gray rules in memory: what publishing is tried on. `ruleRevisionsContract` holds it and the store on Redis to the same. */
import { createHash } from 'node:crypto';
import type {
  HeldRules,
  Proposal,
  PublishOutcome,
  PublishRequest,
  RuleRevisions,
} from '../../src/control/rules-ports.ts';
import type { RulesRevision } from '../../src/domain/rules.ts';

export class MemoryRules implements RuleRevisions {
  readonly #held: HeldRules[] = [];
  readonly #lists = new Map<string, ReadonlySet<string>>();
  readonly #proposals = new Map<string, Proposal>();
  /** Called once before the next publish is looked at: where a test lets somebody else be faster. */
  beforePublish: (() => Promise<unknown>) | undefined;

  head = (): Promise<HeldRules | undefined> => Promise.resolve(this.#held.at(-1));

  at = (revision: number): Promise<HeldRules | undefined> =>
    Promise.resolve(revision < 1 ? undefined : this.#held[revision - 1]);

  publish = async (request: PublishRequest): Promise<PublishOutcome> => {
    const hook = this.beforePublish;
    this.beforePublish = undefined;
    await hook?.();
    const known = this.#held.find(({ revision }) => revision.commit === request.commit);
    if (known !== undefined) return { kind: 'repeated', revision: known.revision };
    const head = this.#held.at(-1)?.revision;
    if ((head?.revision ?? 0) !== request.expected) return { kind: 'behind', revision: head?.revision ?? 0 };
    const { expected, set, ...said } = request;
    const revision: RulesRevision = {
      ...said,
      log: 'log-1',
      revision: expected + 1,
      parent: head?.digest ?? '',
      sizes: {
        override: set.layers.override.length,
        api: set.layers.api.length,
        directory: set.layers.directory.length,
        rollout: set.layers.rollout.length,
      },
    };
    this.#held.push({ revision, set });
    return { kind: 'published', revision };
  };

  history = (limit: number, before = Infinity): Promise<RulesRevision[]> =>
    Promise.resolve(
      this.#held
        .map(({ revision }) => revision)
        .filter(({ revision }) => revision < before)
        .reverse()
        .slice(0, limit),
    );

  putSegmentList = (ids: readonly string[]): Promise<{ digest: string; count: number }> => {
    const digest = createHash('sha256')
      .update(ids.map((id) => `${id}\n`).join(''))
      .digest('hex');
    this.#lists.set(digest, new Set(ids));
    return Promise.resolve({ digest, count: ids.length });
  };

  segmentList = (digest: string): Promise<ReadonlySet<string> | undefined> =>
    Promise.resolve(this.#lists.get(digest));

  putProposal = (proposal: Proposal): Promise<void> => {
    this.#proposals.set(proposal.id, proposal);
    return Promise.resolve();
  };

  proposals = (): Promise<Proposal[]> => Promise.resolve([...this.#proposals.values()]);

  proposal = (id: string): Promise<Proposal | undefined> => Promise.resolve(this.#proposals.get(id));

  takeProposal = (id: string): Promise<Proposal | undefined> => {
    const taken = this.#proposals.get(id);
    this.#proposals.delete(id);
    return Promise.resolve(taken);
  };
}
