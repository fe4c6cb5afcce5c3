/** Changes of gray rules that wait for the approval of somebody else than their author. */
import { z } from 'zod';
import { callerOf } from '../about.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { changeProblems, changed, readProblems, shown, tell } from '../rules-answers.ts';
import { json } from '../schemas/documented.ts';
import { proposalSchema, proposalsAnswerSchema } from '../schemas/rules.ts';
import { shortText } from '../schemas/text.ts';

const access = { access: 'operator' } as const;
const tags = ['rules'];

export const ruleProposalRoutes = (app: ZodApp, { ports: { rules } }: RouteContext): void => {
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
