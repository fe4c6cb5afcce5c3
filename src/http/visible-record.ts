import { SerinError } from '../domain/errors.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { Caller } from './authenticate.ts';
import { mayActAs } from './options.ts';
import type { Submissions } from './ports.ts';

const submissionId = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The record, for whoever may see it. Another tenant's submission is answered like one that never was.
 *
 * @throws SerinError SUBMISSION_NOT_FOUND
 */
export const visibleRecord = async (
  submissions: Pick<Submissions, 'read'>,
  id: string,
  caller: Caller,
): Promise<SubmissionRecord> => {
  const record = submissionId.test(id) ? await submissions.read(id) : undefined;
  if (record === undefined || (!mayActAs(caller.role, 'operator') && record.spec.tenant !== caller.tenant)) {
    throw new SerinError('SUBMISSION_NOT_FOUND', 'there is no such submission, or it is past its retention');
  }
  return record;
};
