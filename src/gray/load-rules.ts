/**
 * From files to documents: every document of every file is read, and every fault is told at its file, line and key. One fault
 * refuses the whole set: half a set would route wrongly.
 */
import type { Fault } from '../domain/errors.ts';
import { compileRules } from './compile-rules.ts';
import type { GraySnapshot } from './context.ts';
import type { GrayDocument } from './document-schema.ts';
import { refusal } from './prepare.ts';
import { readDocument } from './read-document.ts';
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
    .flatMap(({ value, placeOf }) => {
      const document = readDocument(value, placeOf, faults);
      return document === undefined ? [] : [{ document, placeOf }];
    });
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
