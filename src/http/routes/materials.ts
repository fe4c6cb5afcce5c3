/** What runtimes are made of: bills of materials, and what differs between two. */
import { z } from 'zod';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { billSchema, runtimeDiffSchema } from '../schemas/runtime-diff.ts';
import { shortText } from '../schemas/text.ts';

const nameOrFingerprint = shortText(256).describe(
  'A name such as python-3.14, which means its current build, or a whole fingerprint.',
);

const billType = 'application/vnd.cyclonedx+json; version=1.6';

export const materialRoutes = (app: ZodApp, { ports: { materials } }: RouteContext): void => {
  app.get(
    '/v1/runtimes/:fingerprint/sbom',
    {
      schema: {
        operationId: 'getBillOfMaterials',
        summary: 'What is installed in a runtime’s image, as a CycloneDX 1.6 document',
        tags: ['runtimes'],
        params: z.object({ fingerprint: nameOrFingerprint }),
        response: {
          200: {
            description: 'The same bytes for the same fingerprint, always.',
            content: { 'application/vnd.cyclonedx+json': { schema: billSchema } },
          },
          ...problems(400, 401, 404, 409, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { fingerprint, document } = await materials.bill(request.params.fingerprint);
      reply.header('content-disposition', `attachment; filename="${fileName(fingerprint)}"`);
      return reply
        .type(billType)
        .serializer(String)
        .send(document as never);
    },
  );

  app.get(
    '/v1/runtimes/diff',
    {
      schema: {
        operationId: 'compareRuntimes',
        summary: 'What differs between two runtimes: versions, commands, probes, image and packages',
        tags: ['runtimes'],
        querystring: z.strictObject({ from: nameOrFingerprint, to: nameOrFingerprint }),
        response: {
          200: json('What differs.', runtimeDiffSchema),
          ...problems(400, 401, 404, 409, 500, 503),
        },
      },
    },
    async (request, reply) => reply.send(await materials.diff(request.query.from, request.query.to)),
  );
};

const fileName = (fingerprint: string): string => `${fingerprint.replaceAll(/[^\w.-]/g, '_')}.cdx.json`;
