/**
 * Revisions of the gray rules, in Redis.
 *
 *   publish ──▶ (commit known?) ──▶ repeated
 *                    │ no
 *                    ▼
 *               (made from the current revision?) ──no──▶ behind: nothing was written, look again
 *                    │ yes
 *                    ▼
 *               published: number + 1, its contents, what is said of it, and a push, all in one step
 *
 * What is said of revisions is kept for good; what they consist of for the last 200, each layer once however many revisions have it.
 * The list of a segment is put before the revision that names it, is kept for as long as one does, and expires where none ever did.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { LayerName, RulesRevision } from '../domain/rules.ts';
import { schemaVersion } from '../domain/submission.ts';
import { contentNames, decodeList, decodeRevision, encodeList, listsIn } from './rule-codec.ts';
import type { Content, ContentName, StoredRevision, StoredRuleSet } from './rule-codec.ts';
import { RuleContents } from './rule-contents.ts';
import type { RuleContentsDeps } from './rule-contents.ts';
import { RuleProposals } from './rule-proposals.ts';
import type { RuleProposal } from './rule-proposals.ts';
import { runScript } from './script.ts';
import { headRulesScript, publishRulesScript, putListScript } from './scripts/publish-rules.ts';
import { encodePayload } from './versioned.ts';

export interface RuleStoreDeps<Document> extends RuleContentsDeps<Document> {
  /** For a log id. */
  readonly newId: () => string;
  readonly log: Logger;
}

export interface RuleStoreOptions {
  /** How many revisions keep their contents. */
  readonly keptRevisions: number;
  /** How long a list is kept that no kept revision names. */
  readonly unnamedListTtlMs: number;
}

const dayMs = 24 * 3_600_000;
const defaultOptions: RuleStoreOptions = { keptRevisions: 200, unnamedListTtlMs: 7 * dayMs };

export interface PublishRequest<Document> {
  /** The revision that it was made from; 0 where there was none. */
  readonly expected: number;
  /** The layer that it replaces. */
  readonly layer: LayerName;
  /** The whole set as it becomes. */
  readonly set: StoredRuleSet<Document>;
  /** Of the whole set: `digestOf`. */
  readonly digest: string;
  readonly by: string;
  readonly message: string;
  readonly commit: string;
  readonly atMs: number;
  readonly restores?: number;
  readonly approvedBy?: string;
  /** Of a lease (`lease.ts`): nothing is published once another has it. */
  readonly fence?: number;
}

export type PublishOutcome =
  | { readonly kind: 'published' | 'repeated'; readonly revision: RulesRevision }
  | { readonly kind: 'behind'; readonly revision: number };

