/** Tells an address that does not exist from one that takes other methods. */
import type { FastifyInstance } from 'fastify';
import { SerinError } from '../domain/errors.ts';

/** Has to come before the routes. @returns the methods that a path takes, sorted; none when there is no such path. */
export const knownMethods = (app: FastifyInstance): ((path: string) => string[]) => {
  const methodsByPattern = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methodsByPattern.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) known.methods.add(one);
    methodsByPattern.set(url, known);
  });
  return (path) => {
    const taken = [...methodsByPattern.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(taken.flatMap(({ methods }) => [...methods]))].sort();
  };
};

/** `/v1/submissions/:id` and `/docs/static/*`, the two forms that routes here have. */
const patternOf = (url: string): RegExp => {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replaceAll(/[^\w-]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
};

export const noSuchRoute = (methods: readonly string[], method: string, path: string): SerinError =>
  methods.length === 0
    ? new SerinError('NOT_FOUND', `there is nothing at ${path}; see /docs`)
    : new SerinError('METHOD_NOT_ALLOWED', `${path} takes ${methods.join(', ')}, not ${method}`);
