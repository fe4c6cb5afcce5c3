/**
 * The output validators of the Kattis and ICPC problem package formats (legacy, 2023-07, 2025-09), and those of DOMjudge.
 *
 *   exit  files of the feedback directory      here
 *   42    none of the two below                accepted
 *   42    score.txt                            partial: points
 *   42    score_multiplier.txt                 partial: a share, 0…1
 *   43    none of the two                      wrong
 *   any other, 0 as well; 43 with a score; both scores; a score that is not one number ≥ 0; a share above 1: failed
 *
 * `teammessage.txt` is shown to everybody, `judgemessage.txt` to operators (and DOMjudge's `judgeerror.txt` behind it). Whether points
 * are more than the test has is seen where they are given: `pointsOf`, `heldToPoints`.
 */
import type { RunReport } from '../domain/run.ts';
import { decimalOf, one, readAmount } from './exact.ts';
import type { Exact } from './exact.ts';
import { failure } from './judged-output.ts';
import type { JudgedOutput } from './judged-output.ts';
import { shownLine, shownText } from './shown-text.ts';

/** What is read of the feedback directory. */
export const feedbackNames = [
  'score.txt',
  'score_multiplier.txt',
  'nextpass.in',
  'teammessage.txt',
  'judgemessage.txt',
  'judgeerror.txt',
] as const;

const accepts = 42;
const rejects = 43;
const longestScoreBytes = 1_024;

export const byKattis = (
  exitCode: number,
  report: RunReport,
  feedback: ReadonlyMap<string, Buffer>,
): JudgedOutput => {
  const fail = (detail: string, sentence: string) =>
    failure(detail, sentence, report, [judgeMessageOf(feedback)]);
  if (exitCode !== accepts && exitCode !== rejects) {
    return fail(`exit:${exitCode}`, `The validator exited with ${exitCode}: neither 42 nor 43.`);
  }
  if (feedback.has('nextpass.in')) {
    return fail('next-pass', 'The validator asks for another pass (nextpass.in), which is not supported.');
  }
  const [points, share] = [feedback.get('score.txt'), feedback.get('score_multiplier.txt')];
  if (points !== undefined && share !== undefined) {
    return fail('score', 'The validator wrote score.txt and score_multiplier.txt: one of them at most.');
  }
  const score = points ?? share;
  const said = messages(feedback);
  if (exitCode === rejects) {
    return score === undefined
      ? { kind: 'wrong', ...said }
      : fail('score', 'The validator exited with 43 and wrote a score: only what is accepted has one.');
  }
  if (score === undefined) return { kind: 'accepted', ...said };
  const amount = readScore(score);
  const name = points === undefined ? 'score_multiplier.txt' : 'score.txt';
  if (amount === undefined) return fail('score', `${name} has to be one number, 0 or more.`);
  if (points !== undefined) return { kind: 'partial', points: decimalOf(amount), ...said };
  if (amount.gt(one)) return fail('score', `${name} has to be from 0 to 1.`);
  return { kind: 'partial', share: decimalOf(amount), ...said };
};

/** White space around the number does not count. */
const readScore = (bytes: Buffer): Exact | undefined =>
  bytes.length > longestScoreBytes
    ? undefined
    : readAmount(bytes.toString('latin1').replace(/^[ \t-\r]+|[ \t-\r]+$/g, ''));

const judgeMessageOf = (feedback: ReadonlyMap<string, Buffer>): string | undefined => {
  const parts = ['judgemessage.txt', 'judgeerror.txt'].flatMap((name) => {
    const text = shownText(feedback.get(name) ?? Buffer.alloc(0));
    return text === undefined ? [] : [text];
  });
  return parts.length === 0 ? undefined : parts.join('\n');
};

const messages = (feedback: ReadonlyMap<string, Buffer>) => {
  const message = shownLine(feedback.get('teammessage.txt') ?? Buffer.alloc(0));
  const judgeMessage = judgeMessageOf(feedback);
  return {
    ...(message === undefined ? {} : { message }),
    ...(judgeMessage === undefined ? {} : { judgeMessage }),
  };
};
