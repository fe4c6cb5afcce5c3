/** Languages, runtimes, workers. */
import { runtimeAnswer } from '../answers.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { languagesAnswerSchema, runtimesAnswerSchema, workersAnswerSchema } from '../schemas/answers.ts';
import { json, problems } from '../schemas/documented.ts';

export const catalogueRoutes = (app: ZodApp, { ports: { catalogue, control } }: RouteContext): void => {
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
      const [runtimes, { bindings }] = await Promise.all([catalogue.runtimes(), control.tracks()]);
      return reply.send({ runtimes: runtimes.map((facts) => runtimeAnswer(facts, bindings)) });
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
