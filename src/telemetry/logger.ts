import { pino } from 'pino';
import type { Logger as PinoLogger } from 'pino';

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `auto`: pretty on a terminal, JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly terminal: boolean;
  /** On every line: what runs and where. */
  readonly base: Readonly<Record<string, string>>;
}

/** Whatever could hold a key is hidden before it is written. */
const redact = ['req.headers.authorization', 'headers.authorization', 'apiKey', 'key', 'redisUrl'];

/** Logs go to stderr, so that stdout stays for what a command was asked for. */
export const openLogger = (options: LoggerOptions): PinoLogger => {
  const pretty = options.format === 'pretty' || (options.format === 'auto' && options.terminal);
  const settings = {
    level: options.level,
    base: { ...options.base },
    redact: { paths: redact, censor: '[hidden]' },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (!pretty) return pino(settings, pino.destination({ dest: 2, sync: false }));
  const { formatters: _, ...forTransport } = settings;
  return pino({
    ...forTransport,
    transport: {
      target: 'pino-pretty',
      options: {
        destination: 2,
        ignore: 'pid,hostname,role,version,commit',
        translateTime: 'SYS:HH:MM:ss.l',
      },
    },
  });
};
