/**
 * From a request to a run: a submission with one test, which has no answer. What the material says of that test is told of the
 * fields that the caller knows.
 */
import { resolveLimits } from '../domain/limits.ts';
import { runCapture } from '../domain/run.ts';
import type { SubmissionSpec, UserContext } from '../domain/submission.ts';
import { mayActAs } from './options.ts';
import type { SubmitRequest } from './ports.ts';
import { readClient, readRuleHeaders, readUser } from './dimensions.ts';
import { blobsNamed, readMaterial, tooMany } from './material.ts';
import type { MaterialFault } from './material.ts';
import { mayNotPin, readHeaders, refusal } from './read-submission.ts';
import type { GivenRequest, ReadingOptions } from './read-submission.ts';
import { requestDigest } from './request-digest.ts';
import { faultsOf } from './schemas/faults.ts';
import { runRequestSchema } from './schemas/runs.ts';
import type { RunBody } from './schemas/runs.ts';

type GivenRun = Omit<GivenRequest, 'problem'>;

/** The body as a submission's would be, for all that looks at the plain JSON. */
const asSubmission = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { stdin = '', encoding, source, files } = body as Readonly<Record<string, unknown>>;
  const given = { ...(source === undefined ? {} : { source }), ...(files === undefined ? {} : { files }) };
  return { ...given, tests: [{ name: 'run', input: stdin, encoding }] };
};

/** Keys of the blobs that a run's body names. */
export const blobsOfRun = (body: unknown): string[] => blobsNamed(asSubmission(body));

const asTold = (fault: MaterialFault): MaterialFault => ({
  ...fault,
  path: fault.path.replace(/^\/tests(\/0(\/input)?)?/, '/stdin'),
});

/** @throws SerinError as `readSubmission` */
export const readRun = (options: ReadingOptions, given: GivenRun): SubmitRequest => {
  const { body, headers, caller } = given;
  const counts = tooMany(body, options.sizes);
  if (counts.length > 0) throw refusal([], counts);
  const shape = runRequestSchema.safeParse(body);
  const { faults: inMaterial, material } = readMaterial(asSubmission(body), options.sizes, given.blobs);
  const { faults: inHeaders, ...fromHeaders } = readHeaders(headers, shape.data?.track);
  const user = shape.success ? readUser(options.facts, shape.data.user, given.forwarded) : undefined;
  const faults = [...(shape.success ? [] : faultsOf(shape.error)), ...(user?.faults ?? []), ...inHeaders];
  if (!shape.success || user === undefined || faults.length > 0 || inMaterial.length > 0) {
    throw refusal(faults, inMaterial.map(asTold));
  }
  const { idempotencyKey: key, pin, inboundReleaseTag } = fromHeaders;
  const track = shape.data.track ?? pin;
  if (track !== undefined && !mayActAs(caller.role, 'operator')) throw mayNotPin(caller);
  const { args } = shape.data;
  const tests = material.tests.map((test) => (args === undefined ? test : { ...test, args }));
  return {
    spec: {
      ...specOf(shape.data, { ...given, user: user.user }, options),
      ...(track === undefined ? {} : { track }),
      ...(inboundReleaseTag === undefined ? {} : { inboundReleaseTag }),
    },
    material: { files: material.files, tests },
    ...(pin === undefined || shape.data.track !== undefined ? {} : { pinnedBy: 'header' as const }),
    ...(key === undefined ? {} : { idempotency: { key, digest: requestDigest(body, pin) } }),
  };
};

const specOf = (
  body: RunBody,
  { caller, traceId, headers, forwarded, user }: GivenRun & { readonly user: UserContext },
  options: ReadingOptions,
): SubmissionSpec => ({
  kind: 'run',
  language: body.language,
  limits: resolveLimits(body.limits, options.limits),
  checker: { kind: 'tokens' },
  stopAtFirstFailure: false,
  keepOutputBytes: runCapture.stdoutBytes,
  priority: body.priority,
  tenant: caller.tenant,
  user,
  client: readClient(body.client, forwarded),
  ...readRuleHeaders(options.ruleHeaders, headers),
  traceId,
});