/** A revision and the rules of it. */
export interface RulesAt<Document> {
  readonly revision: RulesRevision;
  readonly set: StoredRuleSet<Document>;
}

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class RuleStore<Document extends object> {
  readonly #deps: RuleStoreDeps<Document>;
  readonly #options: RuleStoreOptions;
  readonly #contents: RuleContents<Document>;
  readonly #proposals: RuleProposals<Document>;

  constructor(deps: RuleStoreDeps<Document>, options: Partial<RuleStoreOptions> = {}) {
    this.#deps = deps;
    this.#options = { ...defaultOptions, ...options };
    this.#contents = new RuleContents(deps);
    this.#proposals = new RuleProposals(deps);
  }

  /** The current revision; undefined where nothing was ever published. */
  async head(): Promise<RulesAt<Document> | undefined> {
    const stored = await this.headRevision();
    if (stored === undefined) return undefined;
    const set = await this.read(stored);
    // Two hundred revisions came in between.
    return set === undefined ? await this.head() : { revision: stored.revision, set };
  }

  /** What is said of the current revision, in one round trip. */
  async headRevision(): Promise<StoredRevision | undefined> {
    const { rules, rulesHistory } = this.#deps.keys;
    const text = await this.#deps.redis.run((client) =>
      runScript(client, headRulesScript, [rules, rulesHistory], []),
    );
    return typeof text === 'string' ? decodeRevision(text) : undefined;
  }

  /** Undefined: there is no such revision, or it is older than what is kept. */
  async at(revision: number): Promise<RulesAt<Document> | undefined> {
    const { redis, keys } = this.#deps;
    const text = await redis.run((client) => client.hget(keys.rulesHistory, String(revision)));
    if (text === null) return undefined;
    const stored = decodeRevision(text);
    const set = await this.read(stored);
    return set === undefined ? undefined : { revision: stored.revision, set };
  }

  /** The rules of a revision. Undefined: no longer kept. @throws SerinError INTERNAL */
  read({ contents }: StoredRevision): Promise<StoredRuleSet<Document> | undefined> {
    return this.#contents.read(contents);
  }

  /** See `RuleContents.rehearse`. */
  rehearse(documents: readonly Document[]): Promise<void> {
    return this.#contents.rehearse(documents);
  }

  /**
   * See `scripts/publish-rules.ts`. Whoever loses the answer asks again with the same commit id.
   *
   * @throws SerinError CONFLICT when a list that a segment names is not there, or the fence is another's by now.
   */
  async publish(request: PublishRequest<Document>): Promise<PublishOutcome> {
    const { redis, keys, newId } = this.#deps;
    const { set, fence, expected, commit, digest } = request;
    const contents = await this.#contents.write(set);
    const lists = listsIn(set);
    const answer = await redis.run((client) =>
      runScript(
        client,
        publishRulesScript,
        [
          ...[keys.rules, keys.rulesHistory, keys.rulesCommits, keys.rulesContents, keys.rulesUses],
          keys.rulesFence,
        ],
        [
          ...[expected, commit, newId(), keys.control, schemaVersion, this.#options.keptRevisions],
          ...[digest, saidOf(request, contents, lists), fence ?? '', keys.rulesList('')],
          ...[this.#options.unnamedListTtlMs, contentNames.length],
          ...contentNames.flatMap((name) => [contents[name].digest, contents[name].bytes]),
          ...[lists.length, ...lists],
        ],
      ),
    );
    return outcomeOf(answer as readonly [string, (string | number)?]);
  }

  /** The newest first, those whose contents are gone too. @param before - only older ones than this revision. */
  async history(limit: number, before?: number): Promise<RulesRevision[]> {
    const { redis, keys } = this.#deps;
    const last = Number((await redis.run((client) => client.hget(keys.rules, 'revision'))) ?? 0);
    const from = Math.min(last, (before ?? last + 1) - 1);
    const numbers = Array.from({ length: Math.max(0, Math.min(limit, from)) }, (_, index) => from - index);
    if (numbers.length === 0) return [];
    const texts = await redis.run((client) => client.hmget(keys.rulesHistory, ...numbers.map(String)));
    return texts.flatMap((text, index) => this.#readable(text, numbers[index] ?? 0));
  }

  /**
   * Keeps the ids of a segment. Until a revision names them they expire.
   *
   * @param ids - distinct, sorted by their bytes. @throws RangeError where they are not
   */
  async putSegmentList(ids: readonly string[]): Promise<{ readonly digest: string; readonly count: number }> {
    const { redis, keys, pieces } = this.#deps;
    const { digest, count, bytes } = await encodeList(ids, pieces);
    await redis.run((client) =>
      runScript(client, putListScript, [keys.rulesList(digest)], [bytes, this.#options.unnamedListTtlMs]),
    );
    return { digest, count };
  }

  /** Undefined: there is no such list, or it expired. @throws SerinError INTERNAL, BLOB_CORRUPT */
  async segmentList(digest: string): Promise<ReadonlySet<string> | undefined> {
    const { redis, keys, pieces } = this.#deps;
    const bytes = await redis.run((client) => client.getBuffer(keys.rulesList(digest)));
    return bytes === null ? undefined : await decodeList({ digest, bytes }, pieces);
  }

  /** A change that waits for approval; see `rule-proposals.ts`. */
  putProposal(proposal: RuleProposal<Document>): Promise<void> {
    return this.#proposals.put(proposal);
  }

  proposals(): Promise<RuleProposal<Document>[]> {
    return this.#proposals.all();
  }

  proposal(id: string): Promise<RuleProposal<Document> | undefined> {
    return this.#proposals.find(id);
  }

  takeProposal(id: string): Promise<RuleProposal<Document> | undefined> {
    return this.#proposals.take(id);
  }

  /** One that a newer release wrote must not hide the others. */
  #readable(text: string | null | undefined, revision: number): RulesRevision[] {
    if (text === null || text === undefined) return [];
    try {
      return [decodeRevision(text).revision];
    } catch (error) {
      this.#deps.log.warn({ revision, cause: String(error) }, 'passed over');
      return [];
    }
  }
}

const sizesOf = (set: StoredRuleSet<unknown>): RulesRevision['sizes'] => ({
  override: set.layers.override.length,
  api: set.layers.api.length,
  directory: set.layers.directory.length,
  rollout: set.layers.rollout.length,
});

/** All but what only the script knows: log, number and parent. */
const saidOf = (
  request: PublishRequest<unknown>,
  contents: Readonly<Record<ContentName, Content>>,
  lists: readonly string[],
): string => {
  const { digest, layer, by, message, commit, atMs, restores, approvedBy } = request;
  const named = Object.fromEntries(contentNames.map((name) => [name, contents[name].digest]));
  const said = {
    digest,
    layer,
    by,
    message,
    atMs,
    commit,
    sizes: sizesOf(request.set),
    restores,
    approvedBy,
  };
  return encodePayload({ ...said, contents: named, lists }).slice(1);
};

const outcomeOf = ([kind, value]: readonly [string, (string | number)?]): PublishOutcome => {
  switch (kind) {
    case 'published':
    case 'repeated':
      return { kind, revision: decodeRevision(String(value)).revision };
    case 'behind':
      return { kind, revision: Number(value) };
    case 'fenced':
      throw new SerinError('CONFLICT', 'another process publishes the directory of the gray rules by now');
    case 'lost':
      throw new SerinError(
        'CONFLICT',
        `the ids of a segment are not kept any more: put its list again (digest ${value})`,
      );
    default:
      throw new SerinError('INTERNAL', `the script that publishes rules answered ${kind}`);
  }
};
