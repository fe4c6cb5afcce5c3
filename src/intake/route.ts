/**
 * From a submission's words to the fingerprint that will judge it. Pure but for the snapshots it is handed.
 *
 *   an operator's pin ─▶ override ─▶ contest pin ─▶ gray rules ─▶ what the track has ─▶ its pool ─▶ decision
 *                                                                   │ nothing, or        │ empty, unhealthy, slow
 *                                                                   ▼ quarantined        ▼
 *                                                                 stable, as FALLBACK or SPILLOVER
 *
 * A quarantined fingerprint gets nothing, whoever asks for it. A pin goes where it says or is refused; everything else that cannot go
 * where it was to go is judged on stable, and its decision says where it would have gone. Stable falls back to nothing.
 */
import { SerinError } from '../domain/errors.ts';
import type { SubmissionSpec } from '../domain/submission.ts';
import { contextOf } from './gray-context.ts';
import { pinnedTo, placesOf } from './places.ts';
import type { IntakePorts } from './ports.ts';
import { routeContest } from './route-contest.ts';
import { decisionOf, settle } from './settle.ts';
import type { RoutePorts, Routed } from './settle.ts';

export interface RouteRequest {
  readonly spec: SubmissionSpec;
  /** The pin came in a header and not in the body. */
  readonly pinnedBy?: 'header';
}

/** @throws SerinError UNKNOWN_LANGUAGE, UNKNOWN_TRACK and CONFLICT (a pin to what is unbound, to what is quarantined), LANGUAGE_NOT_BOUND. */
export const route = (ports: RoutePorts, { spec, pinnedBy }: RouteRequest, atMs: number): Routed => {
  const rules = ports.rules();
  const places = placesOf(ports.bindings(), spec.language);
  if (spec.track !== undefined) {
    const reason = pinnedBy === 'header' ? 'HEADER' : 'PINNED';
    return { decision: decisionOf(pinnedTo(places, spec.track), { reason, revision: rules.revision }) };
  }
  const context = contextOf(spec, places.family, atMs);
  const override = rules.override(context);
  if (override !== undefined) return settle(ports, places, override);
  if (spec.contest !== undefined) return routeContest(ports, places, context, spec.contest);
  return settle(ports, places, rules.decide(context));
};

/** @throws SerinError LANGUAGE_NOT_ALLOWED, for a language that exists and that the problem does not take, by itself or by its family. */
export const holdAgainstProblem = (
  ports: Pick<IntakePorts, 'bindings'>,
  spec: Pick<SubmissionSpec, 'language' | 'problem'>,
  languages: readonly string[] | undefined,
): void => {
  if (languages === undefined) return;
  const { bound } = placesOf(ports.bindings(), spec.language);
  const names = new Set([spec.language, ...[...bound.values()].map(({ family }) => family)]);
  if (languages.some((name) => names.has(name))) return;
  const detail = `problem ${spec.problem ?? ''} takes ${languages.join(', ')}, not ${spec.language}`;
  const faults = [{ path: '/language', message: `one of: ${languages.join(', ')}` }];
  throw new SerinError('LANGUAGE_NOT_ALLOWED', detail, { faults });
};
