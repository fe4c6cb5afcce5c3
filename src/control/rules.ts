/**
 * How gray rules are changed.
 *
 *   read the head → edit its layers → compile (every fault) → diff, warnings ─┬─ means the same: nothing is written
 *        ▲                                                                     ├─ asks for approval: a proposal
 *        │                                                                     └─ publish, if nobody was faster
 *        └── another was, and changed something else than this does ◀──────────────┘
 *
 * Whoever states the revision that they looked at (`expected`) is refused when it is not the head any more. Whoever states none is refused
 * only when what they change was changed between the look and the publishing. A commit id that was published before changes nothing, and
 * hears the revision that it made.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import { layerDigestOf } from '../gray/compile-rules.ts';
import type { RuleDifference } from '../gray/diff-rules.ts';
import { layerNames } from '../gray/rule-set.ts';
import type { LayerName, RuleSet, RulesRevision } from '../gray/rule-set.ts';
import { readGiven } from './read-rules.ts';
import type { GivenRules, ReadRules } from './read-rules.ts';
import { draftOf, headOf, nameOf, withLayer } from './rules-draft.ts';
import type { Edit, Head, ToldDifference } from './rules-draft.ts';
import type { Proposal, RulesPorts } from './rules-ports.ts';

/** Who publishes, and why: it is recorded. */
export interface Publishing {
  readonly by: string;
  readonly message: string;
  /** Identity of the change; the same again changes nothing. */
  readonly commit: string;
  /** The revision that the author looked at. */
  readonly expected?: number;
  /** Tell everything, and write nothing. */
  readonly dryRun?: boolean;
}

export interface Published {
  /** False: it means the same as before, or was published by the same commit before, or is a dry run or a proposal. */
  readonly changed: boolean;
  /** That carries what was asked for; of a dry run and a proposal, the head. */
  readonly revision: number;
  readonly digest: string;
  readonly diff: readonly ToldDifference[];
  readonly warnings: readonly Fault[];
  /** It waits for somebody's approval. */
  readonly proposal?: Proposal;
}

/** @throws SerinError INVALID_REQUEST where files hold nothing, RULES_INVALID, CONFLICT, STORE_UNAVAILABLE */
export const publishLayer = async (
  ports: RulesPorts,
  { layer, given, ...publishing }: Publishing & { readonly layer: LayerName; readonly given: GivenRules },
): Promise<Published> => {
  const read = await readGiven(given, ports.breathe);
  // A directory may be empty: whoever empties it takes files away, one by one.
  if (layer !== 'directory') mustHoldSome(given, read);
  return changeRules(ports, publishing, {
    layer,
    edit: ({ layers }) => withLayer(layers, layer, read.documents),
    scope: (set) => layerDigestOf(set.layers[layer]),
    placeOf: read.placeOf,
  });
};

/** A file that was cut off, or that nothing was written to yet, would take all rules away. */
const mustHoldSome = ({ files }: GivenRules, { documents }: ReadRules): void => {
  if (files === undefined || documents.length > 0) return;
  const message = 'they hold no document; to empty the layer, say so as JSON: {"documents": []}';
  throw new SerinError('INVALID_REQUEST', `/files: ${message}`, { faults: [{ path: '/files', message }] });
};

export interface PatchRequest extends Publishing {
  readonly layer: LayerName;
  /** Added, or put in the place of those of the same name. */
  readonly given: GivenRules;
  /** Names of documents that are taken away. */
  readonly remove: readonly string[];
}

