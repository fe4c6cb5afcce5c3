/**
 * A set as text that can be read in again. The form is canonical: documents in the order of their layers, kinds and names, keys in a fixed
 * order, nothing that is a default. The same meaning twice gives the same bytes but for the revision in the first line.
 */
import { Document, stringify } from 'yaml';
import type { GrayDocument } from '../gray/document-schema.ts';
import { layerNames } from '../gray/rule-set.ts';
import type { LayerName, Layers } from '../gray/rule-set.ts';
import type { Head } from './rules-draft.ts';

const kinds = ['Dimensions', 'Segment', 'GrayOverride', 'GrayRule'] as const;

/** Documents of one layer, or of all, in canonical order and form. */
export const exported = (layers: Layers, layer?: LayerName): Partial<Record<LayerName, object[]>> =>
  Object.fromEntries(
    layerNames
      .filter((name) => layer === undefined || name === layer)
      .map((name) => [name, [...layers[name]].sort(inOrder).map(canonical)]),
  );

/** YAML: one document after another, with the layer of each run of them as a comment. */
export const exportYaml = ({ set, revision, digest }: Head, layer?: LayerName): string => {
  const parts = Object.entries(exported(set.layers, layer))
    .filter(([, documents]) => documents.length > 0)
    .map(([name, documents]) => {
      const texts = documents.map((document) => `---\n${textOf(document)}`);
      return `# layer ${name}\n${texts.join('')}`;
    });
  return `# gray rules, revision ${revision}, digest ${digest}\n${parts.join('')}`;
};

const textOf = (document: object): string =>
  stringify(new Document(document, { aliasDuplicateObjects: false }), { lineWidth: 0 });

const inOrder = (a: GrayDocument, b: GrayDocument): number =>
  kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
  (a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0);

/** Values that say the same as nothing; by key of the spec. */
const defaults: Readonly<Record<string, unknown>> = {
  priority: 0,
  enabled: true,
  confirm: true,
  approval: false,
  contests: 'exclude',
};

const keyOrder = [
  ...['priority', 'enabled', 'track', 'language', 'match', 'when', 'users', 'list', 'segments', 'problems'],
  ...['schedule', 'until', 'sample', 'group', 'contests', 'stickyBy', 'seed', 'weights', 'shadow', 'confirm'],
  ...['approval', 'cases', 'userLevels', 'regions'],
];

const canonical = ({ apiVersion, kind, metadata, spec }: GrayDocument): object => {
  const known = Object.entries(spec).filter(
    ([key, value]) =>
      value !== undefined &&
      defaults[key] !== value &&
      !(key === 'match' && Object.keys(value as object).length === 0) &&
      !(key === 'stickyBy' && JSON.stringify(value) === '["user.id","client.id"]'),
  );
  const place = (key: string): number => keyOrder.indexOf(key) + 1 || keyOrder.length + 1;
  const ordered = known.sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, ...(metadata.owner === undefined ? {} : { owner: metadata.owner }) },
    spec: Object.fromEntries(ordered.map(([key, value]) => [key, key === 'cases' ? value : tidy(value)])),
  };
};

/** Keys in the order of the alphabet: which one a person wrote first says nothing. Lists keep their order. */
const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, tidy(each)]),
  );
};
