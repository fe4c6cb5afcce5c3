/** Gray rules: read, changed, gone back to, approved. What tries them without changing them is in `rule-trials.ts`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Published } from '../../control/rules.ts';
import type { Proposal } from '../../control/rules-ports.ts';
import { SerinError } from '../../domain/errors.ts';
import type { LayerName } from '../../domain/rules.ts';
import { callerOf } from '../about.ts';
import { mostRulesBytes, mustBeWritable, publishingOf, takeYaml } from '../read-rules.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import {
  changeQuery,
  diffAnswerSchema,
  dryRunFlag,
  layerSchema,
  patchRulesBody,
  proposalSchema,
  proposalsAnswerSchema,
  publishedSchema,
  putRulesBody,
  revisionText,
  revisionsAnswerSchema,
  rollbackBody,
  rulesAnswerSchema,
  segmentAnswerSchema,
} from '../schemas/rules.ts';
import { shortText, wholeText } from '../schemas/text.ts';
import { allButTheBody, piecesOf, takeBytes } from '../streamed-body.ts';

const access = { access: 'operator' } as const;
const tags = ['rules'];
const layerParams = z.object({ layer: layerSchema });
const nameParams = z.object({ layer: layerSchema, name: shortText(63) });
const changeProblems = problems(400, 401, 403, 404, 409, 413, 415, 422, 500, 503);
const readProblems = problems(400, 401, 403, 404, 500, 503);
const dryRunOnly = z.strictObject({ dryRun: dryRunFlag });

const changed = {
  200: json('It is so now; see `changed`.', publishedSchema),
  202: json('It waits until somebody else approves it.', publishedSchema),
  ...changeProblems,
};

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
  proposalRoutes(app, context);
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

const proposalRoutes = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  const params = z.object({ id: shortText(128) });
  app.get(
    '/v1/rules/proposals',
    {
      config: access,
      schema: {
        operationId: 'listRulesProposals',
        summary: 'What waits for the approval of somebody else than its author',
        tags,
        response: { 200: json('All there are.', proposalsAnswerSchema), ...readProblems },
      },
    },
    async (_request, reply) => {
      const found = await rules.proposals();
      return reply.send({
        proposals: found.map((each) => ({ ...shown(each), diff: each.diff, stale: each.stale })),
      });
    },
  );

  app.post(
    '/v1/rules/proposals/:id/approve',
    {
      config: access,
      schema: {
        operationId: 'approveRules',
        summary: 'Publish a proposal of somebody else',
        tags,
        params,
        response: changed,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return tell(reply, await rules.approve({ id, by: callerOf(request).name }));
    },
  );

  app.post(
    '/v1/rules/proposals/:id/withdraw',
    {
      config: access,
      schema: {
        operationId: 'withdrawRules',
        summary: 'Take a proposal away',
        tags,
        params,
        response: { 200: json('It is gone.', proposalSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return reply.send(shown(await rules.withdraw({ id, by: callerOf(request).name })));
    },
  );
};

/** On its own, because here a body is not JSON but bytes. */
export const ruleSegmentRoutes = (app: ZodApp, { ports: { rules, newTraceId } }: RouteContext): void => {
  takeBytes(app);
  refuseJson(app);
  app.put(
    '/v1/rules/segments/:name',
    {
      config: access,
      schema: {
        operationId: 'putRulesSegment',
        summary: 'Put a list of users as a Segment of layer api: one id a line, up to a million',
        tags,
        consumes: ['text/plain'],
        params: z.object({ name: shortText(63) }),
        querystring: changeQuery,
        body: z.unknown().describe('One id a line, in UTF-8.'),
        response: {
          ...changed,
          200: json('It is so now.', segmentAnswerSchema),
          202: json('It waits for approval.', segmentAnswerSchema),
        },
      },
      validatorCompiler: allButTheBody,
    },
    async (request, reply) => {
      const { name } = request.params;
      try {
        const publishing = publishingOf(request, newTraceId, {}, request.query);
        const { count, ...published } = await rules.putSegment({
          ...publishing,
          name,
          source: piecesOf(request),
        });
        reply.header('etag', `"${published.revision}"`);
        return await reply.code(statusOf(published)).send({ ...answerOf(published), count });
      } catch (error) {
        // A client that is still sending would never see the answer.
        request.raw.resume();
        throw error;
      }
    },
  );
};

/** One line of JSON would be taken for one id. */
const refuseJson = (app: ZodApp): void => {
  app.addContentTypeParser('application/json', (_request, payload, done) => {
    payload.resume();
    const remedy = 'send the ids one a line, with Content-Type: text/plain';
    done(new SerinError('UNSUPPORTED_MEDIA_TYPE', `a list of ids is no JSON: ${remedy}`));
  });
};

const statusOf = ({ proposal }: Published): 200 | 202 => (proposal === undefined ? 200 : 202);

const answerOf = ({ proposal, ...published }: Published): z.input<typeof publishedSchema> => ({
  ...published,
  ...(proposal === undefined ? {} : { proposal: shown(proposal) }),
});

const tell = (reply: FastifyReply, published: Published): never => {
  reply.header('etag', `"${published.revision}"`);
  return reply.code(statusOf(published)).send(answerOf(published)) as never;
};

const shown = (proposal: Proposal): z.input<typeof proposalSchema> => {
  const { id, layer, by, message, asks, expected: from, atMs, restores } = proposal;
  return { id, layer, by, message, asks, from, atMs, ...(restores === undefined ? {} : { restores }) };
};
