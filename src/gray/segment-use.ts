/** Which segments nothing asks about. */
import type { GrayDocument } from './document-schema.ts';
import type { Segment } from './segment-schema.ts';

const segmentIn = /(["'])([a-z0-9-]+)\1\s+in\s+user\.segments\b/g;

/** Empty as soon as an expression asks about segments in a way that does not name them: any could be meant. */
export const unusedSegments = (documents: readonly GrayDocument[]): Segment[] => {
  const used = new Set<string>();
  for (const document of documents) {
    if (document.kind === 'GrayOverride') document.spec.segments?.forEach((name) => used.add(name));
    if (document.kind !== 'GrayRule') continue;
    document.spec.match.segments?.forEach((name) => used.add(name));
    const { when } = document.spec;
    for (const [, , name] of when?.matchAll(segmentIn) ?? []) used.add(name ?? '');
    if (when?.replaceAll(segmentIn, '').includes('segments') === true) return [];
  }
  return documents.filter(
    (document): document is Segment => document.kind === 'Segment' && !used.has(document.metadata.name),
  );
};
