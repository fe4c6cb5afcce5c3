/** What a problem's own checker, validator or interactor says of an output. */
import type { Decimal } from '../domain/problem.ts';
import type { RunReport } from '../domain/run.ts';
import { shownText } from './shown-text.ts';

export type JudgedOutput =
  | { readonly kind: 'accepted'; readonly message?: string; readonly judgeMessage?: string }
  | {
      readonly kind: 'wrong';
      /** `format`: it is not even written as it should be. */
      readonly detail?: string;
      readonly message?: string;
      readonly judgeMessage?: string;
    }
  /** A share 0…1 of the test's points, or points as such; exact decimals. Exactly one of the two is there. */
  | {
      readonly kind: 'partial';
      readonly share?: Decimal;
      readonly points?: Decimal;
      readonly message?: string;
      readonly judgeMessage?: string;
    }
  /** The checker's own failure: crash, time-out, nonsense. Becomes system_error with this evidence. */
  | { readonly kind: 'failed'; readonly detail: string; readonly judgeMessage?: string };

/** A failure with its reason and what the program wrote to its standard error. */
export const failure = (
  detail: string,
  sentence: string,
  report: Pick<RunReport, 'stderr'>,
  others: readonly (string | undefined)[] = [],
): JudgedOutput => {
  const parts = [sentence, ...others, shownText(report.stderr)].filter((part) => part !== undefined);
  return { kind: 'failed', detail: `judge:${detail}`, judgeMessage: parts.join('\n') };
};
