/**
 * A problem's own submissions, judged as anybody's are.
 *
 *   revision → its submissions × tracks → submit each, at low priority → who should come to what
 *
 * Nothing is kept of a verification but its submissions: whoever asked follows them and holds each against what is expected.
 */
import { maximumLimits, resolveLimits } from '../domain/limits.ts';
import type { Limits } from '../domain/limits.ts';
import { SerinError } from '../domain/errors.ts';
import type { ProblemDefinition, ProblemSubmission } from '../domain/problem.ts';
import type { ProblemReference } from '../domain/problem-reference.ts';
import type { StoredData, SubmissionSpec } from '../domain/submission.ts';
import type { SubmitRequest, Submitted } from './submit.ts';

export interface KnownLanguage {
  readonly language: string;
  readonly family: string;
  readonly extensions: readonly string[];
}

export interface VerifyPorts {
  /** Throws PROBLEM_NOT_FOUND. */
  readonly problem: (
    tenant: string,
    id: string,
    revision: number | undefined,
  ) => Promise<{ readonly reference: ProblemReference; readonly definition: ProblemDefinition }>;
  readonly read: (data: StoredData) => Promise<Buffer>;
  readonly languages: () => Promise<readonly KnownLanguage[]>;
  readonly submit: (request: SubmitRequest) => Promise<Submitted>;
  readonly defaults: Limits;
}

export interface VerifyRequest {
  readonly tenant: string;
  readonly id: string;
  readonly revision?: number;
  /** Every submission is judged once on each. */
  readonly tracks: readonly string[];
  /** Parts of names; only submissions whose name has one of them. Empty: all. */
  readonly only: readonly string[];
  /** What the time limit is multiplied by, so that programs that are too slow tell how slow they are. */
  readonly timeFactor: number;
  /** See `SubmissionSpec.keepOutputBytes`. */
  readonly keepOutputBytes: number;
  readonly traceId: string;
}

/** One of the problem's submissions on one track. */
export interface VerifiedSubmission extends Pick<ProblemSubmission, 'expected' | 'score' | 'timing'> {
  readonly name: string;
  readonly track: string;
  readonly language: string;
  /** Id of the submission that judges it. */
  readonly submission: string;
}

export interface Verification {
  readonly problem: ProblemReference;
  readonly limits: Limits;
  readonly submissions: readonly VerifiedSubmission[];
  /** What was not judged, and why. */
  readonly skipped: readonly { readonly name: string; readonly track?: string; readonly reason: string }[];
}

/** @throws SerinError PROBLEM_NOT_FOUND, INVALID_REQUEST (nothing to verify), and what `submit` throws for all of them alike */
export const verifyProblem = async (ports: VerifyPorts, request: VerifyRequest): Promise<Verification> => {
  const { reference, definition } = await ports.problem(request.tenant, request.id, request.revision);
  const limits = resolveLimits(definition.limits, ports.defaults);
  const chosen = definition.submissions.filter(
    ({ name }) => request.only.length === 0 || request.only.some((part) => name.includes(part)),
  );
  if (chosen.length === 0) throw nothingToVerify(definition, request);
  const languages = await ports.languages();
  const submissions: VerifiedSubmission[] = [];
  const skipped: Verification['skipped'][number][] = [];
  for (const each of chosen) {
    const language = each.language ?? languageOf(each, languages);
    if (language === undefined || !languages.some((known) => known.language === language)) {
      skipped.push({
        name: each.name,
        reason: `no language here takes it: ${language ?? extensionOf(each)}`,
      });
      continue;
    }
    const files = await Promise.all(
      each.files.map(async ({ path, data }) => ({ path, content: await ports.read(data) })),
    );
    for (const track of request.tracks) {
      const spec = specOf(request, { reference, language, track, limits });
      try {
        const { record } = await ports.submit({
          spec,
          material: { files, tests: [] },
          problem: { tests: definition.tests.length },
        });
        const { name, expected, score, timing } = each;
        submissions.push({
          ...{ name, track, language, submission: record.id, expected },
          ...(score === undefined ? {} : { score }),
          ...(timing === undefined ? {} : { timing }),
        });
      } catch (error) {
        // A language that is not bound on a track, or quarantined there, is no reason not to verify the rest.
        if (!(error instanceof SerinError) || !['UNKNOWN_TRACK', 'CONFLICT'].includes(error.code))
          throw error;
        skipped.push({ name: each.name, track, reason: error.message });
      }
    }
  }
  return { problem: reference, limits, submissions, skipped };
};

const nothingToVerify = (definition: ProblemDefinition, { id, only }: VerifyRequest): SerinError => {
  const why =
    definition.submissions.length === 0
      ? `problem ${id} has no submissions of its own; put some into its package`
      : `no submission of problem ${id} has a name with ${only.join(' or ')} in it`;
  return new SerinError('INVALID_REQUEST', why);
};

const extensionOf = ({ files }: ProblemSubmission): string => {
  const path = files[0]?.path ?? '';
  return path.includes('.') ? path.slice(path.lastIndexOf('.')) : path;
};

/** The language of the first file's extension; of a family's variants the one that the family is named after. */
const languageOf = (
  submission: ProblemSubmission,
  languages: readonly KnownLanguage[],
): string | undefined => {
  const extension = extensionOf(submission);
  const taking = languages.filter(({ extensions }) => extensions.includes(extension));
  return (taking.find(({ language, family }) => language === family) ?? taking[0])?.language;
};

const specOf = (
  { tenant, timeFactor, keepOutputBytes, traceId }: VerifyRequest,
  given: { reference: ProblemReference; language: string; track: string; limits: Limits },
): SubmissionSpec => ({
  language: given.language,
  limits: slower(given.limits, timeFactor),
  checker: { kind: 'tokens' },
  stopAtFirstFailure: false,
  keepOutputBytes,
  priority: 'rejudge',
  tenant,
  user: {},
  client: {},
  problem: given.reference.id,
  problemRevision: given.reference,
  track: given.track,
  traceId,
});

const slower = (limits: Limits, factor: number): Limits => ({
  ...limits,
  cpuMs: Math.min(maximumLimits.cpuMs, Math.round(limits.cpuMs * factor)),
  wallMs: Math.min(maximumLimits.wallMs, Math.round(limits.wallMs * factor)),
});
