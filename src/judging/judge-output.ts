/**
 * One output, judged by the problem's own program.
 *
 *   testlib   checker INPUT OUTPUT ANSWER ARGS…
 *   kattis    validator INPUT ANSWER FEEDBACK_DIR ARGS… < OUTPUT, then the feedback directory is collected
 *
 * It is given files, which are sent as they are read: what is held in memory of one test does not grow with it. A test without an answer gives
 * it an empty one.
 */
import { SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { RunInput, RunReport } from '../domain/run.ts';
import { judgedOutput } from '../verdict/judge-program.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { feedbackNames } from '../verdict/kattis-validator.ts';
import type { AssignedTest } from './assignment.ts';
import { auxiliaryCommand } from './auxiliary.ts';
import type { Auxiliary } from './auxiliary.ts';
import type { Companion, NamedBytes } from './companions.ts';
import type { Lease, TestDataReader } from './ports.ts';
import { bytesOf, fileOf, heldIfSmall } from './read-whole.ts';
import { withoutSecrets } from './secret-words.ts';

const mebibyte = 1024 * 1024;

/** Input, answer and output of one test together, where a program judges it: they lie in `/app` of the companion. */
const mostFileBytes = 512 * mebibyte;

const feedbackBounds = { maxBytes: mebibyte, maxFiles: feedbackNames.length, named: true } as const;

const nothing = Buffer.alloc(0);

export interface OutputToJudge {
  readonly data: TestDataReader;
  readonly test: AssignedTest;
  readonly output: RunInput;
}

/** @throws SerinError where the sandbox or the store fails. A checker that fails is a value. */
export const judgeByProgram = async (
  companion: Companion,
  program: Auxiliary,
  { data, test, output }: OutputToJudge,
  scale: number,
  signal: AbortSignal,
): Promise<JudgedOutput> => {
  const files = await filesOfTest(data, test, output.bytes);
  if (files === 'tooLarge') return tooLarge;
  const { protocol } = program;
  if (protocol === 'testlib') {
    const directory = await companion.place(program, [
      ...files,
      { name: 'output', data: await heldIfSmall(output) },
    ]);
    const args = ['input', 'output', 'answer'].map((name) => `${directory}/${name}`);
    const command = auxiliaryCommand(program, [...args, ...test.judgeArgs], scale);
    const report = await companion.lease.run(command, signal);
    await companion.emptyOfStreams();
    return withoutSecrets(judgedOutput(protocol, report, new Map()), test);
  }
  const directory = await companion.place(program, files);
  const command = {
    ...auxiliaryCommand(program, kattisArguments(directory, test), scale),
    stdin: output,
    directories: [feedbackDirectory],
    keepBox: true,
  } as const;
  companion.leftBehind();
  const report = await companion.lease.run(command, signal);
  return byFeedback(program, companion.lease, report);
};

export const feedbackDirectory = 'feedback';

export const kattisArguments = (directory: string, { judgeArgs }: AssignedTest): string[] => [
  `${directory}/input`,
  `${directory}/answer`,
  `/box/${feedbackDirectory}/`,
  ...judgeArgs,
];

/** Input and answer, for a program that is given so many bytes more. */
export const filesOfTest = async (
  data: TestDataReader,
  test: AssignedTest,
  moreBytes: number,
): Promise<NamedBytes[] | 'tooLarge'> => {
  const answer = test.answer ?? nothing;
  if (bytesOf(test.input) + bytesOf(answer) + moreBytes > mostFileBytes) return 'tooLarge';
  return [
    { name: 'input', data: await fileOf(data, test.input) },
    { name: 'answer', data: await fileOf(data, answer) },
  ];
};

export const tooLarge: JudgedOutput = {
  kind: 'failed',
  detail: 'judge:files-too-large',
  judgeMessage: `Input, answer and output have more than ${mostFileBytes} bytes together, which is the most that a program of the problem is given.`,
};

/** The word of a Kattis validator or interactor, with what it left in its feedback directory. */
export const byFeedback = async (
  { protocol }: Auxiliary,
  lease: Pick<Lease, 'collect'>,
  report: RunReport,
): Promise<JudgedOutput> => {
  if (report.fate.kind !== 'exited') return judgedOutput(protocol, report, new Map());
  try {
    return judgedOutput(protocol, report, await readFeedback(lease));
  } catch (error) {
    const failure = error instanceof SerinError ? feedbackFailures.get(error.code) : undefined;
    if (failure === undefined) throw error;
    return { kind: 'failed', ...failure };
  }
};

const feedbackFailures: ReadonlyMap<ErrorCode, { readonly detail: string; readonly judgeMessage: string }> =
  new Map([
    [
      'ARTIFACTS_TOO_LARGE',
      {
        detail: 'judge:feedback-too-large',
        judgeMessage: `Messages and scores of the feedback directory have more than ${feedbackBounds.maxBytes} bytes.`,
      },
    ],
    [
      'ARTIFACTS_SPOILED',
      {
        detail: 'judge:feedback-spoiled',
        judgeMessage: `The feedback directory is gone, or one of ${feedbackNames.join(', ')} is no regular file.`,
      },
    ],
  ]);

const readFeedback = async (lease: Pick<Lease, 'collect'>): Promise<ReadonlyMap<string, Buffer>> => {
  const paths = feedbackNames.map((name) => `${feedbackDirectory}/${name}`);
  const files = await lease.collect(paths, feedbackBounds);
  return new Map(files.map(({ path, data }) => [path.slice(feedbackDirectory.length + 1), data]));
};
