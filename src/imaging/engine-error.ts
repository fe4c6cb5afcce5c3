import { SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** The HTTP status that the engine answered with, if it answered. */
export const engineStatus = (cause: unknown): number | undefined => {
  const status = property(cause, 'statusCode');
  return typeof status === 'number' ? status : undefined;
};

/**
 * An engine that refuses, hangs up or is not there is `DOCKER_UNAVAILABLE`; one that answers with a failure is `code`.
 * Errors of our own pass unchanged.
 */
export const engineError = (cause: unknown, code: ErrorCode, doing: string): SerinError => {
  if (cause instanceof SerinError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return isUnreachable(cause)
    ? new SerinError('DOCKER_UNAVAILABLE', `${doing}: the Docker engine cannot be reached (${reason})`, {
        cause,
      })
    : new SerinError(code, `${doing}: ${reason}`, { cause });
};

const lostConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** A socket that is missing or closed to us; a file on this machine that is says the same, but not while connecting. */
const lostSocket = new Set(['ENOENT', 'EACCES']);

const isUnreachable = (cause: unknown): boolean => {
  const code = String(property(cause, 'code'));
  return lostConnection.has(code) || (lostSocket.has(code) && property(cause, 'syscall') === 'connect');
};

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
