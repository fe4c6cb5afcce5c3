import type { Checker } from '../../src/domain/checker.ts';
import { openCheck } from '../../src/verdict/output-check.ts';
import type { CheckOutcome } from '../../src/verdict/difference.ts';

/** What an output that comes in one piece comes to. */
export const checkOutput = (checker: Checker, output: Buffer, answer: Buffer): CheckOutcome => {
  const check = openCheck(checker, answer);
  check.push(output);
  return check.end();
};
