/** Judge again: one submission or many, with what it changed. For operators. */
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import type { RejudgePlan } from '../../domain/rejudge.ts';
import { callerOf, tagWith } from '../about.ts';
import { diffItem, filterOf, isWanted, rejudgeAnswer } from '../rejudge-answers.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import {
  diffAnswerSchema,
  diffQuery,
  rejudgeAnswerSchema,
  rejudgeBody,
  rejudgeOneBody,
  rejudgesAnswerSchema,
} from '../schemas/rejudges.ts';
import type { DiffAnswer, DiffOnly } from '../schemas/rejudges.ts';
import { wholeText } from '../schemas/text.ts';
import { visibleRecord } from '../visible-record.ts';

const params = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'this is no id of a rejudge') });
const config = { access: 'operator' } as const;
const accepted = json('It is on record and goes on by itself; ask at `Location`.', rejudgeAnswerSchema);

export const rejudgeRoutes = (app: ZodApp, context: RouteContext): void => {
  const { rejudges, submissions } = context.ports;

  app.post(
    '/v1/submissions/:id/rejudge',
    {
      config,
      schema: {
        operationId: 'rejudgeSubmission',
        summary: 'Judge a finished submission again; its verdict stands until there is another',
        tags: ['rejudges'],
        params: z.object({ id: z.string() }),
        body: rejudgeOneBody,
        response: { 202: accepted, ...problems(400, 401, 403, 404, 409, 413, 415, 500, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const record = await visibleRecord(submissions, request.params.id, caller);
      tagWith(request, reply, record);
      if (record.state !== 'finished') throw cannot(`submission ${record.id} is not finished yet`);
      if (record.rejudging !== undefined) throw cannot(`submission ${record.id} is being rejudged already`);
      const { tenant } = record.spec;
      const plan = { ...request.body, tenant, of: { submission: record.id }, by: caller.name };
      return reply.code(202).send(await opened(context, reply, plan));
    },
  );

  app.post(
    '/v1/rejudges',
    {
      config,
      schema: {
        operationId: 'rejudge',
        summary: 'Judge again every finished submission that a filter means',
        tags: ['rejudges'],
        body: rejudgeBody,
        response: { 202: accepted, ...problems(400, 401, 403, 413, 415, 500, 503) },
      },
    },
    async (request, reply) => {
      const { name: by, tenant } = callerOf(request);
      const { filter, ...asked } = request.body;
      const plan = { ...asked, tenant, of: { filter: filterOf(filter) }, by };
      return reply.code(202).send(await opened(context, reply, plan));
    },
  );

  app.get(
    '/v1/rejudges',
    {
      config,
      schema: {
        operationId: 'listRejudges',
        summary: 'Rejudges, the newest first',
        tags: ['rejudges'],
        querystring: z.strictObject({ limit: wholeText(1, 500).default(50) }),
        response: {
          200: json('By their beginning.', rejudgesAnswerSchema),
          ...problems(400, 401, 403, 500, 503),
        },
      },
    },
    async (request, reply) =>
      reply.send({ rejudges: (await rejudges.list(request.query.limit)).map(rejudgeAnswer) }),
  );

  app.get(
    '/v1/rejudges/:id',
    {
      config,
      schema: {
        operationId: 'readRejudge',
        summary: 'How far a rejudge is, and what it has changed so far',
        tags: ['rejudges'],
        params,
        response: {
          200: json('As it stands.', rejudgeAnswerSchema),
          ...problems(400, 401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => reply.send(rejudgeAnswer(await rejudges.read(request.params.id))),
  );

  app.get(
    '/v1/rejudges/:id/diff',
    {
      config,
      schema: {
        operationId: 'readRejudgeDiff',
        summary: 'Every submission of a rejudge, with its old and its new verdict',
        tags: ['rejudges'],
        params,
        querystring: diffQuery,
        response: { 200: json('A page.', diffAnswerSchema), ...problems(400, 401, 403, 404, 500, 503) },
      },
    },
    async (request, reply) => reply.send(await diffPage(context, request.params.id, request.query)),
  );

  for (const [act, summary] of acts) {
    app.post(
      `/v1/rejudges/:id/${act}`,
      {
        config,
        schema: {
          operationId: `${act}Rejudge`,
          summary,
          tags: ['rejudges'],
          params,
          response: {
            200: json('As it stands.', rejudgeAnswerSchema),
            ...problems(400, 401, 403, 404, 409, 500, 503),
          },
        },
      },
      async (request, reply) => reply.send(rejudgeAnswer(await rejudges.control(request.params.id, act))),
    );
  }
};

const acts = [
  ['pause', 'Begin with no more submissions; what is being judged goes on'],
  ['resume', 'Go on with a rejudge that was paused'],
  ['cancel', 'End a rejudge; verdicts that it has not replaced by then stand'],
] as const;

const cannot = (detail: string): SerinError => new SerinError('CONFLICT', detail);

const opened = async (
  { ports }: RouteContext,
  reply: { header(name: string, value: string): unknown },
  plan: RejudgePlan,
) => {
  const rejudge = await ports.rejudges.open(plan);
  reply.header('location', `/v1/rejudges/${rejudge.id}`);
  return rejudgeAnswer(rejudge);
};

/** Items that one call looks at. */
const mostLooked = 2_000;

/** The cursor is the place of the first item that was not looked at. */
const diffPage = async (
  { ports: { rejudges } }: RouteContext,
  id: string,
  { only, limit, cursor }: { readonly only?: DiffOnly; readonly limit: number; readonly cursor?: string },
): Promise<DiffAnswer> => {
  const rejudge = await rejudges.read(id);
  const from = cursor === undefined ? 0 : placeIn(cursor);
  const until = Math.min(rejudge.total, from + mostLooked);
  const items: DiffAnswer['items'][number][] = [];
  let next = from;
  while (next < until && items.length < limit) {
    const numbers = Array.from({ length: Math.min(limit, until - next) }, (_, index) => next + index);
    for (const item of await rejudges.items(id, numbers)) {
      if (items.length === limit) break;
      next = item.number + 1;
      const told = diffItem(rejudge, item);
      if (isWanted(told, only)) items.push(told);
    }
  }
  return { items, ...(next < rejudge.total ? { cursor: String(next) } : {}) };
};

const placeIn = (cursor: string): number => {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new SerinError('INVALID_REQUEST', 'the cursor is none of this list', {
    faults: [{ path: 'query:cursor', message: 'give back the cursor of the page before, as it was' }],
  });
};
