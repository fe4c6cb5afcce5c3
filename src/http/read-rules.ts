/** The parts of requests about gray rules that stand in several places: a body or a query, a header or a field. */
import type { FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { SerinError } from '../domain/errors.ts';
import type { LayerName } from '../domain/rules.ts';
import type { Publishing } from '../control/rules.ts';
import { callerOf } from './about.ts';
import type { ZodApp } from './route-context.ts';

/** Rules are at most 10 000, of some hundred bytes each. */
export const mostRulesBytes = 16 * 1024 * 1024;

/** In this app a YAML body is one file, named `body`. */
export const takeYaml = (app: ZodApp): void => {
  const types = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
  app.addContentTypeParser(
    types,
    { parseAs: 'buffer', bodyLimit: mostRulesBytes },
    (_request, body, done) => {
      const bytes = body as Buffer;
      if (isUtf8(bytes)) done(null, { files: [{ path: 'body', text: bytes.toString('utf8') }] });
      else done(new SerinError('INVALID_REQUEST', 'the body is not UTF-8'));
    },
  );
};

interface Said {
  readonly message?: string;
  readonly commit?: string;
  readonly expected?: number;
}

/** Who changes rules, why, and from where; the query counts where the body says nothing. @throws SerinError INVALID_REQUEST */
export const publishingOf = (
  request: FastifyRequest,
  newId: () => string,
  body: Said,
  query: Said & { readonly dryRun: boolean },
): Publishing => {
  const message = body.message ?? query.message;
  if (message === undefined) {
    throw new SerinError('INVALID_REQUEST', '/message: say why it is changed', {
      faults: [{ path: '/message', message: 'say why; with a YAML body, as ?message=' }],
    });
  }
  const expected = body.expected ?? query.expected ?? ifMatch(request.headers['if-match']);
  return {
    by: callerOf(request).name,
    message,
    commit: body.commit ?? query.commit ?? newId(),
    dryRun: query.dryRun,
    ...(expected === undefined ? {} : { expected }),
  };
};

/** `"17"`, `W/"17"` or `17`; `*` states nothing. @throws SerinError INVALID_REQUEST */
const ifMatch = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  const [, digits] = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new SerinError('INVALID_REQUEST', `If-Match is not a revision: ${header}`, {
    faults: [{ path: 'header:if-match', message: 'one revision, as ETag says it: "17"' }],
  });
};

const owners: Readonly<Partial<Record<LayerName, string>>> = {
  directory: 'it is read from the watched directory: change the files there',
  rollout: 'rollouts write it: start, pause or abort one',
};

/** @throws SerinError INVALID_REQUEST for a layer that has another owner. */
export const mustBeWritable = (layer: LayerName): void => {
  const owner = owners[layer];
  if (owner === undefined) return;
  throw new SerinError('INVALID_REQUEST', `layer ${layer} is not published over HTTP: ${owner}`, {
    faults: [{ path: 'path:layer', message: `api or override; of ${layer}, ${owner}` }],
  });
};
