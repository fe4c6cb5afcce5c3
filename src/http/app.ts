/**
 * The HTTP face of Serin: `buildApp` makes the Fastify instance, and whoever has it listens and closes.
 *
 *   trace → log → key → [body → schema] → handler → answer, or one problem document
 *
 * Handlers only parse and shape. Decisions and records are made behind the ports.
 */
import { setMaxListeners } from 'node:events';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { drainOnClose } from './drain.ts';
import { answerBrokenHttp, answerFailures, fail } from './failures.ts';
import { knownMethods } from './method-not-allowed.ts';
import { defaultHttpOptions } from './options.ts';
import type { HttpOptions } from './options.ts';
import type { HttpPorts } from './ports.ts';
import { admitCallers, openRequests, takeJsonOnly } from './request-gate.ts';
import { logRequests } from './request-log.ts';
import type { RouteContext } from './route-context.ts';
import { blobRoutes } from './routes/blobs.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { documentRoutes } from './routes/documents.ts';
import { eventRoutes } from './routes/events.ts';
import { freezeRoutes } from './routes/freezes.ts';
import { lineageRoutes } from './routes/lineage.ts';
import { materialRoutes } from './routes/materials.ts';
import { rejudgeRoutes } from './routes/rejudges.ts';
import { runRoutes } from './routes/runs.ts';
import { problemRoutes } from './routes/problems.ts';
import { ruleProposalRoutes } from './routes/rule-proposals.ts';
import { ruleSegmentRoutes } from './routes/rule-segments.ts';
import { ruleRoutes } from './routes/rules.ts';
import { ruleTrialRoutes } from './routes/rule-trials.ts';
import { serviceRoutes } from './routes/service.ts';
import { submissionListRoutes } from './routes/submission-list.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { trackRoutes } from './routes/tracks.ts';
import { verificationRoutes } from './routes/verifications.ts';
import { traceIdOf } from './trace.ts';
import { validatorCompiler } from './validator.ts';

/** What is not given is `defaultHttpOptions`. Closing the app ends waits and event streams, each with an answer. */
export const buildApp = async (
  ports: HttpPorts,
  given: Partial<HttpOptions> = {},
): Promise<FastifyInstance> => {
  const options: HttpOptions = { ...defaultHttpOptions, ...given };
  const stop = new AbortController();
  // Everybody who waits listens to it.
  setMaxListeners(0, stop.signal);
  const context: RouteContext = { ports, options, stopping: stop.signal };
  const app = fastify({
    logger: false,
    bodyLimit: options.sizes.bodyBytes,
    requestTimeout: options.requestTimeoutMs,
    return503OnClosing: false,
    forceCloseConnections: true,
    ...(options.trustedProxies.length === 0 ? {} : { trustProxy: [...options.trustedProxies] }),
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: answerBrokenHttp(ports.newTraceId),
    frameworkErrors: (error, request, reply) => {
      // The address itself is broken, so no hook has run.
      const about = { traceId: traceIdOf(request.headers, ports.newTraceId), caller: undefined };
      request.about = about;
      reply.header('x-trace-id', about.traceId);
      void fail(context, error, request, reply);
    },
  });
  drainOnClose(app, stop, options.longestDrainMs);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  takeJsonOnly(app);
  const methodsOf = knownMethods(app);
  openRequests(app, context);
  logRequests(app, ports.log);
  admitCallers(app);
  answerFailures(app, context, methodsOf);
  await documentRoutes(app, context);
  // Loaded as a plugin so that its routes are added after the one that documents them has been.
  await app.register((inner, _options, done) => {
    const typed = inner.withTypeProvider<ZodTypeProvider>();
    submissionRoutes(typed, context);
    submissionListRoutes(typed, context);
    rejudgeRoutes(typed, context);
    runRoutes(typed, context);
    eventRoutes(typed, context);
    catalogueRoutes(typed, context);
    trackRoutes(typed, context);
    lineageRoutes(typed, context);
    freezeRoutes(typed, context);
    materialRoutes(typed, context);
    verificationRoutes(typed, context);
    serviceRoutes(typed, context);
    done();
  });
  // On its own, because here a body is not JSON but bytes.
  await app.register((inner, _options, done) => {
    blobRoutes(inner.withTypeProvider<ZodTypeProvider>(), context);
    done();
  });
  await app.register((inner, _options, done) => {
    problemRoutes(inner.withTypeProvider<ZodTypeProvider>(), context);
    done();
  });
  await app.register((inner, _options, done) => {
    const typed = inner.withTypeProvider<ZodTypeProvider>();
    ruleRoutes(typed, context);
    ruleProposalRoutes(typed, context);
    ruleTrialRoutes(typed, context);
    done();
  });
  await app.register((inner, _options, done) => {
    ruleSegmentRoutes(inner.withTypeProvider<ZodTypeProvider>(), context);
    done();
  });
  await app.ready();
  return app;
};
