/**
 * The directed acyclic graph of releases, derived from the history and from what is bound now.
 *
 *   built ──bound to any track but stable──▶ canary ──bound to stable──▶ stable
 *                        │                             │
 *                        └──────── off every track ────┴──▶ retired ──bound again──▶ …
 *
 * A node's parent is the release that it was weighed against: the stable one of its language when it was built or first bound. Every
 * track has a stack of what it had: binding pushes, rolling back pops. A rollback goes back to the topmost release below the current
 * one that is not quarantined and that workers have.
 *
 * What an older release of Serin bound has no history: it counts from what is on record now.
 */
import type { HistoryEvent, ProvenanceNote, Stage } from '../domain/history.ts';
import { settledName } from '../domain/tracks.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { Quarantine, TrackState } from '../domain/tracks.ts';

export interface LineageNode {
  readonly fingerprint: string;
  readonly runtime: string;
  readonly language: string;
  readonly parent?: string;
  readonly stage: Stage;
  /** Tracks that it is bound to now. */
  readonly tracks: readonly string[];
  /** It is off a track, and submissions that were sent to it are not finished. */
  readonly draining: boolean;
  /** A rollback of some track may bind it again: one of the last that the track had. */
  readonly rollbackTarget: boolean;
  readonly quarantine?: Pick<Quarantine, 'by' | 'reason' | 'atMs'>;
  /** Since when it is at its stage. */
  readonly sinceMs?: number;
  /** When a worker first told of it. */
  readonly builtAtMs?: number;
  /** When it was first bound to a track other than stable. */
  readonly canaryAtMs?: number;
  readonly stableAtMs?: number;
  /** What other environments vouch for. */
  readonly provenance: readonly ProvenanceNote[];
}

/** Somebody moved a track, and why. `from` is what the track had; absent when it had nothing. */
export interface LineageEdge {
  readonly id: string;
  readonly kind: HistoryEvent['kind'];
  readonly from?: string;
  readonly to?: string;
  readonly language: string;
  readonly track: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly revision: number;
  readonly rulesRevision?: number;
  readonly forced?: readonly string[];
}

export interface Lineage {
  readonly revision: number;
  /** In the order in which they became known. */
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  /** `<language>:<track>` → the fingerprints that a rollback may bind, the best first. */
  readonly rollbacks: ReadonlyMap<string, readonly string[]>;
}

/** How many of what a track had before are kept for rolling back. */
const keptTargets = 3;

export const lineageOf = (
  history: readonly HistoryEvent[],
  state: TrackState,
  runtimes: readonly RuntimeFacts[] = [],
): Lineage => {
  const past = replay(history);
  for (const facts of runtimes) nodeOf(past, facts);
  for (const binding of state.bindings) boundBefore(past, binding);
  const quarantined = new Map(state.quarantined.map((each) => [each.fingerprint, each]));
  const rollbacks = new Map<string, readonly string[]>();
  for (const [track, stack] of past.stacks) {
    const below = stack.slice(0, -1).reverse();
    const targets = below.filter(
      (each) => each !== nothing && each !== stack.at(-1) && !quarantined.has(each),
    );
    if (targets.length > 0) rollbacks.set(track, [...new Set(targets)]);
  }
  const targets = new Set([...rollbacks.values()].flatMap((each) => each.slice(0, keptTargets)));
  const nodes = [...past.nodes.values()].map((node) => {
    const { fingerprint, wasBound, ...known } = node;
    const held = quarantined.get(fingerprint);
    const tracks = state.bindings
      .filter((each) => each.fingerprint === fingerprint)
      .map(({ track }) => track);
    return {
      fingerprint,
      ...known,
      stage: stageOf(tracks, wasBound),
      tracks,
      draining: state.draining.some((each) => each.fingerprint === fingerprint),
      rollbackTarget: targets.has(fingerprint),
      ...(held === undefined ? {} : { quarantine: { by: held.by, reason: held.reason, atMs: held.atMs } }),
    };
  });
  return { revision: state.revision, nodes, edges: past.edges, rollbacks };
};

const stageOf = (tracks: readonly string[], wasBound: boolean): Stage => {
  if (tracks.includes('stable')) return 'stable';
  if (tracks.length > 0) return 'canary';
  return wasBound ? 'retired' : 'built';
};

/** What a track has that nothing is bound to. */
const nothing = '';

interface PastNode {
  readonly fingerprint: string;
  readonly runtime: string;
  readonly language: string;
  parent?: string;
  wasBound: boolean;
  sinceMs?: number;
  builtAtMs?: number;
  canaryAtMs?: number;
  stableAtMs?: number;
  readonly provenance: ProvenanceNote[];
}

interface Past {
  readonly nodes: Map<string, PastNode>;
  readonly edges: LineageEdge[];
  /** What each track had, the current one last. */
  readonly stacks: Map<string, string[]>;
}

