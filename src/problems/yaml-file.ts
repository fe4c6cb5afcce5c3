/**
 * A YAML file of a package, with the line and column of everything in it.
 *
 * As in `gray/read-yaml.ts`, a text is first run through the tokenizer, which is linear and keeps its stack in the open: what nests too deep
 * would exhaust the composer's stack. Repeated keys are looked for here, because the library compares each key with each.
 */
import {
  Lexer,
  LineCounter,
  Parser,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  visit,
} from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';
import type { FaultLog, Place } from './faults.ts';
import type { PackageFile } from './package-files.ts';

export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Where the deepest thing on the way to `path` begins. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
}

const deepestNesting = 64;
/** Aliases that a document may resolve to, counted with what they multiply to. */
const mostAliases = 100;

/** Undefined: it cannot be read, and the faults say why. An empty file is an empty map. */
export const readYamlFile = (file: PackageFile, faults: FaultLog): YamlFile | undefined => {
  if (file.source.kind !== 'held') {
    faults.error(file.path, 'is larger than 1 MiB, or there is too much YAML in the package: split it');
    return undefined;
  }
  const text = decoded(file.path, file.source.bytes, faults);
  return text === undefined ? undefined : parsed(file.path, text, faults);
};

const decoded = (path: string, bytes: Buffer, faults: FaultLog): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    faults.error({ file: path, line, column: 1 }, 'is not UTF-8: save it as UTF-8');
    return undefined;
  }
};

const firstBadLine = (bytes: Buffer): number => {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const slice = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!Buffer.from(slice.toString('utf8')).equals(slice)) return line;
    if (end === -1) return line;
    start = end + 1;
  }
  return line;
};

const parsed = (file: string, text: string, faults: FaultLog): YamlFile | undefined => {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (nestsTooDeep(text)) {
    faults.error(file, `nests deeper than ${deepestNesting} levels`);
    return undefined;
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    merge: true,
  });
  const flaws = [...document.errors, ...document.warnings];
  for (const { pos, message } of flaws) faults.error(at(pos[0]), message);
  const repeated = repeatedKeys(document);
  for (const offset of repeated) faults.error(at(offset), 'is a key that is in this map already');
  if (flaws.length > 0 || repeated.length > 0) return undefined;
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases }) ?? {};
    return { file, value, placeOf: (path) => at(offsetOf(document, path)) };
  } catch (cause) {
    faults.error(at(0), cause instanceof Error ? cause.message : String(cause));
    return undefined;
  }
};

const nestsTooDeep = (text: string): boolean => {
  const parser = new Parser();
  for (const token of new Lexer().lex(text)) {
    for (const _ of parser.next(token));
    if (parser.stack.length > deepestNesting) return true;
  }
  return false;
};

/** Offsets of keys that stood in their map before. */
const repeatedKeys = (document: Document): number[] => {
  const repeated: number[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) repeated.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return repeated;
};

const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const held = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(held) ? pairOf(held, key) : undefined;
    const found: unknown = pair?.key ?? (isCollection(held) ? held.get(key, true) : undefined);
    if (!isNode(found)) return offset;
    offset = found.range?.[0] ?? offset;
    node = pair === undefined ? found : pair.value;
  }
  return offset;
};

const pairOf = (map: YAMLMap, key: PropertyKey): Pair | undefined =>
  map.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
