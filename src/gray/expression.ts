import type { Asked } from './asked.ts';
import type { Failures } from './failures.ts';
import type { Segments } from './segments.ts';

export interface ExpressionDeps {
  /** Of the rule or segment that it belongs to. */
  readonly name: string;
  readonly failures: Failures;
  /** Left out where segments may not be asked: in a segment. */
  readonly segments?: Segments;
  readonly fault: (message: string) => void;
}

/** Undefined where it is refused. */
export const compileExpression = (
  _source: string,
  deps: ExpressionDeps,
): ((asked: Asked) => boolean) | undefined => {
  deps.fault('expressions are not read yet');
  return undefined;
};
