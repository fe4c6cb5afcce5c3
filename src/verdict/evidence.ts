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
  /** `near`: passed by no more than the margin, and not killed for it. */
  | { readonly limit: 'time'; readonly detail: 'cpu' | 'wall'; readonly near: boolean };

const sigxfsz = 25;

/**
 * The limit that was passed, if one was.
 *
 * When several were, the cause comes before its consequence: endless output fills memory, and a program that is short of memory
 * gets slow; so output, then memory, then time. Of the two times CPU comes first, because a program that computes too long
 * also takes too long, and `wall` is to mean that it slept.
 *
 * With a margin a program runs on for a little after its time limit, and may pass another limit in that extra time. Without a margin it
 * would never have come so far, so the time limit was first, and it decides. That is certain where the other limit
 * ended the run: the clocks were stopped at that moment, and stood past the limit already. Where it did not (an OOM kill that the leader
 * outlived) nobody can say what was first, and the order above holds.
 *
 * A figure of memory above the limit is counted memory: what was seen in nothing but the rusage, and may be pages of files, the runner tells
 * up to the limit and no further.
 */
export const passedLimit = (
  report: RunReport,
  limits: EnforcedLimits,
  margin = 0,
): PassedLimit | undefined => {
  const time = passedTime(report, limits, margin);
  if (margin > 0 && time !== undefined && endedByOther(report)) return time;
  return passedOutput(report, limits) ?? passedMemory(report, limits) ?? time;
};

const killedBy = ({ fate }: RunReport) => (fate.kind === 'killed' ? fate.by : undefined);

const grewTooLarge = ({ fate }: RunReport): boolean => fate.kind === 'signaled' && fate.signal === sigxfsz;

/** Whether passing a limit other than that of time is what ended the run. */
const endedByOther = (report: RunReport): boolean => {
  const by = killedBy(report);
  return by === 'output' || by === 'memory' || grewTooLarge(report);
};

const passedOutput = (report: RunReport, limits: EnforcedLimits): PassedLimit | undefined => {
  if (killedBy(report) === 'output' || report.stdoutBytes > limits.outputBytes) {
    return { limit: 'output', detail: 'stdout' };
  }
  return grewTooLarge(report) ? { limit: 'output', detail: 'file' } : undefined;
};

const passedMemory = (report: RunReport, limits: EnforcedLimits): PassedLimit | undefined => {
  if (killedBy(report) === 'memory' || report.memoryBytes > limits.memoryBytes) {
    return { limit: 'memory', detail: 'peak' };
  }
  // The container's own limit lies above every submission's: whoever meets it has passed his. That holds too where the
  // leader outlived a killed child and exited with 0.
  return report.oomKills > 0 ? { limit: 'memory', detail: 'oom' } : undefined;
};

/** What is certain comes before what is near: a kill, and a figure beyond the margin, before a figure within it. */
const passedTime = (report: RunReport, limits: EnforcedLimits, margin: number): PassedLimit | undefined => {
  const by = killedBy(report);
  const beyond = (figureMs: number, limitMs: number): boolean => figureMs > limitMs * (1 + margin);
  if (by === 'cpu' || beyond(report.cpuMs, limits.cpuMs))
    return { limit: 'time', detail: 'cpu', near: false };
  if (by === 'wall' || beyond(report.wallMs, limits.wallMs)) {
    return { limit: 'time', detail: 'wall', near: false };
  }
  if (report.cpuMs > limits.cpuMs) return { limit: 'time', detail: 'cpu', near: true };
  if (report.wallMs > limits.wallMs) return { limit: 'time', detail: 'wall', near: true };
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
