/** How much may wait, run beside, and be kept. */
import { mebibyte, whole } from './fields.ts';

export const queuesSettings = {
  queueLimit: whole(1, 10_000_000)
    .default(10_000)
    .describe('Unfinished submissions per track before new ones get 503.'),
  spilloverWaitSeconds: whole(1, 86_400)
    .default(30)
    .describe('Seconds that work waits on another track than stable before new submissions stay on stable.'),
  spilloverDepthPercent: whole(1, 100)
    .default(50)
    .describe(
      'Percent of queueLimit unfinished on another track than stable before new submissions stay on stable.',
    ),
  rejudgeLimit: whole(1, 10_000)
    .default(16)
    .describe('Submissions that rejudges have under way at once, all of them together.'),
  redispatchSeconds: whole(1, 3600)
    .default(10)
    .describe(
      'Seconds without a worker after which submissions that wait on a track other than stable are judged on stable.',
    ),
  shadowLimit: whole(0, 10_000)
    .default(1_000)
    .describe('Submissions per track that wait to be judged there as shadows; those beyond are not.'),
  compileCacheBytes: whole(0, 2 ** 50)
    .default(1024 * mebibyte)
    .describe('Compiled programs kept on disk per worker.'),
  problemCacheBytes: whole(0, 2 ** 50)
    .optional()
    .describe(
      'Test data that a worker copies to its own dataDir: of problems, and with s3 as much again of uploads. By default 4 GiB with s3; else 0, which reads it where it lies.',
    ),
};
