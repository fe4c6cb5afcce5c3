import { SerinError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** The HTTP status that Docker answered with, where it answered at all. */
export const dockerStatus = (error: unknown): number | undefined => {
  const status: unknown = propertyOf(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
};

/**
 * A failure of a call to Docker as an error of ours: `DOCKER_UNAVAILABLE` where nobody answered, `otherwise` where Docker
 * refused. `doing` begins the sentence: "creating a container".
 */
export const dockerFault = (
  error: unknown,
  doing: string,
  otherwise: ErrorCode = 'SANDBOX_FAILED',
): SerinError => {
  if (error instanceof SerinError) return error;
  const said = error instanceof Error ? error.message.trim() : String(error);
  const code: unknown = propertyOf(error, 'code');
  if (dockerStatus(error) === undefined && typeof code === 'string' && unreachable.has(code)) {
    const detail =
      code === 'EACCES'
        ? `${doing}: this user may not speak to the Docker engine (${said}); run Serin as root or as a member of its group`
        : `${doing}: the Docker engine does not answer (${said}); start it, or point DOCKER_HOST to one that runs`;
    return new SerinError('DOCKER_UNAVAILABLE', detail, { cause: error });
  }
  return new SerinError(otherwise, `${doing}: ${said}`, { cause: error });
};

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ABORT_ERR',
]);

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
