/**
 * Changes of the gray rules that wait for somebody's approval. What is kept is the layer as it is to become, not the whole set: by the
 * time somebody approves, other layers have moved on, and the change is published on top of them.
 */
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import { layerNames } from '../domain/rules.ts';
import type { LayerName } from '../domain/rules.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { decodeProposal, encodeProposal } from './rule-codec.ts';
import { decodePayload } from './versioned.ts';

export interface RuleProposal<Document> {
  /** The commit id of the publish that it becomes. */
  readonly id: string;
  readonly layer: LayerName;
  /** The whole layer. */
  readonly documents: readonly Document[];
  /** The revision that it was made from. */
  readonly expected: number;
  readonly by: string;
  readonly message: string;
  readonly atMs: number;
  /** Why it waits: names of the rules that ask for approval. */
  readonly asks: readonly string[];
  readonly restores?: number;
}

/** What waits is read by people. */
const mostWaiting = 100;

export interface ProposalDeps<Document> {
  readonly redis: RedisLink;
  readonly keys: Keys;
  readonly readDocument: (value: unknown) => Document;
}

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class RuleProposals<Document extends object> {
  readonly #deps: ProposalDeps<Document>;

  constructor(deps: ProposalDeps<Document>) {
    this.#deps = deps;
  }

  /** One with the same id is replaced. @throws SerinError CONFLICT when too many wait already. */
  async put(proposal: RuleProposal<Document>): Promise<void> {
    const { redis, keys } = this.#deps;
    const waiting = await redis.run((client) => client.hlen(keys.rulesProposals));
    if (waiting >= mostWaiting) {
      throw new SerinError(
        'CONFLICT',
        `${waiting} changes wait for approval: approve or drop some of them first`,
      );
    }
    const bytes = await encodeProposal(proposal);
    await redis.run((client) => client.hset(keys.rulesProposals, proposal.id, bytes));
  }

  /** The oldest first. */
  async all(): Promise<RuleProposal<Document>[]> {
    const kept = await this.#deps.redis.run((client) => client.hgetallBuffer(this.#deps.keys.rulesProposals));
    const read = await Promise.all(Object.values(kept).map((bytes) => this.#decode(bytes)));
    return read.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }

  async find(id: string): Promise<RuleProposal<Document> | undefined> {
    const bytes = await this.#deps.redis.run((client) =>
      client.hgetBuffer(this.#deps.keys.rulesProposals, id),
    );
    return bytes === null ? undefined : await this.#decode(bytes);
  }

  /** Of several that take it at once one gets it. Publishing first and taking then loses nothing: the commit id is the proposal's. */
  async take(id: string): Promise<RuleProposal<Document> | undefined> {
    const proposal = await this.find(id);
    const { redis, keys } = this.#deps;
    const removed = await redis.run((client) => client.hdel(keys.rulesProposals, id));
    return removed === 1 ? proposal : undefined;
  }

  async #decode(bytes: Buffer): Promise<RuleProposal<Document>> {
    const { documents, ...proposal } = decodePayload(
      shape,
      await decodeProposal(bytes),
      'a proposal of rules',
    );
    return { ...proposal, documents: documents.map((value) => this.#deps.readDocument(value)) };
  }
}

const shape = z.object({
  id: z.string(),
  layer: z.enum(layerNames),
  documents: z.array(z.unknown()),
  expected: z.number(),
  by: z.string(),
  message: z.string(),
  atMs: z.number(),
  asks: z.array(z.string()),
  restores: z.number().exactOptional(),
});
