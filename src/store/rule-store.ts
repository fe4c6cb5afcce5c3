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
import { LRUCache } from 'lru-cache';
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import { layerNames } from '../domain/rules.ts';
import type { LayerName, RulesRevision } from '../domain/rules.ts';
import { each, inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import { schemaVersion } from '../domain/submission.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import {
  contentNames,
  decodeLayer,
  decodeList,
  decodeRanges,
  decodeRevision,
  encodeContent,
  encodeList,
  listsIn,
} from './rule-codec.ts';
import type { Content, ContentName, StoredRevision, StoredRuleSet } from './rule-codec.ts';
import { RuleProposals } from './rule-proposals.ts';
import type { RuleProposal } from './rule-proposals.ts';
import { runScript } from './script.ts';
import { headRulesScript, publishRulesScript, putListScript } from './scripts/publish-rules.ts';
import { encodePayload } from './versioned.ts';

export interface RuleStoreDeps<Document> {
  readonly redis: RedisLink;
  readonly keys: Keys;
  /** For a log id. */
  readonly newId: () => string;
  /** Reads a document that was kept. @throws whatever it likes when a newer release wrote what it does not know. */
  readonly readDocument: (value: unknown) => Document;
  /** So that a set of thousands holds nobody up. */
  readonly pieces: Pieces;
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

/** JSON text of layers that are remembered. The set in force is a few of them. */
const rememberedBytes = 32 * 1024 * 1024;

/** JSON text of documents that are remembered: a revision has most of them from the one before, and reads only what is new. */
const rememberedChars = 32 * 1024 * 1024;

/** Every method throws STORE_UNAVAILABLE when Redis is gone. */
export class RuleStore<Document extends object> {
  readonly #deps: RuleStoreDeps<Document>;
  readonly #options: RuleStoreOptions;
  readonly #layers = new LRUCache<string, readonly Document[]>({ maxSize: rememberedBytes });
  /** By their JSON text. The same document is the same object in every revision, so that what was reckoned of it still holds. */
  readonly #documents = new LRUCache<string, Document>({
    maxSize: rememberedChars,
    sizeCalculation: (_document, text) => text.length,
  });
  /** By the layer itself: a publish of another layer does not write this one again. */
  readonly #encoded = new WeakMap<object, Content>();
  readonly #proposals: RuleProposals<Document>;

  constructor(deps: RuleStoreDeps<Document>, options: Partial<RuleStoreOptions> = {}) {
    this.#deps = deps;
    this.#options = { ...defaultOptions, ...options };
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

  /** The rules of a revision; only layers that are not remembered are read. Undefined: no longer kept. @throws SerinError INTERNAL */
  async read({ contents }: StoredRevision): Promise<StoredRuleSet<Document> | undefined> {
    const known = new Map(layerNames.map((layer) => [layer, this.#layers.get(contents[layer])]));
    const missing = contentNames.filter((name) => name === 'ranges' || known.get(name) === undefined);
    const { redis, keys } = this.#deps;
    const read = await redis.run((client) =>
      client.hmgetBuffer(keys.rulesContents, ...missing.map((name) => contents[name])),
    );
    const fetched = new Map<ContentName, Content>();
    for (const [index, name] of missing.entries()) {
      const bytes = read[index];
      if (bytes === null || bytes === undefined) return undefined;
      fetched.set(name, { digest: contents[name], bytes });
    }
    const layers: [LayerName, readonly Document[]][] = [];
    for (const layer of layerNames) {
      layers.push([layer, known.get(layer) ?? (await this.#readLayer(layer, fetched.get(layer)))]);
    }
    const ranges = fetched.get('ranges');
    return {
      layers: Object.fromEntries(layers) as Record<LayerName, readonly Document[]>,
      ranges: ranges === undefined ? {} : await decodeRanges(ranges),
    };
  }

  /**
   * See `scripts/publish-rules.ts`. Whoever loses the answer asks again with the same commit id.
   *
   * @throws SerinError CONFLICT when a list that a segment names is not there, or the fence is another's by now.
   */
  async publish(request: PublishRequest<Document>): Promise<PublishOutcome> {
    const { redis, keys, newId } = this.#deps;
    const { set, fence, expected, commit, digest } = request;
    const contents = await this.#encode(set);
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
    const { redis, keys } = this.#deps;
    const { digest, count, bytes } = await encodeList(ids);
    await redis.run((client) =>
      runScript(client, putListScript, [keys.rulesList(digest)], [bytes, this.#options.unnamedListTtlMs]),
    );
    return { digest, count };
  }

  /** Undefined: there is no such list, or it expired. @throws SerinError INTERNAL, BLOB_CORRUPT */
  async segmentList(digest: string): Promise<ReadonlySet<string> | undefined> {
    const { redis, keys } = this.#deps;
    const bytes = await redis.run((client) => client.getBuffer(keys.rulesList(digest)));
    return bytes === null ? undefined : await decodeList(digest, bytes);
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

  async #readLayer(layer: LayerName, content: Content | undefined): Promise<readonly Document[]> {
    if (content === undefined) throw new SerinError('INTERNAL', `layer ${layer} was not read`);
    const { documents, size } = await decodeLayer(layer, content);
    const read = await this.#inPieces(each(documents, (value) => this.#readDocument(value)));
    this.#layers.set(content.digest, Object.freeze(read), { size });
    return read;
  }

  #readDocument(value: unknown): Document {
    const text = JSON.stringify(value);
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const document = this.#deps.readDocument(value);
    this.#documents.set(text, document);
    return document;
  }

  async #encode(set: StoredRuleSet<Document>): Promise<Record<ContentName, Content>> {
    const encoded: [ContentName, Content][] = [];
    for (const layer of layerNames) {
      const documents = set.layers[layer];
      const content = this.#encoded.get(documents) ?? (await this.#encodeLayer(documents));
      this.#encoded.set(documents, content);
      encoded.push([layer, content]);
    }
    encoded.push(['ranges', await encodeContent(JSON.stringify(set.ranges))]);
    return Object.fromEntries(encoded) as Record<ContentName, Content>;
  }

  async #encodeLayer(documents: readonly Document[]): Promise<Content> {
    const texts = await this.#inPieces(each(documents, (document) => this.#write(document)));
    return await encodeContent(`[${texts.join(',')}]`);
  }

  /** What is written here is not read again when it comes back. */
  #write(document: Document): string {
    const text = JSON.stringify(document);
    if (!this.#documents.has(text)) this.#documents.set(text, document);
    return text;
  }

  #inPieces<T>(steps: Steps<T>): Promise<T> {
    return inPieces(steps, this.#deps.pieces);
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
