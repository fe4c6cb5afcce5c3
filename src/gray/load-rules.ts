/**
 * From files to documents: every document of every file is read, and every fault is told at its file, line and key. One fault
 * refuses the whole set: half a set would route wrongly.
 */
import type { Fault } from '../domain/errors.ts';
import { compileRules } from './compile-rules.ts';
import type { GraySnapshot } from './context.ts';
import { documentSchema } from './document-schema.ts';
import type { GrayDocument } from './document-schema.ts';
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

const readDocument = ({ value, placeOf }: YamlDocument, faults: Fault[]): PlacedDocument[] => {
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return [{ document: parsed.data, placeOf }];
  for (const issue of parsed.error.issues) {
    // Unknown keys are one fault each, at their own lines.
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) {
      const message = 'there is no such key';
      faults.push({ path: placeOf([...issue.path, key]), message });
    }
    if (keys.length === 0) faults.push({ path: placeOf(issue.path), message: issue.message });
  }
  return [];
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
