/** Ways to say in a route's schema what it answers. */
import { z } from 'zod';
import { problemSchema } from './answers.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const descriptions = {
  400: 'The request is not valid; `errors` names every faulty field.',
  401: 'An API key is needed.',
  403: 'This key may not do that.',
  404: 'There is no such thing.',
  409: 'The request contradicts what is on record.',
  413: 'The request is too large.',
  415: 'The body is not of the kind that is taken here.',
  422: 'The language, the track, the problem or a blob is unknown, or what was sent is not what it has to be.',
  500: 'Something went wrong on our side.',
  503: 'Not now; see `Retry-After`.',
} as const;

/** The problems a route can answer with, by status. */
export const problems = (...statuses: readonly (keyof typeof descriptions)[]) =>
  Object.fromEntries(statuses.map((status) => [status, problem(descriptions[status])]));

export const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

export const text = (description: string, contentType: string) => ({
  description,
  content: { [contentType]: { schema: z.string() } },
});
