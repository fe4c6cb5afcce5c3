/**
 * How the server ends without cutting anybody off.
 *
 *   close → waits and event streams are told to end → their answers go out → every connection is closed
 *
 * Idle connections are not waited for: a client may hold one open for a minute and never use it.
 */
import type { FastifyInstance } from 'fastify';

export const drainOnClose = (app: FastifyInstance, stop: AbortController, longestDrainMs: number): void => {
  let unanswered = 0;
  let allAnswered: (() => void) | undefined;
  app.addHook('onRequest', (_request, reply, done) => {
    unanswered += 1;
    reply.raw.once('close', () => {
      unanswered -= 1;
      if (unanswered === 0) allAnswered?.();
    });
    done();
  });
  app.addHook('preClose', async () => {
    stop.abort();
    if (unanswered === 0) return;
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, longestDrainMs);
      allAnswered = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  });
};
