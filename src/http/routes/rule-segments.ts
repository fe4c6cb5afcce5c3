/** Segments that are lists of users, streamed. */
import { z } from 'zod';
import { SerinError } from '../../domain/errors.ts';
import { publishingOf } from '../read-rules.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import { answerOf, changed, statusOf } from '../rules-answers.ts';
import { json } from '../schemas/documented.ts';
import { changeQuery, segmentAnswerSchema } from '../schemas/rules.ts';
import { shortText } from '../schemas/text.ts';
import { allButTheBody, piecesOf, takeBytes } from '../streamed-body.ts';

/** On its own, because here a body is not JSON but bytes. */
export const ruleSegmentRoutes = (app: ZodApp, { ports: { rules, newTraceId } }: RouteContext): void => {
  takeBytes(app);
  refuseJson(app);
  app.put(
    '/v1/rules/segments/:name',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'putRulesSegment',
        summary: 'Put a list of users as a Segment of layer api: one id a line, up to a million',
        tags: ['rules'],
        consumes: ['text/plain'],
        params: z.object({ name: shortText(63) }),
        querystring: changeQuery,
        body: z.unknown().describe('One id a line, in UTF-8.'),
        response: {
          ...changed,
          200: json('It is so now.', segmentAnswerSchema),
          202: json('It waits for approval.', segmentAnswerSchema),
        },
      },
      validatorCompiler: allButTheBody,
    },
    async (request, reply) => {
      const { name } = request.params;
      try {
        const publishing = publishingOf(request, newTraceId, {}, request.query);
        const { count, ...published } = await rules.putSegment({
          ...publishing,
          name,
          source: piecesOf(request),
        });
        reply.header('etag', `"${published.revision}"`);
        return await reply.code(statusOf(published)).send({ ...answerOf(published), count });
      } catch (error) {
        // A client that is still sending would never see the answer.
        request.raw.resume();
        throw error;
      }
    },
  );
};

/** One line of JSON would be taken for one id. */
const refuseJson = (app: ZodApp): void => {
  app.addContentTypeParser('application/json', (_request, payload, done) => {
    payload.resume();
    const remedy = 'send the ids one a line, with Content-Type: text/plain';
    done(new SerinError('UNSUPPORTED_MEDIA_TYPE', `a list of ids is no JSON: ${remedy}`));
  });
};
