/** How long things are kept, stopping, and the log. */
import { z } from 'zod';
import { oneOf, whole } from './fields.ts';

export const keepingSettings = {
  recordRetentionDays: whole(1, 3650).default(7).describe('Days a submission is kept after its verdict.'),
  eventRetentionMinutes: whole(1, 10_080)
    .default(60)
    .describe('Minutes its events are kept after its verdict.'),
  shutdownGraceSeconds: whole(1, 3600)
    .default(20)
    .describe('Seconds running submissions get to finish at shutdown; the rest go back to the queue.'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], oneOf)
    .default('info')
    .describe('Least level logged.'),
  logFormat: z
    .enum(['auto', 'json', 'pretty'], oneOf)
    .default('auto')
    .describe('Form of the log on stderr; auto is pretty on a terminal and json elsewhere.'),
};
