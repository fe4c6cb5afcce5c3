import type { JudgeJob, SubmissionMaterial, SubmissionRecord } from '../domain/submission.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import type { SubmissionResult, Timings } from '../domain/verdict.ts';
import type { Assignment } from './assignment.ts';

/** One attempt, with everything that was read for it. */
export interface Work {
  readonly job: JudgeJob;
  readonly record: SubmissionRecord;
  readonly runtime: RuntimeFacts;
  readonly material: SubmissionMaterial;
  readonly assignment: Assignment;
  readonly timeScale: number | undefined;
  readonly signal: AbortSignal;
}

export interface Judged {
  readonly result: Omit<SubmissionResult, 'timings' | 'harness' | 'worker'>;
  readonly timings: Pick<Timings, 'leaseMs' | 'compileMs' | 'runMs'>;
}
