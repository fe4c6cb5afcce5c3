/**
 * What is told of a submission while it is not known whether its verdict is going to be published.
 *
 * The verdicts of its tests are kept back, and told at once when it is. That it is being compiled is told: everybody's is.
 */
import type { SubmissionEvent } from '../domain/events.ts';
import type { JudgeJob } from '../domain/submission.ts';
import type { JudgingPorts, JudgingStore } from './ports.ts';
import { tell } from './progress.ts';

export interface Withholding {
  readonly ports: JudgingPorts;
  /** Tells what was kept back, in order, ahead of whatever is written next. */
  tellAll(): void;
}

export const withholding = (ports: JudgingPorts, job: JudgeJob): Withholding => {
  const kept: SubmissionEvent[] = [];
  const { store } = ports;
  const quiet: JudgingStore = {
    read: (submission) => store.read(submission),
    readMaterial: (key) => store.readMaterial(key),
    markRunning: (submission, attempt, worker) => store.markRunning(submission, attempt, worker),
    commit: (submission, attempt, result) => store.commit(submission, attempt, result),
    appendEvent: async (submission, event) => {
      if (event.type === 'test') kept.push(event);
      else await store.appendEvent(submission, event);
    },
  };
  return {
    ports: { ...ports, store: quiet },
    tellAll: () => {
      for (const event of kept.splice(0)) tell(ports, job, event);
    },
  };
};
