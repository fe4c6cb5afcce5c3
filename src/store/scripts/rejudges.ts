/** The steps of a rejudge. Each holds what it writes against what its caller saw, so that any number of drivers may take them. */
import { script } from '../script.ts';

/**
 * Puts a rejudge on record.
 *
 * Guarantees: all or nothing; the same id a second time changes nothing.
 *
 * KEYS  rejudge, rejudges, rejudging, items
 * ARGV  id, now in ms, schema version, plan, phase, then the items in order
 */
export const openRejudgeScript = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[3], 'plan', ARGV[4], 'phase', ARGV[5], 'createdAtMs', ARGV[2],
  'next', 0, 'total', #ARGV - 5, 'scanned', '')
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
for i = 6, #ARGV do redis.call('HSET', KEYS[4], i - 6, ARGV[i]) end
return 1
`);

/**
 * Adds what one look at the list has selected.
 *
 * Guarantees: a look is taken in once (1), whoever else looks at the same time (0). When there are more than the bound, the rest is
 * left out, and it is on record that it was.
 *
 * KEYS  rejudge, items
 * ARGV  cursor that the look began with, cursor that it ended with ('' at the end of the list), most items, then the items
 */
export const selectScript = script(`
local at = redis.call('HMGET', KEYS[1], 'phase', 'scanned', 'total')
if at[1] ~= 'selecting' or at[2] ~= ARGV[1] then return 0 end
local total = tonumber(at[3])
local full = false
for i = 4, #ARGV do
  if total >= tonumber(ARGV[3]) then
    full = true
    break
  end
  redis.call('HSET', KEYS[2], total, ARGV[i])
  total = total + 1
end
redis.call('HSET', KEYS[1], 'total', total, 'scanned', ARGV[2])
if full then redis.call('HSET', KEYS[1], 'truncated', 1) end
if full or ARGV[2] == '' then redis.call('HSET', KEYS[1], 'phase', 'running') end
return 1
`);

/**
 * Takes an item a step further, and counts what it came to.
 *
 * Guarantees: 1 exactly once per step, for the caller that saw the item as it was; 0 otherwise. Nothing begins ('begin') but in a
 * rejudge that runs: -1.
 *
 * KEYS  rejudge, items, judging
 * ARGV  place, item as it was, item as it is, step (begin, end: of one that has begun, pass: of one that has not), then counters
 */
export const stepScript = script(`
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[4] == 'begin' and redis.call('HGET', KEYS[1], 'phase') ~= 'running' then return -1 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
if ARGV[4] == 'begin' then redis.call('SADD', KEYS[3], ARGV[1]) end
if ARGV[4] == 'end' then redis.call('SREM', KEYS[3], ARGV[1]) end
if ARGV[4] ~= 'end' then redis.call('HSET', KEYS[1], 'next', tonumber(ARGV[1]) + 1) end
for i = 5, #ARGV do redis.call('HINCRBY', KEYS[1], ARGV[i], 1) end
return 1
`);

/**
 * Ends a rejudge that has nothing left to do; from then on it ages.
 *
 * Guarantees: 1 exactly once. A rejudge that is paused, or has something waiting or under way, goes on (0); one that is being cancelled
 * ends as soon as nothing is under way.
 *
 * KEYS  rejudge, items, judging, rejudging
 * ARGV  id, now in ms, TTL in ms
 */
export const closeRejudgeScript = script(`
local at = redis.call('HMGET', KEYS[1], 'phase', 'next', 'total', 'paused')
if not at[1] then
  redis.call('SREM', KEYS[4], ARGV[1])
  return 0
end
if redis.call('SCARD', KEYS[3]) > 0 then return 0 end
local ends
if at[1] == 'running' and not at[4] and tonumber(at[2]) >= tonumber(at[3]) then ends = 'finished' end
if at[1] == 'cancelling' then ends = 'cancelled' end
if not ends then return 0 end
redis.call('HSET', KEYS[1], 'phase', ends, 'finishedAtMs', ARGV[2])
redis.call('SREM', KEYS[4], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
`);

/**
 * Pauses, resumes or cancels.
 *
 * Guarantees: a rejudge that is over, or is being cancelled, stays as it is (0); asking twice is the same as asking once (1).
 *
 * KEYS  rejudge
 * ARGV  pause, resume or cancel
 */
export const controlRejudgeScript = script(`
local phase = redis.call('HGET', KEYS[1], 'phase')
if not phase then return -1 end
if ARGV[1] == 'cancel' and phase == 'cancelling' then return 1 end
if phase ~= 'selecting' and phase ~= 'running' then return 0 end
if ARGV[1] == 'pause' then redis.call('HSET', KEYS[1], 'paused', 1) else redis.call('HDEL', KEYS[1], 'paused') end
if ARGV[1] == 'cancel' then redis.call('HSET', KEYS[1], 'phase', 'cancelling') end
return 1
`);
