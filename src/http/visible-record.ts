import { SerinError } from '../domain/errors.ts';
import type { SubmissionRecord, SubmissionSpec } from '../domain/submission.ts';
import type { Caller } from './authenticate.ts';
import { mayActAs } from './options.ts';
import type { Submissions } from './ports.ts';

const submissionId = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The record, for whoever may see it. Runs and submissions are looked up each at their own address. Another tenant's submission is answered like one that never was.
 *
 * @throws SerinError SUBMISSION_NOT_FOUND
 */
export const visibleRecord = async (
  submissions: Pick<Submissions, 'read'>,
  id: string,
  caller: Caller,
  kind?: SubmissionSpec['kind'],
): Promise<SubmissionRecord> => {
  const record = submissionId.test(id) ? await submissions.read(id) : undefined;
  const hidden = !mayActAs(caller.role, 'operator') && record?.spec.tenant !== caller.tenant;
  if (record === undefined || hidden || record.spec.kind !== kind) {
    throw new SerinError(
      'SUBMISSION_NOT_FOUND',
      `there is no such ${kind ?? 'submission'}, or it is past its retention`,
    );
  }
  return record;
};
