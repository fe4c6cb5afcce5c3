/** Gray rules: read, changed, gone back to. What tries them without changing them is in `rule-trials.ts`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { LayerName } from '../../domain/rules.ts';
import { mostRulesBytes, mustBeWritable, publishingOf, takeYaml } from '../read-rules.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { changed, readProblems, tell } from '../rules-answers.ts';
import { json } from '../schemas/documented.ts';
import {
  changeQuery,
  diffAnswerSchema,
  dryRunFlag,
  layerSchema,
  patchRulesBody,
  putRulesBody,
  revisionText,
  revisionsAnswerSchema,
  rollbackBody,
  rulesAnswerSchema,
} from '../schemas/rules.ts';
import { shortText, wholeText } from '../schemas/text.ts';

const access = { access: 'operator' } as const;
const tags = ['rules'];
const layerParams = z.object({ layer: layerSchema });
const nameParams = z.object({ layer: layerSchema, name: shortText(63) });
const dryRunOnly = z.strictObject({ dryRun: dryRunFlag });

const readQuery = z.strictObject({
  layer: layerSchema.exactOptional().describe('Only this one.'),
  format: z
    .enum(['json', 'yaml'])
    .exactOptional()
    .describe('Beside the Accept header; both can be read in again.'),
});

export const ruleRoutes = (app: ZodApp, context: RouteContext): void => {
  takeYaml(app);
  readRoutes(app, context);
  revisionRoutes(app, context);
  changeRoutes(app, context);
  rollbackRoute(app, context);
};

const readRoutes = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { layer, format }: { layer?: LayerName; format?: 'json' | 'yaml' },
    revision?: number,
  ): Promise<void> => {
    const head = await rules.at(revision);
    reply.header('etag', `"${head.revision}"`);
    reply.header('vary', 'Accept');
    if ((format ?? accepted(request.headers.accept)) === 'yaml') {
      await reply.type('application/yaml; charset=utf-8').send(rules.exportYaml(head, layer));
      return;
    }
    const { digest, about } = head;
    const shown: z.input<typeof rulesAnswerSchema> = {
      ...{ revision: head.revision, digest, layers: rules.exported(head, layer) },
      ...(about === undefined ? {} : { about }),
    };
    await reply.type('application/json; charset=utf-8').send(JSON.stringify(shown));
  };
  const response = { 200: json('Documents by layer.', rulesAnswerSchema), ...readProblems };

  app.get(
    '/v1/rules',
    {
      config: access,
      schema: {
        ...{ operationId: 'readRules', summary: 'The newest gray rules, as JSON or YAML', tags, response },
        querystring: readQuery,
      },
    },
    (request, reply) => answer(request, reply, request.query) as never,
  );

  app.get(
    '/v1/rules/revisions/:revision',
    {
      config: access,
      schema: {
        ...{ operationId: 'readRulesRevision', summary: 'What a revision held', tags, response },
        params: z.object({ revision: revisionText }),
        querystring: readQuery,
      },
    },
    (request, reply) => answer(request, reply, request.query, request.params.revision) as never,
  );
};

const accepted = (accept: string | undefined): 'json' | 'yaml' =>
  accept !== undefined && /\byaml\b/.test(accept) && !/\bjson\b/.test(accept) ? 'yaml' : 'json';

const revisionRoutes = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  app.get(
    '/v1/rules/revisions',
    {
      config: access,
      schema: {
        operationId: 'listRulesRevisions',
        summary: 'Revisions of the gray rules, the newest first',
        tags,
        querystring: z.strictObject({
          limit: wholeText(1, 500).default(50),
          before: revisionText.exactOptional().describe('`before` of the answer before.'),
        }),
        response: { 200: json('A part of the history.', revisionsAnswerSchema), ...readProblems },
      },
    },
    async (request, reply) => {
      const { limit } = request.query;
      const revisions = await rules.history(request.query);
      const last = revisions.at(-1);
      const more = revisions.length === limit && last !== undefined && last.revision > 1;
      return reply.send({ revisions, ...(more ? { before: last.revision } : {}) });
    },
  );

  app.get(
    '/v1/rules/diff',
    {
      config: access,
      schema: {
        operationId: 'diffRulesRevisions',
        summary: 'What differs in meaning between two revisions',
        tags,
        querystring: z.strictObject({
          from: revisionText.describe('0 is the empty set.'),
          to: revisionText.exactOptional().describe('The newest unless told.'),
        }),
        response: { 200: json('By document and field.', diffAnswerSchema), ...readProblems },
      },
    },
    async (request, reply) => reply.send(await rules.diff(request.query)),
  );
};

const changeRoutes = (app: ZodApp, { ports: { rules, newTraceId } }: RouteContext): void => {
  app.put(
    '/v1/rules/:layer',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'publishRules',
        summary: 'Replace all documents of a layer',
        description:
          'As JSON, or as YAML (Content-Type: application/yaml) with `?message=`. `If-Match: "17"` states the revision that you looked at.',
        tags,
        consumes: ['application/json', 'application/yaml'],
        params: layerParams,
        querystring: changeQuery,
        body: putRulesBody,
        response: changed,
      },
    },
    async (request, reply) => {
      const { body, query, params } = request;
      mustBeWritable(params.layer);
      const publishing = publishingOf(request, newTraceId, body, query);
      return tell(reply, await rules.publish({ ...publishing, ...params, given: body }));
    },
  );

  app.patch(
    '/v1/rules/:layer',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'patchRules',
        summary: 'Add, replace or take away single documents of a layer, by name',
        tags,
        consumes: ['application/json', 'application/yaml'],
        params: layerParams,
        querystring: changeQuery,
        body: patchRulesBody,
        response: changed,
      },
    },
    async (request, reply) => {
      const { body, query, params } = request;
      mustBeWritable(params.layer);
      const publishing = publishingOf(request, newTraceId, body, query);
      return tell(reply, await rules.patch({ ...publishing, ...params, given: body, remove: body.remove }));
    },
  );

  app.delete(
    '/v1/rules/:layer/:name',
    {
      config: access,
      schema: {
        operationId: 'removeRule',
        summary: 'Take a document out of a layer',
        tags,
        params: nameParams,
        querystring: changeQuery,
        response: changed,
      },
    },
    async (request, reply) => {
      const { query, params } = request;
      mustBeWritable(params.layer);
      const publishing = publishingOf(request, newTraceId, {}, query);
      const { layer, name } = params;
      return tell(reply, await rules.patch({ ...publishing, layer, given: {}, remove: [name] }));
    },
  );
};

const rollbackRoute = (app: ZodApp, { ports: { rules, newTraceId } }: RouteContext): void => {
  app.post(
    '/v1/rules/rollback',
    {
      config: access,
      schema: {
        operationId: 'rollbackRules',
        summary: 'Publish again what an earlier revision held, as a new revision',
        tags,
        querystring: dryRunOnly,
        body: rollbackBody,
        response: changed,
      },
    },
    async (request, reply) => {
      const { revision, layer, ...about } = request.body;
      const said = { message: `back to revision ${revision}`, ...about };
      const publishing = publishingOf(request, newTraceId, said, request.query);
      const asked = { ...publishing, revision, ...(layer === undefined ? {} : { layer }) };
      return tell(reply, await rules.rollback(asked));
    },
  );
};
