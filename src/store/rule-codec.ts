/**
 * Gray rules as the store keeps them. What a document means is not known here: it is handed through, and read by a function that is
 * given.
 *
 *   revision   JSON: what is said of it, the digest of each layer's bytes and of the ranges', the lists that its segments name
 *   content    one layer, or the ranges: JSON, deflated, named by the SHA-256 of the JSON. A layer that did not change is kept once
 *   list       the ids of a segment, one a line, sorted by bytes, deflated, named by the SHA-256 of the lines
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { z } from 'zod';
import { layerNames } from '../domain/rules.ts';
import type { LayerName, RulesRevision } from '../domain/rules.ts';
import { SerinError } from '../domain/errors.ts';
import { inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import { schemaVersion } from '../domain/submission.ts';
import { decodeEnvelope, encodeEnvelope } from './envelope.ts';
import { decodePayload, encodePayload } from './versioned.ts';

/** A rule set, whatever its documents are. `RuleSet` of `gray/` is one of these. */
export interface StoredRuleSet<Document> {
  readonly layers: Readonly<Record<LayerName, readonly Document[]>>;
  readonly ranges: Readonly<Record<string, readonly { readonly track: string; readonly end: number }[]>>;
}

export const contentNames = [...layerNames, 'ranges'] as const;
export type ContentName = (typeof contentNames)[number];

/** A revision with the names of what it consists of. */
export interface StoredRevision {
  readonly revision: RulesRevision;
  /** By layer, and of the ranges. */
  readonly contents: Readonly<Record<ContentName, string>>;
  /** Digests of the lists that segments name, each once. */
  readonly lists: readonly string[];
}

export interface Content {
  readonly digest: string;
  readonly bytes: Buffer;
}

