/**
 * What a revision changes, by document and field, as far as it means anything: what only notation tells apart (order, comments, a name
 * given twice, a default that is stated) is no difference. There is none exactly when both sets have the same digest.
 */
import { atOnce, each } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { canonicalText } from './canonical.ts';
import type { GrayDocument } from './document-schema.ts';
import { meaningOf, meaningText } from './meaning.ts';
import { seedOf } from './ranges.ts';
import { layerNames } from './rule-set.ts';
import type { LayerName, RuleSet } from './rule-set.ts';

interface Named {
  /** `Ranges` of what a revision remembers for rules with more than three tracks; its name is the seed. */
  readonly kind: GrayDocument['kind'] | 'Ranges';
  readonly name: string;
  readonly layer: LayerName | '';
}

export type RuleDifference =
  | (Named & { readonly change: 'added' | 'removed' })
  /** Told only where no doubt is left: it kept its seed, and no other rule has that. Else it is removed and added. */
  | (Named & { readonly change: 'renamed'; readonly before: string; readonly after: string })
  | (Named & {
      readonly change: 'changed';
      /** `layer`, `metadata.owner`, `spec.weights.canary`, `spec.match.region`. */
      readonly field: string;
      /** Undefined where the field was not, or is no longer, given. */
      readonly before: unknown;
      readonly after: unknown;
      /** Of a field whose order means nothing. */
      readonly added?: readonly unknown[];
      readonly removed?: readonly unknown[];
    });

interface Placed {
  readonly layer: LayerName;
  readonly document: GrayDocument;
}

/** @param before - and `after`: sets whose names are unique. Sorted by layer, name and field. */
export const diffRules = (before: RuleSet, after: RuleSet): RuleDifference[] =>
  atOnce(diffSteps(before, after));

export function* diffSteps(before: RuleSet, after: RuleSet): Steps<RuleDifference[]> {
  const old = placed(before);
  const now = placed(after);
  const renamed = renames(old, now);
  const differences = yield* each([...now.values()], (placed): RuleDifference[] => {
    const { name } = placed.document.metadata;
    const formerName = renamed.get(name);
    const former = old.get(formerName ?? name);
    const named = namedAs(placed);
    if (former?.document.kind !== placed.document.kind) return [{ change: 'added', ...named }];
    return [
      ...(formerName === undefined
        ? []
        : [{ change: 'renamed', ...named, before: formerName, after: name } as const]),
      ...changes(former, placed),
    ];
  });
  const kept = new Set([...renamed.values()]);
  const removed = [...old.values()]
    .filter(({ document: { kind, metadata } }) => {
      return !kept.has(metadata.name) && now.get(metadata.name)?.document.kind !== kind;
    })
    .map((placed) => ({ change: 'removed', ...namedAs(placed) }) as const);
  return [...removed, ...differences.flat(), ...rangeChanges(before.ranges, after.ranges)].sort(inOrder);
}

const placed = ({ layers }: RuleSet): Map<string, Placed> =>
  new Map(
    layerNames.flatMap((layer) =>
      layers[layer].map((document) => [document.metadata.name, { layer, document }]),
    ),
  );

const namedAs = ({ layer, document }: Placed): Named => ({
  kind: document.kind,
  name: document.metadata.name,
  layer,
});

/** Former names by new ones. */
const renames = (old: ReadonlyMap<string, Placed>, now: ReadonlyMap<string, Placed>): Map<string, string> => {
  const before = bySeed(old);
  const found = new Map<string, string>();
  for (const [seed, names] of bySeed(now)) {
    const [name, ...others] = names;
    const [formerName, ...formerOthers] = before.get(seed) ?? [];
    if (name === undefined || formerName === undefined) continue;
    const alone = others.length === 0 && formerOthers.length === 0;
    if (alone && !old.has(name) && !now.has(formerName)) found.set(name, formerName);
  }
  return found;
};

const bySeed = (documents: ReadonlyMap<string, Placed>): Map<string, string[]> => {
  const names = new Map<string, string[]>();
  for (const [name, { document }] of documents) {
    if (document.kind !== 'GrayRule') continue;
    const seed = seedOf(document);
    const others = names.get(seed);
    if (others === undefined) names.set(seed, [name]);
    else others.push(name);
  }
  return names;
};

