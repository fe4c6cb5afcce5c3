/** Submit, look up, cancel. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import type { SubmissionRecord } from '../../domain/submission.ts';
import { callerOf, forwardedBy, tagWith } from '../about.ts';
import { submissionAnswer } from '../answers.ts';
import { clientGone } from '../client-gone.ts';
import { blobsNamed, tooMany } from '../material.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { readSubmission } from '../read-submission.ts';
import { problemNamed, sizesFor } from '../submitted-problem.ts';
import type { KnownProblem } from '../submitted-problem.ts';
import { submissionAnswerSchema } from '../schemas/answers.ts';
import { json, problems } from '../schemas/documented.ts';
import { submissionRequestSchema } from '../schemas/submission.ts';
import { validatorCompiler } from '../validator.ts';
import { parseWaitMs } from '../wait.ts';
import { visibleRecord } from '../visible-record.ts';

export const waitQuery = z.object({
  wait: z
    .string()
    .exactOptional()
    .describe('Hold the answer until the verdict, for so long at most: 20s, 500ms, 1m; a minute at most.'),
});
export const idParams = z.object({ id: z.string() });

const finishedAnswer = json('The submission is finished.', submissionAnswerSchema);
const acceptedAnswer = json('Accepted; ask again at `Location`.', submissionAnswerSchema);

export const submissionRoutes = (app: ZodApp, context: RouteContext): void => {
  app.post(
    '/v1/submissions',
    {
      schema: {
        operationId: 'submit',
        summary: 'Submit a program',
        tags: ['submissions'],
        querystring: waitQuery,
        body: submissionRequestSchema,
        response: {
          200: finishedAnswer,
          202: acceptedAnswer,
          ...problems(400, 401, 403, 409, 413, 415, 422, 500, 503),
        },
      },
      // The handler reads the body itself, to name every fault at once; the schema here is for the document.
      validatorCompiler: (route) =>
        route.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(route),
    },
    async (request, reply) => {
      const record = await submit(context, request, reply, parseWaitMs(request.query.wait));
      return reply
        .code(record.state === 'finished' ? 200 : 202)
        .send(submissionAnswer(record, callerOf(request)));
    },
  );

  app.get(
    '/v1/submissions/:id',
    {
      schema: {
        operationId: 'readSubmission',
        summary: 'Look up a submission, or wait for its verdict',
        tags: ['submissions'],
        params: idParams,
        querystring: waitQuery,
        response: {
          200: json('The submission as it stands.', submissionAnswerSchema),
          ...problems(400, 401, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const waitMs = parseWaitMs(request.query.wait);
      const record = await visibleRecord(context.ports.submissions, request.params.id, callerOf(request));
      tagWith(request, reply, record);
      const latest = await awaitVerdict(context, reply, record, waitMs);
      tagWith(request, reply, latest);
      return reply.send(submissionAnswer(latest, callerOf(request)));
    },
  );

  app.delete(
    '/v1/submissions/:id',
    {
      schema: {
        operationId: 'cancelSubmission',
        summary: 'Cancel a submission that is not finished',
        tags: ['submissions'],
        params: idParams,
        response: {
          200: json('It is cancelled.', submissionAnswerSchema),
          ...problems(401, 404, 409, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { submissions } = context.ports;
      const caller = callerOf(request);
      const before = await visibleRecord(submissions, request.params.id, caller);
      tagWith(request, reply, before);
      if (before.state === 'finished' || !(await submissions.cancel(before.id))) {
        throw new SerinError('CONFLICT', `submission ${before.id} is finished already`);
      }
      const record = await visibleRecord(submissions, before.id, caller);
      return reply.send(submissionAnswer(record, callerOf(request)));
    },
  );
};

const submit = async (
  context: RouteContext,
  request: FastifyRequest,
  reply: FastifyReply,
  waitMs: number,
): Promise<SubmissionRecord> => {
  if (context.options.closing.aborted || context.stopping.aborted) {
    throw new SerinError('SHUTTING_DOWN', 'this server takes no new submissions any more');
  }
  const { traceId } = request.about;
  const { body, headers } = request;
  const caller = callerOf(request);
  const problem = await problemNamed(context.ports.problems, body, caller);
  const blobs = await knownBlobs(context, body, problem);
  const forwarded = forwardedBy(context.options, request);
  const given = { body, headers, caller, traceId, forwarded, blobs, problem };
  const submission = await readNamingTheLanguage(context, given);
  const { record, repeated } = await context.ports.submissions.submit(submission);
  tagWith(request, reply, record);
  reply.header('location', `/v1/submissions/${record.id}`);
  if (repeated) reply.header('idempotency-replayed', 'true');
  const latest = await awaitAfterAccept(context, reply, record, waitMs);
  tagWith(request, reply, latest);
  return latest;
};

/** Looked up at once, so that an unknown one is named together with every other fault. */
const knownBlobs = async (
  { ports, options }: RouteContext,
  body: unknown,
  problem: KnownProblem | undefined,
): Promise<Map<string, number>> => {
  const known = new Map<string, number>();
  if (tooMany(body, sizesFor(options.sizes, problem)).length > 0) return known;
  for (const key of blobsNamed(body)) {
    const bytes = await ports.blobs.touch(key);
    if (bytes !== undefined) known.set(key, bytes);
  }
  return known;
};

type Given = Parameters<typeof readSubmission>[1];

/** Intake knows which languages there are. A request that never gets there is told all the same. */
const readNamingTheLanguage = async (
  context: RouteContext,
  given: Given,
): Promise<ReturnType<typeof readSubmission>> => {
  try {
    return readSubmission({ ...context.options, facts: context.ports.facts }, given);
  } catch (error) {
    if (!(error instanceof SerinError) || error.code !== 'INVALID_REQUEST') throw error;
    const known = await knownLanguages(context);
    const language = z.object({ language: z.string() }).safeParse(given.body).data?.language;
    const named = error.faults.some((fault) => fault.path === '/language');
    if (language === undefined || named || known.length === 0 || known.includes(language)) throw error;
    const fault = { path: '/language', message: `there is no such language; there are ${known.join(', ')}` };
    throw new SerinError('INVALID_REQUEST', error.message, { faults: [...error.faults, fault] });
  }
};

/** Only to say more about a request that is refused in any case. */
const knownLanguages = async ({ ports }: RouteContext): Promise<string[]> => {
  try {
    return (await ports.catalogue.languages()).map(({ language }) => language);
  } catch {
    return [];
  }
};

/** The submission is recorded: whatever becomes of the waiting, the caller must learn its id. */
export const awaitAfterAccept = async (
  context: RouteContext,
  reply: FastifyReply,
  record: SubmissionRecord,
  waitMs: number,
): Promise<SubmissionRecord> => {
  try {
    return await awaitVerdict(context, reply, record, waitMs);
  } catch (error) {
    const { traceId } = reply.request.about;
    context.ports.log.warn(
      { submission: record.id, traceId, cause: String(error) },
      'could not wait for the verdict',
    );
    return record;
  }
};

export const awaitVerdict = async (
  { ports, stopping }: RouteContext,
  reply: FastifyReply,
  record: SubmissionRecord,
  waitMs: number,
): Promise<SubmissionRecord> => {
  if (waitMs === 0 || record.state === 'finished') return record;
  const { signal, release } = clientGone(reply.raw, stopping);
  try {
    return (await ports.submissions.waitFinished(record.id, waitMs, signal)) ?? record;
  } finally {
    release();
  }
};
