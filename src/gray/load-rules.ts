/**
 * From files to rules: every document of every file is read, and every fault is told at its file, line and key. One fault
 * refuses the whole set: half a set would route wrongly.
 */
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { compileRules } from './compile-rules.ts';
import type { GraySnapshot } from './context.ts';
import { grayRuleSchema, unsupportedKeys } from './rule-schema.ts';
import type { GrayRule } from './rule-schema.ts';

export interface RuleFile {
  /** As faults shall name it: `rules/python.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** A set is written by people; what is larger is a mistake or an attack. */
const largestFileBytes = 1024 * 1024;
const mostDocuments = 10_000;

/** @throws SerinError RULES_INVALID with every fault of every file. */
export const loadRules = (files: readonly RuleFile[], revision: number): GraySnapshot => {
  const faults: Fault[] = [];
  const rules: { readonly rule: GrayRule; readonly place: string }[] = [];
  for (const file of files) readFile(file, rules, faults);
  faults.push(...duplicates(rules));
  if (faults.length > 0) {
    const told = faults.map((fault) => `  ${fault.path}: ${fault.message}`).join('\n');
    throw new SerinError('RULES_INVALID', `the gray rules are refused:\n${told}`, { faults });
  }
  return compileRules(
    rules.map(({ rule }) => rule),
    revision,
  );
};

const readFile = (file: RuleFile, rules: { rule: GrayRule; place: string }[], faults: Fault[]): void => {
  if (Buffer.byteLength(file.text) > largestFileBytes) {
    faults.push({ path: file.path, message: 'is larger than 1 MiB: split it' });
    return;
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(file.text, { lineCounter: lines, uniqueKeys: true });
  if (!Array.isArray(documents)) return;
  if (documents.length > mostDocuments) {
    faults.push({ path: file.path, message: `holds more than ${mostDocuments} rules: split it` });
    return;
  }
  for (const document of documents) {
    const at = (path: readonly PropertyKey[]): string => `${file.path}:${lineOf(document, lines, path)}`;
    const value = toValue(document, file.path, lines, faults);
    if (value === undefined || value === null) continue;
    const parsed = grayRuleSchema.safeParse(value);
    if (parsed.success) rules.push({ rule: parsed.data, place: at(['metadata', 'name']) });
    else for (const issue of parsed.error.issues) faults.push(...faultsOf(issue, at));
  }
};

/** The document's value; undefined, with its faults told, where it is not sound YAML. Aliases are bounded against YAML bombs. */
const toValue = (document: Document, path: string, lines: LineCounter, faults: Fault[]): unknown => {
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const message = error.message.split('\n')[0] ?? 'is not valid YAML';
      faults.push({ path: `${path}:${lines.linePos(error.pos[0]).line}`, message });
    }
    return undefined;
  }
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    faults.push({ path, message: cause instanceof Error ? cause.message : 'cannot be read' });
    return undefined;
  }
};

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code: string;
  readonly keys?: readonly string[];
}

const faultsOf = (issue: Issue, at: (path: readonly PropertyKey[]) => string): Fault[] => {
  const where = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys' || issue.keys === undefined) {
    return [{ path: at(issue.path), message: where === '' ? issue.message : `${where}: ${issue.message}` }];
  }
  return issue.keys.map((key) => ({
    path: at([...issue.path, key]),
    message: unsupportedKeys[key] ?? `${[...issue.path, key].join('.')}: there is no such key`,
  }));
};

/** The line of the deepest node on the path that is there. */
const lineOf = (document: Document, lines: LineCounter, path: readonly PropertyKey[]): number => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = rangeOf(node);
    if (range !== undefined) return lines.linePos(range).line;
  }
  return 1;
};

const rangeOf = (node: unknown): number | undefined => {
  if (node === null || typeof node !== 'object' || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
};

const duplicates = (rules: readonly { rule: GrayRule; place: string }[]): Fault[] => {
  const first = new Map<string, string>();
  return rules.flatMap(({ rule, place }) => {
    const { name } = rule.metadata;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, place);
      return [];
    }
    return [{ path: place, message: `metadata.name: ${name} is the name of another rule at ${earlier}` }];
  });
};
