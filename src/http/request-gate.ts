/** What happens to every request before its route sees it. */
import type { FastifyInstance } from 'fastify';
import { SerinError } from '../domain/errors.ts';
import type { About } from './about.ts';
import { admit, authenticator } from './authenticate.ts';
import { parseJsonBody } from './json-body.ts';
import type { RouteContext } from './route-context.ts';
import { traceIdOf } from './trace.ts';

/** Gives every request its trace and its caller, and every answer the headers that all answers have. */
export const openRequests = (app: FastifyInstance, { ports, options }: RouteContext): void => {
  const callerFrom = authenticator(options.apiKeys);
  app.addHook('onRequest', (request, reply, done) => {
    const about: About = {
      traceId: traceIdOf(request.headers, ports.newTraceId),
      caller: callerFrom(request.headers.authorization),
    };
    request.about = about;
    reply.header('x-trace-id', about.traceId);
    reply.header('x-content-type-options', 'nosniff');
    done();
  });
};

/** Before the body is read: nobody without a key makes the server hold one. */
export const admitCallers = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { ...route.config, access: 'open', quiet: true };
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const access = request.routeOptions.config.access ?? 'submitter';
    if (!request.is404 && access !== 'open') admit(request.about.caller, access);
    done();
  });
};

export const takeJsonOnly = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Clients that set Content-Type on everything send DELETE with a type and no body.
    if (request.method === 'DELETE' && body.length === 0) done(null);
    else done(null, parseJsonBody(body as Buffer));
  });
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      done(
        new SerinError(
          'UNSUPPORTED_MEDIA_TYPE',
          `send the body as it is, not in Content-Encoding ${encoding}`,
        ),
      );
    } else done(null, payload);
  });
};
