/** What every handler knows of the request it answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { releaseTag } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { Access, Caller } from './authenticate.ts';

export interface About {
  readonly traceId: string;
  readonly caller: Caller | undefined;
  /** Set once they are known; for the log. */
  submission?: string;
  releaseTag?: string;
  errorCode?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    about: About;
  }
  interface FastifyContextConfig {
    /** Who may call this route; submitters, when it says nothing. */
    access?: Access;
    /** A successful answer is worth no line in the log. */
    quiet?: boolean;
  }
}

/** The caller of a route that is not open. */
export const callerOf = (request: FastifyRequest): Caller => {
  const { caller } = request.about;
  if (caller === undefined) throw new SerinError('UNAUTHENTICATED', 'send an API key of this server');
  return caller;
};

/** Every answer about a submission says which release judges it. */
export const tagWith = (request: FastifyRequest, reply: FastifyReply, record: SubmissionRecord): void => {
  const tag = releaseTag(record.decision);
  request.about.submission = record.id;
  request.about.releaseTag = tag;
  reply.header('x-release-tag', tag);
};
