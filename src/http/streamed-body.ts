/** Bodies that are bytes and not JSON: read piece by piece by the handler itself. */
import { Readable } from 'node:stream';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { SerinError } from '../domain/errors.ts';
import type { ZodApp } from './route-context.ts';
import { validatorCompiler } from './validator.ts';

/** In this app, and only there, a body of any type is a stream. */
export const takeBytes = (app: ZodApp): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
};

/** The handler reads the body itself: it is not here yet when the rest of the request is looked at. */
export const allButTheBody: FastifySchemaCompiler<unknown> = (route) =>
  route.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(route);

/** The body; where the client leaves before its end, that is no failure of ours. */
export async function* piecesOf({ body }: Pick<FastifyRequest, 'body'>): AsyncIterable<Buffer> {
  if (!(body instanceof Readable)) return;
  try {
    // Not destroyed when the reading stops early: the answer goes out on the same connection.
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new SerinError('INVALID_REQUEST', 'the body ended before it was whole', { cause });
  }
}
