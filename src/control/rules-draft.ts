/** What gray rules would be after a change: the head, edited, compiled and compared. Nothing is written. */
import type { Fault } from '../domain/errors.ts';
import { each, inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import { compileSteps, digestOf } from '../gray/compile-rules.ts';
import type { CompileOptions } from '../gray/compile-rules.ts';
import type { GraySnapshot } from '../gray/context.ts';
import { diffSteps, sentenceOf } from '../gray/diff-rules.ts';
import type { RuleDifference } from '../gray/diff-rules.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { nextRanges } from '../gray/ranges.ts';
import { emptyRuleSet } from '../gray/rule-set.ts';
import type { LayerName, Layers, RuleSet, RulesRevision } from '../gray/rule-set.ts';
import type { ReadRules } from './read-rules.ts';
import { lookingOver } from './rule-warnings.ts';
import type { HeldRules, RulesPorts } from './rules-ports.ts';
import { keepSame } from './same-documents.ts';
import { segmentIdsOf } from './segment-lists.ts';

/** A difference, also in words: `python-canary: spec.weights.canary 5 → 30`. */
export type ToldDifference = RuleDifference & { readonly sentence: string };

export const toldDiff = (ports: Pieces, before: RuleSet, after: RuleSet): Promise<ToldDifference[]> =>
  inPieces(toldDiffSteps(before, after), ports);

function* toldDiffSteps(before: RuleSet, after: RuleSet): Steps<ToldDifference[]> {
  const differences = yield* diffSteps(before, after);
  return yield* each(differences, (difference) => ({ ...difference, sentence: sentenceOf(difference) }));
}

export interface Head extends HeldHead {
  readonly set: RuleSet;
}

interface HeldHead {
  readonly revision: number;
  readonly digest: string;
  readonly about?: RulesRevision;
}

/** The newest revision; the empty set as revision 0 where nothing was published. */
export const headOf = async ({ store }: Pick<RulesPorts, 'store'>): Promise<Head> => {
  const held: HeldRules | undefined = await store.head();
  return held === undefined
    ? { revision: 0, digest: digestOf(emptyRuleSet), set: emptyRuleSet }
    : { revision: held.revision.revision, digest: held.revision.digest, set: held.set, about: held.revision };
};

export interface CompiledDraft {
  readonly set: RuleSet;
  readonly options: CompileOptions;
  readonly snapshot: GraySnapshot;
}

export interface Draft extends CompiledDraft {
  readonly digest: string;
  readonly diff: readonly ToldDifference[];
  readonly lookOver: () => Promise<readonly Fault[]>;
}

/** What a set would be after a change: compiled and compared. @throws SerinError RULES_INVALID, STORE_UNAVAILABLE */
export const draftOf = async (
  ports: RulesPorts,
  head: Pick<Head, 'set' | 'revision'>,
  edited: Edited,
): Promise<Draft> => {
  const compiled = await compileDraft(ports, head, edited);
  const { set, options, snapshot } = compiled;
  const diff = await toldDiff(ports, head.set, set);
  const lookOver = await lookingOver(ports, set, options);
  return { ...compiled, digest: snapshot.digest, diff, lookOver };
};

export interface Edit {
  readonly edit: (head: RuleSet) => Layers;
  /** Ranges that are restored, not reckoned. */
  readonly ranges?: RuleSet['ranges'];
  readonly placeOf?: ReadRules['placeOf'];
}

interface Edited extends Edit {
  /** The next one, where nothing is said. */
  readonly revision?: number;
}

/** No more than compiled. @throws SerinError RULES_INVALID */
export const compileDraft = async (
  ports: RulesPorts,
  head: Pick<Head, 'set' | 'revision'>,
  { edit, ranges, placeOf, revision }: Edited,
): Promise<CompiledDraft> => {
  const layers = await inPieces(keepSame(head.set.layers, edit(head.set)), ports);
  const set: RuleSet = { layers, ranges: ranges ?? nextRanges(head.set, layers) };
  const options: CompileOptions = {
    revision: revision ?? head.revision + 1,
    segmentIds: await segmentIdsOf(ports, set),
    placeOf: (name, path) => placeOf?.(name, path) ?? pointerOf([name, ...path]),
  };
  const snapshot = await inPieces(compileSteps(set, options), ports);
  return { set, options, snapshot };
};

export const nameOf = ({ metadata }: GrayDocument): string => metadata.name;

export const withLayer = (layers: Layers, layer: LayerName, documents: readonly GrayDocument[]): Layers => ({
  ...layers,
  [layer]: documents,
});

const pointerOf = (keys: readonly PropertyKey[]): string =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
