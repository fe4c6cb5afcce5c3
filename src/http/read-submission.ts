/**
 * From a parsed body and its headers to what intake takes. Every fault is found before any is told.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { SerinError } from '../domain/errors.ts';
import { trackSchema } from '../domain/decision.ts';
import { resolveLimits } from '../domain/limits.ts';
import type { Fault } from '../domain/errors.ts';
import type { SubmissionSpec, UserContext } from '../domain/submission.ts';
import type { Caller } from './authenticate.ts';
import { readClient, readDifficulty, readRuleHeaders, readUser } from './dimensions.ts';
import type { Forwarded } from './dimensions.ts';
import { readMaterial, tooMany } from './material.ts';
import type { KnownBlobs, MaterialFault } from './material.ts';
import { defaultChecker } from '../domain/checker.ts';
import type { Checker } from '../domain/checker.ts';
import { mayActAs } from './options.ts';
import type { HttpOptions } from './options.ts';
import type { Facts, SubmitRequest } from './ports.ts';
import { requestDigest } from './request-digest.ts';
import { faultsOf } from './schemas/faults.ts';
import { submissionRequestSchema } from './schemas/submission.ts';
import type { SubmissionBody } from './schemas/submission.ts';
import { operatorsOnly, problemFaults, sizesFor } from './submitted-problem.ts';
import type { KnownProblem } from './submitted-problem.ts';

/** A request can be wrong in a million places. So many are told. */
const mostFaults = 100;

export interface GivenRequest {
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  readonly traceId: string;
  readonly forwarded: Forwarded;
  /** Of those that the body names. */
  readonly blobs: KnownBlobs;
  /** The one that the body names; undefined also where there is no such problem. */
  readonly problem: KnownProblem | undefined;
}

/** How a server reads requests, and what it knows to hold them against. */
export type ReadingOptions = Pick<HttpOptions, 'sizes' | 'limits' | 'ruleHeaders'> & {
  readonly facts: Facts;
};

/**
 * @throws SerinError INVALID_REQUEST, PAYLOAD_TOO_LARGE (all that is wrong is size), UNKNOWN_BLOB and UNKNOWN_PROBLEM (all that
 *   is wrong is that something has to be put first), FORBIDDEN (what only operators may ask for).
 */
export const readSubmission = (options: ReadingOptions, given: GivenRequest): SubmitRequest => {
  const { body, headers, problem } = given;
  const sizes = sizesFor(options.sizes, problem);
  const counts = tooMany(body, sizes);
  if (counts.length > 0) throw refusal([], counts);
  const shape = submissionRequestSchema.safeParse(body);
  const { faults: ofMaterial, material } = readMaterial(body, sizes, given.blobs);
  const inMaterial = [...problemFaults(body, problem), ...ofMaterial];
  const fromHeaders = readHeaders(headers, shape.data?.track);
  const user = shape.success ? readUser(options.facts, shape.data.user, given.forwarded) : undefined;
  const faults = [
    ...(shape.success ? [] : faultsOf(shape.error)),
    ...(user?.faults ?? []),
    ...fromHeaders.faults,
  ];
  if (!shape.success || user === undefined || faults.length > 0 || inMaterial.length > 0) {
    throw refusal(faults, inMaterial);
  }
  const spec = specOf(shape.data, { ...given, ...fromHeaders, user: user.user }, options);
  if (!mayActAs(given.caller.role, 'operator')) holdAgainstRole(given, spec);
  const { idempotencyKey: key, pin } = fromHeaders;
  return {
    spec,
    material,
    ...(problem === undefined ? {} : { problem: askedOfIntake(problem) }),
    ...(pin === undefined || shape.data.track !== undefined ? {} : { pinnedBy: 'header' as const }),
    ...(key === undefined ? {} : { idempotency: { key, digest: requestDigest(body, pin) } }),
  };
};

export const refusal = (faults: readonly Fault[], inMaterial: readonly MaterialFault[]): SerinError => {
  const all = [...faults, ...inMaterial];
  const told = all.slice(0, mostFaults);
  const mendedBy = (mend: MaterialFault['mend']): boolean =>
    faults.length === 0 && inMaterial.every((fault) => fault.mend === mend);
  const [first] = told;
  const place = first === undefined || first.path === '' ? 'the body' : first.path;
  const more = all.length > 1 ? `, and ${all.length - 1} more` : '';
  return new SerinError(
    mendedBy('less')
      ? 'PAYLOAD_TOO_LARGE'
      : mendedBy('put')
        ? 'UNKNOWN_BLOB'
        : mendedBy('problem')
          ? 'UNKNOWN_PROBLEM'
          : 'INVALID_REQUEST',
    `${place}: ${first?.message ?? 'not valid'}${more}`,
    { faults: told.map(({ path, message }) => ({ path, message })) },
  );
};

