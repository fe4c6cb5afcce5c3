/** Revisions: listed, shown, compared, gone back to. */
import { SerinError } from '../domain/errors.ts';
import { layerDigestOf } from '../gray/compile-rules.ts';
import { emptyRuleSet, layerNames } from '../gray/rule-set.ts';
import type { LayerName, RuleSet, RulesRevision } from '../gray/rule-set.ts';
import type { RulesPorts } from './rules-ports.ts';
import { headOf, toldDiff, withLayer } from './rules-draft.ts';
import { changeRules } from './rules.ts';
import type { Head, ToldDifference } from './rules-draft.ts';
import type { Published, Publishing } from './rules.ts';

/** @throws SerinError RULES_NOT_FOUND */
export const revisionAt = async (
  ports: Pick<RulesPorts, 'store'>,
  revision: number | undefined,
): Promise<Head> => {
  const head = await headOf(ports);
  if (revision === undefined || revision === head.revision) return head;
  const held = revision === 0 ? undefined : await ports.store.at(revision);
  if (held !== undefined) {
    return { revision, digest: held.revision.digest, set: held.set, about: held.revision };
  }
  throw new SerinError(
    'RULES_NOT_FOUND',
    `there is no revision ${revision} of the gray rules on record; the newest is ${head.revision}: serin rules history`,
  );
};

export const rulesHistory = (
  { store }: Pick<RulesPorts, 'store'>,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<readonly RulesRevision[]> => store.history(limit, before);

export interface RevisionDifference {
  readonly from: number;
  readonly to: number;
  readonly diff: readonly ToldDifference[];
}

/** @param to - the newest where nothing is said. @throws SerinError RULES_NOT_FOUND */
export const diffRevisions = async (
  ports: Pick<RulesPorts, 'store' | 'breathe' | 'monotonic'>,
  { from, to }: { readonly from: number; readonly to?: number },
): Promise<RevisionDifference> => {
  const before = from === 0 ? { revision: 0, set: emptyRuleSet } : await revisionAt(ports, from);
  const after = await revisionAt(ports, to);
  const diff = await toldDiff(ports, before.set, after.set);
  return { from: before.revision, to: after.revision, diff };
};

export interface RollbackRequest extends Publishing {
  readonly revision: number;
  /** Only this one; all where nothing is said. */
  readonly layer?: LayerName;
}

/**
 * What a revision held, as a new revision. All layers: its ranges too, so that it decides as it did then.
 *
 * @throws SerinError RULES_NOT_FOUND, CONFLICT, RULES_INVALID (a list or a level that is not there any more).
 */
export const rollbackRules = async (
  ports: RulesPorts,
  { revision, layer, ...publishing }: RollbackRequest,
): Promise<Published> => {
  const target = revision === 0 ? { revision: 0, set: emptyRuleSet } : await revisionAt(ports, revision);
  const layers = layer === undefined ? layerNames : [layer];
  const scope = ({ layers: all }: RuleSet): string =>
    layers.map((name) => layerDigestOf(all[name])).join(' ');
  return changeRules(ports, publishing, {
    layer: layer ?? 'api',
    restores: target.revision,
    scope,
    ...(layer === undefined
      ? { edit: () => target.set.layers, ranges: target.set.ranges }
      : { edit: ({ layers: now }) => withLayer(now, layer, target.set.layers[layer]) }),
  });
};
