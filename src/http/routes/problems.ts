/**
 * Problems: put as packages, listed, shown, deleted. A key sees the problems of its tenant and no others, whatever its role.
 *
 * A package is streamed to a file and read there. One that is refused half-way is read to its end all the same and thrown away,
 * because a client that is still sending would never see the answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import type { ProblemRevision } from '../../domain/problem.ts';
import { callerOf } from '../about.ts';
import type { Caller } from '../authenticate.ts';
import { mayActAs, sizeText } from '../options.ts';
import { problemAnswer, revisionAnswer } from '../problem-answers.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import {
  problemAnswerSchema,
  problemIdSchema,
  problemsAnswerSchema,
  putProblemAnswerSchema,
  removedProblemSchema,
  revisionsAnswerSchema,
} from '../schemas/problems.ts';
import { wholeText } from '../schemas/text.ts';
import { allButTheBody, piecesOf, takeBytes } from '../streamed-body.ts';

const params = z.object({ id: problemIdSchema });
const idParams = z.object({ id: z.string() });

const putQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('Say what is wrong with the package, and keep nothing.'),
});

const listQuery = z.strictObject({
  limit: wholeText(1, 1000).default(100).describe('Problems in one answer.'),
  cursor: problemIdSchema.exactOptional().describe('`next` of the answer before.'),
});

const readQuery = z.strictObject({
  revision: wholeText(1)
    .exactOptional()
    .describe('An earlier revision, or one of a deleted problem. For operators.'),
});

export const problemRoutes = (app: ZodApp, context: RouteContext): void => {
  takeBytes(app);
  putRoute(app, context);
  listRoutes(app, context);
  readRoute(app, context);

  app.delete(
    '/v1/problems/:id',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'removeProblem',
        summary: 'Delete a problem; submissions that were accepted are judged by it all the same',
        tags: ['problems'],
        params: idParams,
        response: { 200: json('It is deleted.', removedProblemSchema), ...problems(401, 403, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await context.ports.problems.remove(callerOf(request).tenant, id))) throw noSuchProblem(id);
      return reply.send({ id, deleted: true as const });
    },
  );
};

const putRoute = (app: ZodApp, context: RouteContext): void => {
  app.put(
    '/v1/problems/:id',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'putProblem',
        summary: 'Put a problem package, which becomes the current revision',
        tags: ['problems'],
        params,
        querystring: putQuery,
        consumes: ['application/zip', 'application/x-tar', 'application/gzip', 'application/octet-stream'],
        body: z
          .unknown()
          .describe('A zip, tar or tar.gz. What it is is told by its bytes, whatever the Content-Type.'),
        response: {
          200: json(
            'The same was current already; or of a dry run, it could be kept.',
            putProblemAnswerSchema,
          ),
          201: json('There is a new revision.', putProblemAnswerSchema),
          ...problems(400, 401, 403, 413, 415, 422, 500, 503),
        },
      },
      validatorCompiler: allButTheBody,
    },
    async (request, reply) => {
      const answer = await put(context, request, reply, {
        id: request.params.id,
        dryRun: request.query.dryRun,
      });
      return reply.send(answer);
    },
  );
};

const put = async (
  { ports, options, stopping }: RouteContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, dryRun }: { readonly id: string; readonly dryRun: boolean },
): Promise<z.infer<typeof putProblemAnswerSchema>> => {
  if (options.closing.aborted || stopping.aborted) {
    throw new SerinError('SHUTTING_DOWN', 'this server takes no new problems any more');
  }
  const { tenant, name: by } = callerOf(request);
  const maxBytes = options.sizes.packageBytes;
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const source = piecesOf(request);
    const { kept, warnings, ...about } = await ports.problems.put({
      tenant,
      id,
      by,
      dryRun,
      source,
      maxBytes,
    });
    reply.code(kept?.created === true ? 201 : 200);
    if (kept !== undefined) reply.header('location', `/v1/problems/${id}`);
    return {
      ...(kept === undefined ? {} : { problem: revisionAnswer(kept.revision, callerOf(request)) }),
      ...about,
      warnings: warnings.map(({ path, message }) => ({ place: path, message })),
    };
  } catch (error) {
    request.raw.resume();
    throw error;
  }
};

const listRoutes = (app: ZodApp, { ports }: RouteContext): void => {
  app.get(
    '/v1/problems',
    {
      schema: {
        operationId: 'listProblems',
        summary: 'Problems of your tenant, by name',
        tags: ['problems'],
        querystring: listQuery,
        response: { 200: json('A part of the list.', problemsAnswerSchema), ...problems(400, 401, 500, 503) },
      },
    },
    async (request, reply) => {
      const { limit, cursor } = request.query;
      const caller = callerOf(request);
      const page = { limit, ...(cursor === undefined ? {} : { after: cursor }) };
      const { problems: found, next } = await ports.problems.list(caller.tenant, page);
      return reply.send({
        problems: found.map((revision) => revisionAnswer(revision, caller)),
        ...(next === undefined ? {} : { next }),
      });
    },
  );

  app.get(
    '/v1/problems/:id/revisions',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'listProblemRevisions',
        summary: 'Revisions of a problem, the newest first',
        tags: ['problems'],
        params: idParams,
        response: {
          200: json('All there are.', revisionsAnswerSchema),
          ...problems(401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const revisions = await ports.problems.revisions(caller.tenant, id);
      if (revisions.length === 0) throw noSuchProblem(id);
      return reply.send({ revisions: revisions.map((revision) => revisionAnswer(revision, caller)) });
    },
  );
};

const readRoute = (app: ZodApp, { ports, options }: RouteContext): void => {
  app.get(
    '/v1/problems/:id',
    {
      schema: {
        operationId: 'readProblem',
        summary: 'What may be told of a problem: limits, groups, points, samples',
        tags: ['problems'],
        params: idParams,
        querystring: readQuery,
        response: {
          200: json('The problem.', problemAnswerSchema),
          ...problems(400, 401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { revision: asked } = request.query;
      if (asked !== undefined) mustBeOperator(caller);
      const revision = await found(ports.problems, caller, request.params.id, asked);
      const definition = await ports.problems.definition(revision.digest);
      const { limits } = options;
      const topics = definition.topics ?? [];
      const estimate = await ports.facts.latestDifficultyOf(caller.tenant, revision.id, topics);
      return reply.send(
        await problemAnswer(ports.problems, revision, definition, { caller, limits, estimate }),
      );
    },
  );
};

const found = async (
  problemsPort: RouteContext['ports']['problems'],
  caller: Caller,
  id: string,
  asked: number | undefined,
): Promise<ProblemRevision> => {
  const revision = await problemsPort.find(caller.tenant, id, asked);
  if (revision === undefined) throw noSuchProblem(id, asked);
  return revision;
};

const mustBeOperator = (caller: Caller): void => {
  if (mayActAs(caller.role, 'operator')) return;
  throw new SerinError(
    'FORBIDDEN',
    `only operators ask for a revision, and the key ${caller.name} is a submitter's`,
    {
      faults: [{ path: 'query:revision', message: 'leave it out; what is current is answered' }],
    },
  );
};

const noSuchProblem = (id: string, revision?: number): SerinError =>
  new SerinError(
    'PROBLEM_NOT_FOUND',
    revision === undefined
      ? `there is no problem ${id}`
      : `there is no revision ${revision} of a problem ${id}`,
  );

const tooLarge = (maxBytes: number): SerinError =>
  new SerinError('PAYLOAD_TOO_LARGE', `a package may be ${sizeText(maxBytes)} at most`);
