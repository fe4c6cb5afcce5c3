/**
 * How a process keeps up with a record of the store: a push says that there is something newer, and a timer and every reconnection
 * look for themselves, as a push that was missed is not repeated. While the store is away, what was seen last holds.
 */
import { SerinError } from '../domain/errors.ts';
import type { Logger } from '../domain/logger.ts';
import type { ControlChannel, ControlMessage } from './control-channel.ts';

export interface WatchedRecord {
  /** As the log calls it: `the bindings`. */
  readonly name: string;
  readonly control: Pick<ControlChannel, 'subscribe' | 'onGap'>;
  readonly isNews: (message: ControlMessage) => boolean;
  /** @throws SerinError STORE_UNAVAILABLE */
  readonly refresh: () => Promise<void>;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Resolves after the first look. Answers how to stop. @throws SerinError STORE_UNAVAILABLE when that look fails. */
export const watchRecord = async (record: WatchedRecord): Promise<() => void> => {
  const { control, isNews, refresh, log } = record;
  const look = (): void => {
    refresh().catch((error: unknown) => {
      const away = error instanceof SerinError && error.code === 'STORE_UNAVAILABLE';
      const level = away ? 'debug' : 'warn';
      log[level]({ cause: String(error) }, `${record.name} cannot be read: what was read last holds`);
    });
  };
  const stops = [
    control.subscribe((message) => {
      if (isNews(message)) look();
    }),
    control.onGap(look),
  ];
  const stop = (): void => {
    for (const each of stops.splice(0)) each();
  };
  try {
    await refresh();
  } catch (error) {
    stop();
    throw error;
  }
  const timer = setInterval(look, record.everyMs);
  timer.unref();
  stops.push(() => clearInterval(timer));
  return stop;
};
