import { script } from '../script.ts';

/**
 * Appends an event of the current attempt.
 *
 * Guarantees: an attempt that is stale, finished or unknown tells nothing (0), so no event follows `finished`. Nor does a rejudge
 * tell of its progress: to whoever follows, the submission has its verdict.
 *
 * KEYS  record, events
 * ARGV  attempt, schema version, event, channel, id, type
 */
export const appendEventScript = script(`
local now = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'published')
if not now[1] or now[1] == 'finished' or now[2] ~= ARGV[1] or now[3] then return 0 end
local event = redis.call('XADD', KEYS[2], '*', 'v', ARGV[2], 'e', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5] .. ' ' .. event .. ' ' .. ARGV[6])
return 1
`);