const replay = (history: readonly HistoryEvent[]): Past => {
  const past: Past = { nodes: new Map(), edges: [], stacks: new Map() };
  for (const event of history) {
    const { fingerprint, runtime, language } = event;
    if (fingerprint === undefined || runtime === undefined || language === undefined) continue;
    const node = nodeOf(past, { fingerprint, runtime, language });
    switch (event.kind) {
      case 'built':
        node.builtAtMs ??= event.atMs;
        node.sinceMs ??= event.atMs;
        adopt(past, node, stackOf(past, { language, track: 'stable' }).at(-1));
        break;
      case 'bootstrap':
      case 'bind':
      case 'promote':
      case 'rollback':
        bound(past, node, event);
        break;
      case 'unbind':
        unbound(past, node, event);
        break;
      case 'import':
        if (event.provenance !== undefined) node.provenance.push(event.provenance);
        break;
      case 'drained':
      case 'quarantine':
      case 'release':
      case 'freeze':
      case 'thaw':
        break;
    }
  }
  return past;
};

const nodeOf = (past: Past, is: Pick<PastNode, 'fingerprint' | 'runtime' | 'language'>): PastNode => {
  const known = past.nodes.get(is.fingerprint);
  if (known !== undefined) return known;
  const { fingerprint, runtime, language } = is;
  const node: PastNode = { fingerprint, runtime, language, wasBound: false, provenance: [] };
  past.nodes.set(is.fingerprint, node);
  return node;
};

const stackOf = (past: Past, track: { readonly language: string; readonly track: string }): string[] => {
  const name = settledName(track);
  const stack = past.stacks.get(name) ?? [];
  past.stacks.set(name, stack);
  return stack;
};

/** A binding that stands, and of which there is no history: an older release made it. */
const boundBefore = (past: Past, binding: Binding): void => {
  const stack = stackOf(past, binding);
  if (stack.at(-1) === binding.fingerprint) return;
  const node = nodeOf(past, binding);
  node.wasBound = true;
  node.sinceMs = binding.atMs;
  if (binding.track === 'stable') node.stableAtMs ??= binding.atMs;
  else node.canaryAtMs ??= binding.atMs;
  stack.push(binding.fingerprint);
};

const bound = (past: Past, node: PastNode, event: HistoryEvent): void => {
  const { track = 'stable' } = event;
  const { language } = node;
  const stack = stackOf(past, { language, track });
  if (stack.length === 0 && event.replaced !== undefined) stack.push(event.replaced);
  const before = stack.at(-1);
  const stable = stackOf(past, { language, track: 'stable' }).at(-1);
  if (event.kind === 'rollback' && stack.includes(node.fingerprint)) {
    stack.splice(stack.lastIndexOf(node.fingerprint) + 1);
  } else stack.push(node.fingerprint);
  node.wasBound = true;
  node.sinceMs = event.atMs;
  const left = before === undefined ? undefined : past.nodes.get(before);
  if (left !== undefined && left !== node && !isOnAnyTrack(past, left)) left.sinceMs = event.atMs;
  if (track === 'stable') node.stableAtMs ??= event.atMs;
  else node.canaryAtMs ??= event.atMs;
  if (event.kind !== 'rollback') adopt(past, node, stable);
  past.edges.push(edgeOf(event, { language, track, from: event.replaced ?? before, to: node.fingerprint }));
};

const unbound = (past: Past, node: PastNode, event: HistoryEvent): void => {
  const { track = 'stable' } = event;
  const { language } = node;
  const stack = stackOf(past, { language, track });
  // Nothing is current now; what was stays below, as what a later binding may go back to.
  if (stack.at(-1) === node.fingerprint) stack.push(nothing);
  if (!isOnAnyTrack(past, node)) node.sinceMs = event.atMs;
  past.edges.push(edgeOf(event, { language, track, from: node.fingerprint, to: undefined }));
};

const isOnAnyTrack = (past: Past, { fingerprint }: PastNode): boolean =>
  [...past.stacks.values()].some((stack) => stack.at(-1) === fingerprint);

const edgeOf = (
  event: HistoryEvent,
  move: { language: string; track: string; from: string | undefined; to: string | undefined },
): LineageEdge => ({
  id: event.id,
  kind: event.kind,
  ...(move.from === undefined || move.from === nothing ? {} : { from: move.from }),
  ...(move.to === undefined ? {} : { to: move.to }),
  language: move.language,
  track: move.track,
  by: event.by,
  reason: event.reason,
  atMs: event.atMs,
  revision: event.revision,
  ...(event.rulesRevision === undefined ? {} : { rulesRevision: event.rulesRevision }),
  ...(event.forced === undefined ? {} : { forced: event.forced }),
});

/** A node keeps its first parent, and is never a descendant of itself. */
const adopt = (past: Past, node: PastNode, parent: string | undefined): void => {
  if (node.parent !== undefined || parent === undefined || parent === nothing) return;
  for (let above: string | undefined = parent; above !== undefined; above = past.nodes.get(above)?.parent) {
    if (above === node.fingerprint) return;
  }
  node.parent = parent;
};
