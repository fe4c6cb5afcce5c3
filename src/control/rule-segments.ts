/** Lists of users, up to 10⁶: kept beside the rules by their digest, and named by a Segment document in layer `api`. */
import type { RulesPorts } from './rules-ports.ts';
import { patchLayer } from './rules.ts';
import type { Published, Publishing } from './rules.ts';
import { byBytes, listFault, readIds } from './segment-lists.ts';

export interface PutSegmentRequest extends Publishing {
  readonly name: string;
  /** One id a line, in UTF-8; empty lines do not count, and the same id twice counts once. */
  readonly source: AsyncIterable<Buffer>;
}

/** @throws SerinError INVALID_REQUEST, PAYLOAD_TOO_LARGE, and as `patchLayer`. */
export const putSegment = async (
  ports: RulesPorts,
  { name, source, ...publishing }: PutSegmentRequest,
): Promise<Published & { readonly count: number }> => {
  const ids = await readIds(source, ports.breathe);
  if (ids.size === 0) throw listFault('/', 'the list is empty; to take a segment away, remove its document');
  const sorted = [...ids];
  await ports.breathe();
  sorted.sort(byBytes);
  await ports.breathe();
  // A dry run keeps the list all the same: the document names it, and what nothing names is swept.
  const list = await ports.store.putSegmentList(sorted);
  const document = { apiVersion: 'serin/v1', kind: 'Segment', metadata: { name }, spec: { list } };
  const published = await patchLayer(ports, {
    ...publishing,
    layer: 'api',
    given: { documents: [document] },
    remove: [],
  });
  return { ...published, count: list.count };
};
