/**
 * From files to documents: every document of every file is read, and every fault is told at its file, line and key. One fault
 * refuses the whole set: half a set would route wrongly.
 */
import type { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { compileRules } from './compile-rules.ts';
import type { GraySnapshot } from './context.ts';
import { documentSchema } from './document-schema.ts';
import type { GrayDocument } from './document-schema.ts';
import { controlCharacters } from './control-characters.ts';
import { keysAt, unknownKey } from './known-keys.ts';
import { refusal } from './prepare.ts';
import { readYaml } from './read-yaml.ts';
import type { YamlDocument } from './read-yaml.ts';
import { emptyRuleSet } from './rule-set.ts';

export interface RuleFile {
  /** As faults shall name it: `rules/python.yaml`. */
  readonly path: string;
  readonly text: string;
}

export interface PlacedDocument {
  readonly document: GrayDocument;
  /** `rules/a.yaml:3 /spec/when` */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/**
 * YAML or JSON text → documents, with every fault of every file at its place. Alone: CEL is not checked, names of other documents are
 * not resolved.
 * @throws SerinError RULES_INVALID
 */
export const readDocuments = (files: readonly RuleFile[]): PlacedDocument[] => {
  const faults: Fault[] = [];
  const documents = files
    .flatMap(({ path, text }) => readYaml(path, text, faults))
    .flatMap(apart)
    .flatMap((document) => readDocument(document, faults));
  faults.push(...sameNames(documents));
  if (faults.length > 0) throw refusal(faults);
  return documents;
};

/** Files of one set that stands alone, compiled as the layer `directory`. @throws SerinError RULES_INVALID */
export const loadRules = (files: readonly RuleFile[], revision: number): GraySnapshot => {
  const placed = readDocuments(files);
  const places = new Map(placed.map(({ document, placeOf }) => [document.metadata.name, placeOf]));
  const directory = placed.map(({ document }) => document);
  return compileRules(
    { ...emptyRuleSet, layers: { ...emptyRuleSet.layers, directory } },
    { revision, placeOf: (name, path) => places.get(name)?.(path) ?? `/${name}` },
  );
};

/** A file may hold a list of documents as well, as JSON that was exported does. */
const apart = ({ value, placeOf }: YamlDocument): YamlDocument[] =>
  Array.isArray(value)
    ? value.map((each: unknown, at) => ({ value: each, placeOf: (path) => placeOf([at, ...path]) }))
    : [{ value, placeOf }];

const readDocument = ({ value, placeOf }: YamlDocument, faults: Fault[]): PlacedDocument[] => {
  const hidden = controlCharacters(value);
  faults.push(...hidden.map(({ path, message }) => ({ path: placeOf(path), message })));
  if (hidden.length > 0) return [];
  const schema = schemaOf(value);
  if (schema === undefined) {
    faults.push({ path: placeOf(['kind']), message: unknownKind(value) });
    return [];
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return [{ document: parsed.data, placeOf }];
  for (const issue of parsed.error.issues) {
    // Unknown keys are one fault each, at their own lines.
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) {
      const message = unknownKey(key, keysAt(schema, issue.path));
      faults.push({ path: placeOf([...issue.path, key]), message });
    }
    if (keys.length === 0) faults.push({ path: placeOf(issue.path), message: issue.message });
  }
  return [];
};

const schemas = Object.fromEntries(documentSchema.options.map((schema) => [schema.shape.kind.value, schema]));

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

const schemaOf = (value: unknown): z.ZodType<GrayDocument> | undefined => {
  const kind = kindOf(value);
  return typeof kind === 'string' && Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
};

const unknownKind = (value: unknown): string => {
  const kind = kindOf(value);
  const kinds = Object.keys(schemas);
  if (typeof kind !== 'string') return `must be a document with a kind: ${kinds.join(', ')}`;
  const meant = nearest(kind, kinds);
  return `there is no kind "${kind}": ${meant === undefined ? kinds.join(', ') : `did you mean ${meant}?`}`;
};

const sameNames = (documents: readonly PlacedDocument[]): Fault[] => {
  const first = new Map<string, string>();
  return documents.flatMap(({ document, placeOf }) => {
    const { name } = document.metadata;
    const place = placeOf(['metadata', 'name']);
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, place);
      return [];
    }
    return [{ path: place, message: `${name} is the name of another document, at ${earlier}` }];
  });
};
