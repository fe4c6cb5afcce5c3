/** Times in which nothing is promoted. */
import { z } from 'zod';
import { callerOf } from '../about.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import {
  freezeBody,
  freezeName,
  freezesAnswerSchema,
  frozenAnswerSchema,
  reasonText,
  thawedAnswerSchema,
} from '../schemas/control.ts';
import { json, problems } from '../schemas/documented.ts';

const params = z.object({ name: freezeName });

export const freezeRoutes = (app: ZodApp, { ports: { control } }: RouteContext): void => {
  app.get(
    '/v1/freezes',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'listFreezes',
        summary: 'Freezes and contests that block promotions, now or later',
        tags: ['tracks'],
        response: {
          200: json('By their beginning.', freezesAnswerSchema),
          ...problems(401, 403, 500, 503),
        },
      },
    },
    async (_request, reply) => reply.send({ freezes: await control.freezes() }),
  );

  app.put(
    '/v1/freezes/:name',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'putFreeze',
        summary: 'Declare a time without promotions',
        tags: ['tracks'],
        params,
        body: freezeBody,
        response: {
          200: json('It is declared.', frozenAnswerSchema),
          ...problems(400, 401, 403, 413, 415, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { kind, from, until, languages, reason } = request.body;
      const { answer, ...said } = await control.putFreeze({
        ...request.params,
        kind,
        languages,
        fromMs: from,
        untilMs: until,
        by: callerOf(request).name,
        reason,
      });
      return reply.send({ ...said, freeze: answer });
    },
  );

  app.delete(
    '/v1/freezes/:name',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'removeFreeze',
        summary: 'End a freeze before its time',
        tags: ['tracks'],
        params,
        querystring: z.strictObject({ reason: reasonText.default('no reason given') }),
        response: {
          200: json('It is ended.', thawedAnswerSchema),
          ...problems(400, 401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const by = callerOf(request).name;
      const { answer, ...said } = await control.removeFreeze({ ...request.params, ...request.query, by });
      return reply.send({ ...said, ...answer });
    },
  );
};
