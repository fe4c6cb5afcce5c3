/**
 * From a rule set to a snapshot that decides.
 *
 * Human rules are ordered by priority, then name; those of rollouts come after them; the first that matches decides. What the
 * snapshot holds is made here and never changed: a new set of rules is a new snapshot, and whoever decides by one keeps it to the end of his decision.
 */
import { createHash } from 'node:crypto';
import { canonicalText } from './canonical.ts';
import type { GrayContext, GraySnapshot } from './context.ts';
import { byDefault, decide } from './decide.ts';
import type { GrayDocument } from './document-schema.ts';
import { meaningOf } from './meaning.ts';
import { indexOverrides, overrideChoice } from './overrides.ts';
import { prepare } from './prepare.ts';
import { regionFinder } from './regions.ts';
import { indexRules } from './rule-index.ts';
import type { RuleSet } from './rule-set.ts';

export interface CompileOptions {
  readonly revision: number;
  /** Ids of a segment's list by digest; undefined: not here (a fault). */
  readonly segmentIds?: (digest: string) => ReadonlySet<string> | undefined;
  /** Where faults are placed: of a document by name; default `/<name>/spec/…`. */
  readonly placeOf?: (name: string, path: readonly PropertyKey[]) => string;
}

/** @throws SerinError RULES_INVALID with all faults. */
export const compileRules = (set: RuleSet, options: CompileOptions): GraySnapshot => {
  const { revision } = options;
  const prepared = prepare(set, options);
  const rules = prepared.rules.filter(({ rule }) => rule.spec.enabled);
  const firstMatch = indexRules(rules);
  const firstOverride = indexOverrides(prepared.overrides.filter(({ override }) => override.spec.enabled));
  return Object.freeze({
    revision,
    digest: digestOf(set),
    size: prepared.size,
    override: (context: GrayContext) => {
      const found = firstOverride({ context });
      return found && overrideChoice(found.override, revision);
    },
    decide: (context: GrayContext) => {
      const rule = firstMatch({ context });
      return rule === undefined ? byDefault(revision) : decide(rule, context, revision);
    },
    userLevels: Object.freeze([...(prepared.dimensions.userLevels ?? [])]),
    regionOf: regionFinder(prepared.dimensions.regions ?? []),
    failures: prepared.failures.list,
  });
};

/** Digest of the meaning of a set, 64 hex digits; notation, order and comments do not count: see `meaningOf`. */
export const digestOf = ({ layers, ranges }: RuleSet): string =>
  sha256({
    layers: Object.fromEntries(
      Object.entries(layers).map(([layer, documents]) => [layer, meanings(documents)]),
    ),
    ranges,
  });

export const layerDigestOf = (documents: readonly GrayDocument[]): string => sha256(meanings(documents));

const meanings = (documents: readonly GrayDocument[]): unknown[] =>
  [...documents].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).map(meaningOf);

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalText(value)).digest('hex');