/** Some documents of a layer; the others stay. @throws SerinError RULES_NOT_FOUND for a name to remove, and as `publishLayer`. */
export const patchLayer = async (
  ports: RulesPorts,
  { layer, given, remove, ...publishing }: PatchRequest,
): Promise<Published> => {
  const read = await readGiven(given, ports.breathe);
  const names = new Set([...read.documents.map(nameOf), ...remove]);
  return changeRules(ports, publishing, {
    layer,
    edit: ({ layers }) => {
      const there = new Set(layers[layer].map(nameOf));
      const missing = remove.find((name) => !there.has(name));
      if (missing !== undefined) {
        throw new SerinError(
          'RULES_NOT_FOUND',
          `layer ${layer} has no document ${missing}: serin rules export`,
        );
      }
      const kept = layers[layer].filter((document) => !names.has(nameOf(document)));
      return withLayer(layers, layer, [...kept, ...read.documents]);
    },
    scope: (set) => layerDigestOf(set.layers[layer].filter((document) => names.has(nameOf(document)))),
    placeOf: read.placeOf,
  });
};

export interface Change extends Edit {
  /** The layer that the revision is said to be of. */
  readonly layer: LayerName;
  /** A digest of what this change is about: where it differs, somebody else changed the same. */
  readonly scope: (set: RuleSet) => string;
  readonly restores?: number;
  /** Who approved it; nobody is asked again. */
  readonly approvedBy?: string;
}

const mostTries = 10;

/** @throws SerinError RULES_INVALID, CONFLICT, STORE_UNAVAILABLE, and what `edit` throws. */
export const changeRules = async (
  ports: RulesPorts,
  publishing: Publishing,
  change: Change,
): Promise<Published> => {
  let head = await headOf(ports);
  if (publishing.expected !== undefined && publishing.expected !== head.revision) {
    return repeatedOrBehind(ports, publishing, change, head);
  }
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { set, digest, diff, lookOver } = await draftOf(ports, head, change);
    // Warnings refuse nothing: others need not wait for them.
    const told = async (is: Partial<Published> = {}): Promise<Published> => ({
      ...{ revision: head.revision, digest, diff, warnings: await lookOver(), changed: false },
      ...is,
    });
    if (diff.length === 0 || digest === head.digest || publishing.dryRun === true) return told();
    const asks = change.approvedBy === undefined ? asking(ports, head.set, set, diff) : undefined;
    if (asks !== undefined) {
      return told({ proposal: await propose(ports, publishing, change, { head, set, asks }) });
    }
    const outcome = await ports.store.publish(requestOf(ports, publishing, change, { head, set, digest }));
    if (outcome.kind === 'published') {
      await inForce(ports, outcome.revision);
      return told({ revision: outcome.revision.revision, changed: true });
    }
    if (outcome.kind === 'repeated') return repeated(ports, outcome.revision, change, set, await told());
    const now = await headOf(ports);
    if (publishing.expected !== undefined || change.scope(now.set) !== change.scope(head.set)) {
      throw behind(change.layer, now, head.revision);
    }
    head = now;
  }
  throw new SerinError('CONFLICT', 'others publish gray rules all the time; try again');
};

const requestOf = (
  ports: RulesPorts,
  { by, message, commit }: Publishing,
  { layer, restores, approvedBy }: Change,
  { head, set, digest }: { readonly head: Head; readonly set: RuleSet; readonly digest: string },
) => ({
  expected: head.revision,
  ...{ layer, set, digest, by, message, commit },
  atMs: ports.now(),
  ...(restores === undefined ? {} : { restores }),
  ...(approvedBy === undefined ? {} : { approvedBy }),
});

/** The author looked at an older revision; if what they publish was published by the same commit, nothing is wrong. */
const repeatedOrBehind = async (
  ports: RulesPorts,
  publishing: Publishing,
  change: Change,
  head: Head,
): Promise<Published> => {
  const refused = behind(change.layer, head, publishing.expected ?? 0);
  if (publishing.dryRun === true || (publishing.expected ?? 0) > head.revision) throw refused;
  const draft = await draftOf(ports, head, change);
  const request = requestOf(ports, publishing, change, { head, set: draft.set, digest: draft.digest });
  const outcome = await ports.store.publish({ ...request, expected: publishing.expected ?? 0 });
  if (outcome.kind !== 'repeated') throw refused;
  const { digest, diff } = draft;
  const told = { digest, diff, warnings: await draft.lookOver(), changed: false };
  return repeated(ports, outcome.revision, change, draft.set, { ...told, revision: head.revision });
};

