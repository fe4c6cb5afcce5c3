/** Run a program without judging it. */
import type { SubmissionRecord } from '../../domain/submission.ts';
import { SerinError } from '../../domain/errors.ts';
import { callerOf, forwardedBy, tagWith } from '../about.ts';
import { blobsOfRun, readRun } from '../read-run.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { runAnswerSchema, runRequestSchema } from '../schemas/runs.ts';
import type { RunAnswer } from '../schemas/runs.ts';
import { validatorCompiler } from '../validator.ts';
import { visibleRecord } from '../visible-record.ts';
import { parseWaitMs } from '../wait.ts';
import { awaitAfterAccept, awaitVerdict, idParams, waitQuery } from './submissions.ts';

export const runRoutes = (app: ZodApp, context: RouteContext): void => {
  const { submissions, blobs } = context.ports;

  app.post(
    '/v1/runs',
    {
      schema: {
        operationId: 'run',
        summary: 'Run a program once, without judging it',
        tags: ['runs'],
        querystring: waitQuery,
        body: runRequestSchema,
        response: {
          200: json('It has run.', runAnswerSchema),
          202: json('Accepted; ask again at `Location`.', runAnswerSchema),
          ...problems(400, 401, 403, 409, 413, 415, 422, 500, 503),
        },
      },
      // The handler reads the body itself, to name every fault at once; the schema here is for the document.
      validatorCompiler: (route) =>
        route.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(route),
    },
    async (request, reply) => {
      if (context.options.closing.aborted || context.stopping.aborted) {
        throw new SerinError('SHUTTING_DOWN', 'this server takes no new runs any more');
      }
      const { body, headers } = request;
      const waitMs = parseWaitMs(request.query.wait);
      const known = new Map<string, number>();
      for (const key of blobsOfRun(body)) {
        const bytes = await blobs.touch(key);
        if (bytes !== undefined) known.set(key, bytes);
      }
      const { traceId } = request.about;
      const about = { caller: callerOf(request), traceId, forwarded: forwardedBy(context.options, request) };
      const given = { body, headers, ...about, blobs: known };
      const { record, repeated } = await submissions.submit(
        readRun({ ...context.options, facts: context.ports.facts }, given),
      );
      tagWith(request, reply, record);
      reply.header('location', `/v1/runs/${record.id}`);
      if (repeated) reply.header('idempotency-replayed', 'true');
      const latest = await awaitAfterAccept(context, reply, record, waitMs);
      return reply.code(latest.state === 'finished' ? 200 : 202).send(runAnswer(latest));
    },
  );

  app.get(
    '/v1/runs/:id',
    {
      schema: {
        operationId: 'readRun',
        summary: 'Look up a run, or wait for its end',
        tags: ['runs'],
        params: idParams,
        querystring: waitQuery,
        response: { 200: json('As it stands.', runAnswerSchema), ...problems(400, 401, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const waitMs = parseWaitMs(request.query.wait);
      const record = await visibleRecord(submissions, request.params.id, callerOf(request), 'run');
      tagWith(request, reply, record);
      return reply.send(runAnswer(await awaitVerdict(context, reply, record, waitMs)));
    },
  );

  app.delete(
    '/v1/runs/:id',
    {
      schema: {
        operationId: 'cancelRun',
        summary: 'Cancel a run that has not ended',
        tags: ['runs'],
        params: idParams,
        response: { 200: json('It is cancelled.', runAnswerSchema), ...problems(401, 404, 409, 500, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const record = await visibleRecord(submissions, request.params.id, caller, 'run');
      tagWith(request, reply, record);
      if (record.state === 'finished' || !(await submissions.cancel(record.id))) {
        throw new SerinError('CONFLICT', `run ${record.id} has ended already`);
      }
      return reply.send(runAnswer(await visibleRecord(submissions, record.id, caller, 'run')));
    },
  );
};

/** Its one test is the run. */
const runAnswer = ({ id, state, spec, decision, result, ...record }: SubmissionRecord): RunAnswer => {
  const about = {
    id,
    state,
    language: spec.language,
    decision,
    createdAtMs: record.createdAtMs,
    ...(record.finishedAtMs === undefined ? {} : { finishedAtMs: record.finishedAtMs }),
  };
  if (result === undefined) return about;
  const { verdict, detail, message, cpuMs, wallMs, memoryBytes, compile, timings, harness, worker } = result;
  const { exitCode = verdict === 'accepted' ? 0 : undefined, signal, output } = result.tests[0] ?? {};
  const present = { detail, message, exitCode, signal, ...output, compile };
  const known = Object.fromEntries(Object.entries(present).filter(([, value]) => value !== undefined));
  return { ...about, result: { verdict, ...known, cpuMs, wallMs, memoryBytes, timings, harness, worker } };
};
