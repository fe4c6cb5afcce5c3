/** From a track that was chosen to a decision: what is bound there, whether it is quarantined, and how its pool is. */
import type { Decision } from '../domain/decision.ts';
import type { Binding } from '../domain/runtime.ts';
import type { GrayChoice } from '../gray/context.ts';
import { stableOf } from './places.ts';
import type { Places } from './places.ts';
import type { Acceptance, IntakePorts } from './ports.ts';

export type RoutePorts = Pick<IntakePorts, 'bindings' | 'rules' | 'pools' | 'contests'>;

/** The decision, and what only the store can tell of it: whether its cap is reached, its queue full, its contest held to another. */
export type Routed = Pick<Acceptance, 'decision' | 'overCap' | 'whenFull' | 'contest'>;

/** What a choice comes to, given what its track has and how its pool is. */
export const settle = (ports: Pick<RoutePorts, 'pools'>, places: Places, choice: GrayChoice): Routed => {
  const landing = landingOf(ports, places, choice);
  if ('decision' in landing) return landing;
  const { binding } = landing;
  const decision: Decision = {
    ...decisionOf(binding, choice),
    ...(choice.confirm === true && binding.track !== 'stable' ? { confirm: true } : {}),
    ...shadowOf(ports, places, choice, binding),
  };
  if (binding.track === 'stable') return { decision };
  const { sample, rule = '' } = choice;
  if (sample !== undefined) {
    const why = `${sample.perMinute} submissions of this minute left stable by this rule already`;
    const capped = divert(places, choice, { reason: 'SPILLOVER', why });
    return { decision, ...whenFull(places, choice), overCap: { rule, ...sample, decision: capped } };
  }
  return { decision, ...whenFull(places, choice) };
};

/** The binding that a choice names, or the decision for stable where nothing can be sent there. */
const landingOf = (
  { pools }: Pick<RoutePorts, 'pools'>,
  places: Places,
  choice: GrayChoice,
): { readonly binding: Binding } | { readonly decision: Decision } => {
  const { track } = choice;
  if (track === 'stable') return { binding: stableOf(places) };
  const divertedTo = (reason: 'FALLBACK' | 'SPILLOVER', why: string) => ({
    decision: divert(places, choice, { reason, why }),
  });
  const binding = places.bound.get(track);
  if (binding === undefined) return divertedTo('FALLBACK', `${places.language} has nothing on ${track}`);
  if (places.quarantined.has(binding.fingerprint)) {
    return divertedTo('FALLBACK', `${binding.fingerprint} is quarantined`);
  }
  const state = pools(track, binding.fingerprint);
  switch (state) {
    case 'ok':
      return { binding };
    case 'empty':
      return divertedTo('FALLBACK', `no worker of ${track} has it`);
    case 'unhealthy':
      return divertedTo('FALLBACK', `no worker of ${track} that has it takes work`);
    case 'slow':
      return divertedTo('SPILLOVER', `too much waits on ${track}`);
    default:
      return divertedTo('FALLBACK', `nobody knows how ${track} is`);
  }
};

/** @throws SerinError LANGUAGE_NOT_BOUND */
export const divert = (
  places: Places,
  choice: GrayChoice,
  { reason, why }: { readonly reason: 'FALLBACK' | 'SPILLOVER'; readonly why: string },
): Decision => {
  const fingerprint = places.bound.get(choice.track)?.fingerprint;
  return {
    ...decisionOf(stableOf(places), { ...choice, reason, why }),
    instead: {
      track: choice.track,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      reason: choice.reason,
    },
  };
};

/** A language without a stable to go to is refused where its queue is full, as stable itself is. */
const whenFull = (places: Places, choice: GrayChoice): Pick<Routed, 'whenFull'> => {
  const stable = places.bound.get('stable');
  if (stable === undefined || places.quarantined.has(stable.fingerprint)) return {};
  const why = `the queue of ${choice.track} is full`;
  return { whenFull: divert(places, choice, { reason: 'SPILLOVER', why }) };
};

export const decisionOf = (
  binding: Pick<Binding, 'track' | 'runtime' | 'fingerprint'>,
  choice: Pick<GrayChoice, 'rule' | 'bucket' | 'reason' | 'revision' | 'why'>,
): Decision => ({
  track: binding.track,
  runtime: binding.runtime,
  fingerprint: binding.fingerprint,
  ...(choice.rule === undefined ? {} : { rule: choice.rule }),
  ...(choice.bucket === undefined ? {} : { bucket: choice.bucket }),
  reason: choice.reason,
  revision: choice.revision,
  ...(choice.why === undefined ? {} : { why: choice.why }),
});

/** A shadow that nobody would judge only fills a queue. */
const shadowOf = (
  { pools }: Pick<RoutePorts, 'pools'>,
  { bound, quarantined }: Places,
  choice: GrayChoice,
  chosen: Binding,
): Pick<Decision, 'shadow'> => {
  const shadow = choice.shadow === undefined ? undefined : bound.get(choice.shadow);
  if (shadow === undefined || shadow.fingerprint === chosen.fingerprint) return {};
  const { track, runtime, fingerprint } = shadow;
  if (quarantined.has(fingerprint)) return {};
  if (track !== 'stable' && pools(track, fingerprint) !== 'ok') return {};
  return { shadow: { track, runtime, fingerprint } };
};
