/** Decisions, results and jobs for tests, each with the fields that matter to a test given. */
import type { Decision } from '../../src/domain/decision.ts';
import { schemaVersion } from '../../src/domain/submission.ts';
import type { JudgeJob } from '../../src/domain/submission.ts';
import type { SubmissionResult } from '../../src/domain/verdict.ts';

export const aDecision = (given: Partial<Decision> = {}): Decision => ({
  track: 'stable',
  runtime: 'python-3.13',
  fingerprint: 'python-3.13.5@1f2e3d4c5b6a',
  reason: 'DEFAULT',
  revision: 1,
  ...given,
});

export const aResult = (given: Partial<SubmissionResult> = {}): SubmissionResult => ({
  verdict: 'accepted',
  score: 100,
  cpuMs: 11.25,
  wallMs: 12.5,
  memoryBytes: 9_437_184,
  tests: [{ name: '1', verdict: 'accepted', cpuMs: 11.25, wallMs: 12.5, memoryBytes: 9_437_184 }],
  timings: { queuedMs: 1, leaseMs: 0.25, compileMs: 0, runMs: 12.5, totalMs: 15 },
  harness: 'h1',
  worker: 'w1',
  ...given,
});

export const aJob = (given: Partial<JudgeJob> & Pick<JudgeJob, 'submission'>): JudgeJob => ({
  version: schemaVersion,
  attempt: 1,
  track: 'stable',
  language: 'python',
  fingerprint: 'python-3.13.5@1f2e3d4c5b6a',
  priority: 'practice',
  tenant: 'default',
  costMs: 2_000,
  enqueuedAtMs: 1_000,
  ...given,
});

/** Ends when a condition holds; fails with what was waited for when it does not in time. */
export const eventually = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> => {
  const untilMs = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`within ${withinMs} ms it did not happen that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
