/** The submissions of the caller's tenant. */
import { callerOf } from '../about.ts';
import { filterOf, submissionRow } from '../rejudge-answers.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { listQuery, submissionListSchema } from '../schemas/listing.ts';

export const submissionListRoutes = (app: ZodApp, { ports: { submissions } }: RouteContext): void => {
  app.get(
    '/v1/submissions',
    {
      schema: {
        operationId: 'listSubmissions',
        summary: 'List the submissions of your tenant, the newest first',
        tags: ['submissions'],
        querystring: listQuery,
        response: {
          200: json('A page.', submissionListSchema),
          ...problems(400, 401, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { limit, cursor, ...filter } = request.query;
      const { tenant } = callerOf(request);
      const page = await submissions.list({
        tenant,
        filter: filterOf(filter),
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      });
      return reply.send({
        submissions: page.records.map(submissionRow),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      });
    },
  );
};