/** @throws SerinError CONFLICT when the commit stands for something else. */
const repeated = async (
  { store }: RulesPorts,
  revision: RulesRevision,
  { scope }: Change,
  set: RuleSet,
  told: Published,
): Promise<Published> => {
  const then = await store.at(revision.revision);
  if (then !== undefined && scope(then.set) !== scope(set)) {
    throw new SerinError(
      'CONFLICT',
      `commit ${revision.commit} made revision ${revision.revision}, which is something else; choose another commit id`,
    );
  }
  return { ...told, diff: [], revision: revision.revision, digest: revision.digest };
};

/** @throws SerinError CONFLICT when the commit waits for approval with something else, or more than one layer changes. */
const propose = async (
  ports: RulesPorts,
  { by, message, commit }: Publishing,
  { layer: named, restores }: Change,
  { head, set, asks }: { readonly head: Head; readonly set: RuleSet; readonly asks: readonly string[] },
): Promise<Proposal> => {
  const changed = layerNames.filter(
    (name) => layerDigestOf(head.set.layers[name]) !== layerDigestOf(set.layers[name]),
  );
  if (changed.length > 1) {
    throw new SerinError(
      'CONFLICT',
      `this needs approval, and a proposal is of one layer: name one of ${changed.join(', ')}`,
    );
  }
  const layer = changed[0] ?? named;
  const earlier = await ports.store.proposal(commit);
  if (earlier !== undefined) {
    const same =
      earlier.layer === layer && layerDigestOf(earlier.documents) === layerDigestOf(set.layers[layer]);
    if (same) return earlier;
    throw new SerinError(
      'CONFLICT',
      `commit ${commit} waits for approval with something else; choose another commit id`,
    );
  }
  const proposal: Proposal = {
    ...{ id: commit, layer, documents: set.layers[layer], expected: head.revision },
    ...{ by, message, atMs: ports.now(), asks },
    ...(restores === undefined ? {} : { restores }),
  };
  await ports.store.putProposal(proposal);
  ports.log.info({ proposal: commit, by, layer }, 'gray rules wait for approval');
  return proposal;
};

/** Rules that ask for approval of this change; undefined: nobody asks. */
const asking = (
  { approval }: RulesPorts,
  before: RuleSet,
  after: RuleSet,
  diff: readonly RuleDifference[],
): readonly string[] | undefined => {
  const asks = new Set(
    [before, after].flatMap(({ layers }) =>
      layerNames
        .flatMap((layer) => layers[layer])
        .filter((document) => document.kind === 'GrayRule' && document.spec.approval)
        .map(nameOf),
    ),
  );
  const touched = diff.flatMap((each) =>
    each.change === 'renamed' ? [each.name, each.before] : [each.name],
  );
  const found = [...new Set(touched)].filter((name) => asks.has(name));
  return found.length > 0 || approval === 'all' ? found : undefined;
};

/** Whoever is answered finds it in force here; other processes are told by a push. */
const inForce = async ({ refresh, log }: RulesPorts, revision: RulesRevision): Promise<void> => {
  const { by, layer, digest, commit } = revision;
  log.info({ revision: revision.revision, by, layer, digest, commit }, 'gray rules published');
  await refresh().catch((cause: unknown) => {
    log.warn({ cause: String(cause) }, 'the gray rules are published, and cannot be read here just now');
  });
};

const behind = (layer: LayerName, head: Head, from: number): SerinError => {
  if (from > head.revision) {
    return new SerinError('CONFLICT', `there is no revision ${from} yet; the newest is ${head.revision}`);
  }
  const who =
    head.about === undefined
      ? ''
      : `: ${head.about.by} changed layer ${head.about.layer} (${head.about.message})`;
  return new SerinError(
    'CONFLICT',
    `revision ${from} is not the newest any more, ${head.revision} is${who}; look at what changed and apply layer ${layer} again: serin rules history`,
  );
};
