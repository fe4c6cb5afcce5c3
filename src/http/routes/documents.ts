/** The OpenAPI document, made from the schemas that validate, and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { HttpPorts } from '../ports.ts';
import type { RouteContext } from '../route-context.ts';

/** The page's own scripts and styles, and requests to this server; nothing from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Has to come before the routes: the document is made of what is added after it. */
export const documentRoutes = async (
  app: FastifyInstance,
  { ports, options }: RouteContext,
): Promise<void> => {
  const secured = options.apiKeys.length > 0;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Serin',
        description: 'A multi-language code judge that can change its own language runtimes safely.',
        version: ports.service.version.release,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      // An extension, which the types of the plugin do not know and the plugin keeps.
      ...{ 'x-serin-build': buildOf(ports.service.version) },
      tags: [
        { name: 'submissions', description: 'Programs and their verdicts.' },
        { name: 'problems', description: 'What programs are judged by: tests, limits, checkers, scoring.' },
        { name: 'blobs', description: 'Inputs and answers that are put beforehand.' },
        { name: 'runtimes', description: 'Languages, and the compilers behind them.' },
        { name: 'tracks', description: 'Which compiler judges whom, and how that is changed.' },
        { name: 'lineage', description: 'Where releases come from, and what happened to them.' },
        { name: 'service', description: 'How the service itself is.' },
      ],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      ...(secured ? { security: [{ apiKey: [] }] } : {}),
    },
    transform: createJsonSchemaTransform({}),
    transformObject: (given) => withoutUnused(toDocument(given)),
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    uiConfig: { validatorUrl: null, deepLinking: true },
  });
  let document: string | undefined;
  app.get('/openapi.json', { config: { access: 'open' }, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(document);
  });
};

const buildOf = ({ serin, commit, dirty, builtAtMs }: HttpPorts['service']['version']) => ({
  version: serin,
  commit,
  dirty,
  ...(builtAtMs === undefined ? {} : { builtAtMs }),
});

const toDocument = createJsonSchemaTransformObject({});

type Document = ReturnType<typeof toDocument>;

/** The transformation makes two of every named schema, one for requests and one for answers. */
const withoutUnused = (document: Document): Document => {
  const text = JSON.stringify(document);
  const schemas: object = ('components' in document ? document.components.schemas : undefined) ?? {};
  for (const name of Object.keys(schemas)) {
    if (!text.includes(`"#/components/schemas/${name}"`)) Reflect.deleteProperty(schemas, name);
  }
  return document;
};
