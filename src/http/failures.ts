/** The one place where failures leave the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { SerinError } from '../domain/errors.ts';
import { noSuchRoute } from './method-not-allowed.ts';
import { problemContentType, problemOf, retryAfterSeconds, serinErrorOf } from './problem.ts';
import { pathOf } from './request-log.ts';
import type { RouteContext } from './route-context.ts';

type FailureContext = Pick<RouteContext, 'ports' | 'options'>;

export const answerFailures = (
  app: FastifyInstance,
  context: FailureContext,
  methodsOf: (path: string) => string[],
): void => {
  app.setErrorHandler((error, request, reply) => fail(context, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    const methods = methodsOf(path);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    return fail(context, noSuchRoute(methods, request.method, path), request, reply);
  });
};

/** Answers with a problem document; what is our own fault is logged with all that is known. */
export const fail = (
  { ports, options }: FailureContext,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const failure = serinErrorOf(error, bodyLimitOf(request, options));
  const { traceId, submission } = request.about;
  request.about.errorCode = failure.code;
  if (failure.status >= 500 && failure.code !== 'SHUTTING_DOWN') {
    const fields = { err: failure, traceId, ...(submission === undefined ? {} : { submission }) };
    ports.log.error(fields, 'a request failed');
  }
  const wait = retryAfterSeconds(failure);
  if (wait !== undefined) reply.header('retry-after', String(wait));
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer realm="serin"');
  if (failure.status === 413) readOn(reply);
  const problem = problemOf(failure, { instance: pathOf(request.url), traceId });
  return reply.code(failure.status).header('content-type', problemContentType).send(JSON.stringify(problem));
};

/** Of the route, where it has one of its own; a request whose address is broken has no route. */
const bodyLimitOf = (
  { routeOptions }: { readonly routeOptions?: { readonly bodyLimit?: number } },
  { sizes }: Pick<RouteContext['options'], 'sizes'>,
): number => routeOptions?.bodyLimit ?? sizes.bodyBytes;

/**
 * A body that is too large is still coming when its answer is ready. Closing the connection now, as Fastify asks, would
 * reset it, and the client would never read why. Kept open, Node drops what still comes, within the request timeout.
 */
const readOn = (reply: FastifyReply): void => {
  reply.removeHeader('connection');
  reply.raw.shouldKeepAlive = true;
};

/** What is not HTTP never becomes a request; it is answered on the bare socket. */
export const answerBrokenHttp =
  (newTraceId: () => string) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const traceId = newTraceId();
    const detail =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? 'the headers are too large'
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? 'the request did not arrive in time'
          : 'this is not HTTP/1.1';
    const problem = problemOf(new SerinError('INVALID_REQUEST', detail), { instance: '', traceId });
    const body = JSON.stringify(problem);
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemContentType}\r\nX-Trace-Id: ${traceId}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  };