const askedOfIntake = ({ definition }: KnownProblem): NonNullable<SubmitRequest['problem']> => ({
  tests: definition.tests.length,
  ...(definition.languages === undefined ? {} : { languages: definition.languages }),
});

const pinned: Fault = { path: '/track', message: 'leave the track out; gray rules choose it' };

export const mayNotPin = (caller: Caller): SerinError => operatorsMay(caller, [pinned]);

/** @throws SerinError FORBIDDEN */
const holdAgainstRole = ({ body, caller }: GivenRequest, { track }: SubmissionSpec): void => {
  const faults = [...(track === undefined ? [] : [pinned]), ...operatorsOnly(body)];
  if (faults.length > 0) throw operatorsMay(caller, faults);
};

const operatorsMay = (caller: Caller, faults: readonly Fault[]): SerinError => {
  const [first = pinned] = faults;
  const what = first === pinned ? 'pin a track' : `give ${first.path.slice(1)} with a problem`;
  return new SerinError('FORBIDDEN', `only operators ${what}, and the key ${caller.name} is a submitter's`, {
    faults,
  });
};

interface FromHeaders {
  readonly faults: readonly Fault[];
  readonly pin?: string;
  readonly idempotencyKey?: string;
  readonly inboundReleaseTag?: string;
}

const printable = /^[\x20-\x7e]+$/;
const longestIdempotencyKey = 128;
const longestReleaseTag = 256;

/** A release tag that is malformed is only a note that is not taken; a malformed key or pin would change what happens. */
export const readHeaders = (headers: IncomingHttpHeaders, trackInBody: string | undefined): FromHeaders => {
  const faults: Fault[] = [];
  const key = single(headers['idempotency-key']);
  if (key !== undefined && (!printable.test(key) || key.length > longestIdempotencyKey)) {
    faults.push({ path: 'header:Idempotency-Key', message: '1–128 printable ASCII characters' });
  }
  const pin = single(headers['x-serin-track']);
  if (pin !== undefined) faults.push(...pinFaults(pin, trackInBody));
  const tag = single(headers['x-release-tag']);
  const tagIsSound = tag !== undefined && printable.test(tag) && tag.length <= longestReleaseTag;
  return {
    faults,
    ...(pin === undefined ? {} : { pin }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(tagIsSound ? { inboundReleaseTag: tag } : {}),
  };
};

const pinFaults = (pin: string, trackInBody: string | undefined): Fault[] => {
  const parsed = trackSchema.safeParse(pin);
  const path = 'header:X-Serin-Track';
  if (!parsed.success) return parsed.error.issues.map(({ message }) => ({ path, message }));
  if (trackInBody === undefined || trackInBody === pin) return [];
  return [{ path, message: `the body pins another track, ${trackInBody}` }];
};

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

const specOf = (
  body: SubmissionBody,
  given: Pick<GivenRequest, 'caller' | 'headers' | 'traceId' | 'problem' | 'forwarded'> & {
    readonly user: UserContext;
    readonly pin?: string;
    readonly inboundReleaseTag?: string;
  },
  { limits, ruleHeaders, facts }: ReadingOptions,
): SubmissionSpec => {
  const track = body.track ?? given.pin;
  const { problem } = given;
  const { tenant } = given.caller;
  const known = problem === undefined ? undefined : { ...problem.definition, id: problem.reference.id };
  return {
    language: body.language,
    limits: resolveLimits({ ...problem?.definition.limits, ...body.limits }, limits),
    checker: body.checker ?? checkerOf(problem),
    stopAtFirstFailure: body.stopAtFirstFailure,
    keepOutputBytes: body.keepOutputBytes,
    priority: body.priority,
    tenant,
    user: given.user,
    client: readClient(body.client, given.forwarded),
    ...readDifficulty(facts, tenant, body.difficulty, known),
    ...readRuleHeaders(ruleHeaders, given.headers),
    ...(body.contest === undefined ? {} : { contest: body.contest }),
    ...(problem === undefined ? {} : { problem: problem.reference.id, problemRevision: problem.reference }),
    ...(track === undefined ? {} : { track }),
    traceId: given.traceId,
    ...(given.inboundReleaseTag === undefined ? {} : { inboundReleaseTag: given.inboundReleaseTag }),
  };
};

/** A problem that is judged by a program of its own has no use for it. */
const checkerOf = (problem: KnownProblem | undefined): Checker =>
  problem?.definition.judge.kind === 'comparison' ? problem.definition.judge.checker : defaultChecker;
