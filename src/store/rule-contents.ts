/**
 * What revisions consist of, read from Redis and remembered. A revision has most of its layers, and of a changed layer most of its
 * documents, from the one before: only what is new is read.
 */
import { LRUCache } from 'lru-cache';
import { SerinError } from '../domain/errors.ts';
import { layerNames } from '../domain/rules.ts';
import type { LayerName } from '../domain/rules.ts';
import { each, inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import type { Keys } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { contentNames, decodeLayer, decodeRanges, encodeContent } from './rule-codec.ts';
import type { Content, ContentName, StoredRevision, StoredRuleSet } from './rule-codec.ts';

export interface RuleContentsDeps<Document> {
  readonly redis: RedisLink;
  readonly keys: Keys;
  /** Reads a document that was kept. @throws whatever it likes when a newer release wrote what it does not know. */
  readonly readDocument: (value: unknown) => Document;
  /** So that a set of thousands holds nobody up. */
  readonly pieces: Pieces;
}

/** JSON text of layers that are remembered. The set in force is a few of them. */
const rememberedBytes = 32 * 1024 * 1024;

/** Documents that are remembered, twice as many as a set may have, and their JSON text. */
const rememberedDocuments = 20_000;
const rememberedChars = 32 * 1024 * 1024;

export class RuleContents<Document extends object> {
  readonly #deps: RuleContentsDeps<Document>;
  readonly #layers = new LRUCache<string, readonly Document[]>({ maxSize: rememberedBytes });
  /** By their JSON text. The same document is the same object in every revision, so that what was reckoned of it still holds. */
  readonly #documents = new LRUCache<string, Document>({
    max: rememberedDocuments,
    maxSize: rememberedChars,
    sizeCalculation: (_document, text) => text.length,
  });
  /** By the layer itself: a publish of another layer does not write this one again. */
  readonly #encoded = new WeakMap<object, Content>();

  constructor(deps: RuleContentsDeps<Document>) {
    this.#deps = deps;
  }

  /** The rules of a revision; only layers that are not remembered are read. Undefined: no longer kept. @throws SerinError INTERNAL */
  async read(contents: StoredRevision['contents']): Promise<StoredRuleSet<Document> | undefined> {
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

  /** As it is to be kept; a layer that is written already is not written again. */
  async write(set: StoredRuleSet<Document>): Promise<Record<ContentName, Content>> {
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

  /** Writes a layer and reads it again, in memory, and remembers nothing of it: the first time takes several times as long as later ones. */
  async rehearse(documents: readonly Document[]): Promise<void> {
    const content = await encodeContent(JSON.stringify(documents));
    const layer = await decodeLayer('api', content);
    await this.#inPieces(each(layer.documents, (value) => this.#deps.readDocument(value)));
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
}
