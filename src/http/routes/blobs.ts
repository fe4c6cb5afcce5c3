/**
 * Blobs: inputs and answers that are too large for a request, or that many submissions share.
 *
 * A body is streamed to where it is kept and hashed on the way. One that is refused half-way is read to its end all the same and
 * thrown away, because a client that is still sending would never see the answer. A submitter puts and asks for sizes; only an
 * operator reads, because the blobs of all tenants lie in one store, and answers among them.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import { sizeText } from '../options.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { blobNameSchema } from '../schemas/submission.ts';
import { allButTheBody, piecesOf, takeBytes } from '../streamed-body.ts';

const blobParams = z.object({ digest: blobNameSchema });

const blobAnswerSchema = z
  .object({ blob: blobNameSchema, bytes: z.int().min(0) })
  .describe('What stands for these bytes in a submission.')
  .meta({ id: 'Blob' });

const created = json('It was put.', blobAnswerSchema);
const there = json('The same bytes were there already.', blobAnswerSchema);

const taken = {
  consumes: ['application/octet-stream'],
  body: z.unknown().describe('The bytes as they are, whatever the Content-Type.'),
  response: { 200: there, 201: created, ...problems(400, 401, 413, 415, 422, 500, 503) },
};

export const blobRoutes = (app: ZodApp, context: RouteContext): void => {
  takeBytes(app);

  app.put(
    '/v1/blobs/:digest',
    {
      schema: {
        operationId: 'putBlob',
        summary: 'Put a blob under the digest that it must have',
        tags: ['blobs'],
        params: blobParams,
        ...taken,
      },
      validatorCompiler: allButTheBody,
    },
    (request, reply) => put(context, request, reply, keyOf(request.params.digest)),
  );

  app.post(
    '/v1/blobs',
    {
      schema: {
        operationId: 'postBlob',
        summary: 'Put a blob and be told its digest',
        tags: ['blobs'],
        ...taken,
      },
      validatorCompiler: allButTheBody,
    },
    (request, reply) => put(context, request, reply),
  );

  app.head(
    '/v1/blobs/:digest',
    {
      config: { swagger: { exposeHeadRoute: true } },
      schema: {
        operationId: 'findBlob',
        summary: 'Whether there is a blob, and its size',
        tags: ['blobs'],
        params: blobParams,
        response: {
          200: z.undefined().describe('There is; `Content-Length` is its size.'),
          ...problems(400, 401, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const size = await context.ports.blobs.find(keyOf(request.params.digest));
      if (size === undefined) throw noSuchBlob();
      return reply.header('content-length', size).type('application/octet-stream').send();
    },
  );

  app.get(
    '/v1/blobs/:digest',
    {
      config: { access: 'operator' },
      exposeHeadRoute: false,
      schema: {
        operationId: 'readBlob',
        summary: 'Read a blob',
        tags: ['blobs'],
        params: blobParams,
        response: {
          200: {
            description: 'The bytes.',
            content: { 'application/octet-stream': { schema: z.unknown() } },
          },
          ...problems(400, 401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const blob = await context.ports.blobs.read(keyOf(request.params.digest)).catch((error: unknown) => {
        throw error instanceof SerinError && error.code === 'BLOB_NOT_FOUND' ? noSuchBlob() : error;
      });
      return reply.header('content-length', blob.bytes).type('application/octet-stream').send(blob.stream);
    },
  );
};

const put = async (
  { ports, options, stopping }: RouteContext,
  request: FastifyRequest,
  reply: FastifyReply,
  expectedKey?: string,
): Promise<z.infer<typeof blobAnswerSchema>> => {
  if (options.closing.aborted || stopping.aborted) {
    throw new SerinError('SHUTTING_DOWN', 'this server takes no new blobs any more');
  }
  const maxBytes = options.sizes.blobBytes;
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const outcome = await ports.blobs.put(piecesOf(request), {
      maxBytes,
      ...(expectedKey === undefined ? {} : { expectedKey }),
    });
    const blob = `sha256:${outcome.key}`;
    reply.header('location', `/v1/blobs/${blob}`);
    reply.code(outcome.created ? 201 : 200);
    return { blob, bytes: outcome.bytes };
  } catch (error) {
    request.raw.resume();
    if (error instanceof SerinError && error.code === 'PAYLOAD_TOO_LARGE') throw tooLarge(maxBytes);
    throw error;
  }
};

const keyOf = (name: string): string => name.slice('sha256:'.length);

const tooLarge = (maxBytes: number): SerinError =>
  new SerinError('PAYLOAD_TOO_LARGE', `a blob may be ${sizeText(maxBytes)} at most`);

const noSuchBlob = (): SerinError =>
  new SerinError('NOT_FOUND', 'there is no such blob: it never was put, or is past its retention');
