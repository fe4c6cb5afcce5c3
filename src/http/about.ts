/** What every handler knows of the request it answers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { releaseTag } from '../domain/decision.ts';
import { SerinError } from '../domain/errors.ts';
import type { SubmissionRecord } from '../domain/submission.ts';
import type { Access, Caller } from './authenticate.ts';
import type { Forwarded } from './dimensions.ts';
import type { HttpOptions } from './options.ts';

export interface About {
  readonly traceId: string;
  readonly caller: Caller | undefined;
  /** Set once they are known; for the log. */
  submission?: string;
  releaseTag?: string;
  /** The one that the submission came with. */
  inboundReleaseTag?: string;
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

/** What a trusted proxy told of whoever it speaks for. The last address that is not one of the proxies is believed. */
export const forwardedBy = (
  { trustedProxies }: Pick<HttpOptions, 'trustedProxies'>,
  request: FastifyRequest,
): Forwarded => {
  const { remoteAddress } = request.socket;
  if (trustedProxies.length === 0 || request.ip === remoteAddress) return {};
  const userAgent = request.headers['user-agent'];
  return { address: request.ip, ...(userAgent === undefined ? {} : { userAgent }) };
};

/** Every answer about a submission says which release judges it. */
export const tagWith = (request: FastifyRequest, reply: FastifyReply, record: SubmissionRecord): void => {
  const tag = releaseTag(record.decision);
  request.about.submission = record.id;
  request.about.releaseTag = tag;
  const { inboundReleaseTag } = record.spec;
  if (inboundReleaseTag !== undefined) request.about.inboundReleaseTag = inboundReleaseTag;
  reply.header('x-release-tag', tag);
};
