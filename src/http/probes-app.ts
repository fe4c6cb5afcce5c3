/** Health, readiness and metrics of a process that serves no API: a worker or a controller on its own. */
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { admit, authenticator } from './authenticate.ts';
import { SerinError } from '../domain/errors.ts';
import type { ApiKey } from './options.ts';
import type { Service } from './ports.ts';

/** Health is open; metrics, where there are keys, are an operator's, as on the API. */
export const buildProbesApp = (
  service: Omit<Service, 'version'>,
  apiKeys: readonly ApiKey[],
): FastifyInstance => {
  const callerOf = authenticator(apiKeys);
  const app = fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true });
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await service.readiness();
    if (!ready) reply.code(503).header('retry-after', '5');
    return reply.header('cache-control', 'no-store').send({ ready, checks });
  });
  app.setErrorHandler((error, _request, reply) => {
    const known =
      error instanceof SerinError
        ? error
        : new SerinError('INTERNAL', 'something went wrong', { cause: error });
    return reply.code(known.status).send({ code: known.code, detail: known.message });
  });
  app.get('/metrics', async (request, reply) => {
    admit(callerOf(request.headers.authorization), 'operator');
    const { contentType, body } = await service.metrics();
    return reply.type(contentType).send(body);
  });
  return app;
};