const changes = (before: Placed, after: Placed): RuleDifference[] => {
  const named = namedAs(after);
  const moved: RuleDifference[] =
    before.layer === after.layer
      ? []
      : [{ change: 'changed', ...named, field: 'layer', before: before.layer, after: after.layer }];
  if (meaningText(before.document) === meaningText(after.document)) return moved;
  const fields = [before, after].map(({ document }) => fieldsOf(document));
  const paths = new Set(fields.flatMap((own) => [...own.keys()]));
  return [
    ...moved,
    ...[...paths].flatMap((field): RuleDifference[] => {
      const [from, to] = fields.map((own) => own.get(field) ?? absent(field));
      if (isSame(from, to)) return [];
      const told = { before: asWritten(before, field, from), after: asWritten(after, field, to) };
      return [{ change: 'changed', ...named, field, ...told, ...alternatives(field, from, to) }];
    }),
  ];
};

/** An expression means its syntax tree, and is told as its author wrote it. */
const asWritten = ({ document: { spec } }: Placed, field: string, meant: unknown): unknown =>
  field === 'spec.when' && 'when' in spec ? spec.when : meant;

/** A track that has no weight has 0 of it. */
const absent = (field: string): unknown => (field.startsWith('spec.weights.') ? 0 : undefined);

const isSame = (a: unknown, b: unknown): boolean => canonicalText(a) === canonicalText(b);

/** Their order means something, so they are changed as a whole. */
const ordered: readonly string[] = ['spec.stickyBy', 'spec.userLevels', 'spec.regions'];

const alternatives = (
  field: string,
  before: unknown,
  after: unknown,
): { added: readonly unknown[]; removed: readonly unknown[] } | Record<string, never> => {
  const [from, to] = [before, after].map((value): unknown[] | undefined =>
    value === undefined ? [] : Array.isArray(value) ? value : undefined,
  );
  if (from === undefined || to === undefined || ordered.includes(field)) return {};
  const without = (values: readonly unknown[], others: readonly unknown[]): unknown[] => {
    const known = new Set(others.map((other) => canonicalText(other)));
    return values.filter((value) => !known.has(canonicalText(value)));
  };
  return { added: without(to, from), removed: without(from, to) };
};

/** What a document means, flat; lists stay whole. Its kind and name are told beside. */
const fieldsOf = (document: GrayDocument): Map<string, unknown> => {
  const { owner, spec } = meaningOf(document);
  const fields = new Map<string, unknown>();
  if (owner !== undefined) fields.set('metadata.owner', owner);
  const add = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (value !== undefined) fields.set(path, value);
      return;
    }
    for (const [key, inner] of Object.entries(value)) add(`${path}.${key}`, inner);
  };
  add('spec', spec);
  return fields;
};

const rangeChanges = (before: RuleSet['ranges'], after: RuleSet['ranges']): RuleDifference[] => {
  const of = (ranges: RuleSet['ranges'], seed: string) =>
    Object.hasOwn(ranges, seed) ? ranges[seed] : undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((seed): RuleDifference[] => {
    const [from, to] = [of(before, seed), of(after, seed)];
    if (isSame(from, to)) return [];
    const named = { kind: 'Ranges', name: seed, layer: '' } as const;
    return [{ change: 'changed', ...named, field: 'ranges', before: from, after: to }];
  });
};

const changeOrder = ['removed', 'added', 'renamed', 'changed'] as const;

const inOrder = (a: RuleDifference, b: RuleDifference): number => {
  const place = ({ layer }: RuleDifference): number =>
    layer === '' ? layerNames.length : layerNames.indexOf(layer);
  const byField = (difference: RuleDifference): string =>
    difference.change === 'changed' ? difference.field : '';
  return (
    place(a) - place(b) ||
    compare(a.name, b.name) ||
    changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change) ||
    compare(byField(a), byField(b))
  );
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `python-canary-east: spec.weights.canary 5 → 30`. */
export const sentenceOf = (difference: RuleDifference): string => {
  const { name, kind } = difference;
  switch (difference.change) {
    case 'added':
    case 'removed':
      return `${name}: ${kind} ${difference.change}`;
    case 'renamed':
      return `${name}: ${kind} renamed from ${difference.before}`;
    case 'changed': {
      const { field, added, removed, before, after } = difference;
      if (added === undefined || removed === undefined) {
        return `${name}: ${field} ${written(before)} → ${written(after)}`;
      }
      const parts = [
        ...removed.map((each) => `−${written(each)}`),
        ...added.map((each) => `+${written(each)}`),
      ];
      return `${name}: ${field} ${parts.join(' ')}`;
    }
  }
};

const written = (value: unknown): string =>
  value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value);
