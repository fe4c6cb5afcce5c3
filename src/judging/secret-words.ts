import type { JudgedOutput } from '../verdict/judged-output.ts';
import type { AssignedTest } from './assignment.ts';

/**
 * What a comparison or a testlib program says quotes the answer ("expected '3', found '4'"), so of a secret test it is for the judges. What a
 * Kattis validator writes for the team is meant for it.
 */
export const withoutSecrets = (
  judged: JudgedOutput,
  { secret }: Pick<AssignedTest, 'secret'>,
): JudgedOutput => {
  if (secret !== true || judged.kind === 'failed' || judged.message === undefined) return judged;
  const { message, judgeMessage = message, ...rest } = judged;
  return { ...rest, judgeMessage };
};
