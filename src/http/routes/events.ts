/** The events of a submission, as they come. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { StoredEvent } from '../../domain/events.ts';
import { SerinError } from '../../domain/errors.ts';
import { traceOf } from '../../domain/submission.ts';
import type { SubmissionRecord, Trace } from '../../domain/submission.ts';
import { callerOf, tagWith } from '../about.ts';
import { resultFor } from '../answers.ts';
import type { Caller } from '../authenticate.ts';
import { clientGone } from '../client-gone.ts';
import { writeEvents } from '../event-stream.ts';
import type { TracedEvent } from '../event-stream.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { problems, text } from '../schemas/documented.ts';
import { visibleRecord } from '../visible-record.ts';
import { idParams } from './submissions.ts';

const eventsQuery = z.object({
  lastEventId: z.string().exactOptional().describe('Like the header `Last-Event-ID`, which comes first.'),
});

const eventId = /^[A-Za-z0-9_-]{1,64}$/;

export const eventRoutes = (app: ZodApp, context: RouteContext): void => {
  app.get(
    '/v1/submissions/:id/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followSubmission',
        summary: 'Follow a submission: queued, compiling, test n of m, finished',
        tags: ['submissions'],
        params: idParams,
        querystring: eventsQuery,
        response: {
          200: text('Server-sent events. The stream ends after `finished`.', 'text/event-stream'),
          204: z.undefined().describe('Nothing will come after the event you had; do not reconnect.'),
          ...problems(400, 401, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const after = lastEventId(request.headers['last-event-id'] ?? request.query.lastEventId);
      const record = await visibleRecord(context.ports.submissions, request.params.id, callerOf(request));
      tagWith(request, reply, record);
      await follow(context, request, reply, record, after);
      return reply;
    },
  );
};

const lastEventId = (given: string | string[] | undefined): string | undefined => {
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string' && eventId.test(given)) return given;
  throw new SerinError('INVALID_REQUEST', 'the last event id is none of ours', {
    faults: [{ path: 'header:Last-Event-ID', message: 'repeat the id of the last event that you received' }],
  });
};

/**
 * A finished submission's first event is awaited before the head is written: a browser that has them all already would
 * reconnect for ever, and only 204 tells it to stop.
 */
const follow = async (
  { ports, options, stopping }: RouteContext,
  request: FastifyRequest,
  reply: FastifyReply,
  record: SubmissionRecord,
  after: string | undefined,
): Promise<void> => {
  const { signal, release } = clientGone(reply.raw, stopping);
  const told = ports.submissions.follow(record.id, after, signal);
  const events = visibleTo(callerOf(request), traceOf(record.spec), told)[Symbol.asyncIterator]();
  try {
    const first = record.state === 'finished' ? await events.next() : undefined;
    if (first?.done === true) {
      reply.code(204).send();
      return;
    }
    startStream(reply);
    const stream = resume(events, first?.value);
    await writeEvents(reply.raw, stream, options, signal).catch((error: unknown) => {
      const { traceId } = request.about;
      if (!signal.aborted) {
        ports.log.warn({ submission: record.id, traceId, cause: String(error) }, 'an event stream broke off');
      }
    });
    endStream(reply);
  } finally {
    release();
    await events.return(undefined);
  }
};

async function* visibleTo(
  caller: Caller,
  trace: Trace,
  events: AsyncIterable<StoredEvent>,
): AsyncGenerator<TracedEvent> {
  for await (const stored of events) {
    const { event } = stored;
    yield event.type === 'finished'
      ? { ...stored, trace, event: { ...event, result: resultFor(caller, event.result) } }
      : { ...stored, trace };
  }
}

const startStream = (reply: FastifyReply): void => {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Tells nginx not to gather the stream.
    'x-accel-buffering': 'no',
  });
  reply.raw.flushHeaders();
};

/** A reader that has stalled would never take the end of the stream either. */
const endStream = (reply: FastifyReply): void => {
  if (reply.raw.writableNeedDrain) reply.raw.destroy();
  else reply.raw.end();
};

async function* resume(
  events: AsyncIterator<TracedEvent>,
  first: TracedEvent | undefined,
): AsyncGenerator<TracedEvent> {
  if (first !== undefined) yield first;
  yield* { [Symbol.asyncIterator]: () => events };
}
