/**
 * A worker process that judges for ever: prints `active <submission>` when it begins.
 *
 * Arguments: Redis address, prefix, track, and the worker's timing as JSON, or nothing for the default.
 */
import { silentLogger } from '../../../src/domain/logger.ts';
import { JudgeWorker, defaultJudgeWorkerTiming } from '../../../src/queue/judge-worker.ts';
import type { JudgeWorkerTiming } from '../../../src/queue/judge-worker.ts';
import { openPatientRedis } from '../../../src/store/redis-connection.ts';

const [url = '', prefix = '', track = '', given = '{}'] = process.argv.slice(2);
const timing = { ...defaultJudgeWorkerTiming, ...(JSON.parse(given) as Partial<JudgeWorkerTiming>) };
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const worker = new JudgeWorker(
  {
    redis: openPatientRedis({ url, log: silentLogger }),
    prefix,
    judge: (job) => {
      say(`active ${job.submission}`);
      return new Promise(() => undefined);
    },
    onPoison: (job, reason) => {
      say(`poison ${job.submission} ${reason}`);
      return Promise.resolve();
    },
    now: Date.now,
    log: silentLogger,
  },
  { track, name: `child-${process.pid}`, concurrency: 2, timing },
);
worker.start();
