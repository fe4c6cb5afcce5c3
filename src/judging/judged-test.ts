/** From what a test came to, in whatever way it was judged, to what stands in the result. */
import type { RunReport } from '../domain/run.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import { pointsOf } from '../verdict/score.ts';
import type { AssignedTest, Assignment } from './assignment.ts';
import { shortened } from './kept-bounds.ts';

type Told = Pick<TestResult, 'verdict' | 'detail' | 'message' | 'judgeMessage' | 'exitCode' | 'signal'>;
type Figures = Pick<TestResult, 'cpuMs' | 'wallMs' | 'memoryBytes'>;

export const noFigures: Figures = { cpuMs: 0, wallMs: 0, memoryBytes: 0 };

/** What a checker said, as a verdict. Its own failure is ours, and never told as the program's. */
export const toldBy = (judged: JudgedOutput): Told => {
  switch (judged.kind) {
    case 'accepted':
      return { verdict: 'accepted', ...messagesOf(judged) };
    case 'wrong':
      return { verdict: 'wrong_answer', ...detailOf(judged), ...messagesOf(judged) };
    case 'partial':
      return { verdict: 'partial', ...messagesOf(judged) };
    case 'failed':
      return {
        verdict: 'system_error',
        detail: judged.detail,
        message: "The problem's checker failed on this test; this is not the program's fault.",
        ...(judged.judgeMessage === undefined ? {} : { judgeMessage: judged.judgeMessage }),
      };
  }
};

const detailOf = ({ detail }: { readonly detail?: string }): Pick<Told, 'detail'> =>
  detail === undefined ? {} : { detail };

const messagesOf = (
  said: Pick<Told, 'message' | 'judgeMessage'>,
): Pick<Told, 'message' | 'judgeMessage'> => ({
  ...(said.message === undefined ? {} : { message: said.message }),
  ...(said.judgeMessage === undefined ? {} : { judgeMessage: said.judgeMessage }),
});

/** Gives nothing of the points unless something is said of the output. */
const nothingGiven: JudgedOutput = { kind: 'wrong' };

export const judgedTest = (
  { kept }: Pick<Assignment, 'kept'>,
  test: AssignedTest,
  told: Told,
  { judged = nothingGiven, report }: { readonly judged?: JudgedOutput; readonly report?: RunReport },
): TestResult => {
  const { message, judgeMessage, ...rest } = told;
  const figures: Figures =
    report === undefined
      ? noFigures
      : { cpuMs: report.cpuMs, wallMs: report.wallMs, memoryBytes: report.memoryBytes };
  return {
    ...identityOf(test),
    ...rest,
    ...(message === undefined ? {} : { message: shortened(message, kept.messageBytes) }),
    ...(judgeMessage === undefined ? {} : { judgeMessage: shortened(judgeMessage, kept.messageBytes) }),
    ...(test.most === undefined ? {} : { points: pointsOf(test.most, judged) }),
    ...figures,
    ...(report === undefined || kept.outputBytes === 0
      ? {}
      : {
          stdout: excerpt(report.stdout, kept.outputBytes),
          stderr: excerpt(report.stderr, kept.outputBytes),
        }),
  };
};

const excerpt = (output: Buffer, bytes: number): string => output.subarray(0, bytes).toString('utf8');

/** What stands for a test that is not run. */
export const skippedTest = (test: AssignedTest): TestResult => ({
  ...identityOf(test),
  verdict: 'skipped',
  ...(test.most === undefined ? {} : { points: pointsOf(test.most, nothingGiven) }),
  ...noFigures,
});

const identityOf = ({ name, group }: AssignedTest): Pick<TestResult, 'name' | 'group'> => ({
  name,
  ...(group === undefined ? {} : { group }),
});
