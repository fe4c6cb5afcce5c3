/**
 * How the two time limits of a run are held.
 *
 *   stated limit ──× scale──▶ held limit ──× (1 + margin)──▶ killing limit
 *
 * The scale makes up for a machine that is slower or faster than the one that limits are stated for. The margin is time that a program is
 * let run on, so that one which passed its limit by a little can be told from one that passed it by far.
 */
import type { EnforcedLimits } from './evidence.ts';

export interface TimeRule {
  /** Share of the limit within which a run on the losing side is run once more; 0: never. */
  readonly margin: number;
  /** What stated time limits are multiplied by; 1: held as they are stated. */
  readonly scale: number;
}

export const plainTime: TimeRule = { margin: 0, scale: 1 };

/** Limits that a verdict is held against. */
export const heldLimits = <T extends Pick<EnforcedLimits, 'cpuMs' | 'wallMs'>>(
  limits: T,
  { scale }: TimeRule,
): T => scaled(limits, scale);

/** Limits that the sandbox kills at. */
export const killingLimits = <T extends Pick<EnforcedLimits, 'cpuMs' | 'wallMs'>>(
  limits: T,
  { scale, margin }: TimeRule,
): T => scaled(limits, scale * (1 + margin));

const scaled = <T extends Pick<EnforcedLimits, 'cpuMs' | 'wallMs'>>(limits: T, factor: number): T => ({
  ...limits,
  cpuMs: limits.cpuMs * factor,
  wallMs: limits.wallMs * factor,
});

/** The least and the most that a limit is multiplied by: a measurement beyond that is more likely wrong than right. */
const scaleBounds = { least: 0.25, most: 4 };

/** What time limits are multiplied by on a machine of this speed, where 1 is the speed of the reference. */
export const timeScaleOf = (speed: number): number =>
  Number.isFinite(speed) && speed > 0
    ? Math.min(scaleBounds.most, Math.max(scaleBounds.least, 1 / speed))
    : 1;
