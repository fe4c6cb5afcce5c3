/** Trying gray rules: lint, diff, explain, simulate, test; and whether a revision has come everywhere. Nothing here changes anything. */
import { z } from 'zod';
import type { Contexts } from '../../control/try-rules.ts';
import { callerOf } from '../about.ts';
import { clientGone } from '../client-gone.ts';
import { mostRulesBytes } from '../read-rules.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { json, problems } from '../schemas/documented.ts';
import { casesAnswerSchema, explanationSchema, simulationSchema } from '../schemas/rule-trials.ts';
import {
  draftBody,
  draftDiffSchema,
  explainBody,
  lintAnswerSchema,
  revisionText,
  simulateBody,
  statusAnswerSchema,
  testBody,
} from '../schemas/rules.ts';
import { parseWaitMs } from '../wait.ts';

const access = { access: 'operator' } as const;
const tags = ['rules'];
const trialProblems = problems(400, 401, 403, 404, 413, 415, 422, 500, 503);

export const ruleTrialRoutes = (app: ZodApp, context: RouteContext): void => {
  draftRoutes(app, context);
  explainRoute(app, context);
  simulateRoute(app, context);
  testRoute(app, context);
  statusRoutes(app, context);
};

const draftRoutes = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  app.post(
    '/v1/rules/lint',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'lintRules',
        summary: 'Every fault and every warning of a draft, within the set that is live',
        tags,
        body: draftBody,
        response: { 200: json('Also where it is not valid.', lintAnswerSchema), ...trialProblems },
      },
    },
    async (request, reply) => reply.send(await rules.lint(request.body)),
  );

  app.post(
    '/v1/rules/diff',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'diffRulesDraft',
        summary: 'What a draft would change, by document and field',
        tags,
        body: draftBody,
        response: { 200: json('By meaning.', draftDiffSchema), ...trialProblems },
      },
    },
    async (request, reply) => reply.send(await rules.diffDraft(request.body)),
  );
};

const explainRoute = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  app.post(
    '/v1/rules/explain',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'explainRules',
        summary: 'How a submission would be decided: every rule tried, with each condition',
        tags,
        body: explainBody,
        response: { 200: json('From the first rule to the decision.', explanationSchema), ...trialProblems },
      },
    },
    async (request, reply) => reply.send(await rules.explain(request.body)),
  );
};

const simulateRoute = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  app.post(
    '/v1/rules/simulate',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'simulateRules',
        summary: 'Who would go where by a draft, and who would move',
        tags,
        body: simulateBody,
        response: { 200: json('By track and by dimension.', simulationSchema), ...trialProblems },
      },
    },
    async (request, reply) => {
      const { draft, ...wanted } = request.body;
      const contexts = contextsOf(wanted, callerOf(request).tenant);
      return reply.send(await rules.simulate({ contexts, ...(draft === undefined ? {} : { draft }) }));
    },
  );
};

const contextsOf = (
  { synthetic, recorded, contexts }: Omit<z.output<typeof simulateBody>, 'draft'>,
  tenant: string,
): Contexts => {
  if (synthetic !== undefined) return { kind: 'synthetic', ...synthetic };
  if (recorded !== undefined) return { kind: 'recorded', tenant, ...recorded };
  return { kind: 'given', contexts: contexts ?? [] };
};

const testRoute = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
  app.post(
    '/v1/rules/test',
    {
      config: access,
      bodyLimit: mostRulesBytes,
      schema: {
        operationId: 'testRules',
        summary: 'Whether the `cases` that stand beside rules come out as they say',
        tags,
        body: testBody,
        response: { 200: json('One for each case.', casesAnswerSchema), ...trialProblems },
      },
    },
    async (request, reply) => {
      const cases = await rules.test(request.body);
      return reply.send({ passed: cases.every(({ ok }) => ok), cases });
    },
  );
};

const statusRoutes = (app: ZodApp, { ports: { rules }, stopping }: RouteContext): void => {
  app.get(
    '/v1/rules/nodes',
    {
      config: access,
      schema: {
        operationId: 'listRulesNodes',
        summary: 'Which revision every process decides by',
        tags,
        response: {
          200: json('Those that are alive.', statusAnswerSchema),
          ...problems(401, 403, 500, 503),
        },
      },
    },
    async (_request, reply) => reply.send(await rules.status({ waitMs: 0, signal: stopping })),
  );

  app.get(
    '/v1/rules/status',
    {
      config: { ...access, quiet: true },
      schema: {
        operationId: 'readRulesStatus',
        summary: 'Whether a revision has come everywhere',
        tags,
        querystring: z.strictObject({
          revision: revisionText.exactOptional().describe('The newest unless told.'),
          wait: z
            .string()
            .exactOptional()
            .describe('Hold the answer until it has, for so long at most: 20s, 500ms; a minute at most.'),
        }),
        response: {
          200: json('See `everywhere`.', statusAnswerSchema),
          ...problems(400, 401, 403, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { revision, wait } = request.query;
      const { signal, release } = clientGone(reply.raw, stopping);
      try {
        const asked = { waitMs: parseWaitMs(wait), signal };
        return await reply.send(
          await rules.status({ ...asked, ...(revision === undefined ? {} : { revision }) }),
        );
      } finally {
        release();
      }
    },
  );
};
