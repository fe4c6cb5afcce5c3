import type { ProgramFile } from '../domain/run.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { TimeRule } from '../verdict/time-rule.ts';
import type { Assignment } from './assignment.ts';
import type { Companions } from './companions.ts';
import type { Lease, Spool } from './ports.ts';
import type { Judges } from './prepare-judges.ts';

/** Everything that the tests of one submission have in common. */
export interface TestRun {
  readonly assignment: Assignment;
  readonly program: {
    readonly runtime: RuntimeFacts;
    readonly files: readonly ProgramFile[];
    readonly entry: string;
    readonly sourcePaths: readonly string[];
  };
  /** The problem's programs that the tests need. */
  readonly judges: Judges;
  readonly timeRule: TimeRule;
  readonly spool: () => Spool;
}

/** Where one test at a time is run: the program's container, and those of the problem's programs beside it. */
export interface Lane {
  readonly lease: Lease;
  readonly companions: Companions;
}
