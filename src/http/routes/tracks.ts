/** Which fingerprint every language has on every track, and how that is changed. */
import { z } from 'zod';
import { trackSchema } from '../../domain/decision.ts';
import { callerOf } from '../about.ts';
import { admit } from '../authenticate.ts';
import type { RouteContext, ZodApp } from '../route-context.ts';
import {
  boundAnswerSchema,
  dryRunQuery,
  fingerprintText,
  reasonText,
  rolledBackAnswerSchema,
  tracksAnswerSchema,
  unboundAnswerSchema,
} from '../schemas/control.ts';
import { json, problems } from '../schemas/documented.ts';
import { shortText } from '../schemas/text.ts';

const trackParams = z.object({ language: shortText(64), track: trackSchema });

const expectedText = fingerprintText.describe(
  'What the track is expected to have: anything else there is refused.',
);

const force = z
  .boolean()
  .default(false)
  .describe('Pass over the guards that can be passed over; for admins, with a reason.');

const reasonFor = { message: 'say why the guards are passed over', path: ['reason'] };

const bindBody = z
  .strictObject({
    runtime: shortText(128)
      .exactOptional()
      .describe('A name such as python-3.14, or a range of versions such as ^3.13, resolved now.'),
    fingerprint: fingerprintText
      .regex(
        /^[^@]+@[^@]+$/,
        'give a whole one, as GET /v1/runtimes tells it; names and ranges go into runtime',
      )
      .exactOptional(),
    reason: reasonText.exactOptional(),
    force,
  })
  .refine((body) => (body.runtime === undefined) !== (body.fingerprint === undefined), {
    message: 'give runtime or fingerprint, one of them',
    path: ['runtime'],
  })
  .refine((body) => !body.force || body.reason !== undefined, reasonFor);

const promoteBody = z
  .strictObject({ fingerprint: expectedText.exactOptional(), reason: reasonText.exactOptional(), force })
  .refine((body) => !body.force || body.reason !== undefined, reasonFor);

const unsaid = 'no reason given';

const changeProblems = problems(400, 401, 403, 404, 409, 413, 415, 422, 500, 503);

export const trackRoutes = (app: ZodApp, { ports: { control } }: RouteContext): void => {
  app.get(
    '/v1/tracks',
    {
      schema: {
        operationId: 'listTracks',
        summary: 'Which runtime every language has on every track, what drains and what is quarantined',
        tags: ['tracks'],
        response: { 200: json('All bindings.', tracksAnswerSchema), ...problems(401, 500, 503) },
      },
    },
    async (_request, reply) => {
      const { revision, bindings, draining, quarantined } = await control.tracks();
      return reply.send({ revision, tracks: bindings.map((each) => ({ ...each })), draining, quarantined });
    },
  );

  app.put(
    '/v1/tracks/:language/:track',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'bindTrack',
        summary: 'Bind a runtime to a track of its language',
        tags: ['tracks'],
        params: trackParams,
        querystring: dryRunQuery,
        body: bindBody,
        response: { 200: json('It is bound.', boundAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { runtime, fingerprint, reason = unsaid, force: forced } = request.body;
      if (forced) admit(callerOf(request), 'admin');
      const { answer, ...said } = await control.bind({
        ...request.params,
        ...request.query,
        runtime: runtime ?? fingerprint ?? '',
        by: callerOf(request).name,
        reason,
        force: forced,
      });
      return reply.send({ ...said, ...answer });
    },
  );

  app.post(
    '/v1/tracks/:language/:track/promote',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'promoteTrack',
        summary: 'Bind to stable what this track has',
        tags: ['tracks'],
        params: trackParams,
        querystring: dryRunQuery,
        body: promoteBody,
        response: { 200: json('It is stable.', boundAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { reason = unsaid, force: forced, fingerprint: expected } = request.body;
      if (forced) admit(callerOf(request), 'admin');
      const { language, track: from } = request.params;
      const by = callerOf(request).name;
      const asked = {
        ...{ language, from, by, reason, force: forced },
        ...(expected === undefined ? {} : { expected }),
        ...request.query,
      };
      const { answer, ...said } = await control.promote(asked);
      return reply.send({ ...said, ...answer });
    },
  );

  app.post(
    '/v1/tracks/:language/:track/rollback',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'rollbackTrack',
        summary: 'Go back to what the track had before, and quarantine what it has',
        tags: ['tracks'],
        params: trackParams,
        querystring: dryRunQuery,
        body: z.strictObject({ fingerprint: expectedText.exactOptional(), reason: reasonText }),
        response: { 200: json('It is back.', rolledBackAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const { params, query, body } = request;
      const { answer, ...said } = await control.rollback({
        ...params,
        ...query,
        by: callerOf(request).name,
        reason: body.reason,
        ...(body.fingerprint === undefined ? {} : { expected: body.fingerprint }),
      });
      return reply.send({ ...said, ...answer });
    },
  );

  app.delete(
    '/v1/tracks/:language/:track',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'unbindTrack',
        summary: 'Take the runtime off a track; what was sent to it before is still judged by it',
        tags: ['tracks'],
        params: trackParams,
        querystring: dryRunQuery.extend({ reason: reasonText.default(unsaid) }),
        response: { 200: json('It is off the track.', unboundAnswerSchema), ...changeProblems },
      },
    },
    async (request, reply) => {
      const by = callerOf(request).name;
      const { answer, ...said } = await control.unbind({ ...request.params, ...request.query, by });
      const { fingerprint, warnings } = answer;
      // It is done: a count that fails makes no failure of it.
      const unfinished = await control
        .unfinished({ track: request.params.track, fingerprint })
        .catch(() => undefined);
      return reply.send({
        ...said,
        fingerprint,
        ...(unfinished === undefined ? {} : { unfinished }),
        warnings,
      });
    },
  );
};
