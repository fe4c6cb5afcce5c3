/** From records to what callers see. The material's key, the tenant and the spec stay inside. */
import { flipOf, isAside } from '../domain/fallback.ts';
import type { Binding, RuntimeFacts } from '../domain/runtime.ts';
import type { Attempt, SubmissionRecord } from '../domain/submission.ts';
import type { SubmissionResult } from '../domain/verdict.ts';
import type { Caller } from './authenticate.ts';
import { mayActAs } from './options.ts';
import type { RuntimeAnswer, SubmissionAnswer } from './schemas/answers.ts';

/** Without a caller: what everybody may see. */
export const submissionAnswer = (record: SubmissionRecord, caller?: Caller): SubmissionAnswer => ({
  ...everybodys(record, caller),
  ...(isOperator(caller) ? operators(record) : {}),
});

const isOperator = (caller: Caller | undefined): boolean =>
  caller !== undefined && mayActAs(caller.role, 'operator');

/** How other tracks than the one that gave the verdict judged it. */
const operators = (record: SubmissionRecord): Pick<SubmissionAnswer, 'flip' | 'shadows'> => {
  const flip = flipOf(record);
  return {
    ...(flip === undefined ? {} : { flip }),
    ...(record.shadows === undefined ? {} : { shadows: record.shadows }),
  };
};

const everybodys = (record: SubmissionRecord, caller: Caller | undefined): SubmissionAnswer => ({
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
  ...(record.attempts.length < 2
    ? {}
    : { attempts: record.attempts.map((each) => attemptAnswer(each, caller)) }),
  createdAtMs: record.createdAtMs,
  ...(record.finishedAtMs === undefined ? {} : { finishedAtMs: record.finishedAtMs }),
});

/** What an attempt came to that was not to give the verdict is for operators, and so is why it was not. */
const attemptAnswer = (
  { priority: _, problem, result, outcome, ...attempt }: Attempt,
  caller: Caller | undefined,
) => ({
  ...attempt,
  ...(isAside(outcome) && !isOperator(caller)
    ? {}
    : { ...(result === undefined ? {} : { result }), ...(outcome === undefined ? {} : { outcome }) }),
  ...(problem === undefined ? {} : { problemRevision: problem.revision.revision }),
});

/** What a checker tells the judges, and what an interactor says, is not for those who submit: it may hold the answer. */
export const resultFor = (caller: Caller | undefined, result: SubmissionResult): SubmissionResult =>
  isOperator(caller)
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
