/**
 * One test of a program that talks to the problem's interactor.
 *
 *   kattis    interactor INPUT ANSWER FEEDBACK_DIR ARGS…    its word is the verdict
 *   testlib   interactor INPUT OUTPUT ANSWER ARGS…          where it is content, OUTPUT goes to the problem's judge
 *
 * Whose fault a conversation that failed was is decided in `verdict/interaction.ts`. A testlib interactor that wrote nothing to OUTPUT has said
 * everything by its exit code where outputs are only compared; a checker is asked in any case.
 */
import { SerinError } from '../domain/errors.ts';
import { inputOf } from '../domain/run.ts';
import type { RunCommand, RunReport } from '../domain/run.ts';
import type { TestResult } from '../domain/verdict.ts';
import { goesToChecker, interactionVerdict } from '../verdict/interaction.ts';
import { judgedOutput } from '../verdict/judge-program.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { judgedVerdict } from '../verdict/judged-verdict.ts';
import type { AssignedTest, Assignment } from './assignment.ts';
import { auxiliaryCommand } from './auxiliary.ts';
import type { Auxiliary } from './auxiliary.ts';
import type { Companion } from './companions.ts';
import { converse, graceMs } from './interact.ts';
import type { Conversation } from './interact.ts';
import {
  byFeedback,
  feedbackDirectory,
  filesOfTest,
  judgeByProgram,
  kattisArguments,
  tooLarge,
} from './judge-output.ts';
import { judgedTest } from './judged-test.ts';
import { programCommand } from './program-command.ts';
import type { TestRunOnce } from './rerun.ts';
import type { Lane, TestRun } from './test-run.ts';
import { transcriptOf } from './transcript.ts';
import { withoutSecrets } from './secret-words.ts';
import { comparedWhole } from './test-streams.ts';

interface Interactive {
  readonly test: AssignedTest;
  readonly interactor: Auxiliary;
}

/** @throws SerinError when the sandbox or the store fails. */
export const interactiveTest = async (
  run: TestRun,
  lane: Lane,
  { test, interactor }: Interactive,
  signal: AbortSignal,
): Promise<TestRunOnce> => {
  const { assignment, timeRule } = run;
  const files = await filesOfTest(assignment.data, test, 0);
  if (files === 'tooLarge') return { result: judgedTest(assignment, test, judgedVerdict(tooLarge), {}) };
  const companion = await lane.companions.of(interactor.runtime.fingerprint);
  const directory = await companion.place(interactor, files);
  const command = { ...programCommand(run, test), ...told(assignment) };
  companion.leftBehind();
  const conversation = await converse(
    { lease: lane.lease, command },
    {
      lease: companion.lease,
      command: {
        ...interactorCommand(interactor, test, { directory, program: command, scale: timeRule.scale }),
        ...told(assignment),
      },
    },
    { scale: timeRule.scale, isContent: (report) => isContent(interactor, report) },
    signal,
  );
  const { program: report } = conversation;
  const result = signal.aborted
    ? judgedTest(assignment, test, { verdict: 'cancelled', detail: 'cancel' }, { report })
    : await resultOf(run, lane, { test, interactor, companion, conversation }, signal);
  const transcript = transcriptOf(conversation, assignment.kept.transcriptEntries);
  return { report, result: { ...result, ...(transcript === undefined ? {} : { transcript }) } };
};

/** A transcript is what there is of the output of a program that talks: it is kept where output is. */
const told = ({ kept: { outputBytes } }: Pick<Assignment, 'kept'>): Pick<RunCommand, 'transcriptBytes'> =>
  outputBytes === 0 ? {} : { transcriptBytes: outputBytes };

/** Whether what becomes of the program still matters. */
const isContent = ({ protocol }: Auxiliary, report: RunReport): boolean => {
  const { kind } = judgedOutput(protocol, report, new Map());
  return kind === 'accepted' || kind === 'partial';
};

/** What a testlib interactor writes for the checker, in the box. */
const outputName = 'output';

/** It is in memory until it is judged. */
const mostWrittenBytes = 32 * 1024 * 1024;

const interactorCommand = (
  interactor: Auxiliary,
  test: AssignedTest,
  { directory, program, scale }: { directory: string; program: RunCommand; scale: number },
): RunCommand => {
  const kattis = interactor.protocol === 'kattis';
  const args = kattis
    ? kattisArguments(directory, test)
    : [`${directory}/input`, `/box/${outputName}`, `${directory}/answer`, ...test.judgeArgs];
  const command = auxiliaryCommand(interactor, args, scale);
  const wallMs = Math.max(command.limits.wallMs, program.limits.wallMs + graceMs.interactor * scale);
  return {
    ...command,
    ...(kattis ? { directories: [feedbackDirectory] } : {}),
    keepBox: true,
    limits: { ...command.limits, wallMs },
  };
};

interface Over extends Interactive {
  readonly companion: Companion;
  readonly conversation: Conversation;
}

const resultOf = async (run: TestRun, lane: Lane, over: Over, signal: AbortSignal): Promise<TestResult> => {
  const { test, interactor, companion, conversation } = over;
  const { assignment, timeRule } = run;
  const { program: report, interactor: said } = conversation;
  const judged =
    interactor.protocol === 'kattis'
      ? await byFeedback(interactor, companion.lease, said)
      : withoutSecrets(judgedOutput(interactor.protocol, said, new Map()), test);
  const told = interactionVerdict(conversation, judged, test.limits, timeRule, test.points);
  if (interactor.protocol === 'kattis' || !goesToChecker(told)) {
    return judgedTest(assignment, test, told, { judged, report });
  }
  const checked = await judgeWritten(run, lane, over, signal);
  const final = checked === undefined ? told : judgedVerdict(checked, test.points);
  return judgedTest(assignment, test, final, { judged: checked ?? judged, report });
};

/** What the judge of the problem says of what the interactor wrote; undefined: there is nothing to ask it. */
const judgeWritten = async (
  run: TestRun,
  lane: Lane,
  { test, companion }: Over,
  signal: AbortSignal,
): Promise<JudgedOutput | undefined> => {
  const { assignment, judges, timeRule } = run;
  const written = await writtenBy(companion, Math.min(test.limits.outputBytes, mostWrittenBytes));
  if (written === 'tooLarge') return tooLarge;
  if (written === 'spoiled') return spoiled;
  if (test.checker !== undefined || judges.checker === undefined) {
    return written.length === 0 || test.checker === undefined
      ? undefined
      : comparedWhole(assignment.data, test.checker, test, written);
  }
  const checkers = await lane.companions.of(judges.checker.runtime.fingerprint);
  const output = { data: assignment.data, test, output: inputOf(written) };
  return judgeByProgram(checkers, judges.checker, output, timeRule.scale, signal);
};

const spoiled: JudgedOutput = {
  kind: 'failed',
  detail: 'judge:output-spoiled',
  judgeMessage: 'What the interactor left where its output file is to be is no regular file.',
};

const writtenBy = async (
  { lease }: Companion,
  maxBytes: number,
): Promise<Buffer | 'tooLarge' | 'spoiled'> => {
  try {
    const [file] = await lease.collect([outputName], { maxBytes, maxFiles: 1, named: true });
    return file?.data ?? Buffer.alloc(0);
  } catch (error) {
    if (!(error instanceof SerinError)) throw error;
    if (error.code === 'ARTIFACTS_TOO_LARGE') return 'tooLarge';
    if (error.code === 'ARTIFACTS_SPOILED') return 'spoiled';
    throw error;
  }
};
