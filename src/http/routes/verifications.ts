/** A problem's own submissions, judged. */
import { z } from 'zod';
import { callerOf } from '../about.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { verificationAnswer, verificationBody } from '../schemas/verification.ts';

export const verificationRoutes = (app: ZodApp, { ports }: RouteContext): void => {
  app.post(
    '/v1/problems/:id/verifications',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'verifyProblem',
        summary: "Judge a problem's own submissions",
        tags: ['problems'],
        params: z.object({ id: z.string() }),
        body: verificationBody,
        response: {
          202: json('They are submitted; follow each at `/v1/submissions/:id`.', verificationAnswer),
          ...problems(400, 401, 403, 404, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { traceId } = request.about;
      const { id } = request.params;
      return reply.code(202).send(await ports.verify({ ...request.body, tenant, id, traceId }));
    },
  );
};