const deflated = promisify(deflate) as (bytes: Buffer, options: { level: number }) => Promise<Buffer>;
const inflated = promisify(inflate) as (
  bytes: Buffer,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

/** Rules are text that repeats itself: more effort takes twice the time for a tenth of the bytes. */
const level = 3;

/** No layer comes near: 10 000 documents of 64 KiB would be more, but a file of rules is at most 1 MiB. */
const largestContentBytes = 512 * 1024 * 1024;

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** @param json - of what is kept: a list of documents, or the ranges. */
export const encodeContent = async (json: string): Promise<Content> => {
  const text = Buffer.from(`{"v":${schemaVersion},"content":${json}}`);
  return { digest: sha256(text), bytes: await deflated(text, { level }) };
};

const contentShape = z.object({ content: z.unknown() });
const documentsShape = z.array(z.unknown());
const rangesShape = z.record(z.string(), z.array(z.object({ track: z.string(), end: z.number() })));

/** @throws SerinError INTERNAL when the bytes are not those of the digest, or of a release that this one cannot read. */
const decodeContent = async (digest: string, bytes: Buffer, what: string) => {
  const text = await inflated(bytes, { maxOutputLength: largestContentBytes }).catch((cause: unknown) => {
    throw unreadable(what, String(cause));
  });
  if (sha256(text) !== digest) throw unreadable(what, 'it does not have the digest that it is named by');
  return { value: decodePayload(contentShape, text.toString('utf8'), what).content, size: text.length };
};

export const decodeLayer = async (
  layer: LayerName,
  { digest, bytes }: Content,
): Promise<{ documents: unknown[]; size: number }> => {
  const what = `layer ${layer} of the gray rules`;
  const { value, size } = await decodeContent(digest, bytes, what);
  const parsed = documentsShape.safeParse(value);
  if (!parsed.success) throw unreadable(what, z.prettifyError(parsed.error));
  return { documents: parsed.data, size };
};

export const decodeRanges = async ({ digest, bytes }: Content): Promise<StoredRuleSet<unknown>['ranges']> => {
  const { value } = await decodeContent(digest, bytes, 'ranges of the gray rules');
  const parsed = rangesShape.safeParse(value);
  if (!parsed.success) throw unreadable('ranges of the gray rules', z.prettifyError(parsed.error));
  return parsed.data;
};

/** A value of its own, not named by its digest. */
export const encodeProposal = (value: object): Promise<Buffer> =>
  deflated(Buffer.from(encodePayload(value)), { level });

/** @throws SerinError INTERNAL */
export const decodeProposal = async (bytes: Buffer): Promise<string> => {
  const text = await inflated(bytes, { maxOutputLength: largestContentBytes }).catch((cause: unknown) => {
    throw unreadable('a proposal of rules', String(cause));
  });
  return text.toString('utf8');
};

const unreadable = (what: string, why: string): SerinError =>
  new SerinError('INTERNAL', `${what} cannot be read: ${why}`);

const sizesShape = z.object({
  override: z.number(),
  api: z.number(),
  directory: z.number(),
  rollout: z.number(),
});

const revisionShape = z.object({
  log: z.string(),
  revision: z.number(),
  parent: z.string(),
  digest: z.string(),
  layer: z.enum(layerNames),
  by: z.string(),
  message: z.string(),
  atMs: z.number(),
  commit: z.string(),
  sizes: sizesShape,
  restores: z.number().exactOptional(),
  approvedBy: z.string().exactOptional(),
});

const storedShape = revisionShape.extend({
  contents: z.object({
    override: z.string(),
    api: z.string(),
    directory: z.string(),
    rollout: z.string(),
    ranges: z.string(),
  }),
  lists: z.array(z.string()),
});

/** @throws SerinError INTERNAL */
export const decodeRevision = (text: string): StoredRevision => {
  const { contents, lists, ...revision } = decodePayload(storedShape, text, 'a revision of the gray rules');
  return { revision, contents, lists };
};

/** Of the segments whose ids are a list of their own; each digest once, sorted. */
export const listsIn = (set: StoredRuleSet<object>): string[] => {
  const segments = Object.values(set.layers).flatMap((documents) => documents.filter(isSegment));
  return [
    ...new Set(segments.flatMap((segment) => listShape.safeParse(segment).data?.spec.list.digest ?? [])),
  ].sort();
};

/** Few documents are: only those are looked at closely. */
const isSegment = (document: object): boolean => 'kind' in document && document.kind === 'Segment';

const listShape = z.object({ spec: z.object({ list: z.object({ digest: z.string() }) }) });

const listKind = 'segment-list';
const listAbout = z.object({ count: z.number() });

export interface EncodedList extends Content {
  readonly count: number;
}

/** @throws RangeError where the ids are not distinct, not sorted by their bytes, or one holds a line's end. */
export const encodeList = async (ids: readonly string[], pieces: Pieces): Promise<EncodedList> => {
  const text = Buffer.from(ids.length === 0 ? '' : `${ids.join('\n')}\n`);
  await inPieces(checkSorted(text, ids.length), pieces);
  const bytes = encodeEnvelope(listKind, { count: ids.length }, [await deflated(text, { level })]);
  return { digest: sha256(text), count: ids.length, bytes };
};

/** @throws SerinError INTERNAL, BLOB_CORRUPT */
export const decodeList = async (
  { digest, bytes }: Content,
  pieces: Pieces,
): Promise<ReadonlySet<string>> => {
  const { about, parts } = decodeEnvelope(listKind, listAbout, bytes);
  const text = await inflated(parts[0] ?? Buffer.alloc(0), { maxOutputLength: largestContentBytes });
  if (sha256(text) !== digest) throw unreadable('the list of a segment', 'it does not have its digest');
  const ids = await inPieces(linesOf(text), pieces);
  if (ids.size !== about.count) throw unreadable('the list of a segment', 'it does not have its length');
  return ids;
};

const lineEnd = 10;

/** Bytes of a list that are read, and lines that are compared, before there is a place to pause. */
const pieceBytes = 64 * 1024;
const pieceLines = 4_096;

/** Every line of the text, without its end. */
function* linesOf(text: Buffer): Steps<Set<string>> {
  const lines = new Set<string>();
  let begin = 0;
  while (begin < text.length) {
    const near = text.indexOf(lineEnd, Math.min(begin + pieceBytes, text.length - 1));
    const end = near === -1 ? text.length : near;
    for (const line of text.toString('utf8', begin, end).split('\n')) lines.add(line);
    begin = end + 1;
    yield;
  }
  return lines;
}

function* checkSorted(text: Buffer, count: number): Steps<void> {
  let lines = 0;
  let before = 0;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf(lineEnd, at);
    if (lines > 0 && text.compare(text, before, at - 1, at, end) <= 0) {
      throw new RangeError(
        `the ids of a segment are not distinct and sorted by bytes at number ${lines + 1}`,
      );
    }
    before = at;
    at = end + 1;
    lines += 1;
    if (lines % pieceLines === 0) yield;
  }
  if (lines !== count) throw new RangeError('an id of a segment holds the end of a line');
}
