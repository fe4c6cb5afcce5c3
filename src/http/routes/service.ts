/** Health, metrics, version, and the way in. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { healthAnswerSchema, readinessAnswerSchema, versionAnswerSchema } from '../schemas/answers.ts';
import { json, problems, text } from '../schemas/documented.ts';
import { shortText } from '../schemas/text.ts';

export const serviceRoutes = (app: ZodApp, context: RouteContext): void => {
  const { service } = context.ports;

  app.get(
    '/healthz',
    {
      config: { access: 'open', quiet: true },
      schema: {
        operationId: 'health',
        summary: 'The process answers',
        tags: ['service'],
        response: { 200: json('It does.', healthAnswerSchema), ...problems(500) },
      },
    },
    async (_request, reply) => reply.send({ status: 'ok' }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'open', quiet: true },
      schema: {
        operationId: 'readiness',
        summary: 'Submissions can be taken',
        tags: ['service'],
        querystring: z.strictObject({
          language: shortText(64)
            .exactOptional()
            .describe('Ask for this language alone: every track of it has to be served.'),
        }),
        response: {
          200: json('They can.', readinessAnswerSchema),
          503: json('They cannot, and what can be done about it.', readinessAnswerSchema),
          ...problems(400, 422, 500),
        },
      },
    },
    async (request, reply) => {
      const { ready, checks } = await readiness(context, request.query.language);
      if (!ready) reply.code(503).header('retry-after', '5');
      return reply.header('cache-control', 'no-store').send({ ready, checks });
    },
  );

  app.get(
    '/metrics',
    {
      config: { access: 'operator', quiet: true },
      schema: {
        operationId: 'metrics',
        summary: 'Figures for Prometheus',
        tags: ['service'],
        response: { 200: text('Text exposition format.', 'text/plain'), ...problems(401, 403, 500) },
      },
    },
    async (_request, reply) => {
      const { contentType, body } = await service.metrics();
      return reply.type(contentType).send(body);
    },
  );

  app.get(
    '/v1/version',
    {
      schema: {
        operationId: 'version',
        summary: 'What runs here',
        tags: ['service'],
        response: { 200: json('Versions.', versionAnswerSchema), ...problems(401, 500) },
      },
    },
    async (_request, reply) => reply.send(service.version),
  );

  app.get('/', { config: { access: 'open' }, schema: { hide: true } }, (request, reply) =>
    wantsPage(request)
      ? reply.redirect('/docs/')
      : reply.send({
          name: 'serin',
          version: service.version.release,
          documentation: '/docs/',
          openapi: '/openapi.json',
          submissions: '/v1/submissions',
        }),
  );
};

type Readiness = Awaited<ReturnType<RouteContext['ports']['service']['readiness']>>;

/** A check that breaks is a check that fails. */
const readiness = async (
  { ports, options, stopping }: RouteContext,
  language: string | undefined,
): Promise<Readiness> => {
  if (options.closing.aborted || stopping.aborted) {
    return { ready: false, checks: [{ name: 'server', ok: false, detail: 'shutting down' }] };
  }
  try {
    return await ports.service.readiness(language);
  } catch (error) {
    if (error instanceof SerinError && error.code === 'UNKNOWN_LANGUAGE') throw error;
    ports.log.error({ err: error }, 'the readiness checks broke');
    return {
      ready: false,
      checks: [{ name: 'checks', ok: false, detail: 'the checks themselves broke; see the log' }],
    };
  }
};

const wantsPage = (request: FastifyRequest): boolean =>
  request.headers.accept?.includes('text/html') === true;
