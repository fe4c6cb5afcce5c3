/**
 * From a rule set to a snapshot that decides.
 *
 * Human rules are ordered by priority, then name; those of rollouts come after them; the first that matches decides. What the
 * snapshot holds is made here and never changed: a new set of rules is a new snapshot, and whoever decides by one keeps it to the end of his decision.
 */
import { createHash } from 'node:crypto';
import { atOnce } from '../domain/steps.ts';
import type { Steps } from '../domain/steps.ts';
import { canonicalList, canonicalText } from './canonical.ts';
import type { GrayContext, GraySnapshot } from './context.ts';
import { byDefault, decide } from './decide.ts';
import type { GrayDocument } from './document-schema.ts';
import { meaningText } from './meaning.ts';
import { indexOverrides, overrideChoice } from './overrides.ts';
import { prepareSteps } from './prepare.ts';
import { regionFinder } from './regions.ts';
import { indexSteps } from './rule-index.ts';
import { layerNames } from './rule-set.ts';
import type { RuleSet } from './rule-set.ts';

export interface CompileOptions {
  readonly revision: number;
  /** Ids of a segment's list by digest; undefined: not here (a fault). */
  readonly segmentIds?: (digest: string) => ReadonlySet<string> | undefined;
  /** Where faults are placed: of a document by name; default `/<name>/spec/…`. */
  readonly placeOf?: (name: string, path: readonly PropertyKey[]) => string;
}

/** @throws SerinError RULES_INVALID with all faults. */
export const compileRules = (set: RuleSet, options: CompileOptions): GraySnapshot =>
  atOnce(compileSteps(set, options));

/** The same, for a process that has something else to do: thousands of rules take a second. */
export function* compileSteps(set: RuleSet, options: CompileOptions): Steps<GraySnapshot> {
  const { revision } = options;
  const prepared = yield* prepareSteps(set, options);
  const rules = prepared.rules.filter(({ rule }) => rule.spec.enabled);
  const firstMatch = yield* indexSteps(rules);
  const firstOverride = indexOverrides(prepared.overrides.filter(({ override }) => override.spec.enabled));
  const digest = yield* digestSteps(set);
  return Object.freeze({
    revision,
    digest,
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
}

/** Digest of the meaning of a set, 64 hex digits; notation, order and comments do not count: see `meaningOf`. */
export const digestOf = (set: RuleSet): string => atOnce(digestSteps(set));

/** Of `{ layers: { <layer>: [<meaning>, …] }, ranges }` in canonical JSON, documents by name. */
export function* digestSteps({ layers, ranges }: RuleSet): Steps<string> {
  const hash = createHash('sha256').update('{"layers":{');
  for (const [at, layer] of [...layerNames].sort().entries()) {
    hash
      .update(`${at === 0 ? '' : ','}"${layer}":`)
      .update(canonicalList(yield* meaningTexts(layers[layer])));
  }
  return hash.update(`},"ranges":${canonicalText(ranges)}}`).digest('hex');
}

export const layerDigestOf = (documents: readonly GrayDocument[]): string =>
  atOnce(layerDigestSteps(documents));

export function* layerDigestSteps(documents: readonly GrayDocument[]): Steps<string> {
  const texts = yield* meaningTexts(documents);
  return createHash('sha256').update(canonicalList(texts)).digest('hex');
}

function* meaningTexts(documents: readonly GrayDocument[]): Steps<string[]> {
  const texts: string[] = [];
  for (const document of [...documents].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    texts.push(meaningText(document));
    yield;
  }
  return texts;
}
