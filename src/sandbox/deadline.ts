import { SerinError } from '../domain/errors.ts';

/**
 * What a call to the engine came to, or `SANDBOX_FAILED` when it came to nothing in time. An engine that hangs in one call would
 * otherwise hold a slot for ever. The call itself goes on: what it makes late is found by `removeStrays`.
 */
export const within = async <Result>(
  doing: string,
  deadlineMs: number,
  call: Promise<Result>,
): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = deadlineMs / 1000;
      reject(
        new SerinError('SANDBOX_FAILED', `${doing}: the Docker engine did not answer within ${seconds} s`),
      );
    }, deadlineMs);
    timer.unref();
  });
  call.catch(() => undefined);
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
};
