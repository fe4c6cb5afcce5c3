/**
 * Four eyes: what waits for approval, and who lets it through.
 *
 *   proposed ──(somebody else than the author approves)──▶ published
 *       └──────(anybody who may publish withdraws it)────▶ gone
 *
 * A proposal holds its layer as it is to become. Approved, it is published on top of what the other layers are by then. Where its own layer
 * was changed meanwhile it is refused: nobody saw the two together.
 */
import { SerinError } from '../domain/errors.ts';
import { layerDigestOf } from '../gray/compile-rules.ts';
import { emptyRuleSet } from '../gray/rule-set.ts';
import type { RuleSet } from '../gray/rule-set.ts';
import type { Proposal, RulesPorts } from './rules-ports.ts';
import { headOf, toldDiff, withLayer } from './rules-draft.ts';
import { changeRules } from './rules.ts';
import type { ToldDifference } from './rules-draft.ts';
import type { Published } from './rules.ts';

export interface ShownProposal extends Proposal {
  /** Against what is the newest revision now. */
  readonly diff: readonly ToldDifference[];
  /** Its layer was changed since: it cannot be approved any more. */
  readonly stale: boolean;
}

export const listProposals = async (
  ports: Pick<RulesPorts, 'store' | 'breathe' | 'monotonic'>,
): Promise<ShownProposal[]> => {
  const [head, proposals] = await Promise.all([headOf(ports), ports.store.proposals()]);
  const shown: ShownProposal[] = [];
  for (const proposal of proposals) {
    const { layer, documents } = proposal;
    const after = { ...head.set, layers: withLayer(head.set.layers, layer, documents) };
    const stale = !(await isFresh(ports, proposal, head.set));
    shown.push({ ...proposal, diff: await toldDiff(ports, head.set, after), stale });
  }
  return shown;
};

/** @throws SerinError RULES_NOT_FOUND, FORBIDDEN (the author), CONFLICT (its layer was changed meanwhile), RULES_INVALID. */
export const approveProposal = async (
  ports: RulesPorts,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Published> => {
  const proposal = await ports.store.proposal(id);
  if (proposal === undefined) throw noSuchProposal(id);
  const { layer, documents, message, restores } = proposal;
  if (proposal.by === by) {
    throw new SerinError(
      'FORBIDDEN',
      `${by} wrote this proposal, and somebody else has to approve it: another operator, with a key of another name`,
    );
  }
  const base = await layerOf(ports, proposal);
  const published = await changeRules(
    ports,
    { by: proposal.by, message, commit: id },
    {
      layer,
      scope: (set) => layerDigestOf(set.layers[layer]),
      edit: ({ layers }) => {
        const now = layerDigestOf(layers[layer]);
        // Also where it is in force already: an approval whose answer was lost, or the same change made another way.
        if (now !== base && now !== layerDigestOf(documents)) throw staleProposal(proposal);
        return withLayer(layers, layer, documents);
      },
      approvedBy: by,
      ...(restores === undefined ? {} : { restores }),
    },
  );
  await ports.store.takeProposal(id);
  return published;
};

/** @throws SerinError RULES_NOT_FOUND */
export const withdrawProposal = async (
  { store, log }: Pick<RulesPorts, 'store' | 'log'>,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Proposal> => {
  const taken = await store.takeProposal(id);
  if (taken === undefined) throw noSuchProposal(id);
  log.info({ proposal: id, by, author: taken.by }, 'a proposal of gray rules was withdrawn');
  return taken;
};

const isFresh = async (
  ports: Pick<RulesPorts, 'store'>,
  proposal: Proposal,
  { layers }: RuleSet,
): Promise<boolean> => (await layerOf(ports, proposal)) === layerDigestOf(layers[proposal.layer]);

/** Digest of its layer as it was when it was made; undefined: that revision is not kept any more. */
const layerOf = async (
  { store }: Pick<RulesPorts, 'store'>,
  { expected, layer }: Proposal,
): Promise<string | undefined> => {
  const set = expected === 0 ? emptyRuleSet : (await store.at(expected))?.set;
  return set === undefined ? undefined : layerDigestOf(set.layers[layer]);
};

const noSuchProposal = (id: string): SerinError =>
  new SerinError('RULES_NOT_FOUND', `there is no proposal ${id}; it may have been approved or withdrawn`);

const staleProposal = ({ id, layer }: Proposal): SerinError =>
  new SerinError(
    'CONFLICT',
    `layer ${layer} was changed since proposal ${id} was made; withdraw it, and make it again from what is there now`,
  );
