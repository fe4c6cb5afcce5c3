/**
 * Who publishes a layer sends all of it, though few of its documents are new. Those that read as they did are the same objects in the
 * next revision, so that what was reckoned of them (their meaning, their test) is not reckoned again.
 */
import type { GrayDocument } from '../gray/document-schema.ts';
import { each } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { layerNames } from '../gray/rule-set.ts';
import type { Layers } from '../gray/rule-set.ts';

/** `after`, with the objects of `before` for whatever is written as there. A layer of which all is the same is the former list. */
export function* keepSame(before: Layers, after: Layers): Steps<Layers> {
  const layers: [string, readonly GrayDocument[]][] = [];
  for (const layer of layerNames) {
    layers.push([layer, yield* sameDocuments(before[layer], after[layer])]);
  }
  return Object.fromEntries(layers) as unknown as Layers;
}

function* sameDocuments(
  before: readonly GrayDocument[],
  after: readonly GrayDocument[],
): Steps<readonly GrayDocument[]> {
  if (before === after) return before;
  const held = new Map(before.map((document) => [document.metadata.name, document]));
  const kept = yield* each(after, (document) => {
    const former = held.get(document.metadata.name);
    return former !== undefined && isWrittenAs(former, document) ? former : document;
  });
  const isSame = kept.length === before.length && kept.every((document, at) => document === before[at]);
  return isSame ? before : kept;
}

const isWrittenAs = (a: GrayDocument, b: GrayDocument): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
