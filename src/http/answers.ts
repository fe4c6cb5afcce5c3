/** From records to what callers see. The material's key, the tenant and the spec stay inside. */
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import type { RuntimeAnswer, SubmissionAnswer } from './schemas/answers.ts';

export const submissionAnswer = (record: SubmissionRecord): SubmissionAnswer => ({
  id: record.id,
  state: record.state,
  language: record.spec.language,
  attempt: record.attempt,
  decision: record.decision,
  ...(record.result === undefined ? {} : { result: record.result }),
  ...(record.rejudging === undefined ? {} : { rejudging: record.rejudging }),
  ...(record.attempts.length < 2 ? {} : { attempts: record.attempts.map(attemptAnswer) }),
  createdAtMs: record.createdAtMs,
  ...(record.finishedAtMs === undefined ? {} : { finishedAtMs: record.finishedAtMs }),
});

const attemptAnswer = ({ priority: _, ...attempt }: Attempt) => attempt;

export const runtimeAnswer = (facts: RuntimeFacts, bindings: readonly Binding[]): RuntimeAnswer => ({
  fingerprint: facts.fingerprint,
  runtime: facts.runtime,
  language: facts.language,
  family: facts.family,
  version: facts.version,
  displayName: facts.manifest.displayName,
  probes: facts.probes,
  image: {
    id: facts.image.id,
    reference: facts.image.reference,
    sizeBytes: facts.image.sizeBytes,
    architecture: facts.image.identity.architecture,
  },
  tracks: bindings
    .filter((binding) => binding.language === facts.language && binding.fingerprint === facts.fingerprint)
    .map((binding) => binding.track)
    .sort(),
});
