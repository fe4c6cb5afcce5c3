/** How a change of gray rules is answered: published, or waiting for somebody else's approval. */
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Published } from '../control/rules.ts';
import type { Proposal } from '../control/rules-ports.ts';
import { json, problems } from './schemas/documented.ts';
import { publishedSchema } from './schemas/rules.ts';
import type { proposalSchema } from './schemas/rules.ts';

export const changeProblems = problems(400, 401, 403, 404, 409, 413, 415, 422, 500, 503);
export const readProblems = problems(400, 401, 403, 404, 500, 503);

export const changed = {
  200: json('It is so now; see `changed`.', publishedSchema),
  202: json('It waits until somebody else approves it.', publishedSchema),
  ...changeProblems,
};

export const statusOf = ({ proposal }: Published): 200 | 202 => (proposal === undefined ? 200 : 202);

export const answerOf = ({ proposal, ...published }: Published): z.input<typeof publishedSchema> => ({
  ...published,
  ...(proposal === undefined ? {} : { proposal: shown(proposal) }),
});

export const tell = (reply: FastifyReply, published: Published): never => {
  reply.header('etag', `"${published.revision}"`);
  return reply.code(statusOf(published)).send(answerOf(published)) as never;
};

export const shown = (proposal: Proposal): z.input<typeof proposalSchema> => {
  const { id, layer, by, message, asks, expected: from, atMs, restores } = proposal;
  return { id, layer, by, message, asks, from, atMs, ...(restores === undefined ? {} : { restores }) };
};
