/**
 * The same submission on another track, without a say in its verdict.
 *
 * A shadow is none of the record's attempts: it marks nothing as running, tells no events and commits nothing. It runs only in a slot
 * that nobody else has a use for, so that no verdict waits for it: where there is none its job is put back, until it has waited for too
 * long. What it came to is held against the verdict by the controller, once there are both (`control/shadows.ts`).
 */
import { SerinError } from '../domain/errors.ts';
import type { JudgeJob, Shadow, ShadowDrop, SubmissionRecord } from '../domain/submission.ts';
import { summaryOf } from '../domain/verdict.ts';
import { judgeRecord } from './judge-record.ts';
import type { JudgingPorts, ShadowPorts } from './ports.ts';

/** @throws SerinError NO_SPARE_SLOT, what `judge` throws, and the signal's reason; nothing is on record of it then. */
export const judgeShadow = async (ports: JudgingPorts, job: JudgeJob, signal: AbortSignal): Promise<void> => {
  const record = await ports.attempts.peek(job.submission);
  const shadow = shadowOf(record, job);
  if (record === undefined || shadow?.state !== 'waiting') {
    ports.log.debug({ submission: job.submission, track: job.track }, 'dropped: no shadow that waits');
    return;
  }
  if (ports.now() - record.createdAtMs > ports.shadows.patienceMs) {
    await drop(ports, job, 'slow');
    return;
  }
  const result = await judgeRecord(sparingly(ports), job, record, signal);
  if (result.verdict === 'system_error') {
    await drop(ports, job, 'failed');
    return;
  }
  const taken = await ports.shadows.judged(job.submission, job, {
    ...summaryOf(result),
    finishedAtMs: Math.trunc(ports.now()),
  });
  const about = { submission: job.submission, track: job.track, verdict: result.verdict };
  ports.log.info(about, taken ? 'judged as a shadow' : 'a shadow that was over already');
};

/** A shadow that no try can end. */
export const dropFailedShadow = (ports: ShadowPorts, job: JudgeJob): Promise<void> =>
  drop(ports, job, 'failed');

const drop = async (
  { shadows, metrics, log }: ShadowPorts,
  job: JudgeJob,
  reason: ShadowDrop,
): Promise<void> => {
  if (!(await shadows.drop(job.submission, job, reason))) return;
  metrics.shadowDropped({ language: job.language, track: job.track, reason });
  log.info({ submission: job.submission, track: job.track, reason }, 'a shadow was dropped');
};

const shadowOf = (record: SubmissionRecord | undefined, job: JudgeJob): Shadow | undefined =>
  record?.shadows?.find(({ track, fingerprint }) => track === job.track && fingerprint === job.fingerprint);

/** The same ports, which take no slot that somebody else could use, and have nothing to tell. */
const sparingly = (ports: JudgingPorts): JudgingPorts => {
  const { sandboxes, store } = ports;
  return {
    ...ports,
    parallelTests: false,
    sandboxes: {
      lease: async (fingerprint, signal) => {
        const spare = await sandboxes.leaseSpare(fingerprint, signal);
        if (spare !== undefined) return spare;
        throw new SerinError('NO_SPARE_SLOT', `no slot is free and warm for a shadow on ${fingerprint}`);
      },
      leaseSpare: () => Promise.resolve(undefined),
    },
    store: {
      read: (submission) => store.read(submission),
      readMaterial: (key) => store.readMaterial(key),
      markRunning: () => Promise.resolve(false),
      commit: () => Promise.resolve(false),
      appendEvent: () => Promise.resolve(),
    },
  };
};
