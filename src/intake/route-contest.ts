/**
 * Submissions of a contest: one fingerprint for each language, from the first use until the contest ends.
 *
 *   no pin is known ──▶ the rules decide, and their decision becomes the pin ──┐
 *   a pin is known ───▶ FROZEN: the pinned fingerprint, wherever it is served ─┼─▶ the accept script holds it against the pin on record:
 *   it is quarantined ▶ stable's current one, which becomes the pin ───────────┘   the first use wins, whoever differs decides again
 *
 * What the rules draw by users, or let through by a cap, would give the whole contest to chance, so it does not decide for one. A pin
 * does not follow the health of its pool: another compiler in the middle of a contest is worse than waiting. Overrides and operators'
 * pins do not meet any of this.
 */
import type { ContestPin } from '../domain/contest-pin.ts';
import type { Decision } from '../domain/decision.ts';
import type { GrayChoice, GrayContext } from '../gray/context.ts';
import { stableOf } from './places.ts';
import type { Places } from './places.ts';
import type { RulesSnapshot } from './ports.ts';
import { decisionOf, divert, settle } from './settle.ts';
import type { RoutePorts, Routed } from './settle.ts';

export const routeContest = (
  ports: RoutePorts,
  places: Places,
  context: GrayContext,
  name: string,
): Routed => {
  const { tenant, language, atMs } = context;
  const { revision } = ports.rules();
  const pin = ports.contests.find({ tenant, contest: name, language }, atMs);
  if (pin === undefined) {
    const decision = firstUse(ports, places, context);
    return { decision, contest: { name, pin: pinOf(decision, places) } };
  }
  const lost = whyLost(pin, places);
  if (lost === undefined) {
    const why = `contest ${name} keeps what it began with`;
    const track = trackOf(pin, places);
    const decision: Decision = {
      ...decisionOf({ ...pin, track }, { reason: 'FROZEN', revision, why }),
      ...(pin.confirm === true && track !== 'stable' ? { confirm: true } : {}),
    };
    return { decision, contest: { name, pin } };
  }
  const decision: Decision = {
    ...decisionOf(stableOf(places), { reason: 'FALLBACK', revision, why: lost }),
    instead: { track: pin.track, fingerprint: pin.fingerprint, reason: 'FROZEN' },
  };
  return { decision, contest: { name, pin: pinOf(decision, places), replaces: pin.fingerprint } };
};

const firstUse = (ports: RoutePorts, places: Places, context: GrayContext): Decision => {
  const { shadow: _, ...choice } = choiceFor(ports.rules(), context);
  if (choice.sample !== undefined && choice.track !== 'stable') {
    const why = 'a rule with a cap does not decide for a contest';
    return divert(places, choice, { reason: 'SPILLOVER', why });
  }
  return settle(ports, places, choice).decision;
};

/** Of submissions with `priority: contest` the rules draw by the contest alone. */
const choiceFor = (rules: RulesSnapshot, context: GrayContext): GrayChoice => {
  const choice = rules.decide(context);
  if (choice.bucket === undefined || context.priority === 'contest') return choice;
  return rules.decide({ ...context, priority: 'contest' });
};

const pinOf = (
  { track, runtime, fingerprint, confirm }: Decision,
  { revision }: Pick<Places, 'revision'>,
): ContestPin => ({ track, runtime, fingerprint, ...(confirm === undefined ? {} : { confirm }), revision });

/** Why a pin cannot be used any more. A fingerprint that these bindings are too old to know is trusted: another process has just bound it. */
const whyLost = (
  { fingerprint, revision }: ContestPin,
  { bound, draining, quarantined, ...places }: Places,
): string | undefined => {
  if (quarantined.has(fingerprint)) return `${fingerprint}, which the contest began with, is quarantined`;
  if (places.revision < revision) return undefined;
  const served =
    [...bound.values()].some((each) => each.fingerprint === fingerprint) ||
    [...draining].some((each) => each.endsWith(`:${fingerprint}`));
  return served ? undefined : `${fingerprint}, which the contest began with, is served nowhere any more`;
};

/** A canary that was promoted goes on as stable; what was taken off a track drains there. */
const trackOf = ({ track, fingerprint }: ContestPin, { bound, draining }: Places): string => {
  const has = (each: string): boolean => bound.get(each)?.fingerprint === fingerprint;
  if (has('stable')) return 'stable';
  if (has(track) || draining.has(`${track}:${fingerprint}`)) return track;
  const [elsewhere] = [...bound.keys()].filter(has).sort();
  if (elsewhere !== undefined) return elsewhere;
  const drains = [...draining].find((each) => each.endsWith(`:${fingerprint}`));
  return drains?.slice(0, drains.indexOf(':')) ?? track;
};
