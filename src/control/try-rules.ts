/**
 * Trying rules without publishing them: lint, diff, explain, simulate, test. Each takes a draft, which is what a layer would hold, and sees
 * it within the set that is live. Nothing here writes.
 *
 * A simulation decides up to a million contexts: it lets others have the event loop every few milliseconds, and few run at once.
 */
import { SerinError } from '../domain/errors.ts';
import type { Fault } from '../domain/errors.ts';
import type { Binding } from '../domain/runtime.ts';
import { inPieces, pieceMs } from '../domain/steps.ts';
import type { GrayContext } from '../gray/context.ts';
import { readContext } from '../gray/context-schema.ts';
import { explainSteps } from '../gray/explain.ts';
import type { Explanation } from '../gray/explain.ts';
import { caseSteps } from '../gray/rule-cases.ts';
import type { CaseResult } from '../gray/rule-cases.ts';
import type { LayerName } from '../gray/rule-set.ts';
import { openSimulation } from '../gray/simulate.ts';
import type { Simulation } from '../gray/simulate.ts';
import { syntheticContexts } from '../gray/synthetic-contexts.ts';
import { readGiven } from './read-rules.ts';
import type { GivenRules } from './read-rules.ts';
import { revisionAt } from './rule-history.ts';
import type { RulesPorts } from './rules-ports.ts';
import { compileDraft, draftOf, headOf, nameOf, withLayer } from './rules-draft.ts';
import type { CompiledDraft, Draft, Head, ToldDifference } from './rules-draft.ts';

export type { Explanation } from '../gray/explain.ts';
export type { CaseResult } from '../gray/rule-cases.ts';
export type { Simulation } from '../gray/simulate.ts';

/** What a layer would hold. */
export interface DraftRequest extends GivenRules {
  readonly layer: LayerName;
  /** `replace`: the layer holds these and nothing else. `patch`: they are added, or replace those of the same name. */
  readonly mode: 'replace' | 'patch';
}

export interface Linted {
  readonly valid: boolean;
  /** Why it cannot be published. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

export const lintRules = async (ports: RulesPorts, draft: DraftRequest): Promise<Linted> => {
  try {
    const { lookOver } = await drafted(ports, await headOf(ports), draft);
    return { valid: true, faults: [], warnings: await lookOver() };
  } catch (error) {
    if (!(error instanceof SerinError) || error.code !== 'RULES_INVALID') throw error;
    return { valid: false, faults: error.faults, warnings: [] };
  }
};

export interface DraftDifference {
  /** The revision that it is compared with. */
  readonly from: number;
  readonly diff: readonly ToldDifference[];
  readonly warnings: readonly Fault[];
}

/** @throws SerinError RULES_INVALID */
export const diffDraft = async (ports: RulesPorts, draft: DraftRequest): Promise<DraftDifference> => {
  const head = await headOf(ports);
  const { diff, lookOver } = await drafted(ports, head, draft);
  return { from: head.revision, diff, warnings: await lookOver() };
};

export interface ExplainRequest {
  /** As `cases` write it. */
  readonly context: unknown;
  readonly draft?: DraftRequest;
  /** An earlier revision; the newest where neither it nor a draft is given. */
  readonly revision?: number;
}

/** @throws SerinError INVALID_REQUEST (the context), RULES_INVALID (the draft), RULES_NOT_FOUND (the revision) */
export const explainRules = async (
  ports: RulesPorts,
  { context, draft, revision }: ExplainRequest,
): Promise<Explanation> => {
  const tried = await triedSet(ports, { draft, revision });
  const read = contextReader(ports, tried, (await ports.tracks.state()).bindings);
  return inPieces(explainSteps(tried.set, tried.options, read(context, '/context')), ports);
};

/** What is to be decided: made up, recorded, or written out. */
export type Contexts =
  | { readonly kind: 'synthetic'; readonly count: number; readonly seed: number }
  | { readonly kind: 'recorded'; readonly tenant: string; readonly count: number }
  | { readonly kind: 'given'; readonly contexts: readonly unknown[] };

export interface Simulated extends Simulation {
  /** The revision that the draft is held against. */
  readonly from: number;
}

const mostAtOnce = 2;
let running = 0;

