import type { Logger } from '../domain/logger.ts';

export interface Repeated {
  /** Run once more as soon as the run under way, if any, has ended. */
  soon(): void;
  /** No run starts after this; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Runs an act now and then every `everyMs` after it has ended, never twice at once. A failure is logged when it first
 * occurs and when it changes, and the act is tried again at the next turn.
 */
export const repeat = (name: string, everyMs: number, log: Logger, act: () => Promise<void>): Repeated => {
  let stopped = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let lastFault = '';
  let running: Promise<void> | undefined;

  const turn = async (): Promise<void> => {
    try {
      await act();
      if (lastFault !== '') log.info({ task: name }, 'works again');
      lastFault = '';
    } catch (cause) {
      const fault = cause instanceof Error ? cause.message : String(cause);
      if (fault !== lastFault) log.warn({ task: name, fault }, 'failed; will be tried again');
      lastFault = fault;
    }
  };

  const start = (): void => {
    clearTimeout(timer);
    again = false;
    running = turn().finally(() => {
      running = undefined;
      if (stopped) return;
      if (again) start();
      else timer = setTimeout(start, everyMs);
    });
  };

  start();
  return {
    soon: () => {
      if (stopped) return;
      if (running === undefined) start();
      else again = true;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
