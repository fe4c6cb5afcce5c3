/** From what a test came to, in whatever way it was judged, to what stands in the result. */
import type { RunReport } from '../domain/run.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgedOutput } from '../verdict/judge-program.ts';
import type { JudgedTest } from '../verdict/judged-verdict.ts';
import { pointsOf } from '../verdict/score.ts';
import type { AssignedTest, Assignment } from './assignment.ts';
import { shortened } from './kept-bounds.ts';
import { keptOutput } from './kept-output.ts';

type Figures = Pick<TestResult, 'cpuMs' | 'wallMs' | 'memoryBytes'>;

const noFigures: Figures = { cpuMs: 0, wallMs: 0, memoryBytes: 0 };

/** Gives nothing of the points. */
const nothingGiven: JudgedOutput = { kind: 'wrong' };

/** `judged`: what was said of the output, where anything was; it gives points only to a test that passed. */
export const judgedTest = (
  assignment: Pick<Assignment, 'kept' | 'scored'>,
  test: AssignedTest,
  told: JudgedTest,
  { judged, report }: { readonly judged?: JudgedOutput; readonly report?: RunReport },
): TestResult => {
  const { kept } = assignment;
  const { message = excuse(told), judgeMessage, ...rest } = told;
  const passed = told.verdict === 'accepted' || told.verdict === 'partial';
  return {
    ...identityOf(test),
    ...rest,
    ...(message === undefined ? {} : { message: shortened(message, kept.messageBytes) }),
    ...(judgeMessage === undefined ? {} : { judgeMessage: shortened(judgeMessage, kept.messageBytes) }),
    ...pointsFor(assignment, test, passed ? judged : undefined),
    ...(report === undefined ? noFigures : figuresOf(report)),
    ...(report === undefined ? {} : keptOutput(kept, report)),
  };
};

/** A failure of the problem's own program is never told as the submitted one's. */
const excuse = ({ verdict, detail }: JudgedTest): string | undefined =>
  verdict === 'system_error' && detail?.startsWith('judge:') === true
    ? "A program of the problem's own failed on this test; this is not the submitted program's fault."
    : undefined;

const figuresOf = ({ cpuMs, wallMs, memoryBytes }: RunReport): Figures => ({ cpuMs, wallMs, memoryBytes });

const pointsFor = (
  { scored }: Pick<Assignment, 'scored'>,
  { points }: AssignedTest,
  judged: JudgedOutput = nothingGiven,
): Pick<TestResult, 'points'> => (scored ? { points: pointsOf(points, judged) } : {});

/** What stands for a test that is not run. */
export const skippedTest = (assignment: Pick<Assignment, 'scored'>, test: AssignedTest): TestResult => ({
  ...identityOf(test),
  verdict: 'skipped',
  ...pointsFor(assignment, test),
  ...noFigures,
});

const identityOf = ({ name, group }: AssignedTest): Pick<TestResult, 'name' | 'group'> => ({
  name,
  ...(group === undefined ? {} : { group }),
});
