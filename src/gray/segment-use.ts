/** Which segments nothing asks about. */
import type { GrayDocument } from './document-schema.ts';
import type { Segment } from './segment-schema.ts';

/** Expressions name segments by literals only; every literal of a rule is taken for one, so that none in use is called unused. */
const literal = /(["'])([a-z0-9-]+)\1/g;

export const unusedSegments = (documents: readonly GrayDocument[]): Segment[] => {
  const used = new Set(
    documents.flatMap((document) => {
      if (document.kind === 'GrayOverride') return document.spec.segments ?? [];
      if (document.kind !== 'GrayRule') return [];
      const { match, when } = document.spec;
      return [...(match.segments ?? []), ...[...(when ?? '').matchAll(literal)].map(([, , name]) => name)];
    }),
  );
  return documents.filter(
    (document): document is Segment => document.kind === 'Segment' && !used.has(document.metadata.name),
  );
};
