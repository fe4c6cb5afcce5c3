import { script } from '../script.ts';

/**
 * Marks the attempt as running on a worker.
 *
 * Guarantees: only the current attempt of an unfinished submission is marked (1), anything else changes nothing (0). An
 * attempt that runs has been in the queue, so its outbox entry goes too.
 *
 * KEYS  record, outbox
 * ARGV  attempt, worker, outbox member
 */
export const markRunningScript = script(`
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt')
if not now[1] or now[1] == 'finished' or now[2] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'running', 'worker', ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[3])
return 1
`);
