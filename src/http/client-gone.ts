import type { ServerResponse } from 'node:http';

/**
 * Aborts when the connection closes before the answer was given, or with `stopping`. `release` has to be called once
 * the answer is there: `stopping` lives as long as the server and must not gather listeners.
 */
export const clientGone = (
  response: ServerResponse,
  stopping: AbortSignal,
): { readonly signal: AbortSignal; readonly release: () => void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (stopping.aborted || response.destroyed) abort();
  response.once('close', abort);
  stopping.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      response.removeListener('close', abort);
      stopping.removeEventListener('abort', abort);
    },
  };
};
