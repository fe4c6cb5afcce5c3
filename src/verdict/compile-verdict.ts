/**
 * From the evidence of a compiler's run to whether there is a program.
 *
 * A submission can make a compiler fail, crash, swell, loop or babble: all that is `compile_error`. It cannot make it call
 * what compilers do not call: SIGSYS means that our filter is too tight for this compiler, and is our failure.
 */
import type { RunReport } from '../domain/run.ts';
import { isCredible, passedLimit } from './evidence.ts';
import type { EnforcedLimits } from './evidence.ts';
import { signalName } from './signal-name.ts';

export type CompileOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly verdict: 'compile_error' | 'system_error' | 'cancelled';
      /** `exit:1`, `signal:SIGSEGV`, `time`, `memory`, `output`; of ours `syscall`, `evidence`, `not-started:…` */
      readonly detail: string;
    };

const sigsys = 31;

export const compileVerdict = (report: RunReport, limits: EnforcedLimits): CompileOutcome => {
  const { fate } = report;
  if (fate.kind === 'killed' && fate.by === 'cancel') return failed('cancelled', 'cancel');
  if (!isCredible(report)) return failed('system_error', 'evidence');
  if (fate.kind === 'notStarted') {
    return failed('system_error', `not-started:${fate.errno}@${fate.location}`);
  }
  const passed = passedLimit(report, limits);
  if (passed !== undefined) return failed('compile_error', passed.limit);
  switch (fate.kind) {
    case 'exited':
      return fate.code === 0 ? { ok: true } : failed('compile_error', `exit:${fate.code}`);
    case 'signaled':
      return fate.signal === sigsys
        ? failed('system_error', 'syscall')
        : failed('compile_error', `signal:${signalName(fate.signal)}`);
    case 'killed':
      return failed('system_error', 'unknown-fate');
    default:
      fate satisfies never;
      return failed('system_error', 'unknown-fate');
  }
};

const failed = (
  verdict: Exclude<CompileOutcome, { ok: true }>['verdict'],
  detail: string,
): CompileOutcome => ({
  ok: false,
  verdict,
  detail,
});
