/** From what a checker or interactor says of an output to the verdict of the test. */
import type { Decimal } from '../domain/problem.ts';
import type { TestResult, Verdict } from '../domain/verdict.ts';
import { exactOf } from './exact.ts';
import type { JudgedOutput } from './judged-output.ts';
import { heldToPoints, pointsOf } from './score.ts';

/** The part of a test's result that was judged; the figures come from the run. */
export type JudgedTest = Pick<
  TestResult,
  'verdict' | 'detail' | 'message' | 'judgeMessage' | 'exitCode' | 'signal'
>;

/**
 * `most`: the points that the test states. All points are accepted, however they were given; fewer, and none at all, are partial where
 * the checker gave points: it did not call the output wrong.
 */
export const judgedVerdict = (judged: JudgedOutput, most?: Decimal): JudgedTest => {
  const held = heldToPoints(most, judged);
  const said = {
    ...('detail' in held ? { detail: held.detail } : {}),
    ...('message' in held ? { message: held.message } : {}),
    ...(held.judgeMessage === undefined ? {} : { judgeMessage: held.judgeMessage }),
  };
  switch (held.kind) {
    case 'accepted':
      return { verdict: 'accepted', ...said };
    case 'partial':
      return { verdict: partialVerdict(held, most), ...said };
    case 'wrong':
      return { verdict: 'wrong_answer', ...said };
    case 'failed':
      return { verdict: 'system_error', ...said };
  }
};

const partialVerdict = (judged: JudgedOutput, most: Decimal | undefined): Verdict => {
  const points = pointsOf(most, judged);
  return exactOf(points.got).eq(exactOf(points.most)) ? 'accepted' : 'partial';
};