/** @throws SerinError INVALID_REQUEST (a context), RULES_INVALID (the draft), QUEUE_FULL (others are running) */
export const simulateRules = async (
  ports: RulesPorts,
  { draft, contexts }: { readonly draft?: DraftRequest; readonly contexts: Contexts },
): Promise<Simulated> => {
  if (running >= mostAtOnce) {
    throw new SerinError('QUEUE_FULL', 'other simulations are running here; try again when they have ended', {
      retryAfterSeconds: 5,
    });
  }
  running += 1;
  try {
    const live = await compiledHead(ports);
    const tried =
      draft === undefined ? live : { ...(await drafted(ports, live.head, draft)), head: live.head };
    const simulation = openSimulation({
      live: live.snapshot,
      draft: tried.snapshot,
      sets: { live: live.set, draft: tried.set },
    });
    let from = ports.monotonic();
    for await (const context of contextsOf(ports, tried, contexts)) {
      simulation.add(context);
      if (ports.monotonic() - from < pieceMs) continue;
      await ports.breathe();
      from = ports.monotonic();
    }
    return { from: live.head.revision, ...simulation.result() };
  } finally {
    running -= 1;
  }
};

/** @throws SerinError RULES_INVALID, RULES_NOT_FOUND */
export const testRules = async (
  ports: RulesPorts,
  request: { readonly draft?: DraftRequest | undefined; readonly revision?: number | undefined },
): Promise<readonly CaseResult[]> => {
  const { set, options } = await triedSet(ports, request);
  const familyOf = familiesOf((await ports.tracks.state()).bindings);
  return inPieces(caseSteps(set, { ...options, familyOf }), ports);
};

const triedSet = async (
  ports: RulesPorts,
  { draft, revision }: { readonly draft?: DraftRequest | undefined; readonly revision?: number | undefined },
): Promise<CompiledDraft> => {
  if (draft !== undefined) return drafted(ports, await headOf(ports), draft);
  return compiled(ports, await revisionAt(ports, revision));
};

const compiledHead = async (ports: RulesPorts): Promise<CompiledDraft & { readonly head: Head }> => {
  const head = await headOf(ports);
  return { ...(await compiled(ports, head)), head };
};

const compiled = (ports: RulesPorts, head: Head): Promise<CompiledDraft> =>
  compileDraft(ports, head, {
    edit: ({ layers }) => layers,
    ranges: head.set.ranges,
    revision: head.revision,
  });

const drafted = async (ports: RulesPorts, head: Head, draft: DraftRequest): Promise<Draft> => {
  const { layer, mode, ...given } = draft;
  const { documents, placeOf } = await readGiven(given, ports.breathe);
  const names = new Set(documents.map(nameOf));
  return draftOf(ports, head, {
    placeOf,
    edit: ({ layers }) => {
      const kept = mode === 'patch' ? layers[layer].filter((each) => !names.has(nameOf(each))) : [];
      return withLayer(layers, layer, [...kept, ...documents]);
    },
  });
};

async function* contextsOf(
  ports: RulesPorts,
  tried: CompiledDraft,
  wanted: Contexts,
): AsyncIterable<GrayContext> {
  const { bindings } = await ports.tracks.state();
  switch (wanted.kind) {
    case 'synthetic': {
      const { count, seed } = wanted;
      const languages = [...new Set(bindings.map(({ language }) => language))].sort();
      const familyOf = familiesOf(bindings);
      yield* syntheticContexts({ count, seed, set: tried.set, languages, atMs: ports.now(), familyOf });
      return;
    }
    case 'recorded':
      yield* ports.recorded(wanted.tenant, wanted.count);
      return;
    case 'given': {
      const read = contextReader(ports, tried, bindings);
      for (const [index, context] of wanted.contexts.entries()) yield read(context, `/contexts/${index}`);
    }
  }
}

const familiesOf = (bindings: readonly Binding[]): ((language: string) => string | undefined) => {
  const families = new Map(bindings.map(({ language, family }) => [language, family]));
  return (language) => families.get(language);
};

/** @returns a function that throws INVALID_REQUEST with every fault of a context. */
const contextReader = (
  ports: RulesPorts,
  { snapshot: { userLevels } }: CompiledDraft,
  bindings: readonly Binding[],
): ((given: unknown, place: string) => GrayContext) => {
  const familyOf = familiesOf(bindings);
  const atMs = ports.now();
  return (given, place) => {
    const { context, faults } = readContext(given, { userLevels, atMs, familyOf });
    if (context !== undefined) return context;
    const placed = faults.map(({ path, message }) => ({
      path: path === '/' ? place : `${place}${path}`,
      message,
    }));
    const [first] = placed;
    throw new SerinError('INVALID_REQUEST', `${first?.path ?? place}: ${first?.message ?? 'not valid'}`, {
      faults: placed,
    });
  };
};
