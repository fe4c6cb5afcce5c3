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
import { each, inPieces } from '../domain/steps.ts';
import type { Pieces, Steps } from '../domain/steps.ts';
import { compileSteps, digestOf, layerDigestOf } from '../gray/compile-rules.ts';
import type { CompileOptions } from '../gray/compile-rules.ts';
import type { GraySnapshot } from '../gray/context.ts';
import { diffSteps, sentenceOf } from '../gray/diff-rules.ts';
import type { RuleDifference } from '../gray/diff-rules.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { nextRanges } from '../gray/ranges.ts';
import { emptyRuleSet, layerNames } from '../gray/rule-set.ts';
import type { LayerName, Layers, RuleSet, RulesRevision } from '../gray/rule-set.ts';
import { readGiven } from './read-rules.ts';
import type { GivenRules, ReadRules } from './read-rules.ts';
import type { HeldRules, Proposal, RulesPorts } from './rules-ports.ts';
import { keepSame } from './same-documents.ts';
import { segmentIdsOf } from './segment-lists.ts';
import { lookingOver } from './rule-warnings.ts';

export type { LayerName, Layers } from '../gray/rule-set.ts';
export type { GrayDocument } from '../gray/document-schema.ts';

/** A difference, also in words: `python-canary: spec.weights.canary 5 → 30`. */
export type ToldDifference = RuleDifference & { readonly sentence: string };

export const toldDiff = (ports: Pieces, before: RuleSet, after: RuleSet): Promise<ToldDifference[]> =>
  inPieces(toldDiffSteps(before, after), ports);

function* toldDiffSteps(before: RuleSet, after: RuleSet): Steps<ToldDifference[]> {
  const differences = yield* diffSteps(before, after);
  return yield* each(differences, (difference) => ({ ...difference, sentence: sentenceOf(difference) }));
}

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

export interface Change {
  /** The layer that the revision is said to be of. */
  readonly layer: LayerName;
  readonly edit: (head: RuleSet) => Layers;
  /** Ranges that are restored, not reckoned. */
  readonly ranges?: RuleSet['ranges'];
  /** A digest of what this change is about: where it differs, somebody else changed the same. */
  readonly scope: (set: RuleSet) => string;
  readonly placeOf?: ReadRules['placeOf'];
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

interface Edited extends Pick<Change, 'edit' | 'ranges' | 'placeOf'> {
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

export const nameOf = ({ metadata }: GrayDocument): string => metadata.name;

export const withLayer = (layers: Layers, layer: LayerName, documents: readonly GrayDocument[]): Layers => ({
  ...layers,
  [layer]: documents,
});

const pointerOf = (keys: readonly PropertyKey[]): string =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
