/** From a submission's words to the fingerprint that will judge it. Pure but for the snapshots it is handed. */
import { SerinError } from '../domain/errors.ts';
import type { Decision } from '../domain/decision.ts';
import type { Binding } from '../domain/runtime.ts';
import type { SubmissionSpec } from '../domain/submission.ts';
import type { GrayChoice, GrayContext } from '../gray/context.ts';
import type { IntakePorts } from './ports.ts';

type RoutePorts = Pick<IntakePorts, 'bindings' | 'rules' | 'now'>;

/**
 * Order: an operator's pin, then the gray rules, then stable. A rule that names a track without a binding for this
 * language falls back to stable and says so.
 *
 * @throws SerinError UNKNOWN_LANGUAGE, UNKNOWN_TRACK (a pin to an unbound track), LANGUAGE_NOT_BOUND.
 */
export const route = (ports: RoutePorts, spec: SubmissionSpec): Decision => {
  const rules = ports.rules();
  const bindings = ports.bindings().bindings.filter((binding) => binding.language === spec.language);
  if (bindings.length === 0) throw unboundLanguage(ports, spec.language);
  if (spec.track !== undefined) {
    return decision(pinned(bindings, spec.language, spec.track), {
      reason: 'PINNED',
      revision: rules.revision,
    });
  }
  const choice = rules.decide(contextOf(spec, bindings[0]?.family ?? spec.language, ports.now()));
  const chosen = bindings.find((binding) => binding.track === choice.track);
  if (chosen !== undefined) return decision(chosen, choice);
  const stable = bindings.find((binding) => binding.track === 'stable');
  if (stable === undefined) {
    throw new SerinError(
      'LANGUAGE_NOT_BOUND',
      `no runtime is bound to ${spec.language} on track stable; bind one: serin tracks set ${spec.language} stable RUNTIME`,
      { retryAfterSeconds: 5 },
    );
  }
  return decision(stable, choice.track === 'stable' ? choice : { ...choice, reason: 'FALLBACK' });
};

/** @throws SerinError LANGUAGE_NOT_ALLOWED, for a language that exists and that the problem does not take, by itself or by its family. */
export const holdAgainstProblem = (
  ports: Pick<IntakePorts, 'bindings'>,
  spec: Pick<SubmissionSpec, 'language' | 'problem'>,
  languages: readonly string[] | undefined,
): void => {
  if (languages === undefined) return;
  const bound = ports.bindings().bindings.filter(({ language }) => language === spec.language);
  const names = new Set([spec.language, ...bound.map(({ family }) => family)]);
  if (languages.some((name) => names.has(name))) return;
  const detail = `problem ${spec.problem ?? ''} takes ${languages.join(', ')}, not ${spec.language}`;
  const faults = [{ path: '/language', message: `one of: ${languages.join(', ')}` }];
  throw new SerinError('LANGUAGE_NOT_ALLOWED', detail, { faults });
};

const decision = (binding: Binding, choice: Omit<GrayChoice, 'track'>): Decision => ({
  track: binding.track,
  runtime: binding.runtime,
  fingerprint: binding.fingerprint,
  ...(choice.rule === undefined ? {} : { rule: choice.rule }),
  ...(choice.bucket === undefined ? {} : { bucket: choice.bucket }),
  reason: choice.reason,
  revision: choice.revision,
});

const pinned = (bindings: readonly Binding[], language: string, track: string): Binding => {
  const found = bindings.find((binding) => binding.track === track);
  if (found !== undefined) return found;
  const bound = bindings.map((binding) => binding.track).sort();
  throw new SerinError('UNKNOWN_TRACK', `${language} has no track ${track}; it has ${bound.join(', ')}`, {
    faults: [{ path: '/track', message: `one of: ${bound.join(', ')}` }],
  });
};

const unboundLanguage = (ports: RoutePorts, language: string): SerinError => {
  const known = [...new Set(ports.bindings().bindings.map((binding) => binding.language))].sort();
  if (known.length === 0) {
    return new SerinError(
      'LANGUAGE_NOT_BOUND',
      'no runtime is bound to any language yet: is a worker running?',
      {
        retryAfterSeconds: 5,
      },
    );
  }
  return new SerinError(
    'UNKNOWN_LANGUAGE',
    `there is no language ${language}; there are ${known.join(', ')}`,
    {
      faults: [{ path: '/language', message: `one of: ${known.join(', ')}` }],
    },
  );
};

const contextOf = (spec: SubmissionSpec, family: string, atMs: number): GrayContext => ({
  atMs,
  tenant: spec.tenant,
  language: spec.language,
  family,
  priority: spec.priority,
  tags: spec.user.tags ?? [],
  ...(spec.user.region === undefined ? {} : { region: spec.user.region }),
  ...(spec.user.level === undefined ? {} : { userLevel: spec.user.level }),
  ...(spec.difficulty === undefined ? {} : { difficulty: spec.difficulty }),
  ...(spec.user.id === undefined ? {} : { userId: spec.user.id }),
  ...(spec.client.id === undefined ? {} : { clientId: spec.client.id }),
  ...(spec.problem === undefined ? {} : { problemId: spec.problem }),
  ...(spec.contest === undefined ? {} : { contest: spec.contest }),
});
