/**
 * A document with everything taken off that is only notation: the order of alternatives, a name given twice, a track of weight 0,
 * how a time is written, what is stated though it is the default. Owners, disabled rules and cases count: they mean something to people.
 */
import { parse } from '@marcbachmann/cel-js';
import { canonicalText } from './canonical.ts';
import type { GrayDocument } from './document-schema.ts';
import type { GrayRule } from './rule-schema.ts';
import { asBasisPoints } from './shares.ts';

export type Meaning = Readonly<Record<string, unknown>>;

/** In the shape of the document, without what is undefined. */
export const meaningOf = (document: GrayDocument): Meaning =>
  defined({ ...headOf(document), spec: defined(specOf(document)) });

const headOf = ({ kind, metadata: { name, owner } }: GrayDocument): Meaning => ({ kind, name, owner });

/**
 * A document is never changed once it was read, and most of a set are the same objects at the next revision: their texts are reckoned
 * once, and forgotten with them.
 */
const texts = new WeakMap<GrayDocument, string>();

/** The canonical text of its meaning: equal for documents that mean the same. */
export const meaningText = (document: GrayDocument): string => {
  const held = texts.get(document);
  if (held !== undefined) return held;
  // What is undefined has no text.
  const text = canonicalText({ ...headOf(document), spec: specOf(document) });
  texts.set(document, text);
  return text;
};

const specOf = (document: GrayDocument): Meaning => {
  switch (document.kind) {
    case 'GrayRule':
      return ruleSpec(document);
    case 'GrayOverride': {
      const { spec } = document;
      return {
        ...spec,
        language: asSet(spec.language),
        users: asSet(spec.users),
        segments: asSet(spec.segments),
        problems: asSet(spec.problems),
        until: instant(spec.until),
      };
    }
    case 'Segment':
      return { ...document.spec, users: asSet(document.spec.users), when: expression(document.spec.when) };
    case 'Dimensions':
      return {
        userLevels: document.spec.userLevels,
        regions: document.spec.regions?.map(({ region, country, city, isp }) =>
          defined({ region, country: asSet(country), city: asSet(city), isp: asSet(isp) }),
        ),
      };
  }
};

/** Every field by its name: objects of one shape are made several times as fast as copies with changes. */
const ruleSpec = ({ metadata, spec }: GrayRule) =>
  ({
    priority: spec.priority,
    enabled: spec.enabled,
    match: matchOf(spec.match),
    when: expression(spec.when),
    schedule: spec.schedule && scheduleOf(spec.schedule),
    sample: spec.sample,
    group: spec.group,
    shadow: spec.shadow === 0 ? undefined : spec.shadow,
    confirm: spec.confirm,
    approval: spec.approval,
    cases: spec.cases?.length === 0 ? undefined : spec.cases && asSet(spec.cases),
    contests: spec.contests,
    stickyBy: spec.stickyBy,
    seed: spec.seed ?? metadata.name,
    weights: weightsOf(spec.weights),
  }) satisfies Record<keyof GrayRule['spec'], unknown>;

/** Its keys are those of the schema. */
const matchOf = (match: GrayRule['spec']['match']): Meaning => {
  const means: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(match)) {
    if (Array.isArray(value)) means[key] = asSet(value);
    else if (value !== undefined) means[key] = defined(value);
  }
  return means;
};

const weightsOf = (weights: GrayRule['spec']['weights']): Meaning => {
  const given = Object.entries(weights).map(
    ([track, percent]) => [track, asBasisPoints(percent) / 100] as const,
  );
  return Object.fromEntries(given.filter(([, percent]) => percent !== 0));
};

const scheduleOf = ({ from, until, windows, timeZone }: NonNullable<GrayRule['spec']['schedule']>): Meaning =>
  defined({
    from: instant(from),
    until: instant(until),
    windows:
      windows &&
      asSet(windows.map(({ cron, minutes }) => ({ cron: cron.trim().split(/\s+/).join(' '), minutes }))),
    timeZone: timeZone ?? 'UTC',
  });

const instant = (written: string | undefined): string | undefined =>
  written === undefined ? undefined : new Date(written).toISOString();

/**
 * Its syntax tree, so that spaces, comments, quotes and needless parentheses do not count. (The library's own `serialize` leaves out
 * parentheses that are needed: it writes `a - (b - c)` and `(a - b) - c` alike.)
 */
const expression = (source: string | undefined): string | undefined => {
  if (source === undefined) return undefined;
  try {
    return JSON.stringify(shapeOf(parse(source).ast));
  } catch {
    return source.trim();
  }
};

const shapeOf = (part: unknown): unknown => {
  if (typeof part === 'bigint') return { int: String(part) };
  if (typeof part === 'number') return { double: String(part) };
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(shapeOf);
  if ('op' in part && 'args' in part) return [part.op, shapeOf(part.args)];
  // Bytes and unsigned numbers.
  return { [part.constructor.name]: (part as { toString: () => string }).toString() };
};

/** By their canonical JSON, each once. */
const asSet = <T>(values: readonly T[] | undefined): readonly T[] | undefined => {
  if (values === undefined || values.length < 2) return values;
  const byText = new Map(values.map((value) => [canonicalText(value), value] as const));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
};

const defined = (given: Readonly<Record<string, unknown>>): Meaning =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
