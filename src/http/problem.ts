/** From any error to the one shape in which failures are told: an RFC 9457 problem document. */
import { errorTable, SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { sizeText } from './options.ts';

export const problemContentType = 'application/problem+json';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** The path that was asked for. */
  readonly instance: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly retryable: boolean;
  readonly traceId: string;
}

/** How long a client is asked to stay away when a temporary failure does not say so itself. */
const defaultRetryAfterSeconds = 5;

/** Whole seconds for `Retry-After`; undefined where a retry makes no sense. */
export const retryAfterSeconds = (error: SerinError): number | undefined =>
  error.status === 503
    ? Math.max(1, Math.ceil(error.retryAfterSeconds ?? defaultRetryAfterSeconds))
    : undefined;

/**
 * Our own failures (500) keep their code, but say nothing of what happened inside: that is in the log, under the trace
 * id.
 */
export const problemOf = (error: SerinError, about: { instance: string; traceId: string }): Problem => {
  const { status, title, retryable } = errorTable[error.code];
  const ours = status >= 500 && status !== 503;
  const faults = ours ? [] : error.faults;
  return {
    type: `urn:serin:problem:${error.code}`,
    title,
    status,
    detail: ours ? `the server's log has this under trace id ${about.traceId}` : error.message,
    code: error.code,
    instance: about.instance,
    ...(faults.length === 0
      ? {}
      : { errors: faults.map((fault) => ({ pointer: fault.path, detail: fault.message })) }),
    retryable,
    traceId: about.traceId,
  };
};

/** What Fastify itself refuses, in our words; everything that nobody foresaw is INTERNAL. */
export const serinErrorOf = (error: unknown, bodyLimitBytes: number): SerinError => {
  if (error instanceof SerinError) return error;
  const { code, statusCode, message } = shapeOf(error);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new SerinError('PAYLOAD_TOO_LARGE', `the body may be ${sizeText(bodyLimitBytes)} at most`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return new SerinError('UNSUPPORTED_MEDIA_TYPE', 'send JSON, with Content-Type: application/json');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new SerinError('INVALID_REQUEST', 'the body is not as long as Content-Length says');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new SerinError('NOT_FOUND', 'a part of the address is too long');
    default:
      break;
  }
  if (code.startsWith('FST_') && statusCode >= 400 && statusCode < 500) {
    return new SerinError('INVALID_REQUEST', message, { cause: error });
  }
  return new SerinError('INTERNAL', 'unforeseen', { cause: error });
};

const shapeOf = (error: unknown): { code: string; statusCode: number; message: string } => {
  const given: { code?: unknown; statusCode?: unknown; message?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  return {
    code: typeof given.code === 'string' ? given.code : '',
    statusCode: typeof given.statusCode === 'number' ? given.statusCode : 0,
    message: typeof given.message === 'string' ? given.message : '',
  };
};
