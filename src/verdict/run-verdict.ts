/**
 * From the evidence of one run to its verdict, before any output is looked at. The first that holds decides:
 *
 *   1. cancelled by the caller                                cancelled
 *   2. figures that no run can have, or not started           system_error
 *   3. output limit, memory limit, time limit                 see evidence.ts
 *   4. ended by a signal                                      runtime_error  signal:SIGSEGV, or syscall for SIGSYS
 *   5. exit code other than 0                                 runtime_error  exit:3
 *   6. exit code 0                                            passed: the checker has the word
 *
 * A program that could not be started is our failure, whatever the errno. ENOENT, EACCES and ENOEXEC can be of a submission's making
 * (an ELF that names an interpreter which is not there), but a broken image looks the same, and a user is never blamed for that.
 */
import type { Fate, RunReport } from '../domain/run.ts';
import type { Verdict } from '../domain/verdict.ts';
import { isCredible, passedLimit } from './evidence.ts';
import type { EnforcedLimits, PassedLimit } from './evidence.ts';
import { signalName } from './signal-name.ts';
import { heldLimits, plainTime } from './time-rule.ts';
import type { TimeRule } from './time-rule.ts';

export type RunOutcome = { readonly passed: true } | ({ readonly passed: false } & RunFailure);

interface RunFailure {
  readonly verdict: Exclude<Verdict, 'accepted'>;
  readonly detail: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** `SIGSEGV` */
  readonly signal?: string;
}

const sigsys = 31;

/** `limits` are as the submission states them. */
export const runVerdict = (
  report: RunReport,
  limits: EnforcedLimits,
  rule: TimeRule = plainTime,
): RunOutcome => {
  const { fate } = report;
  if (isCancelled(report)) return failed({ verdict: 'cancelled', detail: 'cancel' });
  if (!isCredible(report)) return ourFailure('evidence');
  if (fate.kind === 'notStarted') return ourFailure(`not-started:${fate.errno}@${fate.location}`);
  const passed = passedLimit(report, heldLimits(limits, rule), rule.margin);
  if (passed !== undefined) return failed({ ...overLimit(passed, limits, rule), ...ending(fate) });
  switch (fate.kind) {
    case 'exited':
      return byExitCode(fate.code);
    case 'signaled':
      return bySignal(fate.signal);
    case 'killed':
      // Every limit that the runner kills for was dealt with above.
      return ourFailure('unknown-fate');
    default:
      fate satisfies never;
      return ourFailure('unknown-fate');
  }
};

/** Whether a run passed a time limit by so little that it is to be run once more before it is called. */
export const isNearLimit = (report: RunReport, limits: EnforcedLimits, rule: TimeRule): boolean => {
  if (isCancelled(report) || !isCredible(report) || report.fate.kind === 'notStarted') return false;
  const passed = passedLimit(report, heldLimits(limits, rule), rule.margin);
  return passed?.limit === 'time' && passed.near;
};

const isCancelled = ({ fate }: RunReport): boolean => fate.kind === 'killed' && fate.by === 'cancel';

const failed = (failure: RunFailure): RunOutcome => ({ passed: false, ...failure });

const ourFailure = (detail: string): RunOutcome => failed({ verdict: 'system_error', detail });

const byExitCode = (code: number): RunOutcome => {
  if (code === 0) return { passed: true };
  if (!Number.isInteger(code)) return ourFailure('evidence');
  return failed({
    verdict: 'runtime_error',
    detail: `exit:${code}`,
    message: `exited with code ${code}`,
    exitCode: code,
  });
};

const bySignal = (number: number): RunOutcome => {
  const signal = signalName(number);
  return number === sigsys
    ? failed({
        verdict: 'runtime_error',
        detail: 'syscall',
        message: 'made a system call that is not allowed',
        signal,
      })
    : failed({
        verdict: 'runtime_error',
        detail: `signal:${signal}`,
        message: `ended by signal ${signal}`,
        signal,
      });
};

const overLimit = (passed: PassedLimit, limits: EnforcedLimits, { scale }: TimeRule): RunFailure => {
  const { detail } = passed;
  switch (passed.limit) {
    case 'output': {
      const message =
        passed.detail === 'file' ? 'wrote too large a file' : `wrote more than ${limits.outputBytes} bytes`;
      return { verdict: 'output_limit_exceeded', detail, message };
    }
    case 'memory':
      return {
        verdict: 'memory_limit_exceeded',
        detail,
        message: `used more than ${limits.memoryBytes} bytes of memory`,
      };
    case 'time': {
      const [limitMs, kind] =
        passed.detail === 'cpu' ? [limits.cpuMs, 'CPU time'] : [limits.wallMs, 'wall time'];
      const machine = scale === 1 ? '' : `, times ${factor(scale)} for the speed of this machine`;
      return {
        verdict: 'time_limit_exceeded',
        detail,
        message: `ran for more than ${limitMs} ms of ${kind}${machine}`,
      };
    }
  }
};

/** Three decimals at most. */
const factor = (scale: number): string => String(Math.round(scale * 1000) / 1000);

/** How a program that passed a limit ended by itself; nothing where the runner ended it. */
const ending = (fate: Fate): Pick<RunFailure, 'exitCode' | 'signal'> => {
  if (fate.kind === 'exited') return { exitCode: fate.code };
  return fate.kind === 'signaled' ? { signal: signalName(fate.signal) } : {};
};
