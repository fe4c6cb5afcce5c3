/** Languages, runtimes, tracks, workers. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { callerOf } from '../about.ts';
import { bindingAnswer, runtimeAnswer } from '../answers.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import {
  boundAnswerSchema,
  languagesAnswerSchema,
  runtimesAnswerSchema,
  tracksAnswerSchema,
  workersAnswerSchema,
} from '../schemas/answers.ts';
import { json, problems } from '../schemas/documented.ts';
import { shortText } from '../schemas/text.ts';

const bindParams = z.object({ language: shortText(64), track: trackSchema });

const bindBody = z
  .strictObject({
    runtime: shortText(128).exactOptional().describe('A name such as python-3.14.'),
    fingerprint: shortText(256)
      .exactOptional()
      .describe('A whole fingerprint such as python-3.14.0@1f2e3d4c5b6a.'),
    reason: shortText(512).default('bound over HTTP').describe('Stands in the audit.'),
  })
  .refine((body) => (body.runtime === undefined) !== (body.fingerprint === undefined), {
    message: 'give runtime or fingerprint, one of them',
    path: ['runtime'],
  });

export const catalogueRoutes = (app: ZodApp, { ports: { catalogue } }: RouteContext): void => {
  app.get(
    '/v1/languages',
    {
      schema: {
        operationId: 'listLanguages',
        summary: 'Languages that can be submitted, and what stands behind each on every track',
        tags: ['runtimes'],
        response: { 200: json('All languages.', languagesAnswerSchema), ...problems(401, 500, 503) },
      },
    },
    async (_request, reply) => reply.send({ languages: await catalogue.languages() }),
  );

  app.get(
    '/v1/runtimes',
    {
      schema: {
        operationId: 'listRuntimes',
        summary: 'Runtimes that workers have, with fingerprint, probe outputs, image and tracks',
        tags: ['runtimes'],
        response: { 200: json('All runtimes.', runtimesAnswerSchema), ...problems(401, 500, 503) },
      },
    },
    async (_request, reply) => {
      const [runtimes, { bindings }] = await Promise.all([catalogue.runtimes(), catalogue.bindings()]);
      return reply.send({ runtimes: runtimes.map((facts) => runtimeAnswer(facts, bindings)) });
    },
  );

  app.get(
    '/v1/tracks',
    {
      schema: {
        operationId: 'listTracks',
        summary: 'Which runtime every language has on every track',
        tags: ['runtimes'],
        response: { 200: json('All bindings.', tracksAnswerSchema), ...problems(401, 500, 503) },
      },
    },
    async (_request, reply) => {
      const { revision, bindings } = await catalogue.bindings();
      return reply.send({ revision, tracks: bindings.map(bindingAnswer) });
    },
  );

  app.put(
    '/v1/tracks/:language/:track',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'bindTrack',
        summary: 'Bind a runtime to a track of its language',
        tags: ['runtimes'],
        params: bindParams,
        body: bindBody,
        response: {
          200: json('It is bound.', boundAnswerSchema),
          ...problems(400, 401, 403, 404, 409, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { language, track } = request.params;
      const { runtime, fingerprint, reason } = request.body;
      const { binding, revision } = await catalogue.bind({
        language,
        track,
        runtime: runtime ?? fingerprint ?? '',
        by: callerOf(request).name,
        reason,
      });
      return reply.send({ revision, binding: bindingAnswer(binding) });
    },
  );

  app.get(
    '/v1/workers',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'listWorkers',
        summary: 'Workers that are alive, and what each is doing',
        tags: ['service'],
        response: { 200: json('All workers.', workersAnswerSchema), ...problems(401, 403, 500, 503) },
      },
    },
    async (_request, reply) => reply.send({ workers: await catalogue.workers() }),
  );
};
