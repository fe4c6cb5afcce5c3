/**
 * YAML documents with the line of everything in them.
 *
 * The library composes documents by recursion and looks for repeated keys by comparing each with each: a thousand brackets exhaust
 * the stack, which Node does not always survive, and a map of 60 000 keys takes half a minute. So a text is first run through its
 * tokenizer, which is linear and keeps its stack in the open, and what is too deep or too wide is refused before it is composed.
 */
import { Lexer, LineCounter, Parser, isCollection, isMap, isNode, isScalar, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import type { Fault } from '../domain/errors.ts';
import { pointerOf } from './place.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** `<file>:<line> <JSON pointer>`; what is missing is placed where its nearest parent is. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** A file is written by people; what is larger is a mistake or an attack. */
const largestFileBytes = 1024 * 1024;

/** Aliases that a document may resolve to, counted with what they multiply to. */
const mostAliases = 50;

/** Nested collections; a rule needs five. */
const deepestNesting = 64;

/** Entries of one map or list; the longest list of a rule has 256. */
const mostEntries = 1024;

/** As many as a rule set may hold. */
const mostDocuments = 10_000;

/** Every document that is not empty; what is wrong is added to `faults`, and the documents it is wrong in are left out. */
export const readYaml = (path: string, text: string, faults: Fault[]): YamlDocument[] => {
  const excess = excessOf(text);
  if (excess !== undefined) {
    faults.push({ path, message: excess });
    return [];
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const at = (offset: number): string => `${path}:${lines.linePos(offset).line}`;
  const flaws = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  faults.push(...flaws.map(({ pos, message }) => ({ path: at(pos[0]), message })));
  return documents.flatMap((document) => {
    if (document.errors.length > 0 || document.warnings.length > 0) return [];
    try {
      const value: unknown = document.toJS({ maxAliasCount: mostAliases });
      const placeOf = (keys: readonly PropertyKey[]): string =>
        `${at(offsetOf(document, keys))} ${pointerOf(keys)}`;
      return value === null || value === undefined ? [] : [{ value, placeOf }];
    } catch (cause) {
      faults.push({ path: at(document.range?.[0] ?? 0), message: reasonOf(cause) });
      return [];
    }
  });
};

/** What of a text is too much to be read, if anything is. */
const excessOf = (text: string): string | undefined => {
  if (Buffer.byteLength(text) > largestFileBytes) return 'is larger than 1 MiB: split it';
  const parser = new Parser();
  let documents = 0;
  for (const token of new Lexer().lex(text)) {
    for (const finished of parser.next(token)) if (finished.type === 'document') documents += 1;
    if (documents > mostDocuments) return `holds more than ${mostDocuments} documents: split it`;
    if (parser.stack.length > deepestNesting) return `nests deeper than ${deepestNesting} levels`;
    const top = parser.stack.at(-1);
    if (top !== undefined && 'items' in top && top.items.length > mostEntries) {
      return `has more than ${mostEntries} entries in one place`;
    }
  }
  return undefined;
};

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Where the deepest node on the path begins: its key, where it has one. */
const offsetOf = (document: Document, keys: readonly PropertyKey[]): number => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of keys) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const found: unknown = pair?.key ?? (isCollection(node) ? node.get(key, true) : undefined);
    if (!isNode(found)) return offset;
    offset = found.range?.[0] ?? offset;
    node = pair === undefined ? found : pair.value;
  }
  return offset;
};
