/**
 * The verdict of a test in which program and interactor talk to each other, and either may fail because the other did.
 *
 * What came first is what counts: whatever happens to one of the two after the other has ended may be nothing but a consequence. The
 * rules are those of problemtools (judge/execute.py, support/interactive) and DOMjudge (determineVerdict), which agree with each
 * other. The first that holds decides:
 *
 *      program                      interactor                                    verdict
 *   1  cancelled                    any                                           cancelled
 *   2  not started, no evidence     any                                           system_error
 *   3  failed by itself, first      ended by SIGPIPE, or cancelled                the program's: nobody was left to talk to
 *   4  passed its time limit        passed its wall limit, but did not linger     time_limit_exceeded: both waited for each other
 *      any                          cancelled                                     cancelled
 *   5  any                          failed: crash, limit, nonsense                system_error, with its evidence
 *   6  any                          called it wrong, first                        wrong_answer: the rest was too late
 *   7  ended by SIGPIPE             any                                           the interactor's: it need not read all
 *   8  passed a limit, crashed      any                                           the program's
 *   9  ended well                   any                                           the interactor's
 *
 * Rows 3 and 4 are the two ways in which a submission would make an interactor look broken: by being gone, and by saying nothing.
 * Whoever waits for a program finds the end of its input when that was ended: an interactor that goes on all the same (`lingered`) waited for
 * something else, and may have been the reason that the program did not get on.
 * An interactor that spends its CPU time has failed (5), whatever its program did in the meantime. In row 6 a time limit that the
 * program passed is not looked at: it may run on, or spin at the end of its input, after nobody listens any more.
 */
import type { Decimal } from '../domain/problem.ts';
import type { RunReport } from '../domain/run.ts';
import type { EnforcedLimits } from './evidence.ts';
import type { JudgedOutput } from './judged-output.ts';
import { judgedVerdict } from './judged-verdict.ts';
import type { JudgedTest } from './judged-verdict.ts';
import { runVerdict } from './run-verdict.ts';
import type { RunOutcome } from './run-verdict.ts';
import { plainTime } from './time-rule.ts';
import type { TimeRule } from './time-rule.ts';

export interface Interaction {
  readonly program: RunReport;
  readonly interactor: RunReport;
  /** Which of the two ended first. */
  readonly first: 'program' | 'interactor';
  /** The interactor was ended because it went on for longer after the program than anybody needs who reads the end of its input. */
  readonly lingered?: true;
}

type Failure = Extract<RunOutcome, { passed: false }>;

const sigpipe = 13;

/**
 * `judged` is what the interactor says by its exit code (`judgedOutput`), `limits` are the program's as it states them, `most` the points
 * that the test states. With a testlib interactor `accepted` says that the checker has the word: `goesToChecker`.
 */
export const interactionVerdict = (
  interaction: Interaction,
  judged: JudgedOutput,
  limits: EnforcedLimits,
  rule: TimeRule = plainTime,
  most?: Decimal,
): JudgedTest => {
  const { program, interactor, first } = interaction;
  const outcome = runVerdict(program, limits, rule);
  if (isCancelled(program)) return cancelled;
  const ofInteractor = (): JudgedTest => judgedVerdict(judged, most);
  if (!outcome.passed && outcome.verdict === 'system_error') return failureOf(outcome, outcome.message);
  if (judged.kind === 'failed') {
    const isConsequence = !outcome.passed && !endedBy(program, sigpipe) && followed(interaction, outcome);
    if (isConsequence) return failureOf(outcome, told(interaction, outcome), judged.judgeMessage);
    if (isCancelled(interactor)) return cancelled;
    return { ...ofInteractor(), judgeMessage: joined(judged.judgeMessage, courseOf(interaction, outcome)) };
  }
  if (judged.kind === 'wrong' && first === 'interactor') {
    const {
      judgeMessage,
      message = 'the interactor ended the interaction: it was wrong',
      ...verdict
    } = ofInteractor();
    const course = outcome.passed ? undefined : courseOf(interaction, outcome);
    return withJudgeMessage({ ...verdict, message }, joined(judgeMessage, course));
  }
  if (outcome.passed || endedBy(program, sigpipe)) return unlessSaid(ofInteractor(), interaction);
  return failureOf(outcome, told(interaction, outcome), judged.judgeMessage);
};

/** Whether a testlib interactor was content, so that the checker is asked about what it wrote. */
export const goesToChecker = (verdict: JudgedTest): boolean => verdict.verdict === 'accepted';

const cancelled: JudgedTest = { verdict: 'cancelled', detail: 'cancel' };

const isCancelled = ({ fate }: RunReport): boolean => fate.kind === 'killed' && fate.by === 'cancel';

const endedBy = ({ fate }: RunReport, signal: number): boolean =>
  fate.kind === 'signaled' && fate.signal === signal;

const killedBy = ({ fate }: RunReport): string | undefined => (fate.kind === 'killed' ? fate.by : undefined);

/** Whether the interactor's failure is what the program's does to any interactor: rows 3 and 4. */
const followed = ({ interactor, first, lingered }: Interaction, outcome: Failure): boolean =>
  (first === 'program' && (endedBy(interactor, sigpipe) || isCancelled(interactor))) ||
  (outcome.verdict === 'time_limit_exceeded' && killedBy(interactor) === 'wall' && lingered !== true);

const failureOf = (
  { verdict, detail, exitCode, signal }: Failure,
  message: string | undefined,
  judgeMessage?: string,
): JudgedTest =>
  withJudgeMessage(
    {
      verdict,
      detail,
      ...(message === undefined ? {} : { message }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(signal === undefined ? {} : { signal }),
    },
    judgeMessage,
  );

const withJudgeMessage = (result: JudgedTest, judgeMessage: string | undefined): JudgedTest =>
  judgeMessage === undefined ? result : { ...result, judgeMessage };

const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join('\n');

/** What became of the program, and what the interactor did meanwhile. */
const told = ({ interactor, first }: Interaction, { verdict, message = 'failed' }: Failure): string => {
  if (first === 'interactor' && killedBy(interactor) === undefined)
    return `${message}, after the interactor had ended`;
  if (verdict !== 'time_limit_exceeded') return `${message}, before the interactor had ended`;
  return killedBy(interactor) === 'wall'
    ? `${message}; program and interactor waited for each other`
    : `${message}, while the interactor waited`;
};

/** For operators, where the interactor decided: how the program ended. */
const courseOf = ({ first }: Interaction, outcome: RunOutcome): string => {
  const ended = outcome.passed ? 'ended well' : `came to ${outcome.verdict} (${outcome.detail})`;
  return first === 'program'
    ? `The program had ended before: it ${ended}.`
    : `The interactor ended first; the program ${ended} afterwards.`;
};

/** A program that went before its interactor is told so, where the interactor has nothing else to say. */
const unlessSaid = (verdict: JudgedTest, { first, program }: Interaction): JudgedTest => {
  if (verdict.verdict !== 'wrong_answer' || verdict.message !== undefined) return verdict;
  if (first === 'program') return { ...verdict, message: 'ended before the interactor had' };
  return endedBy(program, sigpipe)
    ? { ...verdict, message: 'wrote on after the interactor had ended' }
    : verdict;
};
