/**
 * Progress of a submission, told in passing: Redis keeps the order of one connection, and a lost event never stops a verdict.
 *
 * An event is a script and an entry of a stream, so a submission of very many tests does not tell each of them: about `mostTold` at even
 * distances, and always the first that was not accepted and the last. `index` and `count` say where an event stands. The result has every test.
 */
import type { SubmissionEvent } from '../domain/events.ts';
import { logFieldsOf } from '../domain/submission.ts';
import type { JudgeJob } from '../domain/submission.ts';
import type { TestResult } from '../domain/verdict.ts';
import type { JudgingPorts } from './ports.ts';

/** As many tests as a submission may bring itself: those are all told. */
const mostTold = 1000;

type ProgressPorts = Pick<JudgingPorts, 'store' | 'log'>;

export const tell = ({ store, log }: ProgressPorts, job: JudgeJob, event: SubmissionEvent): void => {
  store.appendEvent(job.submission, event).catch((cause: unknown) => {
    log.warn({ ...logFieldsOf(job), cause: String(cause) }, 'a progress event was lost');
  });
};

/** Called for every test, in order. */
export const testTeller = (
  ports: ProgressPorts,
  job: JudgeJob,
  count: number,
): ((index: number, result: TestResult) => void) => {
  const every = Math.ceil(count / mostTold);
  let allAccepted = true;
  return (index, { name, verdict }) => {
    const first = allAccepted && verdict !== 'accepted';
    allAccepted &&= verdict === 'accepted';
    if (!first && index % every !== 0 && index !== count - 1) return;
    tell(ports, job, { type: 'test', attempt: job.attempt, index: index + 1, count, name, verdict });
  };
};
