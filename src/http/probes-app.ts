/** Health, readiness and metrics of a process that serves no API: a worker or a controller on its own. */
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Service } from './ports.ts';

export const buildProbesApp = (service: Omit<Service, 'version'>): FastifyInstance => {
  const app = fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true });
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await service.readiness();
    if (!ready) reply.code(503).header('retry-after', '5');
    return reply.header('cache-control', 'no-store').send({ ready, checks });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await service.metrics();
    return reply.type(contentType).send(body);
  });
  return app;
};
