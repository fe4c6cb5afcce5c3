/**
 * From the run of a problem's own checker, validator or interactor to what it says of the output.
 *
 * It says something only when it ended by itself, within its limits, with an exit code that its protocol knows, and with nothing but
 * sense in what it left behind (testlib.ts, kattis-validator.ts). Everything else is its own failure, told with evidence: a
 * submission is never blamed, or let pass, for a checker that does not work.
 *
 * Details of a failure: `judge:exit:5`, `judge:signal:SIGSEGV`, `judge:cpu`, `judge:wall`, `judge:memory`, `judge:output`, `judge:oom`,
 * `judge:cancel`, `judge:not-started:2@41`, `judge:evidence`, `judge:fail` (testlib's `_fail`), `judge:points`, `judge:score`, `judge:next-pass`.
 */
import type { JudgeProtocol } from '../domain/problem.ts';
import type { RunReport } from '../domain/run.ts';
import { isCredible } from './evidence.ts';
import { failure } from './judged-output.ts';
import type { JudgedOutput } from './judged-output.ts';
import { byKattis } from './kattis-validator.ts';
import { signalName } from './signal-name.ts';
import { byTestlib } from './testlib.ts';

export type { JudgedOutput } from './judged-output.ts';

/** `feedback`: files of the feedback directory by plain name (Kattis); for testlib the message is on standard error. */
export const judgedOutput = (
  protocol: JudgeProtocol,
  report: RunReport,
  feedback: ReadonlyMap<string, Buffer>,
): JudgedOutput => {
  const exit = exitOf(report);
  if (typeof exit !== 'number') return failure(exit.detail, exit.sentence, report);
  switch (protocol) {
    case 'testlib':
      return byTestlib(exit, report);
    case 'kattis':
      return byKattis(exit, report, feedback);
  }
};

interface NoExit {
  readonly detail: string;
  readonly sentence: string;
}

/** The exit code of a program that ended by itself with nothing against it. */
const exitOf = (report: RunReport): number | NoExit => {
  const { fate } = report;
  if (fate.kind === 'killed' && fate.by === 'cancel') {
    return {
      detail: 'cancel',
      sentence: 'The judging program was ended because the submission was cancelled.',
    };
  }
  if (!isCredible(report)) return incredible;
  if (fate.kind !== 'notStarted' && report.oomKills > 0) {
    return { detail: 'oom', sentence: 'A process of the judging program was killed for lack of memory.' };
  }
  switch (fate.kind) {
    case 'exited':
      return Number.isInteger(fate.code) && fate.code >= 0 && fate.code <= 255 ? fate.code : incredible;
    case 'signaled': {
      const signal = signalName(fate.signal);
      return { detail: `signal:${signal}`, sentence: `The judging program was ended by ${signal}.` };
    }
    case 'killed':
      return { detail: fate.by, sentence: `The judging program passed its limit: ${limits[fate.by]}.` };
    case 'notStarted':
      return {
        detail: `not-started:${fate.errno}@${fate.location}`,
        sentence: `The judging program could not be started: errno ${fate.errno} at ${fate.location}.`,
      };
    default:
      fate satisfies never;
      return incredible;
  }
};

const incredible: NoExit = {
  detail: 'evidence',
  sentence: 'The report of the run of the judging program has figures that no run can have.',
};

const limits = {
  cpu: 'CPU time',
  wall: 'wall time',
  memory: 'memory',
  output: 'output',
  cancel: 'cancelled',
};
