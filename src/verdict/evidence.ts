/**
 * What a run report proves, before anything is made of how the program ended.
 *
 * A limit that was passed is passed however the program ended: the runner polls, so a program may pass a limit and exit by
 * itself before it is caught, and the figures convict it just the same.
 */
import type { RunLimits, RunReport } from '../domain/run.ts';

/** The limits that a verdict is held against. */
export type EnforcedLimits = Pick<RunLimits, 'cpuMs' | 'wallMs' | 'memoryBytes' | 'outputBytes'>;

export type PassedLimit =
  /** `stdout`: wrote more than was allowed. `file`: SIGXFSZ, a single file grew too large. */
  | { readonly limit: 'output'; readonly detail: 'stdout' | 'file' }
  /** `peak`: measured above the limit. `oom`: the kernel killed for lack of memory. */
  | { readonly limit: 'memory'; readonly detail: 'peak' | 'oom' }
  | { readonly limit: 'time'; readonly detail: 'cpu' | 'wall' };

const sigxfsz = 25;

/**
 * The limit that was passed, if one was.
 *
 * When several were, the cause comes before its consequence: endless output fills memory, and a program that is short of memory
 * gets slow; so output, then memory, then time. Of the two times CPU comes first, because a program that computes too long
 * also takes too long, and `wall` is to mean that it slept.
 */
export const passedLimit = (report: RunReport, limits: EnforcedLimits): PassedLimit | undefined => {
  const { fate } = report;
  const killedBy = fate.kind === 'killed' ? fate.by : undefined;
  if (killedBy === 'output' || report.stdoutBytes > limits.outputBytes) {
    return { limit: 'output', detail: 'stdout' };
  }
  if (fate.kind === 'signaled' && fate.signal === sigxfsz) return { limit: 'output', detail: 'file' };
  if (killedBy === 'memory' || report.memoryBytes > limits.memoryBytes) {
    return { limit: 'memory', detail: 'peak' };
  }
  // The container's own limit lies above every submission's: whoever meets it has passed his. That holds too where the
  // leader outlived a killed child and exited with 0.
  if (report.oomKills > 0) return { limit: 'memory', detail: 'oom' };
  if (killedBy === 'cpu' || report.cpuMs > limits.cpuMs) return { limit: 'time', detail: 'cpu' };
  if (killedBy === 'wall' || report.wallMs > limits.wallMs) return { limit: 'time', detail: 'wall' };
  return undefined;
};

/** Figures that no run can have; every comparison with NaN is false, so nothing may be concluded from them. */
export const isCredible = (report: RunReport): boolean =>
  [
    report.cpuMs,
    report.wallMs,
    report.memoryBytes,
    report.oomKills,
    report.stdoutBytes,
    report.stderrBytes,
  ].every((figure) => Number.isFinite(figure) && figure >= 0);
