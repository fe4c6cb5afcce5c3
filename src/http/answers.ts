/** From records to what callers see. The material's key, the tenant and the spec stay inside. */
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import type { Caller } from './authenticate.ts';
import { mayActAs } from './options.ts';
import type { RuntimeAnswer, SubmissionAnswer } from './schemas/answers.ts';

/** Without a caller: what everybody may see. */
export const submissionAnswer = (record: SubmissionRecord, caller?: Caller): SubmissionAnswer => ({
  id: record.id,
  state: record.state,
  language: record.spec.language,
  attempt: record.attempt,
  decision: record.decision,
  ...(record.spec.problemRevision === undefined
    ? {}
    : { problem: record.spec.problemRevision.id, problemRevision: record.spec.problemRevision.revision }),
  ...(record.result === undefined ? {} : { result: resultFor(caller, record.result) }),
  ...(record.rejudging === undefined ? {} : { rejudging: record.rejudging }),
  ...(record.attempts.length < 2 ? {} : { attempts: record.attempts.map(attemptAnswer) }),
  createdAtMs: record.createdAtMs,
  ...(record.finishedAtMs === undefined ? {} : { finishedAtMs: record.finishedAtMs }),
});

const attemptAnswer = ({ priority: _, problem, ...attempt }: Attempt) => ({
  ...attempt,
  ...(problem === undefined ? {} : { problemRevision: problem.revision.revision }),
});

/** What a checker tells the judges, and what an interactor says, is not for those who submit: it may hold the answer. */
export const resultFor = (caller: Caller | undefined, result: SubmissionResult): SubmissionResult =>
  caller !== undefined && mayActAs(caller.role, 'operator')
    ? result
    : { ...result, tests: result.tests.map(({ judgeMessage: _, transcript: __, ...test }) => test) };

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
