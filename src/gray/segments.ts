/** Segments made ready: whether the user of a context is in one. */
import { remembered } from './asked.ts';
import type { Asked } from './asked.ts';
import type { Segment } from './segment-schema.ts';

export interface Segments {
  readonly names: readonly string[];
  readonly includes: (name: string, asked: Asked) => boolean;
}

export interface SegmentDeps {
  readonly segmentIds: ((digest: string) => ReadonlySet<string> | undefined) | undefined;
  readonly expression: (segment: Segment, source: string) => ((asked: Asked) => boolean) | undefined;
  readonly fault: (name: string, path: readonly PropertyKey[], message: string) => void;
}

export const openSegments = (deps: SegmentDeps, documents: readonly Segment[]): Segments => {
  const tests = new Map(
    documents.map((document) => [document.metadata.name, testOf(deps, document)] as const),
  );
  return {
    names: [...tests.keys()],
    includes: (name, asked) => {
      const test = tests.get(name);
      if (test === undefined) return false;
      asked.segments ??= new Map();
      return remembered(asked.segments, name, () => test(asked));
    },
  };
};

const testOf = (deps: SegmentDeps, segment: Segment): ((asked: Asked) => boolean) | undefined => {
  const { users, list, when } = segment.spec;
  if (when !== undefined) return deps.expression(segment, when);
  const ids = list === undefined ? new Set(users) : listed(deps, segment, list.digest);
  return ids && (({ context }) => context.userId !== undefined && ids.has(context.userId));
};

const listed = (deps: SegmentDeps, segment: Segment, digest: string): ReadonlySet<string> | undefined => {
  const ids = deps.segmentIds?.(digest);
  if (ids === undefined) {
    deps.fault(
      segment.metadata.name,
      ['spec', 'list', 'digest'],
      `no list of ids with this digest is here: put it by PUT /v1/rules/segments/${segment.metadata.name}`,
    );
  } else if (ids.size !== segment.spec.list?.count) {
    deps.fault(segment.metadata.name, ['spec', 'list', 'count'], `the list has ${ids.size} ids`);
  }
  return ids;
};
