/** One line per request, when its answer is out or its client is gone. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../domain/logger.ts';

/** nginx's number for a client that did not stay for its answer; it stands in logs only. */
const clientGoneStatus = 499;

export const logRequests = (app: FastifyInstance, log: Logger): void => {
  app.addHook('onRequest', (request, reply, done) => {
    // Fastify's own `elapsedTime` stays 0 where nothing of its own logs.
    const beganMs = performance.now();
    reply.raw.once('close', () => logRequest(log, request, reply, performance.now() - beganMs));
    done();
  });
};

const logRequest = (log: Logger, request: FastifyRequest, reply: FastifyReply, durationMs: number): void => {
  const status = reply.raw.writableEnded ? reply.raw.statusCode : clientGoneStatus;
  const { traceId, caller, submission, releaseTag, inboundReleaseTag, errorCode } = request.about;
  const fields = {
    method: request.method,
    path: pathOf(request.url),
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    traceId,
    ...(caller === undefined ? {} : { caller: caller.name, tenant: caller.tenant }),
    ...(submission === undefined ? {} : { submission }),
    ...(releaseTag === undefined ? {} : { releaseTag }),
    ...(inboundReleaseTag === undefined ? {} : { inboundReleaseTag }),
    ...(errorCode === undefined ? {} : { code: errorCode }),
  };
  // Asked every few seconds; what is not ready tells so itself when that changes.
  if (request.routeOptions.config.quiet === true && (status < 500 || status === 503))
    log.debug(fields, 'request');
  else if (status >= 500) log.warn(fields, 'request');
  else log.info(fields, 'request');
};

/** Queries can hold what a log should not. */
export const pathOf = (url: string): string => {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
};
