import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { HttpOptions } from './options.ts';
import type { HttpPorts } from './ports.ts';

/** An app whose handlers get what the zod schemas of their routes made of the request. */
export type ZodApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface RouteContext {
  readonly ports: HttpPorts;
  readonly options: HttpOptions;
  /** Aborted when the server closes: whoever is still waiting is answered with what there is. */
  readonly stopping: AbortSignal;
}
