/**
 * Whether runtimes do what a judge needs of them: every program of `checks.ts`, judged as any submission is.
 *
 *   recipes → those asked for → per runtime: image built? → its programs, one after the other → what each came to
 *
 * A runtime is tried on one slot at a time, several runtimes side by side where there are slots. What fails is told, and the rest goes on.
 */
import { SerinError } from '../domain/errors.ts';
import { resolveLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import { runtimeName } from '../domain/runtime.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { SourceFile } from '../domain/submission.ts';
import type { SubmissionResult, Verdict } from '../domain/verdict.ts';
import { canonicalJson } from '../fingerprint/canonical.ts';
import { forEachBounded } from './bounded.ts';
import { checks, usualLimits } from './checks.ts';
import type { Check, CheckName } from './checks.ts';
import { programsOf } from './lint-programs.ts';
import type { LanguagePrograms } from './programs.ts';
import type { RuntimeRecipe } from './read-recipes.ts';

/** A program to be judged. */
export interface Trial {
  readonly check: Check;
  readonly files: readonly SourceFile[];
  readonly limits: Limits;
}

export interface ConformancePorts {
  /** What the engine has under a name; undefined when it has nothing. Throws `IMAGE_PROBE_FAILED` and the like. */
  readonly built: (reference: string) => Promise<RuntimeFacts | undefined>;
  /** Throws where the judge itself fails; what becomes of a program is a value. */
  readonly judge: (runtime: RuntimeFacts, trial: Trial, signal: AbortSignal) => Promise<SubmissionResult>;
}

export type CheckOutcome =
  | { readonly check: CheckName; readonly state: 'not'; readonly reason: string }
  | {
      readonly check: CheckName;
      readonly state: 'passed' | 'failed';
      readonly expected: Verdict;
      readonly result: SubmissionResult;
    }
  /** It could not be judged, or there is nothing to judge. */
  | { readonly check: CheckName; readonly state: 'failed'; readonly reason: string };

export interface RuntimeOutcome {
  readonly runtime: string;
  readonly fingerprint?: string;
  /** Why nothing could be tried. */
  readonly fault?: string;
  /** The image is of another manifest than the recipe's, and it is the image that was tried. */
  readonly outOfDate?: true;
  readonly checks: readonly CheckOutcome[];
}

export interface ConformanceOptions {
  /** Runtimes tried side by side. */
  readonly slots: number;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: RuntimeOutcome) => void;
}

/** @returns one outcome per recipe, in their order. Throws the signal's reason when it is aborted. */
export const tryRuntimes = async (
  ports: ConformancePorts,
  recipes: readonly RuntimeRecipe[],
  programs: ReadonlyMap<string, LanguagePrograms>,
  options: ConformanceOptions,
): Promise<RuntimeOutcome[]> => {
  const outcomes = new Map<RuntimeRecipe, RuntimeOutcome>();
  await forEachBounded(recipes, { limit: options.slots }, async (recipe) => {
    const outcome = await tryRuntime(
      ports,
      recipe,
      programs.get(programsOf(recipe.manifest)),
      options.signal,
    );
    outcomes.set(recipe, outcome);
    options.onOutcome(outcome);
  });
  return recipes.map((recipe) => outcomes.get(recipe)).filter((outcome) => outcome !== undefined);
};

/** Everything asked for was shown, or there is a reason why it cannot be. */
export const isSound = ({ fault, checks: tried }: RuntimeOutcome): boolean =>
  fault === undefined && tried.every(({ state }) => state !== 'failed');

const tryRuntime = async (
  ports: ConformancePorts,
  { reference, manifest }: RuntimeRecipe,
  programs: LanguagePrograms | undefined,
  signal: AbortSignal,
): Promise<RuntimeOutcome> => {
  const runtime = runtimeName(manifest);
  const at = `images/${programsOf(manifest)}/programs`;
  if (programs === undefined) return { runtime, fault: `there are no programs: ${at}`, checks: [] };
  let facts: RuntimeFacts | undefined;
  try {
    facts = await ports.built(reference);
  } catch (cause) {
    return { runtime, fault: reasonOf(cause, signal), checks: [] };
  }
  if (facts === undefined) {
    return { runtime, fault: `${reference} is not built: serin images build ${runtime}`, checks: [] };
  }
  const tried: CheckOutcome[] = [];
  for (const check of checks) tried.push(await tryCheck(ports, facts, programs, check, signal));
  const agrees = canonicalJson(facts.manifest) === canonicalJson(manifest);
  return {
    runtime,
    fingerprint: facts.fingerprint,
    ...(agrees ? {} : { outOfDate: true }),
    checks: tried,
  };
};

const tryCheck = async (
  ports: ConformancePorts,
  facts: RuntimeFacts,
  programs: LanguagePrograms,
  check: Check,
  signal: AbortSignal,
): Promise<CheckOutcome> => {
  const { name, verdict: expected } = check;
  const files = programs.sources.get(name);
  if (files === undefined) {
    const reason = programs.not[name];
    if (reason !== undefined) return { check: name, state: 'not', reason };
    return { check: name, state: 'failed', reason: 'there is no program for it' };
  }
  const limits = resolveLimits({ ...usualLimits, ...check.limits, ...programs.limits[name] });
  try {
    const result = await ports.judge(facts, { check, files, limits }, signal);
    const state = result.verdict === expected ? 'passed' : 'failed';
    return { check: name, state, expected, result };
  } catch (cause) {
    return { check: name, state: 'failed', reason: reasonOf(cause, signal) };
  }
};

/** What one runtime failed with. Being told to stop, and an engine that is gone, end the whole work. */
const reasonOf = (cause: unknown, signal: AbortSignal): string => {
  signal.throwIfAborted();
  if (cause instanceof SerinError && cause.code === 'DOCKER_UNAVAILABLE') throw cause;
  return cause instanceof Error ? cause.message : String(cause);
};
