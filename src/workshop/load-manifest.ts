import { LineCounter, isCollection, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { runtimeManifestSchema } from '../domain/runtime.ts';
import type { RuntimeManifest } from '../domain/runtime.ts';
import { expandVariants, isInherited } from './variants.ts';
import type { Expanded } from './variants.ts';

/**
 * A runtime.yaml as text to the manifests of its runtime and of its variants, in this order.
 *
 * @param path - how the file is called in faults: `images/python/3.13/runtime.yaml`.
 * @throws SerinError `MANIFEST_INVALID` with every fault at its path: `<file>:<line> /run/argv/0`.
 */
export const loadManifests = (path: string, text: string): [RuntimeManifest, ...RuntimeManifest[]] => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw invalid(
      path,
      document.errors.map((error) => ({
        path: `${path}:${lines.linePos(error.pos[0]).line}`,
        message: error.message,
      })),
    );
  }
  const source = { path, document, lines };
  const faults = new Map<string, Fault>();
  const manifests: RuntimeManifest[] = [];
  for (const expanded of expandVariants(plain(path, document))) {
    const parsed = runtimeManifestSchema.safeParse(expanded.value);
    if (parsed.success) manifests.push(parsed.data);
    // What the folder's own runtime says wrong, its variants say again.
    for (const issue of parsed.error?.issues ?? []) {
      for (const fault of faultsOf(source, expanded, issue))
        faults.set(`${fault.path} ${fault.message}`, fault);
    }
  }
  const [own, ...variants] = manifests;
  if (own === undefined || faults.size > 0) throw invalid(path, [...faults.values()]);
  return [own, ...variants];
};

/** A document may still be no value: an alias to nothing, or a bomb of aliases. */
const plain = (path: string, document: Document): unknown => {
  try {
    return document.toJS();
  } catch (cause) {
    throw invalid(path, [{ path, message: cause instanceof Error ? cause.message : String(cause) }]);
  }
};

const invalid = (path: string, faults: readonly Fault[]): SerinError =>
  new SerinError('MANIFEST_INVALID', `${path} is not valid: ${faults.length} fault(s)`, { faults });

interface Source {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** One issue of the schema as faults; unknown keys are one fault each, at their own lines. */
const faultsOf = (source: Source, expanded: Expanded, issue: Issue): Fault[] => {
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.map((key) => ({
      path: placeOf(source, writtenAt(source, expanded, [...issue.path, key])),
      message: 'there is no such key',
    }));
  }
  return [{ path: placeOf(source, writtenAt(source, expanded, issue.path)), message: issue.message }];
};

/** What a variant says itself stands below it; what it inherits, and what neither says, stands where it would be written. */
const writtenAt = (
  { document }: Source,
  { variant }: Expanded,
  path: readonly PropertyKey[],
): readonly PropertyKey[] => {
  if (variant === undefined) return path;
  const own = ['variants', variant, ...path];
  return isInherited(path[0]) && document.hasIn(path) && !document.hasIn(own) ? path : own;
};

/** `<file>:<line> <JSON pointer>`; what is missing is placed where its nearest parent is. */
const placeOf = (source: Source, path: readonly PropertyKey[]): string => {
  const pointer = path.map((key) => `/${escaped(String(key))}`).join('');
  const line = source.lines.linePos(offsetOf(source.document, path)).line;
  return `${source.path}:${line} ${pointer === '' ? '/' : pointer}`;
};

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const entry = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
      : undefined;
    const found: unknown = entry?.key ?? (isCollection(node) ? node.get(key, true) : undefined);
    if (!isNode(found)) return offset;
    offset = found.range?.[0] ?? offset;
    node = entry === undefined ? found : entry.value;
  }
  return offset;
};
