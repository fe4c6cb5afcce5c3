/** Where releases come from, what happened to them, and what other environments say of them. */
import { z } from 'zod';
import { provenanceSchema } from '../../domain/provenance.ts';
import { callerOf } from '../about.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import {
  fingerprintText,
  historyAnswerSchema,
  importedAnswerSchema,
  lineageAnswerSchema,
  quarantinedAnswerSchema,
  reasonText,
  releasedAnswerSchema,
} from '../schemas/control.ts';
import { json, problems } from '../schemas/documented.ts';
import { shortText, wholeText } from '../schemas/text.ts';

const ofLanguage = { language: shortText(64).exactOptional().describe('Only what concerns this language.') };

const fingerprintParams = z.object({ fingerprint: fingerprintText });
const reasonBody = z.strictObject({ reason: reasonText });
const changeProblems = problems(400, 401, 403, 404, 409, 413, 415, 500, 503);

export const lineageRoutes = (app: ZodApp, { ports: { control } }: RouteContext): void => {
  app.get(
    '/v1/lineage',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'lineage',
        summary: 'The graph of releases: fingerprints with their stage, and who moved which track',
        tags: ['lineage'],
        querystring: z.strictObject(ofLanguage),
        response: { 200: json('The graph.', lineageAnswerSchema), ...problems(400, 401, 403, 500, 503) },
      },
    },
    async (request, reply) => {
      const { revision, nodes, edges } = await control.lineage();
      const { language } = request.query;
      const concerns = (each: { readonly language: string }) =>
        language === undefined || each.language === language;
      return reply.send({
        revision,
        environment: control.environment,
        nodes: nodes.filter(concerns),
        edges: edges.filter(concerns),
      });
    },
  );

  app.get(
    '/v1/history',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'history',
        summary: 'Everything that happened to runtimes, bindings and freezes, the latest first',
        tags: ['lineage'],
        querystring: z.strictObject({
          ...ofLanguage,
          limit: wholeText(1, 1000).default(100),
        }),
        response: { 200: json('What happened.', historyAnswerSchema), ...problems(400, 401, 403, 500, 503) },
      },
    },
    async (request, reply) => {
      const { language, limit } = request.query;
      const events = (await control.history()).filter(
        (event) => language === undefined || event.language === language,
      );
      return reply.send({ events: events.slice(-limit).reverse() });
    },
  );

  app.post(
    '/v1/lineage/:fingerprint/quarantine',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'quarantine',
        summary: 'Keep a fingerprint that is on no track away from every track',
        tags: ['lineage'],
        params: fingerprintParams,
        body: reasonBody,
        response: { 200: json('It is kept away.', quarantinedAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { answer, ...said } = await control.quarantine({
        ...request.params,
        ...request.body,
        by: callerOf(request).name,
      });
      return reply.send({ ...said, quarantine: answer });
    },
  );

  app.post(
    '/v1/lineage/:fingerprint/release',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'release',
        summary: 'Lift a quarantine',
        tags: ['lineage'],
        params: fingerprintParams,
        body: reasonBody,
        response: { 200: json('It may be bound again.', releasedAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { answer, ...said } = await control.release({
        ...request.params,
        ...request.body,
        by: callerOf(request).name,
      });
      return reply.send({ ...said, ...answer });
    },
  );

  app.get(
    '/v1/provenance/:fingerprint',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'exportProvenance',
        summary: 'What this environment vouches for, as a record for the next one',
        tags: ['lineage'],
        params: fingerprintParams,
        response: { 200: json('The record.', provenanceSchema), ...problems(401, 403, 404, 500, 503) },
      },
    },
    async (request, reply) =>
      reply.send(await control.exportProvenance({ ...request.params, by: callerOf(request).name })),
  );

  app.post(
    '/v1/provenance',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'importProvenance',
        summary: 'Take a record of another environment',
        tags: ['lineage'],
        body: z.strictObject({
          provenance: provenanceSchema,
          expectedDigest: z
            .string()
            .regex(/^[0-9a-f]{64}$/, '64 hex digits')
            .exactOptional()
            .describe('The digest as you know it from where the record was made.'),
          reason: reasonText,
        }),
        response: {
          200: json('It is on record.', importedAnswerSchema),
          ...changeProblems,
          ...problems(422),
        },
      },
    },
    async (request, reply) => {
      const by = callerOf(request).name;
      const { answer, ...said } = await control.importProvenance({ ...request.body, by });
      return reply.send({ ...said, provenance: answer });
    },
  );
};
